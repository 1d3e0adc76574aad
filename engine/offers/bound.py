# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""What a branch of the search can still reach at most (twin: static/src/engine/offers/bound.js).

Why the bound is valid. Let a branch have taken discounts D, leaving `room`, with the steps from number j on undecided.

1. Room only shrinks, and no reduction takes more from less room. So a step's discount is at most `discount_most`.
   Simple steps (fixed shares) together take from a line at most its room and at most the sum of their shares; of a
   group at most one applies, so the largest counts. Hence the discount still to come is at most X, the least of three
   sums: room left; `discount_most` of all; per line min(room, simple shares) plus `discount_most` of the steps that are
   not simple.
2. Credit and points never rise when the base falls, so those of all that is decided are at most what the present bases
   give, and those of undecided steps at most what the untouched basket gives.
3. A discount lowers what whole-basket earnings give. Between two bases these differ by at most `pull_bps` of the
   difference plus `slack`. If the pulls sum to at most 100 %, one more unit of discount never costs more than a unit of
   earnings, so discount x <= X with earnings on base - x is worth at most discount X with earnings on base - X, plus
   the slacks. With X = 0 the bases are final and nothing is added.

All in integers, each part rounded up, the same in both languages, because the tree of the search depends on it.
"""

from ..money import mul_ceil
from .benefits.base import CREDIT
from .contest import Sums


def value_most(program, sums):
    """The value in minor units, rounded up, of credit, points and gifts."""
    credit = mul_ceil(sums.credit, program.credit_worth_bps, 10000)
    return credit + sums.points * program.point_value_minor + sums.gift_value


def extras_most(contest, candidate, bases):
    """What an offer's credit, points and gifts are worth at most, in minor units, on `bases` before any offer."""
    sums = Sums(contest.scene.program)
    sums.add(candidate, bases, 0)
    return value_most(contest.scene.program, sums)


class Largest:
    """A sum that takes of each group only the largest number seen so far."""

    def __init__(self):
        self.total = 0
        self._seen = {}

    def add(self, group, amount):
        if group is not None:
            amount, seen = max(0, amount - self._seen.get(group, 0)), self._seen.get(group, 0)
            self._seen[group] = seen + amount
        self.total += amount


class Bound:
    """Bounds for the branches of one contest; the lists below have one entry per step number, and one for the end."""

    def __init__(self, contest, bases):
        self.contest = contest
        self._room = sum(contest.scene.room)
        self._pool, self._most, self._extras, self._shares = [0], [0], [0], [[0] * len(contest.scene.room)]
        pool, most, extras, seen = Largest(), Largest(), Largest(), {}
        for step in reversed(contest.steps):
            candidate = step.candidate
            most.add(step.group, candidate.discount_most)
            extras.add(step.group, extras_most(contest, candidate, bases) if candidate.has_extras else 0)
            if not candidate.is_simple:
                pool.add(step.group, candidate.discount_most)
            self._most.append(most.total)
            self._extras.append(extras.total)
            self._pool.append(pool.total)
            self._shares.append(_add_shares(step, self._shares[-1], seen) if candidate.is_simple else self._shares[-1])
        for entries in (self._most, self._extras, self._pool, self._shares):
            entries.reverse()
        self._weigh_earnings()

    def _weigh_earnings(self):
        """Whether point 3 may be used, and its slacks when something or nothing is left to pay."""
        contest, program = self.contest, self.contest.scene.program
        roles = [contest.idle, contest.free, *contest.grouped.values(), [step.candidate for step in contest.steps]]
        earnings = [earning for role in roles for one in role for earning in one.earnings]
        self._whole = [selector for selector in contest.selectors if contest.scene.is_whole(selector)]
        earnings = [earning for earning in earnings if earning.selector in self._whole]
        self._pulls = sum(earning.pull_bps(program) for earning in earnings) <= 10000
        self._slack, self._slack_at_zero = (_slack(program, earnings, base) for base in (1, 0))

    def discount_to_come(self, number, room, discount):
        """X of point 1 for the steps from `number` on, in minor units."""
        to_come = min(self._most[number], self._room - discount)
        if not to_come:
            return 0
        shares = self._pool[number]
        for here, share in zip(room, self._shares[number], strict=True):
            shares += share if share < here else here
        return min(to_come, shares)

    def value(self, number, room, discount, taken, to_come):
        """The value in minor units that no set of this branch passes; `to_come` is from `discount_to_come`."""
        bases, slack = self.contest.bases(room, discount), 0
        if to_come and self._pulls and self._whole:
            base = max(0, bases[self._whole[0]] - to_come)
            bases.update((selector, base) for selector in self._whole)
            slack = self._slack if base else self._slack_at_zero
        sums = self.contest.certain(bases, taken)
        self.contest.add_still(sums, bases, taken)
        return discount + to_come + value_most(self.contest.scene.program, sums) + slack + self._extras[number]


def _add_shares(step, shares, seen):
    """Shares by line place with those of one more simple step; of a group only the largest on each line counts."""
    own = [0] * len(shares)
    for reduction in step.candidate.reductions:
        for place, share in zip(reduction.places, reduction.shares, strict=True):
            own[place] += share
    if step.group is None:
        return [share + more for share, more in zip(shares, own, strict=True)]
    before = seen.get(step.group, [0] * len(shares))
    seen[step.group] = [max(old, new) for old, new in zip(before, own, strict=True)]
    return [share + max(0, new - old) for share, old, new in zip(shares, before, own, strict=True)]


def _slack(program, earnings, base):
    """The value in minor units, rounded up, of the slacks of earnings from a base on."""
    sums = Sums(program)
    for earning in earnings:
        if earning.purse == CREDIT:
            sums.credit += earning.slack(base)
        else:
            sums.points += earning.slack(base)
    return value_most(program, sums)
