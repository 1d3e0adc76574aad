# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Sets that are found by adding one offer after the other (twin: static/src/engine/offers/greedy.js).

`best_alone` adds just one. `first_guess` is quick and gives the search something to beat. `best_gain` is what the
contract promises not to fall below, and is only asked for when the search could not prove its answer.
"""

from .contest import Step, Taken, chosen_places
from .model import Choice
from .price import take_discount
from .totals import is_better, raises_value

# So many of the most promising offers make the first guess.
GUESSES = 24


class Lead:
    """A set that has been reached: `steps` (forced ones too) in the book's order, and `still`, without discount.

    `rooms` has the room before each step and after the last, `before` the discount before each step, and `most` what
    the steps from each number on take at most, in minor units.
    """

    def __init__(self, contest, steps, still):
        self._contest = contest
        self.steps = sorted(steps, key=lambda step: step.candidate.place)
        self.still = still
        self.rooms, self.before, self.taken, self.discount = [contest.scene.room], [], None, 0
        for step in self.steps:
            room = self.rooms[-1][:]
            here = take_discount(step.candidate, room)
            self.taken = Taken(self.taken, step, here)
            self.rooms.append(room)
            self.before.append(self.discount)
            self.discount += here
        self.totals = contest.totals(self.rooms[-1], self.discount, self.taken, still)
        self.most = [sum(step.candidate.discount_most for step in self.steps[n:]) for n in range(len(self.steps))]
        self._last = _last_place(self.steps)
        self._last_unsimple = _last_place([step for step in self.steps if not step.candidate.is_simple])
        members = contest.idle + [step.candidate for step in self.steps] + still
        self._reach, self._room = contest.reach_of_all(members), sum(contest.scene.room)

    def choice(self):
        return Choice(self.totals, sorted(chosen_places(self.taken) + [one.place for one in self.still]))

    def settle(self, best):
        """The better of `best` and the best `Choice` with the same steps."""
        return self._contest.settle(best, self.rooms[-1], self.discount, self.taken)

    def plus(self, candidate):
        """The `Lead` with one more candidate."""
        if candidate.own.discount:
            return Lead(self._contest, [*self.steps, Step(candidate, False)], self.still)
        return Lead(self._contest, self.steps, [*self.still, candidate])

    def groups(self):
        """The groups that are used up."""
        steps = [step.group for step in self.steps]
        return {group for group in steps + [one.offer.group for one in self.still] if group is not None}

    def totals_with(self, candidate):
        """The `Totals` of the set with one more candidate."""
        if not candidate.own.discount:
            still = [*self.still, candidate]
            return self._contest.totals(self.rooms[-1], self.discount, self.taken, still)
        number = len(self.steps) if self.may_wait(candidate) else self._number(candidate)
        room, discount, taken = self.rooms[number][:], self.discount, self.taken
        for _ in self.steps[number:]:
            discount, taken = discount - taken.discount, taken.previous
        for step in [Step(candidate, False), *self.steps[number:]]:
            here = take_discount(step.candidate, room)
            discount += here
            taken = Taken(taken, step, here)
        return self._contest.totals(room, discount, taken, self.still)

    def may_wait(self, candidate):
        """Whether a candidate may be taken last: without discount, or with nothing but simple steps after it."""
        if not candidate.own.discount or candidate.place > self._last:
            return True
        return candidate.is_simple and candidate.place > self._last_unsimple

    def value_most(self, candidate):
        """The most that the set is worth with one more candidate, in minor units, without pricing it."""
        if self.may_wait(candidate):
            # What was there keeps its discounts and earns on less, so the new one adds at most what it gives itself.
            return self.totals.whole + 1 + self._contest.most(candidate)
        number = self._number(candidate)
        discount = self.before[number] + self.most[number] + candidate.discount_most
        return self._reach.plus(self._contest.reach(candidate)).value(min(discount, self._room))

    def _number(self, candidate):
        """The number of the first step that stands after a candidate in the book's order."""
        return sum(step.candidate.place < candidate.place for step in self.steps)


def best_alone(contest, none):
    """The best `Choice` of at most one `alone` offer; `none` is the `Lead` of the `always` offers alone."""
    best = none.choice()
    for candidate in _ranked(contest, contest.alone):
        if none.value_most(candidate) >= best.totals.whole:
            choice = Choice(none.totals_with(candidate), [candidate.place])
            best = choice if is_better(choice, best) else best
    return best


def first_guess(contest, lead, best):
    """The better of `best` and a set made of the most promising offers, each kept when it raises the value."""
    for candidate in _ranked(contest, contest.together)[:GUESSES]:
        is_free = candidate.offer.group is None or candidate.offer.group not in lead.groups()
        if is_free and raises_value(lead.totals_with(candidate), lead.totals):
            lead = lead.plus(candidate)
    return lead.settle(best)


def best_gain(contest, lead, best):
    """The better of `best` and what best gain comes to.

    Starting from `lead`, the `always` offers alone, the group-compatible `together` offer whose set is best by Choice
    is added while the value rises. The first round is also the best single `together` offer.
    """
    left = _ranked(contest, contest.together)
    while left:
        added = _best_next(lead, left)
        nearest = lead.plus(added)
        if is_better(nearest.choice(), best):
            best = nearest.choice()
        if not raises_value(nearest.totals, lead.totals):
            break
        lead, used = nearest, nearest.groups()
        left = [one for one in left if one is not added and one.offer.group not in used]
    return lead.settle(best)


def _last_place(steps):
    """The place of the last of some steps in order; -1 when there is none."""
    return steps[-1].candidate.place if steps else -1


def _ranked(contest, candidates):
    """What can bring most first; in `best_alone` and `best_gain` this saves time and changes nothing else."""
    return sorted(candidates, key=lambda one: (-contest.most(one), one.place))


def _best_next(lead, left):
    """The candidate that makes the best set with the lead; of equal ones the earlier in the book's order."""
    best = best_totals = None
    for candidate in left:
        if best is not None and lead.value_most(candidate) < best_totals.whole:
            continue
        totals = lead.totals_with(candidate)
        if best is None or (totals, -candidate.place) > (best_totals, -best.place):
            best, best_totals = candidate, totals
    return best
