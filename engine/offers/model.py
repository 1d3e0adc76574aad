# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""What the steps of the offers engine hand to each other (twin: static/src/engine/offers/model.js).

Built from the JSON of the contract: a missing key and null are the same. Amounts are minor units, quantities
thousandths.
"""

from dataclasses import dataclass

ALWAYS, TOGETHER, ALONE = "always", "together", "alone"
APPLIED, LOST, REFUSED = "applied", "lost", "refused"


def listed(row, key):
    """The list under a key; an empty one when it is missing or null."""
    return row.get(key) or []


def number(row, key, default=0):
    """The integer under a key, or `default` when it is missing or null."""
    value = row.get(key)
    return default if value is None else value


@dataclass(frozen=True, slots=True)
class Program:
    """What the programme says about comparing and about margins; `margin_floor_bps` may be None: no floor."""

    credit_worth_bps: int
    point_value_minor: int
    margin_floor_bps: int | None

    @classmethod
    def read(cls, row):
        row = row or {}
        return cls(
            number(row, "credit_worth_bps", 10000), number(row, "point_value_minor"), row.get("margin_floor_bps")
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A basket line that takes part: discountable, with quantity and amount above 0; `cost_minor` may be None."""

    id: str
    product: int
    categories: list
    brand: int | None
    tags: list
    qty_milli: int
    amount_minor: int
    cost_minor: int | None

    @classmethod
    def read(cls, row):
        return cls(
            row["id"],
            row["product"],
            listed(row, "categories"),
            row.get("brand"),
            listed(row, "tags"),
            row["qty_milli"],
            row["amount_minor"],
            row.get("cost_minor"),
        )


def takes_part(row):
    """Whether a line of the input counts; the others are as if not there."""
    return row.get("discountable") is True and number(row, "qty_milli") > 0 and number(row, "amount_minor") > 0


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer, compiled: its conditions and benefits are objects of the registered kinds."""

    id: int
    sequence: int
    stacking: str
    group: str | None
    conditions: list
    benefits: list
    max_uses_per_member: int | None
    remaining_uses: int | None
    remaining_budget_minor: int | None

    @classmethod
    def read(cls, row, conditions, benefits):
        return cls(
            row["id"],
            row["sequence"],
            row["stacking"],
            row.get("group"),
            conditions,
            benefits,
            row.get("max_uses_per_member"),
            row.get("remaining_uses"),
            row.get("remaining_budget_minor"),
        )


@dataclass(frozen=True, slots=True)
class Book:
    """A compiled offer book: the offers in their order (`sequence`, `id`) and the index of all their selectors."""

    program: Program
    offers: list
    selectors: object


@dataclass(frozen=True, slots=True)
class Choice:
    """What applies: totals (a `Totals`) and the places, ascending, of the chosen set in the book's order.

    The `always` offers count in the totals and are not among the places.
    """

    totals: tuple
    places: list


def reason(code, need=None, have=None):
    """One reason of a verdict, as it goes out: the code, what was needed and what was there."""
    return {"code": code, "need": need, "have": have}
