# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Wallet credit as a part of what is paid (twin: static/src/engine/offers/benefits/credit.js)."""

from ...money import mul_floor, mul_half_up
from ..model import number
from .base import CREDIT, Earning


class Credit(Earning):
    """`rate_bps` of the base as wallet credit, at most `max_minor` when that is not None."""

    kind = "credit"
    purse = CREDIT
    slack = 1

    def __init__(self, row, selectors):
        super().__init__(row, selectors)
        self.rate_bps = number(row, "rate_bps")
        self.max_minor = row.get("max_minor")

    def total(self, base):
        earned = mul_half_up(base, self.rate_bps, 10000)
        return earned if self.max_minor is None else min(earned, self.max_minor)

    def pull_bps(self, program, base):
        if self.max_minor is not None and mul_half_up(base, self.rate_bps, 10000) > self.max_minor:
            return 0
        return mul_floor(self.rate_bps, program.credit_worth_bps, 10000)
