# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""A kind that this version does not know (twin: static/src/engine/offers/conditions/unknown.js)."""

from ..model import reason
from .base import Condition


class UnknownCondition(Condition):
    """Stands for a condition of a newer server: it refuses the offer instead of failing."""

    def __init__(self, row, selectors):
        self.kind = row.get("kind")

    def test(self, scene):
        return reason("unknown_kind", self.kind)
