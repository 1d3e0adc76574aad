"""The ledger told again from its rows alone: balances, what lots have left, what is overdrawn, what can be spent.

Entries are read in the order of their ids. What an entry's lots and allocations do not explain of its amount is what it
overdrew (below zero: what it paid off). No stored balance is read, so whoever keeps one can be compared with this. Amounts
are integers in minor units (points: points), instants naive UTC datetimes.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from . import lots as lot_rules


class Entry(NamedTuple):
    """`minor` is the signed change of the purse; `origin` the id of the debit that it gives back."""

    id: int
    wallet: int
    purse: str
    kind: str
    minor: int
    source_key: str = ""
    sequence: int = 0
    request_key: str | None = None
    origin: int | None = None


class Issued(NamedTuple):
    """A lot as its entry opened it."""

    id: int
    entry: int
    minor: int
    created_at: datetime
    pending_until: datetime | None = None
    expires_on: date | None = None


class Allocation(NamedTuple):
    """`minor` is the signed change of what the lot has left."""

    entry: int
    lot: int
    minor: int


class Hold(NamedTuple):
    """What an open hold sets aside of a purse."""

    wallet: int
    purse: str
    minor: int
    expires_at: datetime


class Rows(NamedTuple):
    """All rows of some wallets, each list in the order of ids."""

    entries: tuple
    lots: tuple = ()
    allocations: tuple = ()
    holds: tuple = ()


@dataclass
class Purse:
    """A purse of a wallet; `left`: lot id -> minor units."""

    balance: int = 0
    overdrawn: int = 0
    left: dict = field(default_factory=dict)


class Step(NamedTuple):
    """An entry, its purse after it, what it overdrew, and what the lots that it touched have left."""

    entry: Entry
    purse: Purse
    overdrew: int
    touched: dict


def walk(rows):
    """Yield a `Step` for each entry. The purse goes on changing with the steps that follow."""
    opened, allocated = defaultdict(list), defaultdict(list)
    for lot in rows.lots:
        opened[lot.entry].append(lot)
    for allocation in rows.allocations:
        allocated[allocation.entry].append(allocation)
    purses = defaultdict(Purse)
    for entry in rows.entries:
        purse, explained, touched = purses[entry.wallet, entry.purse], 0, {}
        for lot_id, minor in (
            *((lot.id, lot.minor) for lot in opened[entry.id]), *((one.lot, one.minor) for one in allocated[entry.id]),
        ):
            explained += minor
            touched[lot_id] = purse.left[lot_id] = purse.left.get(lot_id, 0) + minor
        purse.balance += entry.minor
        purse.overdrawn += explained - entry.minor
        yield Step(entry, purse, explained - entry.minor, touched)


def replay(rows):
    """(wallet, purse) -> `Purse` after all rows; purses without an entry are not there."""
    return {(step.entry.wallet, step.entry.purse): step.purse for step in walk(rows)}


def available(rows, wallet, name, now, today):
    """What a purse can give at `now`: usable lots - overdrawn - live holds, never below zero."""
    purse = replay(rows).get((wallet, name), Purse())
    usable = sum(
        purse.left[lot.id] for lot in rows.lots if lot.id in purse.left
        and lot_rules.Lot(lot.id, purse.left[lot.id], *lot[3:]).is_usable(now, today))
    held = sum(hold.minor for hold in rows.holds
               if (hold.wallet, hold.purse) == (wallet, name) and hold.expires_at > now)
    return max(0, usable - purse.overdrawn - held)
