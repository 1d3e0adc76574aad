# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""This purchase is the n-th, 2n-th, 3n-th ... (twin: static/src/engine/offers/conditions/every_nth_visit.js)."""

from ..model import number, reason
from .base import HistoryCondition


class EveryNthVisit(HistoryCondition):
    """Counts this purchase too; `n` >= 1."""

    kind = "every_nth_visit"

    def __init__(self, row, selectors):
        self.n = number(row, "n", 1)

    def test(self, scene):
        visits = scene.member.get("visits")
        if visits is None:
            return reason(self.kind, self.n)
        return None if (visits + 1) % self.n == 0 else reason(self.kind, self.n, visits + 1)

    def missing(self, scene):
        have = scene.member and scene.member.get("visits")
        return None if have is None or scene.member.get("stale") else self.n - (have + 1) % self.n
