# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Today is in a period (twin: static/src/engine/offers/conditions/period.js)."""

from ..model import reason
from .base import Condition


class Period(Condition):
    """Holds from `first` to `last`, both included, as ISO texts; either may be None: that end is open."""

    kind = "period"

    def __init__(self, row, selectors):
        self.first = row.get("from")
        self.last = row.get("to")

    def test(self, scene):
        have = scene.context.get("date")
        if have is None or (self.first is not None and have < self.first):
            return reason(self.kind, None, have)
        return None if self.last is None or have <= self.last else reason(self.kind, None, have)
