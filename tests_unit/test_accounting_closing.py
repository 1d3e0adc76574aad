"""A session's movements become balanced lines: the table first, then the rules one by one."""

import random
from fractions import Fraction

import pytest

from engine.accounting.closing import Order, close
from engine.accounting.lines import Entry

POINT = 10
ANN, BOB = 7, 8


def booked(orders):
    lines, misfits = close(orders, POINT)
    found = {(line.account, line.partner) if line.partner else line.account: line.balance for line in lines.needed()}
    return found, misfits


def entry(purse, kind, minor, partner=ANN, entry_id=1):
    return Entry(entry_id, purse, kind, minor, partner)


CASES = [
    ("paid credit pays", [entry("paid", "spend", -4000)], 4000, 0, {("paid", ANN): 4000}),
    ("offline below zero", [entry("paid", "spend", -300, entry_id=1), entry("paid", "overdraw", -700, entry_id=2)],
     1000, 0, {("paid", ANN): 1000}),
    ("the branch bears the rest", [entry("paid", "spend", -300)], 1000, 700, {("paid", ANN): 300, "shortfall": 700}),
    ("nothing was covered", [], 1000, 1000, {"shortfall": 1000}),
    ("refund to the wallet", [entry("paid", "give_back", 4000)], -4000, 0, {("paid", ANN): -4000}),
    ("bonus pays at face", [entry("bonus", "spend", -1000)], 1000, 0, {"redeemed": 1000}),
    ("points pay at their price", [entry("points", "spend", -25)], 250, 0, {"redeemed": 250}),
    ("bonus comes back", [entry("bonus", "give_back", 1000)], -1000, 0, {"redeemed": -1000}),
    ("what a return took is given back: no payment", [Entry(1, "bonus", "give_back", 50, ANN, origin="claw_back")], 0, 0, {}),
    ("top-up", [entry("paid", "top_up", 5000)], 0, 0, {"clearing": 5000, ("paid", ANN): -5000}),
    ("bonus earned is no payment", [entry("bonus", "earn", 50)], 0, 0, {}),
    ("paid credit given as a present", [entry("paid", "earn", 900)], 0, 0, {"expense": 900, ("paid", ANN): -900}),
    ("three purses", [entry("paid", "spend", -100, entry_id=1), entry("bonus", "spend", -200, entry_id=2),
                      entry("points", "spend", -3, entry_id=3)], 330, 0,
     {("paid", ANN): 100, "redeemed": 230}),
]


@pytest.mark.parametrize(
    ("entries", "paid", "shortfall", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_lines(entries, paid, shortfall, expected):
    order = Order("o1", tuple(entries), paid, paid, shortfall)
    found, misfits = booked([order])
    assert found == expected
    assert sum(found.values()) == paid
    assert not misfits


def test_one_line_per_account_and_partner_over_all_orders():
    orders = [
        Order("o1", (entry("paid", "spend", -100, ANN, 1),), 100, 100),
        Order("o2", (entry("paid", "spend", -50, BOB, 2),), 50, 50),
        Order("o3", (entry("paid", "spend", -25, ANN, 3),), 25, 25),
        Order("o4", (entry("paid", "top_up", 10, ANN, 4),)),
    ]
    lines, _misfits = close(orders, POINT)
    by_partner = {line.partner: (line.balance, line.entry_ids) for line in lines.needed() if line.account == "paid"}
    assert by_partner == {ANN: (115, [1, 3, 4]), BOB: (50, [2])}


def test_a_line_that_comes_to_zero_still_carries_its_entries():
    orders = [
        Order("o1", (entry("paid", "spend", -100, ANN, 1),), 100, 100),
        Order("o2", (entry("paid", "give_back", 100, ANN, 2),), -100, -100),
    ]
    lines, _misfits = close(orders, POINT)
    assert [(line.account, line.balance, line.entry_ids) for line in lines.needed()] == [("paid", 0, [1, 2])]


@pytest.mark.parametrize(("paid", "shortfall"), [(1000, 700), (1000, -700), (-50, -350)])
def test_what_the_ledger_does_not_tell_goes_to_shortfall_and_is_reported(paid, shortfall):
    found, misfits = booked([Order("o1", (entry("paid", "spend", -300),), paid, paid)])
    assert found == {("paid", ANN): 300, "shortfall": paid - 300}
    assert misfits == [("o1", paid - 300)]


def test_converting_may_leave_a_unit_which_is_rounding():
    order = Order("o1", (entry("paid", "spend", -5000),), 5001, 4000, 0, Fraction(8, 10))
    lines, misfits = close([order], tolerance_minor=1)
    found = [(line.account, line.balance, line.currency) for line in lines.needed()]
    assert found == [("paid", 5000, 3999), ("rounding", 1, 1)]
    assert not misfits


def test_the_session_currency_is_spread_over_the_parts_of_a_payment():
    entries = entry("paid", "spend", -3333, entry_id=1), entry("bonus", "spend", -1667, entry_id=2)
    order = Order("o1", entries, 5000, 4000, 0, Fraction(8, 10))
    lines, _misfits = close([order], POINT)
    found = {line.account: (line.balance, line.currency) for line in lines.needed()}
    assert found["paid"] == (3333, 2666)
    assert found["redeemed"] == (1667, 1334)


def test_lines_always_sum_to_the_wallet_payments():
    """Random sessions: whatever the ledger says, the entry can be balanced and every entry has its line."""
    dice = random.Random(19)
    promotional = ("spend", "give_back", "earn", "claw_back")
    kinds = {
        "paid": ("spend", "overdraw", "give_back", "top_up", "earn"), "bonus": promotional, "points": promotional}
    for _round in range(300):
        orders, number = [], 0
        for key in range(dice.randrange(1, 6)):
            entries = []
            for _entry in range(dice.randrange(4)):
                number += 1
                purse = dice.choice(list(kinds))
                kind = dice.choice(kinds[purse])
                sign = -1 if kind in ("spend", "overdraw", "claw_back") else 1
                entries.append(Entry(number, purse, kind, sign * dice.randrange(1, 10**6), dice.choice((ANN, BOB))))
            paid = dice.randrange(-(10**6), 10**6)
            rate = Fraction(dice.randrange(1, 500), dice.randrange(1, 500))
            orders.append(Order(str(key), tuple(entries), paid, round(paid * rate), dice.randrange(3) * 1000, rate))
        lines, _misfits = close(orders, POINT)
        found = lines.needed()
        assert sum(line.balance for line in found) == sum(order.paid_minor for order in orders)
        assert sum(line.currency for line in found) == sum(order.paid_currency_minor for order in orders)
        carried = [entry_id for line in found for entry_id in line.entry_ids]
        assert sorted(carried) == sorted(
            entry.id for order in orders for entry in order.entries if entry.purse == "paid" or entry.settles)
