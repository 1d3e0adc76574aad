# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""This is the first purchase (twin: static/src/engine/offers/conditions/first_purchase.js)."""

from ..model import reason
from .base import HistoryCondition


class FirstPurchase(HistoryCondition):
    """Holds while there is no completed purchase."""

    kind = "first_purchase"

    def test(self, scene):
        have = scene.member.get("visits")
        return None if have == 0 else reason(self.kind, 0, have)
