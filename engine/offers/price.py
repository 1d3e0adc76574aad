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
    budget can change that, so that the order among simple offers does not matter. `reach` is filled in by the contest.
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
        "reach",
        "reductions",
    )

    def __init__(self, scene, place, offer):
        self.place = place
        self.offer = offer
        self.reach = None
        self.budget = offer.remaining_budget_minor
        self.reductions, self.earnings, self.gifts = [], [], []
        for benefit in offer.benefits:
            self._add(scene, benefit)
        self.gift_count = sum(gift.count for gift in self.gifts)
        self.gift_value = sum(gift.count * gift.value_minor for gift in self.gifts)
        self.has_extras = bool(self.earnings or self.gifts)
        self.discount_most = sum(reduction.most for reduction in self.reductions)
        self.is_simple = all(reduction.fixed for reduction in self.reductions) and self._budget_is_idle()
        if self.budget is not None:
            self.discount_most = min(self.discount_most, self.budget)
        self._price(scene)

    def _add(self, scene, benefit):
        """Take a benefit in by its family."""
        if benefit.family == DISCOUNT:
            self.reductions.append(benefit.reduction(scene))
        elif benefit.family == EARNING and scene.member is not None:
            self.earnings.append(benefit)
        elif benefit.family == GIFT and benefit.given(scene) > 0:
            self.gifts.append(benefit)

    def _budget_is_idle(self):
        """Whether the budget can never cut what fixed shares give, nor what credit comes after them."""
        if self.budget is None:
            return True
        shares = sum(reduction.total for reduction in self.reductions)
        return shares <= self.budget and not self.earnings

    def _price(self, scene):
        """Fill in what the offer comes to on the untouched basket."""
        room, discount = scene.room, self.discount_most
        if len(self.reductions) > 1 or (discount and not self._earns_on_all(scene)):
            room = room[:]
            discount = take_discount(self, room)
        credit, points = earn(self, scene.bases_after(room, discount), discount)
        self.own = weigh(scene.program, discount, credit, points, self.gift_count, self.gift_value)

    def _earns_on_all(self, scene):
        """Whether credit and points, if any, come on every line, so that it does not matter which lines are lowered."""
        return all(scene.is_whole(earning.selector) for earning in self.earnings)


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
    if candidate.budget is None or candidate.is_simple:
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
    """Credit, cut to what the budget leaves, and points of an offer on `Bases`; `discount` is what the offer took."""
    credit = points = 0
    for earning in candidate.earnings:
        total = earning.total(bases.get(earning.selector))
        if earning.purse == CREDIT:
            credit += total
        else:
            points += total
    if candidate.budget is not None:
        credit = min(credit, candidate.budget - discount)
    return credit, points
