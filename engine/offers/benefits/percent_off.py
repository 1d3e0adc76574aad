# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""A part of the price off (twin: static/src/engine/offers/benefits/percent_off.js)."""

from ...money import mul_half_up, spread
from ..model import number
from ..reductions import CappedReduction, FixedReduction
from .base import Discount


class PercentOff(Discount):
    """`rate_bps` off the matching lines in proportion to their amounts, at most `max_minor` when that is not None."""

    kind = "percent_off"

    def __init__(self, row, selectors):
        super().__init__(row, selectors)
        self.rate_bps = number(row, "rate_bps")
        self.max_minor = row.get("max_minor")

    def reduction(self, scene):
        places, shares = scene.remember((self.selector, self.rate_bps), self._shares)
        if self.max_minor is None or sum(shares) <= self.max_minor:
            return FixedReduction(places, shares)
        return CappedReduction(places, shares, self.max_minor)

    def _shares(self, scene):
        """The places of the matching lines and what each would get, room and cap aside."""
        places = scene.matches[self.selector]
        total = mul_half_up(scene.sum_amount(self.selector), self.rate_bps, 10000)
        return places, spread(total, [scene.amounts[place] for place in places])
