"""What is owed of each cohort at the end of a day: its valuation, and how much of it the books do not have yet."""

from typing import NamedTuple

from ..money import spread
from .cohorts import Booked, changes
from .valuation import Cohort, value

AGES = (3, 6, 12, 24)  # full months


class Standing(NamedTuple):
    """Of a cohort: units left by the ledger, what one pays, valuation, and what of it open sessions and the posting owe."""

    units: int
    price: int
    valuation: int
    open: int
    waiting: int


def account(key):
    """The purpose of a cohort's control account."""
    return "contract" if key.is_deferred else key.purse


def standings(keys, booked, before, waiting, open_effects, left, terms):
    """{Key: Standing}.

    `booked`: what the books have; `before`: the same without what they have ahead of the ledger; `waiting`,
    `open_effects`: effects that the books do not have; `left`: key -> units that the ledger has left. Should the sums of
    booked and open rows come to other units than the ledger, the valuation follows the ledger, and a difference shows.
    """
    then = {key: Booked(cohort) for key, cohort in before.items()}
    after_waiting = _after(then, changes(waiting, then, terms))
    after_open = _after(after_waiting, changes(open_effects, after_waiting, terms))
    found = {}
    for key in keys:
        waited, opened = (sums.get(key, Booked()).cohort for sums in (after_waiting, after_open))
        units = left.get(key, 0)
        ledger = opened + Cohort(issued=units - opened.outstanding)
        worth = [value(cohort, key.is_deferred, terms[key]) for cohort in (ledger, opened, waited)]
        found[key] = Standing(units, terms[key].price_minor, worth[0], worth[1] - worth[2],
                              worth[2] - booked.get(key, Booked()).value)
    return found


def _after(booked, changed):
    sums = dict(booked)
    for key, (cohort, _change) in changed.items():
        sums[key] = Booked(sums.get(key, Booked()).cohort + cohort)
    return sums


def spread_value(minor, units):
    """A cohort's valuation over its branches, by what each has left. `units`: branch -> units."""
    places = list(units)
    shares = spread(abs(minor), [max(0, units[place]) for place in places])
    return {place: share if minor >= 0 else -share for place, share in zip(places, shares, strict=True)}


def age(month, on):
    """Full months between the month of issue and the day `on`."""
    return (on.year - month.year) * 12 + on.month - month.month


def age_class(month, on):
    """(from, to) in months: the class of `AGES` that an age falls in; the last has no end (None)."""
    months, start = age(month, on), 0
    for end in AGES:
        if months < end:
            return start, end
        start = end
    return start, None
