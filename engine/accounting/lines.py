"""The rows of the ledger as the books see them, and the lines of a journal entry that they become.

Amounts are integers: `balance` in minor units of the company's currency, `currency` in those of a till's session;
debits are above zero.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from .valuation import WHOLE_BPS, rounded

PAYING = ("spend", "overdraw")


@dataclass(frozen=True)
class Abroad:
    """What of a row moved credit that a company with other books issued.

    `partner`: the other company; `minor`: the part, signed, in units of the purse; `rate_bps`: what the issuer owes for a
    unit of bonus or points, at face value. Paid credit is owed in full.
    """

    partner: int
    minor: int
    rate_bps: int = WHOLE_BPS


@dataclass(frozen=True)
class Entry:
    """One ledger row: `minor` is the signed change of the purse, in points for the points purse.

    `origin`: kind of the debit that the row gives back. `is_settled`: its payment is in the books already. `abroad`: the
    parts of `minor` whose issuers keep other books. `paid_at`: of a row that another company wrote, that company; `minor`
    is the part that moved credit of this one.
    """

    id: int
    purse: str
    kind: str
    minor: int
    partner: int | None = None
    branch: int | None = None
    origin: str | None = None
    is_settled: bool = False
    abroad: tuple = ()
    paid_at: Abroad | None = None

    @property
    def own(self):
        """The part of `minor` that is of this company's own credit."""
        return self.minor - sum(part.minor for part in self.abroad)

    @property
    def moves_money(self):
        """Whether somebody got goods or money for the credit: only then its issuer owes it to who gave them."""
        return self.settles or self.kind == "payout"

    @property
    def settles(self):
        """Whether the row is a payment, or the return of one."""
        return self.kind in PAYING or (self.kind == "give_back" and self.origin in (*PAYING, None))

    def face(self, point_price_minor):
        """What the row is worth at the till, signed, in minor units."""
        return self.minor * (point_price_minor if self.purse == "points" else 1)

    def owed(self, part, point_price_minor):
        """What the issuer owes the company where a part of this row was paid, below zero for what came back."""
        rate = WHOLE_BPS if self.purse == "paid" else part.rate_bps
        face = part.minor * (point_price_minor if self.purse == "points" else 1)
        return rounded(Fraction(-face * rate, WHOLE_BPS))

    def debits(self, point_price_minor):
        """What a row that moved money is debited to: (account, minor units, partner) of each part; they sum to its face."""
        due = [("due", self.owed(part, point_price_minor), part.partner) for part in self.abroad]
        rest = -self.face(point_price_minor) - sum(minor for _account, minor, _partner in due)
        if self.purse != "paid":
            return [("redeemed", rest, None), *due]
        return [("paid", rest, self.partner), *due] if rest or not due else due


@dataclass
class Line:
    """A line of a journal entry: `account` names its purpose, `entry_ids` the ledger rows it carries.

    `cohort`: key of the cohort whose control account this is; `change`: what the line changes of it.
    """

    account: str
    partner: int | None = None
    branch: int | None = None
    cohort: tuple | None = None
    balance: int = 0
    currency: int = 0
    change: object = None
    entry_ids: list = field(default_factory=list)


class Lines(dict):
    """Lines by account, partner, branch and cohort."""

    def add(self, account, balance, currency=0, entry=None, partner=None, branch=None, cohort=None):
        key = account, partner, branch, cohort
        line = self.setdefault(key, Line(account, partner, branch, cohort))
        line.balance += balance
        line.currency += currency
        if entry is not None:
            line.entry_ids.append(entry)
        return line

    def needed(self):
        """The lines that say something: an amount, or the entries that they carry."""
        return [line for line in self.values() if line.balance or line.currency or line.entry_ids]
