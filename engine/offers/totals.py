# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""What a set of offers comes to, and which of two sets is the better one (twin: static/src/engine/offers/totals.js)."""

from typing import NamedTuple

from ..money import mul_floor, mul_rest


class Totals(NamedTuple):
    """Totals of all that applies, in the order in which Choice compares them: the larger tuple is the better one.

    The value is `whole` minor units and `rest` ten-thousandths; the others are minor units and counts.
    """

    whole: int
    rest: int
    discount: int
    credit: int
    points: int
    gifts: int


def weigh(program, discount, credit, points, gifts, gift_value):
    """The `Totals` of a discount, credit and gift value in minor units, points, and a number of gifts."""
    whole = mul_floor(credit, program.credit_worth_bps, 10000)
    rest = mul_rest(credit, program.credit_worth_bps, whole, 10000)
    return Totals(
        discount + points * program.point_value_minor + gift_value + whole, rest, discount, credit, points, gifts
    )


def gives(totals):
    """Whether there is any discount, credit, point or gift in it, whatever it is worth."""
    return totals.discount > 0 or totals.credit > 0 or totals.points > 0 or totals.gifts > 0


def raises_value(totals, before):
    """Whether the value, in ten-thousandths, is above that of `before`."""
    return totals[:2] > before[:2]


def is_better(choice, other):
    """Whether a `Choice` beats another: larger totals, then fewer offers, then the earlier ones in the book's order."""
    if choice.totals != other.totals:
        return choice.totals > other.totals
    if len(choice.places) != len(other.places):
        return len(choice.places) < len(other.places)
    return choice.places < other.places
