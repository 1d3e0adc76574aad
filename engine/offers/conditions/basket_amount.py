# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""The matching lines cost enough, and not too much (twin: static/src/engine/offers/conditions/basket_amount.js)."""

from ..model import reason
from .base import Condition


class BasketAmount(Condition):
    """Holds from `min_minor` to `max_minor`, both included; either may be None: that end is open."""

    kind = "basket_amount"

    def __init__(self, row, selectors):
        self.min_minor = row.get("min")
        self.max_minor = row.get("max")
        self.selector_row = row.get("selector")
        self.selector = selectors.add(self.selector_row)

    def test(self, scene):
        have = scene.sum_amount(self.selector)
        if self.min_minor is not None and have < self.min_minor:
            return reason(self.kind, self.min_minor, have)
        if self.max_minor is not None and have > self.max_minor:
            return reason(self.kind, self.max_minor, have)
        return None

    def missing(self, scene):
        short = (self.min_minor or 0) - scene.sum_amount(self.selector)
        return short if short > 0 and (self.max_minor is None or self.min_minor <= self.max_minor) else None
