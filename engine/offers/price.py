# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Third step: what an offer gives, on its own and after others (twin: static/src/engine/offers/price.js)."""

from .benefits.base import CREDIT, DISCOUNT, EARNING, GIFT
from .model import reason
from .totals import gives, weigh


class Candidate:
    """An offer without a refusal, ready for the basket of one evaluation.

    `place` is its place in the book's order. `reductions`, `earnings` and `gifts` hold its benefits by family, without
    those that give nothing (to a passer-by). `own` has its `Totals` without any other offer, `discount_most` what its
    discounts come to at most, whatever else applies. `is_simple`: each line gives a fixed share or all its room, and no
    budget can change that, so that the order among simple offers does not matter.
    """

    __slots__ = (
        "budget",
        "discount_most",
        "earnings",
        "gift_count",
        "gift_value",
        "gifts",
        "has_extras",
        "is_simple",
        "offer",
        "own",
        "place",
        "reductions",
    )

    def __init__(self, scene, place, offer):
        self.place = place
        self.offer = offer
        self.budget = offer.remaining_budget_minor
        self.reductions = [benefit.reduction(scene) for benefit in offer.benefits if benefit.family == DISCOUNT]
        self.earnings = [
            benefit for benefit in offer.benefits if benefit.family == EARNING and scene.member is not None
        ]
        self.gifts = [benefit for benefit in offer.benefits if benefit.family == GIFT and benefit.given(scene) > 0]
        self.gift_count = sum(gift.count for gift in self.gifts)
        self.gift_value = sum(gift.count * gift.value_minor for gift in self.gifts)
        self.has_extras = bool(self.earnings or self.gifts)
        self._price(scene)

    def _price(self, scene):
        """Fill in what the offer comes to on the untouched basket."""
        room = scene.room[:]
        discount = take_discount(self, room)
        bases = {earning.selector: scene.base(earning.selector, room, discount) for earning in self.earnings}
        credit, points = earn(self, bases, discount)
        self.own = weigh(scene.program, discount, credit, points, self.gift_count, self.gift_value)
        self.discount_most = self._discount_most(scene, discount)
        self.is_simple = all(reduction.fixed for reduction in self.reductions) and self._budget_is_idle()

    def _discount_most(self, scene, discount):
        """Each discount benefit alone on the untouched room, summed: no room that is left by others gives more."""
        if len(self.reductions) < 2:
            return discount
        most = sum(reduction.take(scene.room[:]) for reduction in self.reductions)
        return most if self.budget is None else min(most, self.budget)

    def _budget_is_idle(self):
        """Whether the budget can never cut what fixed shares give, nor what credit comes after them."""
        if self.budget is None:
            return True
        shares = sum(sum(reduction.shares) for reduction in self.reductions)
        return shares <= self.budget and not self.earnings


def priced(scene, offers, refused):
    """The `Candidate` of each offer without a refusal; one that gives nothing gets that as its refusal in `refused`."""
    candidates = []
    for place, offer in enumerate(offers):
        if refused[place]:
            continue
        candidate = Candidate(scene, place, offer)
        if gives(candidate.own):
            candidates.append(candidate)
        else:
            refused[place].append(reason("nothing_to_give"))
    return candidates


def take_discount(candidate, room):
    """Take an offer's discounts from `room` in place, budget included; returns their sum in minor units."""
    if candidate.budget is None:
        taken = 0
        for reduction in candidate.reductions:
            taken += reduction.take(room)
        return taken
    before = room[:]
    taken = sum(reduction.take(room) for reduction in candidate.reductions)
    if taken <= candidate.budget:
        return taken
    _give_back(taken - candidate.budget, before, room)
    return candidate.budget


def _give_back(excess, before, room):
    """Give back what passes a budget, from the last line of the basket backwards; changes `room`."""
    for place in range(len(room) - 1, -1, -1):
        back = min(excess, before[place] - room[place])
        room[place] += back
        excess -= back
        if not excess:
            return


def earn(candidate, bases, discount):
    """Credit, cut to what the budget leaves, and points of an offer.

    `bases` has the base of each selector number that its earnings name, `discount` is what the offer took.
    """
    credit = points = 0
    for earning in candidate.earnings:
        total = earning.total(bases[earning.selector])
        if earning.purse == CREDIT:
            credit += total
        else:
            points += total
    if candidate.budget is not None:
        credit = min(credit, candidate.budget - discount)
    return credit, points
