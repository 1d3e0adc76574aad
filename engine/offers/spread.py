# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Fifth step: what each line gets of what applies (twin: static/src/engine/offers/spread.js).

Discounts fall on lines as they are taken. Credit and points are spread here over what is paid in the end, so that a
partial return can take its part back.
"""

from ..money import spread
from .benefits.base import CREDIT
from .price import take_discount


def awards(scene, applied):
    """The output rows of the applied candidates, given in the book's order, and the total discount per line id."""
    room = scene.room[:]
    takings = []
    for candidate in applied:
        before = room[:]
        take_discount(candidate, room)
        takings.append([old - new for old, new in zip(before, room, strict=True)])
    got = [first - last for first, last in zip(scene.room, room, strict=True)]
    paid = [amount - off for amount, off in zip(scene.amounts, got, strict=True)]
    rows = [_award(scene, candidate, taking, paid) for candidate, taking in zip(applied, takings, strict=True)]
    return rows, by_line(scene, got)


def by_line(scene, amounts):
    """Amounts by line place as a mapping from line id, zeros left out."""
    return {line.id: amount for line, amount in zip(scene.lines, amounts, strict=True) if amount}


def _award(scene, candidate, taking, paid):
    """The output row of one applied offer; `taking` is its discount and `paid` what is paid, by line place."""
    discount = sum(taking)
    credit, points = _earned_by_line(scene, candidate, paid)
    if candidate.budget is not None:
        _cut(credit, candidate.budget - discount)
    return {
        "offer": candidate.offer.id,
        "discount_minor": discount,
        "credit_minor": sum(credit),
        "points": sum(points),
        "gifts": [gift.row() for gift in candidate.gifts],
        "lines": by_line(scene, taking),
        "credit_lines": by_line(scene, credit),
        "points_lines": by_line(scene, points),
    }


def _earned_by_line(scene, candidate, paid):
    """Credit, before any cut to the budget, and points by line place."""
    credit, points = [0] * len(paid), [0] * len(paid)
    for earning in candidate.earnings:
        places = scene.matches[earning.selector]
        weights = [paid[place] for place in places]
        purse = credit if earning.purse == CREDIT else points
        for place, share in zip(places, spread(earning.total(sum(weights)), weights), strict=True):
            purse[place] += share
    return credit, points


def _cut(shares, limit):
    """Cut shares to a sum of at most `limit`, from the last line backwards; changes the list."""
    excess = sum(shares) - limit
    for place in range(len(shares) - 1, -1, -1):
        if excess <= 0:
            return
        cut = min(excess, shares[place])
        shares[place] -= cut
        excess -= cut
