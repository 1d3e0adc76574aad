# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""What all benefits share (twin: static/src/engine/offers/benefits/base.js)."""

DISCOUNT, EARNING, GIFT, UNKNOWN = "discount", "earning", "gift", "unknown"
CREDIT, POINTS = "credit", "points"


class Benefit:
    """One benefit of an offer, compiled once from its JSON.

    A leaf sets `kind` and derives from one of three families, which differ in what the rest of the engine asks of them:
    a `Discount` lowers lines within their room, an `Earning` gives credit or points on what is really paid in the end,
    a gift (`benefits/gift.py`) is counted and never looks at a line. `family` tells them apart.
    """

    kind = None
    family = None

    def __init__(self, row, selectors):
        """Keep what is needed of the benefit's JSON; a `selector` in it becomes its number in `selectors`."""
        self.selector = selectors.add(row.get("selector"))


class Discount(Benefit):
    """Lowers what the customer pays now, for example 10 % off a category (`percent_off`)."""

    family = DISCOUNT

    def reduction(self, scene):
        """How this benefit lowers the lines of a scene: an object of `reductions.py`."""
        raise NotImplementedError


class Earning(Benefit):
    """Gives credit or points, told by `purse`, on the *base*: the matching amounts after all discounts.

    `total` never falls when the base grows. The search relies on one more promise: when the base falls from `base`, the
    total falls by at least `pull_bps(base)` of the fall, less `slack` units of the purse.
    """

    family = EARNING
    purse = None
    slack = 0

    def total(self, base):
        """Credit in minor units, or points, on a base in minor units."""
        raise NotImplementedError

    def pull_bps(self, program, base):
        """What one unit less of base costs in value, apart from rounding, in basis points, rounded down."""
        return 0
