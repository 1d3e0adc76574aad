"""Which lots a debit takes, in which order.

Amounts are integers in minor units (points: points), dates are dates, instants naive UTC datetimes.
"""

from datetime import date, datetime
from typing import NamedTuple

FAR = date.max


class Lot(NamedTuple):
    """What is left of a credit. `expires_on` is the last day on which it can be spent (None: never)."""

    id: int
    remaining: int
    created_at: datetime
    pending_until: datetime | None = None
    expires_on: date | None = None
    source_key: str = ""

    def is_pending(self, now):
        return self.pending_until is not None and self.pending_until > now

    def is_expired(self, today):
        return self.expires_on is not None and self.expires_on < today

    def is_usable(self, now, today):
        return self.remaining > 0 and not self.is_pending(now) and not self.is_expired(today)


def spending_order(lot):
    """Earliest expiry first, then oldest, then id; what never expires comes last."""
    return (lot.expires_on or FAR, lot.created_at, lot.id)


def usable(lots, now, today):
    """The lots a spending may take, in order."""
    return sorted((lot for lot in lots if lot.is_usable(now, today)), key=spending_order)


def allocate(lots, amount):
    """Take `amount` from `lots` in the order given: list of (lot, taken). What the lots do not hold is left over."""
    taken = []
    for lot in lots:
        if amount <= 0:
            break
        part = min(lot.remaining, amount)
        if part > 0:
            taken.append((lot, part))
            amount -= part
    return taken


def give_back(allocations, amount):
    """Undo `amount` of a debit: list of (lot id, given back), the last lot taken first.

    `allocations`: (lot id, still taken) in the order in which the debit took them.
    """
    given = []
    for lot_id, taken in reversed(allocations):
        part = min(taken, amount)
        if part > 0:
            given.append((lot_id, part))
            amount -= part
    return given


def claw_back(lots, source_key, amount, now, today, *, held, overdrawn, only_pending=False):
    """Take earned credit back: list of (lot, taken). Lots of its own source go first, then the usable ones.

    Of what can be spent now at most what holds and what is overdrawn leave is taken: a hold is paid by nothing else.
    """
    can_be_spent = usable(lots, now, today)
    own = sorted(
        (lot for lot in lots if lot.remaining > 0 and lot.source_key == source_key and not lot.is_expired(today)),
        key=spending_order)
    pending = [lot for lot in own if lot.is_pending(now)]
    spendable = sum(lot.remaining for lot in can_be_spent)
    reach = max(0, sum(lot.remaining for lot in pending) - max(0, overdrawn - spendable))
    if only_pending:
        return allocate(pending, min(amount, reach))
    left = {True: reach, False: max(0, spendable - overdrawn - held)}
    taken = []
    for lot in own + [lot for lot in can_be_spent if lot not in own]:
        part = min(lot.remaining, left[lot in pending], amount)
        if part > 0:
            taken.append((lot, part))
            left[lot in pending] -= part
            amount -= part
    return taken


def split_over_purses(amount, available, order, point_price, least=0, most=None):
    """Split a payment over the purses in the programme's order.

    `available`: purse -> what it can give (bonus, paid in minor units; points in points). `point_price`: minor units that one
    point pays (0: points do not pay). Bonus and points together pay at most `most`, and nothing or at least `least`: paid
    credit stands back for them where that is enough. Returns (purse -> amount taken, what could not be paid in minor units).
    """
    def split_of(limits):
        return _split(amount, {**available, **limits}, order, point_price, most)

    split, missing = split_of({})
    if 0 < redeemed(split, point_price) < least:
        split, missing = split_of({"paid": max(0, min(available["paid"], amount - least))})
        if redeemed(split, point_price) < least:
            split, missing = split_of({"bonus": 0, "points": 0})
    return split, missing


def redeemed(split, point_price):
    """What bonus and points pay of a split, in minor units."""
    return split.get("bonus", 0) + split.get("points", 0) * point_price


def _split(amount, available, order, point_price, most):
    split, left = {}, amount if most is None else most
    for purse in order:
        if purse == "points":
            count = min(available["points"], min(amount, left) // point_price) if point_price else 0
            split["points"], part = count, count * point_price
        else:
            part = split[purse] = min(available[purse], amount if purse == "paid" else min(amount, left))
        amount -= part
        left -= part if purse != "paid" else 0
    return split, amount
