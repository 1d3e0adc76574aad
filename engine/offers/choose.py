# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Fourth step: the allowed set that is worth most (twin: static/src/engine/offers/choose.js)."""

from .contest import Contest
from .greedy import Lead, best_alone, best_gain, first_guess
from .search import Search

# Up to this many `together` offers the answer is always exact; with more, the search stops after so many nodes.
EXACT_UP_TO = 12
NODES = 2000


def best_set(scene, candidates):
    """The best `Choice` among the candidates, which stand in the book's order, and whether it is proven best."""
    contest = Contest(scene, candidates)
    none = Lead(contest, contest.forced, [])
    best = best_alone(contest, none)
    if not contest.together:
        return best, True
    nodes = None if len(contest.together) <= EXACT_UP_TO else NODES
    search = Search(contest, first_guess(contest, none, best), nodes)
    if search.run():
        return search.best, True
    return best_gain(contest, none, search.best), False
