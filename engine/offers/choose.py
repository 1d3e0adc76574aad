# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Fourth step: the allowed set that is worth most (twin: static/src/engine/offers/choose.js)."""

from .bound import extras_most
from .contest import Contest
from .greedy import best_gain
from .search import Search
from .totals import is_better

# Up to this many `together` offers the answer is always exact; with more, the search stops after so many nodes.
EXACT_UP_TO = 12
NODES = 2000


def best_set(scene, candidates):
    """The best `Choice` among the candidates, which stand in the book's order, and whether it is proven best."""
    contest = Contest(scene, candidates)
    bases = contest.bases(scene.room, 0)
    best = _best_alone(contest, contest.price([]), bases)
    if not contest.together:
        return best, True
    best = best_gain(contest, best, bases)
    search = Search(contest, best, bases, None if len(contest.together) <= EXACT_UP_TO else NODES)
    exact = search.run()
    return search.best, exact


def _best_alone(contest, best, bases):
    """The better of `best` and the best `alone` offer; those that cannot reach it are not priced."""
    always = [step.candidate for step in contest.forced] + contest.idle
    floor = sum(one.discount_most + extras_most(contest, one, bases) for one in always)
    most = {one.place: one.discount_most + extras_most(contest, one, bases) for one in contest.alone}
    for candidate in sorted(contest.alone, key=lambda one: (-most[one.place], one.place)):
        if floor + most[candidate.place] < best.totals.whole:
            break
        choice = contest.price([candidate])
        if is_better(choice, best):
            best = choice
    return best
