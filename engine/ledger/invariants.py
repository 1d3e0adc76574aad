"""The ledger's numbered invariants as functions of its rows; DESIGN's numbers, each of which says why the ledger is right.

A check takes the rows of whole wallets and what is kept beside them, and returns sentences; an empty list means that it
holds. 4 is about locks and 6 about the books, which rows alone cannot tell. `models/club_ledger_check.py` asks the same of
all wallets at once in SQL; here every step on the way is looked at too.
"""

from collections import Counter, defaultdict
from typing import NamedTuple

from .replay import Purse, replay, walk

MAY_OVERDRAW = ("overdraw", "claw_back", "transfer_out")  # the last: a merge carries over what is owed


class Kept(NamedTuple):
    """What is stored beside the rows: (wallet, purse) -> (balance, overdrawn), and lot id -> remaining."""

    purses: dict
    lots: dict


def faults(rows, kept):
    """Sentences that say what is wrong."""
    return [sentence for check in CHECKS for sentence in check(rows, kept)]


def check_1_entries_make_the_balance(rows, kept):
    """1. A balance is the sum of its entries, and what is overdrawn what no lot explains."""
    told = replay(rows)
    for place in sorted(told.keys() | kept.purses.keys()):
        purse = told.get(place, Purse())
        if (purse.balance, purse.overdrawn) != kept.purses.get(place, (0, 0)):
            yield (f"1: {place[1]} of wallet {place[0]} has {kept.purses.get(place, (0, 0))} (balance, overdrawn);"
                   f" its rows make {(purse.balance, purse.overdrawn)}")


def check_1_lots_make_the_balance(rows, kept):
    """1. A balance is what its lots have left, minus what is overdrawn."""
    left, place_of = Counter(), {entry.id: (entry.wallet, entry.purse) for entry in rows.entries}
    for lot in rows.lots:
        left[place_of[lot.entry]] += kept.lots.get(lot.id, 0)
    for place, (balance, overdrawn) in sorted(kept.purses.items()):
        if balance != left[place] - overdrawn:
            yield f"1: {place[1]} of wallet {place[0]} has {balance}; its lots {left[place]}, {overdrawn} overdrawn"


def check_1_allocations_make_the_lots(rows, kept):
    """1. A lot has left what its allocations say, and never had less than nothing or more than it was issued with."""
    issued, left = {lot.id: lot.minor for lot in rows.lots}, {}
    for step in walk(rows):
        for lot, minor in step.touched.items():
            left[lot] = minor
            if not 0 <= minor <= issued.get(lot, 0):
                yield f"1: lot {lot} of {issued.get(lot, 0)} had {minor} left after entry {step.entry.id}"
    for lot in issued:
        if kept.lots.get(lot) != left.get(lot, 0):
            yield f"1: lot {lot} has {kept.lots.get(lot)} left; its allocations make {left.get(lot, 0)}"


def check_3_events_are_once(rows, kept):
    """3. No event and no request key is in the ledger twice."""
    events = Counter((one.wallet, one.purse, one.kind, one.source_key, one.sequence) for one in rows.entries)
    requests = Counter((one.wallet, one.purse, one.kind, one.request_key) for one in rows.entries if one.request_key)
    return [f"3: {key} is there {count} times" for key, count in (events + requests).items() if count > 1]


def check_5_who_may_overdraw(rows, kept):
    """5. At every step: only those overdraw who may, and nobody pays off more than is overdrawn."""
    for step in walk(rows):
        if step.overdrew > 0 and (step.entry.kind not in MAY_OVERDRAW or step.entry.minor > 0):
            yield f"5: entry {step.entry.id} ({step.entry.kind}) overdrew {step.overdrew}"
        if step.purse.overdrawn < 0:
            yield f"5: entry {step.entry.id} left {step.purse.overdrawn} overdrawn"


def check_5_debits_are_given_back_once(rows, kept):
    """5. No debit is given back by more than it took, in all and from each lot."""
    taken, entries = defaultdict(Counter), {entry.id: entry for entry in rows.entries}
    for allocation in rows.allocations:
        entry = entries[allocation.entry]
        taken[entry.origin or entry.id][allocation.lot] -= allocation.minor
    given = Counter()
    for entry in rows.entries:
        if entry.origin:
            given[entry.origin] += entry.minor
    for debit, minor in given.items():
        if minor > -entries[debit].minor:
            yield f"5: entry {debit} took {-entries[debit].minor} and was given back {minor}"
        for lot, left in taken[debit].items():
            if left < 0:
                yield f"5: lot {lot} got {-left} more back of entry {debit} than it gave"


CHECKS = (
    check_1_entries_make_the_balance, check_1_lots_make_the_balance, check_1_allocations_make_the_lots,
    check_3_events_are_once, check_5_who_may_overdraw, check_5_debits_are_given_back_once)


def check_2_rows_stay(before, after):
    """2. Rows that were there at an earlier reading are there unchanged: entries and allocations whole, lots as issued."""
    return [
        f"2: {name} {gone[0]} was {gone}"
        for name, old, new in (
            ("entry", before.entries, after.entries), ("allocation of entry", before.allocations, after.allocations),
            ("lot", [lot[:4] for lot in before.lots], [lot[:4] for lot in after.lots]))
        for gone in (Counter(old) - Counter(new))]
