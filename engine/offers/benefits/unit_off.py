# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Every n-th unit cheaper (twin: static/src/engine/offers/benefits/unit_off.js)."""

from ...money import mul_floor, mul_half_up
from ..model import number
from ..reductions import FixedReduction
from .base import Discount


class UnitOff(Discount):
    """Of the matching units, dearest first, the `per`-th, 2 `per`-th ... are reduced by `rate_bps`."""

    kind = "unit_off"

    def __init__(self, row, selectors):
        super().__init__(row, selectors)
        self.rate_bps = number(row, "rate_bps")
        self.per = number(row, "per", 1)

    def reduction(self, scene):
        return scene.remember((self.kind, self.selector, self.rate_bps, self.per), lambda: self._fixed(scene))

    def _fixed(self, scene):
        """What the lines with a reduced unit get, each at most its room."""
        counted, places, shares = 0, [], []
        for price, place in scene.remember(("units", self.selector), lambda: self._priced(scene)):
            before = counted // self.per
            counted += scene.lines[place].qty_milli // 1000
            reduced = counted // self.per - before
            if reduced:
                places.append(place)
                shares.append(reduced * mul_half_up(price, self.rate_bps, 10000))
        reduction = FixedReduction(places, shares)
        reduction.most = reduction.most_of(scene.room)
        return reduction

    def _priced(self, scene):
        """Unit price, floored, and place of each matching line that holds whole units, the dearest first."""
        priced = []
        for place in scene.matches[self.selector]:
            line = scene.lines[place]
            if line.qty_milli % 1000 == 0:
                priced.append((mul_floor(line.amount_minor, 1000, line.qty_milli), place))
        return sorted(priced, key=lambda pair: (-pair[0], pair[1]))
