# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Something given beside the price (twin: static/src/engine/offers/benefits/gift.js)."""

from ..model import number
from .base import GIFT, Benefit


class Gift(Benefit):
    """`count` tickets, spins, coupons or products; `value_minor` each weighs in the choice only."""

    kind = "gift"
    family = GIFT

    def __init__(self, row, selectors):
        self.what = row.get("what")
        self.ref = row.get("ref")
        self.count = number(row, "count", 1)
        self.value_minor = number(row, "value_minor")

    def given(self, scene):
        """How many are given: none but products without a member."""
        return self.count if self.what == "product" or scene.member is not None else 0

    def row(self):
        """The gift as it goes out."""
        return {"what": self.what, "ref": self.ref, "count": self.count}
