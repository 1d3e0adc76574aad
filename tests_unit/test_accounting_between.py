"""Credit of another company as lines of both books: what one books as due, the other one owes, to the unit."""

import random

import pytest

from engine.accounting import daily
from engine.accounting.closing import Order, close
from engine.accounting.lines import Abroad, Entry

ANN, A, B = 7, 101, 102  # a member, and the partners of two companies


def balances(lines):
    return {(line.account, line.partner): line.balance for line in lines.values() if line.balance}


def here(purse, kind, minor, abroad, **values):
    """The row in the books of B, where it was paid."""
    return Entry(1, purse, kind, minor, ANN, abroad=(Abroad(A, *abroad),), **values)


def there(purse, kind, minor, rate=10_000, **values):
    """The row in the books of A, which issued that part of it."""
    return Entry(1, purse, kind, minor, ANN, paid_at=Abroad(B, minor, rate), **values)


@pytest.mark.parametrize(("entry", "paid", "expected"), [
    (here("paid", "spend", -55_000, (-55_000,)), 55_000, {("due", A): 55_000}),
    (here("paid", "spend", -55_000, (-40_000,)), 55_000, {("due", A): 40_000, ("paid", ANN): 15_000}),
    (here("paid", "give_back", 55_000, (55_000,), origin="spend"), -55_000, {("due", A): -55_000}),
    (here("bonus", "spend", -5_000, (-5_000, 9_000)), 5_000, {("due", A): 4_500, ("redeemed", None): 500}),
    (here("bonus", "spend", -5_000, (-5_000, 0)), 5_000, {("redeemed", None): 5_000}),
    (here("points", "spend", -50, (-30, 5_000)), 500, {("due", A): 150, ("redeemed", None): 350}),
])
def test_where_it_was_paid(entry, paid, expected):
    lines, misfits = close([Order("o", (entry,), paid, paid)], 10)
    assert (balances(lines), misfits) == (expected, [])
    posted = balances(daily.post([entry], 10))
    assert posted == expected | {("shortfall", None): -paid}, "a closing that could not book it: from the shortfall"


@pytest.mark.parametrize(("entry", "expected"), [
    (there("paid", "spend", -55_000), {("paid", ANN): 55_000, ("due", B): -55_000}),
    (there("paid", "payout", -4_000), {("paid", ANN): 4_000, ("due", B): -4_000}),
    (there("paid", "adjust", -4_000), {("paid", ANN): 4_000, ("expense", None): -4_000}),
    (there("paid", "forfeit", -4_000), {("paid", ANN): 4_000, ("breakage", None): -4_000}),
    (there("bonus", "spend", -5_000, 9_000), {("expense", None): 4_500, ("due", B): -4_500}),
    (there("bonus", "give_back", 5_000, 9_000, origin="spend"), {("expense", None): -4_500, ("due", B): 4_500}),
    (there("bonus", "give_back", 5_000, 9_000, origin="claw_back"), {}),
    (there("bonus", "expire", -5_000, 9_000), {}),
])
def test_who_issued_it(entry, expected):
    assert balances(daily.post([entry], 10)) == expected


def test_both_books_say_the_same_whatever_the_amounts():
    dice = random.Random(5)
    for _ in range(2_000):
        purse, kind = dice.choice(["paid", "bonus", "points"]), dice.choice(["spend", "give_back"])
        sign = -1 if kind == "spend" else 1
        part, rate = sign * dice.randrange(1, 10**7), dice.randrange(10_001)
        whole = part + sign * dice.randrange(10**7)
        price = dice.randrange(1, 50)
        mine = balances(daily.post([here(purse, kind, whole, (part, rate), origin="spend")], price))
        theirs = balances(daily.post([there(purse, kind, part, rate, origin="spend")], price))
        assert mine.get(("due", A), 0) == -theirs.get(("due", B), 0)
        assert not sum(mine.values()) and not sum(theirs.values())
