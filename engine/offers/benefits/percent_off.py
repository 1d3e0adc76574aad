# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""A part of the price off (twin: static/src/engine/offers/benefits/percent_off.js)."""

from ...money import mul_half_up
from ..model import number
from ..reductions import CappedReduction, RateReduction
from .base import Discount


class PercentOff(Discount):
    """`rate_bps` off the matching lines in proportion to their amounts, at most `max_minor` when that is not None."""

    kind = "percent_off"

    def __init__(self, row, selectors):
        super().__init__(row, selectors)
        self.rate_bps = number(row, "rate_bps")
        self.max_minor = row.get("max_minor")

    def reduction(self, scene):
        uncapped = scene.remember((self.kind, self.selector, self.rate_bps), lambda: self._uncapped(scene))
        if self.max_minor is None or uncapped.total <= self.max_minor:
            return uncapped
        return CappedReduction(uncapped, self.max_minor)

    def _uncapped(self, scene):
        """The reduction without `max_minor`."""
        total = mul_half_up(scene.sum_amount(self.selector), self.rate_bps, 10000)
        reduction = RateReduction(scene, scene.matches[self.selector], total)
        is_roomy = self.rate_bps <= scene.roomy_bps(self.selector)
        reduction.most = total if is_roomy else reduction.most_of(scene.room)
        return reduction
