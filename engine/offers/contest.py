# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""The eligible offers of one evaluation, sorted for the choice (twin: static/src/engine/offers/contest.js).

Only offers that take room from lines depend on each other's order. Those are the *steps* of the search. What the rest
give follows from what is paid in the end, each on its own, so the best of them need not be searched for: of the
ungrouped ones all that give anything, of each group the best one (`settle`).
"""

from .model import ALONE, ALWAYS, TOGETHER, Choice
from .price import earn
from .reach import NOTHING, reach_of
from .totals import gives, is_better, weigh


class Step:
    """A candidate that lowers lines; `forced` when it applies in any case."""

    __slots__ = ("candidate", "forced", "group")

    def __init__(self, candidate, forced):
        self.candidate = candidate
        self.forced = forced
        self.group = None if forced else candidate.offer.group


class Taken:
    """The steps taken so far, newest first, as a list that branches can share; `discount` is this step's own.

    `grouped` and `extra` are the newest steps with a group, and with credit, points or gifts; or None.
    """

    __slots__ = ("discount", "extra", "grouped", "previous", "step")

    def __init__(self, previous, step, discount):
        self.previous = previous
        self.step = step
        self.discount = discount
        self.grouped = self if step.group is not None else previous and previous.grouped
        self.extra = self if step.candidate.has_extras else previous and previous.extra


class Contest:
    """The candidates by role: `steps` in order; without discount `idle` (always), `free` and `grouped` (together)."""

    def __init__(self, scene, candidates):
        self.scene = scene
        self.alone, self.together = [], []
        self.steps, self.forced, self.idle = [], [], []
        self.free, self.grouped = [], {}
        for candidate in candidates:
            self._sort_in(candidate)

    def _sort_in(self, candidate):
        """Enter a candidate under its role."""
        stacking, group = candidate.offer.stacking, candidate.offer.group
        if stacking == ALONE:
            self.alone.append(candidate)
        elif stacking == ALWAYS and candidate.own.discount:
            self.forced.append(Step(candidate, True))
            self.steps.append(self.forced[-1])
        elif stacking == ALWAYS:
            self.idle.append(candidate)
        elif stacking == TOGETHER:
            self.together.append(candidate)
            if candidate.own.discount:
                self.steps.append(Step(candidate, False))
            elif group is None:
                self.free.append(candidate)
            else:
                self.grouped.setdefault(group, []).append(candidate)

    def reach(self, candidate):
        """The `Reach` of a candidate, worked out once."""
        if candidate.reach is None:
            candidate.reach = reach_of(self.scene, candidate)
        return candidate.reach

    def most(self, candidate):
        """What a candidate adds at most, in minor units of value."""
        return candidate.discount_most + self.reach(candidate).extras

    def reach_of_all(self, candidates):
        """The `Reach` of several candidates together."""
        reach = NOTHING
        for candidate in candidates:
            reach = reach.plus(self.reach(candidate))
        return reach

    def certain(self, bases, taken):
        """What the `always` offers without discount and the taken steps add to the discounts."""
        sums = Sums(self.scene.program)
        for candidate in self.idle:
            sums.add(candidate, bases, 0)
        one = taken and taken.extra
        while one is not None:
            sums.add(one.step.candidate, bases, one.discount)
            one = one.previous and one.previous.extra
        return sums

    def settle(self, best, room, discount, taken):
        """The better of `best` and the best `Choice` whose discounts are those of the taken steps."""
        bases = self.scene.bases_after(room, discount)
        sums = self.certain(bases, taken)
        places = []
        for candidate in self.free:
            self._add_best([candidate], sums, bases, places)
        for group, members in self.grouped.items():
            if not has_group(taken, group):
                self._add_best(members, sums, bases, places)
        totals = sums.totals(discount)
        if totals < best.totals:
            return best
        choice = Choice(totals, sorted(places + chosen_places(taken)))
        return choice if is_better(choice, best) else best

    def _add_best(self, members, sums, bases, places):
        """Add the offer without discount that gives most, the earlier one of equals, if any gives at all."""
        best = best_totals = best_place = None
        for candidate in members:
            extra = Sums(self.scene.program)
            extra.add(candidate, bases, 0)
            totals = extra.totals(0)
            if gives(totals) and (best is None or totals > best_totals):
                best, best_totals, best_place = extra, totals, candidate.place
        if best is not None:
            sums.join(best)
            places.append(best_place)

    def totals(self, room, discount, taken, still):
        """The `Totals` of the `always` offers, the taken steps, and exactly these candidates without discount."""
        bases = self.scene.bases_after(room, discount)
        sums = self.certain(bases, taken)
        for candidate in still:
            sums.add(candidate, bases, 0)
        return sums.totals(discount)


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


def has_group(taken, group):
    """Whether a step of this group, which is not None, is among the taken ones."""
    one = taken and taken.grouped
    while one is not None:
        if one.step.group == group:
            return True
        one = one.previous and one.previous.grouped
    return False


def chosen_places(taken):
    """The places of the taken steps that are not forced, in no order."""
    places = []
    while taken is not None:
        if not taken.step.forced:
            places.append(taken.step.candidate.place)
        taken = taken.previous
    return places
