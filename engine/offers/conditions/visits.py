# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Enough purchases before this one (twin: static/src/engine/offers/conditions/visits.js)."""

from ..model import number, reason
from .base import HistoryCondition


class Visits(HistoryCondition):
    """Holds from `min` completed purchases on."""

    kind = "visits"

    def __init__(self, row, selectors):
        self.min = number(row, "min")

    def test(self, scene):
        have = scene.member.get("visits")
        return None if have is not None and have >= self.min else reason(self.kind, self.min, have)

    def missing(self, scene):
        have = scene.member and scene.member.get("visits")
        return None if have is None or scene.member.get("stale") else self.min - have
