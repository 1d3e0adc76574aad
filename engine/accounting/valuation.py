"""What a cohort of bonus or points is worth in the books.

A cohort is what one programme company issued in one month in one purse. Its units are minor units of bonus, or points.
Two methods:

- `expense`: a provision of outstanding x expected rate x cost factor. The cost factor also takes value added tax out
  where redeeming lowers the tax base.
- `deferred` (IFRS 15, a material right): at issue a part of the price goes to the credit, by relative stand-alone price,
  and stays as it is. It is released by redeemed / all now expected to be redeemed. Each total so far is rounded, and what
  is booked is the difference to the total before, so that nothing is lost and the last step clears to zero. A new
  estimate changes the ratio only, from then on.

Amounts are integers in minor units, `allocated` in millionths of them (many small sales must not each round); rates are
basis points.

>>> year = Cohort(issued=10_000, redeemed=4_500, allocated=allocation(100_000, 9_500, 9_500))
>>> released(year, Terms(rate_bps=9_500)), deferred(year, Terms(rate_bps=9_500))
(4110, 4566)
"""

from dataclasses import dataclass
from fractions import Fraction

from ..money import half_up

WHOLE_BPS = 10_000
FINE = 10**6  # `allocated` counts millionths


@dataclass(frozen=True)
class Terms:
    """What is expected of a cohort, at a date: the share that will be spent, what a unit costs and what it pays."""

    rate_bps: int = WHOLE_BPS
    cost_bps: int = WHOLE_BPS
    price_minor: int = 1


@dataclass(frozen=True)
class Cohort:
    """Sums over the entries of a cohort. `issued`: without what was taken back or moved away; `lapsed`: expired, given up."""

    issued: int = 0
    redeemed: int = 0
    lapsed: int = 0
    allocated: int = 0

    @property
    def outstanding(self):
        return self.issued - self.redeemed - self.lapsed

    def __add__(self, other):
        return Cohort(self.issued + other.issued, self.redeemed + other.redeemed, self.lapsed + other.lapsed,
                      self.allocated + other.allocated)

    def __neg__(self):
        return Cohort(-self.issued, -self.redeemed, -self.lapsed, -self.allocated)


def rounded(amount):
    """A fraction as an integer, halves away from zero: of either sign alike."""
    amount = Fraction(amount)
    whole = half_up(abs(amount.numerator), amount.denominator)
    return whole if amount >= 0 else -whole


def value(cohort, is_deferred, terms):
    """What the control account must show for a cohort, in minor units."""
    return deferred(cohort, terms) if is_deferred else provision(cohort.outstanding, terms)


def provision(units, terms):
    """half-up(units x what one pays x expected rate x cost factor)."""
    return rounded(Fraction(units * terms.price_minor * terms.rate_bps * terms.cost_bps, WHOLE_BPS**2))


def stand_alone(units, terms):
    """The stand-alone selling price of units: what they pay x how likely they are to be spent. A fraction."""
    return Fraction(units * terms.price_minor * terms.rate_bps, WHOLE_BPS)


def allocation(price_minor, own, every):
    """The part of a sale's price that goes to credit with the stand-alone price `own`, in millionths of a minor unit.

    `every`: the stand-alone price of all that the sale earned. Of a sale that nobody knows (`price_minor` None) the
    stand-alone price itself is allocated.
    """
    if price_minor is None:
        return rounded(own * FINE)
    return rounded(Fraction(price_minor) * own / (price_minor + every) * FINE) if own else 0


def expected(cohort, terms):
    """Units that are expected to be redeemed in the end, as a fraction: never fewer than already are."""
    return max(Fraction(cohort.redeemed), Fraction(cohort.issued * terms.rate_bps, WHOLE_BPS))


def released(cohort, terms):
    """Revenue of a cohort so far. A cohort of which nothing is left has released all."""
    if cohort.outstanding <= 0:
        return rounded(Fraction(cohort.allocated, FINE))
    whole = expected(cohort, terms)
    return rounded(Fraction(cohort.allocated, FINE) * max(0, cohort.redeemed) / whole) if whole else 0


def deferred(cohort, terms):
    """The contract liability of a cohort: what was allocated less what was released."""
    return rounded(Fraction(cohort.allocated, FINE)) - released(cohort, terms)
