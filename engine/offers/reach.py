# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""What a set of offers is worth at most when only the sum of its discounts is known (twin: .../offers/reach.js).

Why it is valid. On the untouched basket, credit, points and gifts are worth `extras`. Discounts lower the bases, and
totals of credit and points never rise when their base falls. Those that come on every line and have no cap in their way
fall by at least `pull_bps` of the discount, less `slack` for rounding: so discounts that sum to x leave the set worth
at most x + extras - pull x + slack. As long as the pulls sum to at most 100 % (others are left out), this grows with x,
and an upper bound of x gives an upper bound of the value.

All in integers, rounded up as a whole, the same in both languages, because the tree of the search depends on it.
"""

from ..money import mul_ceil, mul_floor
from .benefits.base import CREDIT
from .price import earn


class Reach:
    """The sums over a set of offers; `extras` and `slack` in minor units of value."""

    __slots__ = ("extras", "pull_bps", "slack")

    def __init__(self, extras, pull_bps, slack):
        self.extras = extras
        self.pull_bps = pull_bps
        self.slack = slack

    def plus(self, other):
        """The `Reach` of both sets together."""
        pull_bps = self.pull_bps + other.pull_bps
        if pull_bps > 10000:
            return Reach(self.extras + other.extras, self.pull_bps, self.slack)
        return Reach(self.extras + other.extras, pull_bps, self.slack + other.slack)

    def value(self, discount):
        """The most that the set is worth, in minor units, when its discounts sum to at most `discount`."""
        return discount + self.extras - mul_floor(self.pull_bps, discount, 10000) + self.slack


NOTHING = Reach(0, 0, 0)


def reach_of(scene, candidate):
    """The `Reach` of one offer."""
    if not candidate.has_extras:
        return NOTHING
    program = scene.program
    credit, points = earn(candidate, scene.bases_after(scene.room, 0), 0)
    extras = candidate.gift_value + _value_most(program, credit, points)
    if candidate.budget is not None:
        return Reach(extras, 0, 0)
    pull_bps = slack = 0
    for earning in candidate.earnings:
        pull = earning.pull_bps(program, scene.amount) if scene.is_whole(earning.selector) else 0
        if pull:
            pull_bps += pull
            slack += _value_most(program, *((earning.slack, 0) if earning.purse == CREDIT else (0, earning.slack)))
    return Reach(extras, pull_bps, slack)


def _value_most(program, credit, points):
    """The value of credit and points in minor units, rounded up."""
    return mul_ceil(credit, program.credit_worth_bps, 10000) + points * program.point_value_minor
