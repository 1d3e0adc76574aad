# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""The search for the best set of `together` offers (twin: static/src/engine/offers/search.js).

The tree is fixed: steps in the book's order, each taken before it is left out, a branch dropped when its bound cannot
beat the best set so far. A *node* is one step that was taken and priced.
"""

from .bound import Bound
from .contest import Taken, has_group
from .price import take_discount
from .totals import is_better


class Branch:
    """An undecided part of the tree: steps before `number` are decided."""

    __slots__ = ("discount", "number", "room", "taken")

    def __init__(self, number, room, discount, taken):
        self.number = number
        self.room = room
        self.discount = discount
        self.taken = taken


class Search:
    """One run of the search: `best` so far, and `nodes` left (None: no limit)."""

    def __init__(self, contest, best, bases, nodes):
        self.contest = contest
        self.bound = Bound(contest, bases)
        self.best = best
        self.nodes = nodes
        self.open = []

    def run(self):
        """Whether the whole tree was seen; then `best` is proven."""
        self.open.append(Branch(0, self.contest.scene.room, 0, None))
        while self.open:
            if not self._follow(self.open.pop()):
                return False
        return True

    def _follow(self, branch):
        """Follow a branch to its end, leaving those beside it open; False when the nodes are used up."""
        steps = self.contest.steps
        for number in range(branch.number, len(steps)):
            if not self._can_win(branch, number):
                return True
            step = steps[number]
            if step.group is not None and has_group(branch.taken, step.group):
                continue
            if not step.forced and self.nodes is not None:
                if not self.nodes:
                    return False
                self.nodes -= 1
            branch = self._take(branch, number, step)
        choice = self.contest.settle(branch.room, branch.discount, branch.taken)
        if is_better(choice, self.best):
            self.best = choice
        return True

    def _take(self, branch, number, step):
        """The branch with a step taken; the one without it stays open when it may differ for the better."""
        room = branch.room[:]
        discount = take_discount(step.candidate, room)
        if not step.forced:
            # What gives nothing here only makes the set larger: the same set without it is never worse.
            if not discount and not step.candidate.has_extras:
                return branch
            self.open.append(Branch(number + 1, branch.room, branch.discount, branch.taken))
        return Branch(number + 1, room, branch.discount + discount, Taken(branch.taken, step, discount))

    def _can_win(self, branch, number):
        """Whether some set of the branch, undecided from `number` on, may beat the best one."""
        best = self.best.totals
        to_come = self.bound.discount_to_come(number, branch.room, branch.discount)
        most = self.bound.value(number, branch.room, branch.discount, branch.taken, to_come)
        if most != best.whole:
            return most > best.whole
        return best.rest == 0 and branch.discount + to_come >= best.discount
