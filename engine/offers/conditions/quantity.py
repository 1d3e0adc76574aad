# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""There is enough of the matching lines (twin: static/src/engine/offers/conditions/quantity.js)."""

from ..model import number, reason
from .base import Condition


class Quantity(Condition):
    """Holds from `min_milli` thousandths of a unit on."""

    kind = "quantity"

    def __init__(self, row, selectors):
        self.min_milli = number(row, "min_milli")
        self.selector_row = row.get("selector")
        self.selector = selectors.add(self.selector_row)

    def test(self, scene):
        have = self._have(scene)
        return None if have >= self.min_milli else reason(self.kind, self.min_milli, have)

    def missing(self, scene):
        return max(0, self.min_milli - self._have(scene)) or None

    def _have(self, scene):
        """Thousandths of a unit of the matching lines."""
        return sum(scene.lines[place].qty_milli for place in scene.matches[self.selector])
