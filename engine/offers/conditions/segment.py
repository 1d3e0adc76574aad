# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""The member is in one of some segments (twin: static/src/engine/offers/conditions/segment.js)."""

from ..model import listed, reason
from .base import Condition


class Segment(Condition):
    """Holds for a member of any segment in `in`; stale facts do not matter."""

    kind = "segment"
    reads_member = True

    def __init__(self, row, selectors):
        self.allowed = listed(row, "in")

    def test(self, scene):
        have = scene.member.get("segments")
        if have is not None and any(segment in self.allowed for segment in have):
            return None
        return reason(self.kind, self.allowed, have)
