# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""The member's tier is one of a list (twin: static/src/engine/offers/conditions/tier.js)."""

from ..model import listed, reason
from .base import Condition


class Tier(Condition):
    """Holds for a member whose tier is in `in`; stale facts do not matter."""

    kind = "tier"
    reads_member = True

    def __init__(self, row, selectors):
        self.allowed = listed(row, "in")

    def test(self, scene):
        have = scene.member.get("tier")
        return None if have is not None and have in self.allowed else reason(self.kind, self.allowed, have)
