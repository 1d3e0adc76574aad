# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""The last purchase is long ago (twin: static/src/engine/offers/conditions/inactive.js)."""

from ..model import number, reason
from .base import HistoryCondition


class Inactive(HistoryCondition):
    """Holds from `min_days` days since the last purchase on; never for who never bought."""

    kind = "inactive"

    def __init__(self, row, selectors):
        self.min_days = number(row, "min_days")

    def test(self, scene):
        have = scene.member.get("days_since_last")
        return None if have is not None and have >= self.min_days else reason(self.kind, self.min_days, have)
