"""The movements of a till's session as balanced lines of its closing entry.

What the wallet paid is debited where the ledger took it from (`paid` per accounting partner and at face value, bonus
and points as loyalty redeemed), so that the debits of an order equal its wallet payments. Topping up moves money from
the clearing account to `paid`. Bonus and points that were earned, taken back or redeemed change their provision at
expected cost. Amounts are integers: `balance` in minor units of the company's currency, `currency` in those of the
session's; debits are above zero. There is one line per account and partner.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from ..money import half_up

SETTLING = ("spend", "overdraw", "give_back")
EARNING = ("earn", "claw_back")
PROVISIONED = ("bonus", "points")


@dataclass(frozen=True)
class Entry:
    """One ledger row of an order: `minor` is the signed change of the purse, in points for the points purse."""

    id: int
    purse: str
    kind: str
    minor: int
    partner: int


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


@dataclass(frozen=True)
class Terms:
    """What a point pays, in minor units, and what is expected to be redeemed at which part of its face value."""

    point_price_minor: int = 0
    expected_rate_bps: int = 10_000
    cost_factor_bps: int = 10_000
    tolerance_minor: int = 0

    def face(self, entry):
        """What an entry is worth at the till, signed, in minor units."""
        return entry.minor * (self.point_price_minor if entry.purse == "points" else 1)

    def expected_cost(self, face_minor):
        """half-up(face x expected rate x cost factor), of either sign alike."""
        cost = half_up(abs(face_minor) * self.expected_rate_bps * self.cost_factor_bps, 10**8)
        return cost if face_minor >= 0 else -cost


@dataclass
class Line:
    """A line of the closing entry: `account` names its purpose, `entry_ids` the ledger rows it carries."""

    account: str
    partner: int | None = None
    balance: int = 0
    currency: int = 0
    entry_ids: list = field(default_factory=list)


class Lines(dict):
    """Lines by account and partner."""

    def add(self, account, balance, currency, entry=None, partner=None):
        line = self.setdefault((account, partner), Line(account, partner))
        line.balance += balance
        line.currency += currency
        if entry:
            line.entry_ids.append(entry.id)


def close(orders, terms):
    """(lines, misfits) of a session's orders.

    The lines sum to the wallet payments of the orders. A misfit is (order key, minor units): what the ledger did not
    tell of an order's wallet payments, put on the shortfall account. Differences up to `terms.tolerance_minor`, which
    only converting currencies can leave, go to the rounding account and are no misfits.
    """
    lines, misfits, faces = Lines(), [], {}
    for order in orders:
        misfit = _settle(lines, order, terms)
        if misfit:
            misfits.append((order.key, misfit))
        for entry in order.entries:
            _carry(lines, entry, order, terms, faces)
    for purse, (face_minor, rate) in faces.items():
        cost = terms.expected_cost(face_minor)
        lines.add(purse, -cost, -convert(cost, rate))
        lines.add("expense", cost, convert(cost, rate))
    # A control account keeps its line at zero, because the line carries entries; nothing else needs one.
    return [line for line in lines.values() if line.balance or line.currency or line.entry_ids], misfits


def convert(minor, rate):
    """Minor units at a rate, halves upward, of either sign alike."""
    amount = half_up(abs(minor) * rate.numerator, rate.denominator)
    return amount if minor >= 0 else -amount


def _settle(lines, order, terms):
    """Debit the order's wallet payments where they came from; returns what went to shortfall unexplained."""
    parts = [(_settling_account(entry), -terms.face(entry), entry) for entry in order.entries if entry.kind in SETTLING]
    parts.append(("shortfall", order.shortfall_minor, None))
    missing = order.paid_minor - sum(part[1] for part in parts)
    within = abs(missing) <= terms.tolerance_minor
    parts.append(("rounding" if within else "shortfall", missing, None))
    for (account, minor, entry), currency in zip(parts, _in_currency(parts, order), strict=True):
        carried = account == "paid"
        lines.add(account, minor, currency, entry if carried else None, entry.partner if carried else None)
    return 0 if within else missing


def _settling_account(entry):
    return "paid" if entry.purse == "paid" else "redeemed"


def _in_currency(parts, order):
    """The order's wallet payments in the session's currency, over its parts; the largest takes what rounding leaves."""
    paid = Fraction(order.paid_currency_minor, order.paid_minor) if order.paid_minor else order.rate
    shares = [convert(minor, abs(paid)) for _account, minor, _entry in parts]
    largest = max(range(len(parts)), key=lambda place: abs(parts[place][1]))
    shares[largest] += order.paid_currency_minor - sum(shares)
    return shares


def _carry(lines, entry, order, terms, faces):
    """Book what an entry is besides a payment: a top-up, a cost, a change of a provision."""
    if entry.purse in PROVISIONED:
        if entry.kind in (*SETTLING, *EARNING):
            lines.add(entry.purse, 0, 0, entry)
            faces[entry.purse] = (faces.get(entry.purse, (0,))[0] + terms.face(entry), order.rate)
    elif entry.kind in ("top_up", *EARNING):
        currency = convert(entry.minor, order.rate)
        lines.add("clearing" if entry.kind == "top_up" else "expense", entry.minor, currency)
        lines.add("paid", -entry.minor, -currency, entry, entry.partner)
