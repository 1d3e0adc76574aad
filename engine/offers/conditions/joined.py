# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""The member joined lately (twin: static/src/engine/offers/conditions/joined.js)."""

from ..model import number, reason
from .base import HistoryCondition


class Joined(HistoryCondition):
    """Holds up to `max_days` days after joining."""

    kind = "joined"

    def __init__(self, row, selectors):
        self.max_days = number(row, "max_days")

    def test(self, scene):
        have = scene.member.get("joined_days")
        return None if have is not None and have <= self.max_days else reason(self.kind, self.max_days, have)
