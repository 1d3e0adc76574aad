"""The rows of the ledger as the books see them, and the lines of a journal entry that they become.

Amounts are integers: `balance` in minor units of the company's currency, `currency` in those of a till's session;
debits are above zero.
"""

from dataclasses import dataclass, field

PROVISIONED = ("bonus", "points")
PAYING = ("spend", "overdraw")


@dataclass(frozen=True)
class Entry:
    """One ledger row: `minor` is the signed change of the purse, in points for the points purse.

    `origin`: kind of the debit that the row gives back. `is_settled`: its payment is in the books already.
    """

    id: int
    purse: str
    kind: str
    minor: int
    partner: int | None = None
    branch: int | None = None
    origin: str | None = None
    is_settled: bool = False

    @property
    def settles(self):
        """Whether the row is a payment, or the return of one."""
        return self.kind in PAYING or (self.kind == "give_back" and self.origin in (*PAYING, None))

    def face(self, point_price_minor):
        """What the row is worth at the till, signed, in minor units."""
        return self.minor * (point_price_minor if self.purse == "points" else 1)


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
