# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""The search for the best set of `together` offers (twin: static/src/engine/offers/search.js).

The tree is fixed: steps in the book's order, each taken before it is left out, a branch dropped when it cannot beat the
best set so far (`bound.py`, `reach.py`). A *node* is one step that was taken and priced.
"""

from .bound import Bound
from .contest import Taken, has_group
from .price import take_discount
from .reach import Reach


class Branch:
    """An undecided part of the tree: steps before `number` are decided; `reach` is that of what is sure to apply."""

    __slots__ = ("discount", "number", "reach", "room", "taken")

    def __init__(self, number, room, discount, taken, reach):
        self.number = number
        self.room = room
        self.discount = discount
        self.taken = taken
        self.reach = reach


class Search:
    """One run of the search: `best` so far, and `nodes` left (None: no limit)."""

    def __init__(self, contest, best, nodes):
        self.contest = contest
        self.bound = Bound(contest)
        self.best = best
        self.nodes = nodes
        self.open = []

    def run(self):
        """Whether the whole tree was seen; then `best` is proven."""
        self.open.append(Branch(0, self.contest.scene.room, 0, None, self._first_reach()))
        while self.open:
            if not self._follow(self.open.pop()):
                return False
        return True

    def _first_reach(self):
        """The `Reach` of what is no step: of each group, what its best member is worth at most."""
        contest = self.contest
        reach = contest.reach_of_all(contest.idle + contest.free)
        for members in contest.grouped.values():
            reach = reach.plus(Reach(max(contest.reach(one).extras for one in members), 0, 0))
        return reach

    def _follow(self, branch):
        """Follow a branch to its end, leaving those beside it open; False when the nodes are used up."""
        steps = self.contest.steps
        for number in range(branch.number, len(steps)):
            to_come = self.bound.discount_to_come(number, branch.room, branch.discount)
            if not self._can_win(branch, number, to_come):
                return True
            if not to_come and not self.bound.has_extras[number]:
                break
            step = steps[number]
            if step.group is not None and has_group(branch.taken, step.group):
                continue
            if not step.forced and self.nodes is not None:
                if not self.nodes:
                    return False
                self.nodes -= 1
            branch = self._take(branch, number, step)
        self.best = self.contest.settle(self.best, branch.room, branch.discount, branch.taken)
        return True

    def _take(self, branch, number, step):
        """The branch with a step taken; the one without it stays open when it may differ for the better."""
        room = branch.room[:]
        discount = take_discount(step.candidate, room)
        if not step.forced:
            # What gives nothing here only makes the set larger: the same set without it is never worse.
            if not discount and not step.candidate.has_extras:
                return branch
            self.open.append(Branch(number + 1, branch.room, branch.discount, branch.taken, branch.reach))
        reach = branch.reach.plus(self.contest.reach(step.candidate))
        return Branch(number + 1, room, branch.discount + discount, Taken(branch.taken, step, discount), reach)

    def _can_win(self, branch, number, to_come):
        """Whether some set of the branch, undecided from `number` on, may beat the best one."""
        best, discount = self.best.totals, branch.discount + to_come
        most = branch.reach.value(discount) + self.bound.extras[number]
        if most != best.whole:
            return most > best.whole
        return best.rest == 0 and discount >= best.discount
