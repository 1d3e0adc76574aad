# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""A code was typed or scanned (twin: static/src/engine/offers/conditions/code.js)."""

from ..model import listed, reason
from .base import Condition


def plain_code(text):
    """A code as it is compared: U+0020 at both ends removed, ASCII letters upper-cased, nothing else."""
    return "".join(chr(ord(letter) - 32) if "a" <= letter <= "z" else letter for letter in text.strip(" "))


class Code(Condition):
    """Holds when the basket has one of the codes; the refusal does not tell which."""

    kind = "code"

    def __init__(self, row, selectors):
        self.codes = [plain_code(code) for code in listed(row, "in")]

    def test(self, scene):
        return None if any(code in scene.codes for code in self.codes) else reason(self.kind)
