# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""A fixed amount of wallet credit (twin: static/src/engine/offers/benefits/credit_flat.js)."""

from ..model import number
from .base import CREDIT, Earning


class CreditFlat(Earning):
    """`amount_minor` of wallet credit as soon as anything is paid for a matching line."""

    kind = "credit_flat"
    purse = CREDIT

    def __init__(self, row, selectors):
        super().__init__(row, selectors)
        self.amount_minor = number(row, "amount_minor")

    def total(self, base):
        return self.amount_minor if base > 0 else 0
