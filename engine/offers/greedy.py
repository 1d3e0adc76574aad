# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Best gain: the search starts from what this finds (twin: static/src/engine/offers/greedy.js).

Starting from the `always` offers alone, the group-compatible `together` offer whose set is best by Choice is added
while the value rises. The first round is also the best single `together` offer.
"""

from .bound import extras_most
from .contest import Step, Taken
from .model import Choice
from .price import take_discount
from .totals import is_better, raises_value


class Lead:
    """A set that best gain has reached: `steps` and `still` are its candidates with and without discount."""

    def __init__(self, room, discount, taken, steps, still, totals):
        self.room = room
        self.discount = discount
        self.taken = taken
        self.steps = steps
        self.still = still
        self.totals = totals

    def choice(self):
        return Choice(self.totals, sorted(one.place for one in self.steps + self.still))


def best_gain(contest, best, bases):
    """The better of `best` and what best gain comes to; `bases` are those before any offer."""
    lead = _extend(contest, Lead(*contest.run_steps([]), [], [], None))
    most = {one.place: one.discount_most + extras_most(contest, one, bases) for one in contest.together}
    # The order changes nothing but the speed: what can bring most comes first and lets the others be skipped.
    left = sorted(contest.together, key=lambda one: (-most[one.place], one.place))
    while left:
        nearest = _best_next(contest, lead, left, most)
        if is_better(nearest.choice(), best):
            best = nearest.choice()
        if not raises_value(nearest.totals, lead.totals):
            break
        lead = nearest
        used = {one.offer.group for one in lead.steps + lead.still}
        left = [one for one in left if one.place not in lead.choice().places and not _blocked(one, used)]
    settled = contest.settle(lead.room, lead.discount, lead.taken)
    return settled if is_better(settled, best) else best


def _blocked(candidate, used):
    """Whether an offer's group is among the used ones."""
    return candidate.offer.group is not None and candidate.offer.group in used


def _best_next(contest, lead, left, most):
    """The best `Lead` with one more candidate; of equal ones that with the earlier candidate."""
    best = best_place = None
    forced_unsimple = [step.candidate.place for step in contest.forced if not step.candidate.is_simple]
    unsimple = max(forced_unsimple + [one.place for one in lead.steps if not one.is_simple], default=-1)
    last = max([step.candidate.place for step in contest.forced] + [one.place for one in lead.steps], default=-1)
    for candidate in left:
        # Without effect on the steps after it, an offer adds at most what it gives itself.
        is_apart = candidate.place > last or (candidate.is_simple and candidate.place > unsimple)
        reach = lead.totals.whole + 1 + most[candidate.place]
        if best is not None and is_apart and reach < best.totals.whole:
            continue
        trial = _add(contest, lead, candidate, is_apart)
        if best is None or (trial.totals, -candidate.place) > (best.totals, -best_place):
            best, best_place = trial, candidate.place
    return best


def _add(contest, lead, candidate, is_apart):
    """The `Lead` with one more candidate, priced exactly."""
    if not candidate.own.discount:
        trial = Lead(lead.room, lead.discount, lead.taken, lead.steps, [*lead.still, candidate], None)
    elif is_apart:
        room = lead.room[:]
        discount = take_discount(candidate, room)
        taken = Taken(lead.taken, Step(candidate, False), discount)
        trial = Lead(room, lead.discount + discount, taken, [*lead.steps, candidate], lead.still, None)
    else:
        steps = [*lead.steps, candidate]
        trial = Lead(*contest.run_steps([Step(one, False) for one in steps]), steps, lead.still, None)
    return _extend(contest, trial)


def _extend(contest, lead):
    """Fill in the totals of a `Lead`."""
    bases = contest.bases(lead.room, lead.discount)
    sums = contest.certain(bases, lead.taken)
    for candidate in lead.still:
        sums.add(candidate, bases, 0)
    lead.totals = sums.totals(lead.discount)
    return lead
