# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""It is the time of the day (twin: static/src/engine/offers/conditions/hours.js)."""

from ..model import number, reason
from .base import Condition


class Hours(Condition):
    """Holds from minute `first` to before minute `last` of the local day, over midnight when `first` is the larger."""

    kind = "hours"

    def __init__(self, row, selectors):
        self.first = number(row, "from")
        self.last = number(row, "to")

    def test(self, scene):
        have = scene.context.get("minute")
        return None if have is not None and self._covers(have) else reason(self.kind, None, have)

    def _covers(self, minute):
        """Whether a minute is in the range; the range is empty when both ends are equal."""
        if self.first > self.last:
            return minute >= self.first or minute < self.last
        return self.first <= minute < self.last
