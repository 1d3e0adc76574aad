# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""What the undecided steps of a branch can still bring at most (twin: static/src/engine/offers/bound.js).

Why it is valid. Room only shrinks, and no reduction takes more from less room. So a step's discount is at most its
`discount_most`. Simple steps (fixed shares) together take from a line at most its room and at most the sum of their
shares. Of a group at most one step applies, so the largest counts. Hence the discount still to come is at most the
least of three sums: the room left; `discount_most` of all; per line min(room, simple shares), plus `discount_most` of
the steps that are not simple. `reach.py` turns a discount into a value.
"""


class Largest:
    """A sum that takes of each group only the largest number seen so far."""

    def __init__(self):
        self.total = 0
        self._seen = {}

    def add(self, group, amount):
        if group is None:
            self.total += amount
            return
        seen = self._seen.get(group, 0)
        self.total += max(0, amount - seen)
        self._seen[group] = max(seen, amount)


class Bound:
    """Bounds for the branches of one contest; the lists have one entry per step number, and one for the end.

    `extras[n]` is what credit, points and gifts of the steps from number n on are worth at most, in minor units, and
    `has_extras[n]` whether any of them gives such, be it worth nothing.
    """

    def __init__(self, contest):
        self._room = sum(contest.scene.room)
        self._pool, self._most, self.extras, self.has_extras = [0], [0], [0], [False]
        self._shares = [[0] * len(contest.scene.room)]
        pool, most, extras, seen = Largest(), Largest(), Largest(), {}
        for step in reversed(contest.steps):
            candidate = step.candidate
            most.add(step.group, candidate.discount_most)
            extras.add(step.group, contest.reach(candidate).extras)
            if candidate.is_simple:
                self._shares.append(_add_shares(step, self._shares[-1], seen))
            else:
                pool.add(step.group, candidate.discount_most)
                self._shares.append(self._shares[-1])
            self._most.append(most.total)
            self._pool.append(pool.total)
            self.extras.append(extras.total)
            self.has_extras.append(self.has_extras[-1] or candidate.has_extras)
        for entries in (self._most, self._pool, self._shares, self.extras, self.has_extras):
            entries.reverse()

    def discount_to_come(self, number, room, discount):
        """The most that the steps from `number` on can take, in minor units, after discounts that left this `room`."""
        to_come = min(self._most[number], self._room - discount)
        if not to_come:
            return 0
        return min(to_come, self._pool[number] + sum(map(min, room, self._shares[number])))


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
