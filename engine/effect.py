# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""What an offer did: those who could get it against its control group, with intervals that hold the truth 95 times of 100.

Shares of buyers are compared by Newcombe's hybrid score interval, which stays right for small shares and uneven groups.
Spending per member is compared by Welch's interval (the groups may spread differently), on amounts that the caller has
capped at one and the same end for both groups, so that one large purchase does not decide.

>>> newcombe(Share(56, 70), Share(48, 80))
Interval(difference=0.2, low=0.0524, high=0.3339)
"""

from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

Z = NormalDist().inv_cdf(0.975)
LEAST = 30  # members in each group; fewer say nothing


class Share(NamedTuple):
    """How many of a group did something."""

    hits: int
    count: int


class Spending(NamedTuple):
    """Sums over a group: members, what they spent, and the squares of it."""

    count: int
    total: float
    squares: float


class Interval(NamedTuple):
    """A difference (treated less control) and its interval."""

    difference: float
    low: float
    high: float

    @property
    def is_proven(self):
        return self.low > 0 or self.high < 0

    def scaled(self, factor):
        return Interval(*(value * factor for value in self))

    def __repr__(self):
        return "Interval(difference={}, low={}, high={})".format(*(round(value, 4) for value in self))


def is_enough(treated_count, control_count):
    """Whether both groups are large enough to say something."""
    return min(treated_count, control_count) >= LEAST


def wilson(share):
    """(low, high) of a share of hits."""
    hits, count = share
    rate, spread = hits / count, Z * Z / count
    middle = (rate + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * sqrt(rate * (1 - rate) / count + spread / (4 * count))
    return middle - half, middle + half


def newcombe(treated, control):
    """`Interval` of the difference of two shares; both groups have at least one member."""
    rate, other = treated.hits / treated.count, control.hits / control.count
    (low, high), (other_low, other_high) = wilson(treated), wilson(control)
    difference = rate - other
    return Interval(
        difference,
        difference - sqrt((rate - low) ** 2 + (other_high - other) ** 2),
        difference + sqrt((high - rate) ** 2 + (other - other_low) ** 2),
    )


def welch(treated, control):
    """`Interval` of the difference of two means; both groups have at least two members."""
    (mean, error), (other, other_error) = _mean(treated), _mean(control)
    difference, error_sum = mean - other, error + other_error
    if not error_sum:
        return Interval(difference, difference, difference)
    freedom = error_sum**2 / (error**2 / (treated.count - 1) + other_error**2 / (control.count - 1))
    half = t_quantile(freedom) * sqrt(error_sum)
    return Interval(difference, difference - half, difference + half)


def _mean(group):
    """(mean, its squared standard error)."""
    mean = group.total / group.count
    variance = max(0.0, group.squares - group.count * mean * mean) / (group.count - 1)
    return mean, variance / group.count


def t_quantile(freedom):
    """The 97.5 % point of Student's distribution (expansion of Cornish and Fisher; to three digits from 5 degrees on)."""
    terms = (
        (Z**3 + Z) / 4,
        (5 * Z**5 + 16 * Z**3 + 3 * Z) / 96,
        (3 * Z**7 + 19 * Z**5 + 17 * Z**3 - 15 * Z) / 384,
        (79 * Z**9 + 776 * Z**7 + 1482 * Z**5 - 1920 * Z**3 - 945 * Z) / 92160,
    )
    return Z + sum(term / freedom**power for power, term in enumerate(terms, 1))
