"""The movements of a till's session as balanced lines of its closing entry.

What the wallet paid is debited where the ledger took it from (`paid` per accounting partner and at face value, bonus
and points as loyalty redeemed), so that the debits of an order equal its wallet payments. Topping up moves money from
the clearing account to `paid`. What bonus and points change of their liability is `cohorts.book`'s. Units and signs as
in `lines`.
"""

from dataclasses import dataclass
from fractions import Fraction

from ..money import half_up
from .lines import Lines

EARNING = ("earn", "claw_back", "give_back")


@dataclass(frozen=True)
class Order:
    """A closed order: its ledger rows, what its wallet payments come to, and what the branch bears of them.

    `rate`: minor units of the session's currency for one of the company's, at the order's date.
    """

    key: str
    entries: tuple = ()
    paid_minor: int = 0
    paid_currency_minor: int = 0
    shortfall_minor: int = 0
    rate: Fraction = Fraction(1)
    id: int | None = None


def close(orders, point_price_minor=0, tolerance_minor=0):
    """(`Lines`, misfits) of a session's orders.

    The lines sum to the wallet payments of the orders. A misfit is (order key, minor units): what the ledger did not
    tell of an order's wallet payments, put on the shortfall account. Differences up to `tolerance_minor`, which
    only converting currencies can leave, go to the rounding account and are no misfits.
    """
    lines, misfits = Lines(), []
    for order in orders:
        misfit = _settle(lines, order, point_price_minor, tolerance_minor)
        if misfit:
            misfits.append((order.key, misfit))
        for entry in order.entries:
            _carry(lines, entry, order)
    return lines, misfits


def convert(minor, rate):
    """Minor units at a rate, halves upward, of either sign alike."""
    amount = half_up(abs(minor) * rate.numerator, rate.denominator)
    return amount if minor >= 0 else -amount


def _settle(lines, order, point_price_minor, tolerance_minor):
    """Debit the order's wallet payments where they came from; returns what went to shortfall unexplained."""
    parts = [(*debit, entry.id) for entry in order.entries if entry.settles for debit in entry.debits(point_price_minor)]
    parts.append(("shortfall", order.shortfall_minor, None, None))
    missing = order.paid_minor - sum(part[1] for part in parts)
    within = abs(missing) <= tolerance_minor
    parts.append(("rounding" if within else "shortfall", missing, None, None))
    for (account, minor, partner, entry_id), currency in zip(parts, _in_currency(parts, order), strict=True):
        lines.add(account, minor, currency, entry_id, partner)
    return 0 if within else missing


def _in_currency(parts, order):
    """The order's wallet payments in the session's currency, over its parts; the largest takes what rounding leaves."""
    paid = Fraction(order.paid_currency_minor, order.paid_minor) if order.paid_minor else order.rate
    shares = [convert(minor, abs(paid)) for _account, minor, *_whose in parts]
    largest = max(range(len(parts)), key=lambda place: abs(parts[place][1]))
    shares[largest] += order.paid_currency_minor - sum(shares)
    return shares


def _carry(lines, entry, order):
    """Book paid credit that is no payment: a top-up, a present."""
    if entry.purse == "paid" and not entry.settles and entry.kind in ("top_up", *EARNING):
        currency = convert(entry.own, order.rate)
        lines.add("clearing" if entry.kind == "top_up" else "expense", entry.own, currency)
        lines.add("paid", -entry.own, -currency, entry.id, entry.partner)
