# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""The eligible offers of one evaluation, sorted for the choice (twin: static/src/engine/offers/contest.js).

Only offers that take room from lines depend on each other's order. Those are the *steps* of the search. What the rest
give follows from what is paid in the end, each on its own, so the best of them need not be searched for: of the
ungrouped ones all that give anything, of each group the best one (`settle`).
"""

from .model import ALONE, ALWAYS, TOGETHER, Choice
from .price import earn, take_discount
from .totals import gives, weigh


class Step:
    """A candidate that lowers lines; `forced` when it applies in any case."""

    __slots__ = ("candidate", "forced", "group")

    def __init__(self, candidate, forced):
        self.candidate = candidate
        self.forced = forced
        self.group = None if forced else candidate.offer.group


class Taken:
    """The steps taken so far, newest first, as a list that branches can share; `discount` is this step's own."""

    __slots__ = ("discount", "previous", "step")

    def __init__(self, previous, step, discount):
        self.previous = previous
        self.step = step
        self.discount = discount


class Contest:
    """The candidates by role: `steps` in order; without discount `idle` (always), `free` and `grouped` (together)."""

    def __init__(self, scene, candidates):
        self.scene = scene
        self.alone = [one for one in candidates if one.offer.stacking == ALONE]
        self.together = [one for one in candidates if one.offer.stacking == TOGETHER]
        always = [one for one in candidates if one.offer.stacking == ALWAYS]
        self.forced = [Step(one, True) for one in always if one.own.discount]
        self.steps = sorted(
            self.forced + [Step(one, False) for one in self.together if one.own.discount],
            key=lambda step: step.candidate.place,
        )
        self.idle = [one for one in always if not one.own.discount]
        still = [one for one in self.together if not one.own.discount]
        self.free = [one for one in still if one.offer.group is None]
        self.grouped = {}
        for one in still:
            if one.offer.group is not None:
                self.grouped.setdefault(one.offer.group, []).append(one)
        self.selectors = sorted({earning.selector for one in candidates for earning in one.earnings})

    def bases(self, room, discount):
        """The base of each selector that an earning names, after discounts that sum to `discount` and leave `room`."""
        return {selector: self.scene.base(selector, room, discount) for selector in self.selectors}

    def certain(self, bases, taken):
        """What the `always` offers without discount and the taken steps add to the discounts."""
        sums = Sums(self.scene.program)
        for candidate in self.idle:
            sums.add(candidate, bases, 0)
        while taken is not None:
            if taken.step.candidate.has_extras:
                sums.add(taken.step.candidate, bases, taken.discount)
            taken = taken.previous
        return sums

    def add_still(self, sums, bases, taken):
        """Add the best of the `together` offers without discount to the sums; returns their places."""
        places = []
        for candidate in self.free:
            extra = extra_sums(self.scene.program, candidate, bases)
            if gives(extra.totals(0)):
                sums.join(extra)
                places.append(candidate.place)
        for group, members in self.grouped.items():
            if not has_group(taken, group):
                self._add_best(members, sums, bases, places)
        return places

    def _add_best(self, members, sums, bases, places):
        """Add the member of a group that gives most, the earlier one of equals, if any gives at all."""
        best = best_totals = best_place = None
        for candidate in members:
            extra = extra_sums(self.scene.program, candidate, bases)
            totals = extra.totals(0)
            if gives(totals) and (best is None or totals > best_totals):
                best, best_totals, best_place = extra, totals, candidate.place
        if best is not None:
            sums.join(best)
            places.append(best_place)

    def settle(self, room, discount, taken):
        """The best `Choice` whose discounts are those of the taken steps."""
        bases = self.bases(room, discount)
        sums = self.certain(bases, taken)
        places = self.add_still(sums, bases, taken)
        return Choice(sums.totals(discount), sorted(places + chosen_places(taken)))

    def price(self, chosen):
        """The `Choice` of exactly these candidates, which stand in the book's order, beside the `always` offers."""
        room, discount, taken = self.run_steps([Step(one, False) for one in chosen if one.own.discount])
        bases = self.bases(room, discount)
        sums = self.certain(bases, taken)
        for candidate in chosen:
            if not candidate.own.discount:
                sums.add(candidate, bases, 0)
        return Choice(sums.totals(discount), [candidate.place for candidate in chosen])

    def run_steps(self, chosen):
        """Room left, discount and taken steps when these steps are taken beside the forced ones."""
        room, discount, taken = self.scene.room[:], 0, None
        for step in sorted(self.forced + chosen, key=lambda step: step.candidate.place):
            here = take_discount(step.candidate, room)
            discount += here
            taken = Taken(taken, step, here)
        return room, discount, taken


class Sums:
    """Credit and gift value in minor units, points and gifts that add up beside the discounts."""

    __slots__ = ("credit", "gift_value", "gifts", "points", "program")

    def __init__(self, program):
        self.program = program
        self.credit = self.points = self.gifts = self.gift_value = 0

    def add(self, candidate, bases, discount):
        """Add what an offer gives beside its discount."""
        credit, points = earn(candidate, bases, discount)
        self.credit += credit
        self.points += points
        self.gifts += candidate.gift_count
        self.gift_value += candidate.gift_value

    def join(self, other):
        """Add other sums."""
        self.credit += other.credit
        self.points += other.points
        self.gifts += other.gifts
        self.gift_value += other.gift_value

    def totals(self, discount):
        """The `Totals` together with a discount."""
        return weigh(self.program, discount, self.credit, self.points, self.gifts, self.gift_value)


def extra_sums(program, candidate, bases):
    """The `Sums` of one offer without discount."""
    sums = Sums(program)
    sums.add(candidate, bases, 0)
    return sums


def has_group(taken, group):
    """Whether a step of this group, which is not None, is among the taken ones."""
    while taken is not None:
        if taken.step.group == group:
            return True
        taken = taken.previous
    return False


def chosen_places(taken):
    """The places of the taken steps that are not forced, in no order."""
    places = []
    while taken is not None:
        if not taken.step.forced:
            places.append(taken.step.candidate.place)
        taken = taken.previous
    return places
