"""Ledger rows of bonus and points as changes of their cohorts, and those as balanced lines.

One valuation serves the closing of a till and the daily posting: the control account's line of a cohort is its value
after the rows less its value before, at the same terms. The daily posting also brings what is booked to the value at the
terms of its day: the true-up after a new estimate.

What a return takes back leaves a deferred cohort with the average that a unit was allocated (a cohort is a portfolio);
what is exchanged carries its part over to the purse it becomes; what is transferred stays in its cohort.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from .lines import PAYING, Lines
from .valuation import FINE, Cohort, expected, provision, rounded, stand_alone, value

NEW = ("earn", "opening", "adjust", "top_up", "give_back")
LAPSING = ("expire", "adjust", "forfeit", "payout")


class Key(NamedTuple):
    """A cohort: programme company, purse, month of issue, and whether it is deferred or provided for."""

    company: int
    purse: str
    month: object
    is_deferred: bool


@dataclass(frozen=True)
class Effect:
    """What one ledger row does to one lot. `opens`: the row made the lot. `allocated`: of what a purchase earned."""

    entry_id: int
    key: Key
    kind: str
    units: int
    opens: bool = False
    origin: str | None = None
    branch: int | None = None
    allocated: int | None = None


@dataclass
class Sums:
    """Effects, summed, by what they mean for a cohort. `allocated` belongs to `new`."""

    new: int = 0
    moved: int = 0
    exchanged: int = 0
    redeemed: int = 0
    lapsed: int = 0
    allocated: int = 0

    def add(self, effect, terms):
        kind, units = effect.kind, effect.units
        if effect.opens and kind in NEW:
            self.new += units
            self.allocated += (
                rounded(stand_alone(units, terms) * FINE) if effect.allocated is None else effect.allocated)
        elif kind in PAYING or (kind == "give_back" and effect.origin in PAYING):
            self.redeemed -= units
        elif kind in LAPSING:
            self.lapsed -= units
        elif kind == "exchange":
            self.exchanged += units
        else:
            self.moved += units

    @property
    def issued(self):
        return self.new + self.moved + self.exchanged


@dataclass
class Change(Sums):
    """The sums of one cohort, and of each (purpose of the other account, branch) in it."""

    entry_ids: list = field(default_factory=list)
    groups: dict = field(default_factory=lambda: defaultdict(Sums))

    def add(self, effect, terms):
        super().add(effect, terms)
        self.entry_ids.append(effect.entry_id)
        self.groups["opening" if effect.kind == "opening" else "cost", effect.branch].add(effect, terms)


@dataclass
class Booked:
    """What is in the books of a cohort: its sums, and what its control account was given."""

    cohort: Cohort = field(default_factory=Cohort)
    value: int = 0


def changes(effects, booked, terms):
    """{key: (Cohort, Change)}: what these effects change of cohorts of which `booked` is in the books already.

    `booked`: key -> `Booked`; `terms`: key -> `Terms`.
    """
    summed = defaultdict(Change)
    for effect in effects:
        summed[effect.key].add(effect, terms[effect.key])
    exchanged, found = defaultdict(int), {}
    for key in sorted(summed, key=lambda key: key.purse != "points"):  # points are exchanged for bonus
        change, before = summed[key], booked.get(key, Booked()).cohort
        allocated = _allocated(key, change, before, terms[key], exchanged) if key.is_deferred else 0
        found[key] = Cohort(change.issued, change.redeemed, change.lapsed, allocated), change
    return found


def book(effects, booked, terms, *, true_up=False, lines=None):
    """`Lines` that take these effects to the control accounts; every row has a line, and the lines sum to zero.

    `true_up`: bring all of `booked` to its value at `terms` as well. `lines`: add to these.
    """
    lines, changed = Lines() if lines is None else lines, changes(effects, booked, terms)
    for key in sorted({*changed, *(booked if true_up else ())}, key=lambda key: (key[0], key[1], str(key[2]), key[3])):
        cohort, change = changed.get(key, (Cohort(), Change()))
        before = booked.get(key, Booked())
        worth, after = value(before.cohort, key.is_deferred, terms[key]), before.cohort + cohort
        step = value(after, key.is_deferred, terms[key]) - worth
        correction = worth - before.value if true_up else 0
        if step or correction or change.entry_ids:
            line = lines.add("contract" if key.is_deferred else key.purse, -step - correction, cohort=key)
            line.change, line.entry_ids = cohort, list(dict.fromkeys(change.entry_ids))
            _book_against(lines, key, change, step, correction, after, terms[key])
    return lines


def _allocated(key, change, before, terms, exchanged):
    """What a change of a deferred cohort changes of its allocated price; `exchanged` hands parts from purse to purse."""
    each = _average(before.issued + change.new, before.allocated + change.allocated, terms)
    allocated = change.allocated + rounded(change.moved * each)
    if change.exchanged < 0:
        part = rounded(-change.exchanged * each)
        exchanged[key.company, key.month] += part
        allocated -= part
    elif change.exchanged > 0:
        allocated += exchanged.pop((key.company, key.month), 0)
    return allocated


def _average(units, allocated, terms):
    """What a unit was allocated, in millionths; of an empty cohort, its stand-alone price."""
    return Fraction(allocated, units) if units > 0 else stand_alone(1, terms) * FINE


def _book_against(lines, key, change, step, correction, after, terms):
    """What stands against a control account's line: by branch; the true-up, and what rounding leaves, where most is."""
    account = "revenue" if key.is_deferred else "expense"
    lines.add(account, correction)
    shares = {group: rounded(_on_its_own(key, sums, after, terms)) for group, sums in change.groups.items()}
    largest = max(shares, key=lambda group: abs(shares[group])) if shares else ("cost", None)
    shares[largest] = shares.get(largest, 0) + step - sum(shares.values())
    for (purpose, branch), part in shares.items():
        lines.add("opening" if purpose == "opening" else account, part, branch=branch)


def _on_its_own(key, sums, after, terms):
    """What some effects change of a cohort's value, taken by themselves."""
    if not key.is_deferred:
        return provision(sums.issued - sums.redeemed - sums.lapsed, terms)
    each = _average(after.issued, after.allocated, terms)
    whole = expected(after, terms)
    gone = sums.redeemed * Fraction(after.allocated) / whole if whole else 0
    return (sums.allocated + (sums.moved + sums.exchanged) * each - gone) / FINE
