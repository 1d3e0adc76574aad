"""Entries become changes of cohorts and balanced lines, the same at a closing and in the daily posting."""

import random

import pytest

from engine.accounting.cohorts import Booked, Effect, Key, book
from engine.accounting.daily import post
from engine.accounting.lines import Entry
from engine.accounting.valuation import FINE, Cohort, Terms, value

BONUS = Key(1, "bonus", "2026-01", False)
POINTS = Key(1, "points", "2026-01", False)
LATER = Key(1, "bonus", "2026-02", False)
DEFERRED = Key(1, "points", "2026-01", True)
DEFERRED_BONUS = Key(1, "bonus", "2026-01", True)
TERMS = dict.fromkeys((BONUS, LATER, DEFERRED_BONUS), Terms(9_000, 8_000)) | dict.fromkeys(
    (POINTS, DEFERRED), Terms(9_000, 8_000, 10))


def effect(key, kind, units, **values):
    return Effect(values.pop("entry_id", 1), key, kind, units, **values)


def booked(effects, before=None, terms=TERMS, **values):
    lines = book(effects, before or {}, terms, **values).needed()
    assert sum(line.balance for line in lines) == 0
    found = {}
    for line in lines:
        key = (line.account, line.branch) if line.branch else line.account
        found[key] = found.get(key, 0) + line.balance
    return found


CASES = [
    ("bonus earned", [effect(BONUS, "earn", 50, opens=True)], {"bonus": -36, "expense": 36}),
    ("points earned", [effect(POINTS, "earn", 7, opens=True)], {"points": -50, "expense": 50}),
    ("redeemed", [effect(BONUS, "spend", -1_000)], {"bonus": 720, "expense": -720}),
    ("given back", [effect(BONUS, "give_back", 1_000, origin="spend")], {"bonus": -720, "expense": 720}),
    ("taken back", [effect(BONUS, "claw_back", -50)], {"bonus": 36, "expense": -36}),
    ("expired", [effect(BONUS, "expire", -50)], {"bonus": 36, "expense": -36}),
    ("given up", [effect(BONUS, "forfeit", -50)], {"bonus": 36, "expense": -36}),
    ("an opening balance is no expense", [effect(BONUS, "opening", 50, opens=True)], {"bonus": -36, "opening": 36}),
    ("a new credit pays off a debt first", [
        effect(BONUS, "earn", 300, opens=True), effect(BONUS, "earn", -170)], {"bonus": -94, "expense": 94}),
    ("a transfer moves nothing", [
        effect(BONUS, "transfer_out", -50), effect(BONUS, "transfer_in", 50, opens=True)], {"bonus": 0}),
    ("an exchange", [effect(POINTS, "exchange", -100), effect(BONUS, "exchange", 500, opens=True)],
     {"points": 720, "bonus": -360, "expense": -360}),
    ("each branch its expense", [
        effect(BONUS, "earn", 1_000, opens=True, branch=3), effect(BONUS, "spend", -990, branch=4)],
     {"bonus": -7, ("expense", 3): 720, ("expense", 4): -713}),
]


@pytest.mark.parametrize(("effects", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_provision(effects, expected):
    assert booked(effects) == expected


def test_a_provision_is_rounded_for_the_cohort_and_not_for_each_entry():
    effects = [effect(BONUS, "earn", 1, opens=True, entry_id=number) for number in range(10)]
    terms = {BONUS: Terms(4_000)}
    assert booked(effects, terms=terms) == {"bonus": -4, "expense": 4}
    before = {BONUS: Booked(Cohort(issued=1), 0)}
    assert booked(effects[:1], before, terms) == {"bonus": -1, "expense": 1}


def test_a_new_estimate_is_trued_up_and_only_when_asked():
    before = {BONUS: Booked(Cohort(issued=1_000), 720)}
    terms = {BONUS: Terms(5_000, 8_000)}
    assert booked([], before, terms) == {}
    assert booked([], before, terms, true_up=True) == {"bonus": 320, "expense": -320}
    assert booked([effect(BONUS, "spend", -500)], before, terms) == {"bonus": 200, "expense": -200}
    assert booked([effect(BONUS, "spend", -500, branch=3)], before, terms, true_up=True) == {
        "bonus": 520, "expense": -320, ("expense", 3): -200}


def test_what_a_sale_earned_is_put_off_and_released():
    part = 4_306 * FINE
    assert booked([effect(DEFERRED, "earn", 50, opens=True, allocated=part)]) == {"contract": -4_306, "revenue": 4_306}
    before = {DEFERRED: Booked(Cohort(issued=50, allocated=part), 4_306)}
    assert booked([effect(DEFERRED, "claw_back", -50)], before) == {"contract": 4_306, "revenue": -4_306}
    assert booked([effect(DEFERRED, "spend", -9)], before) == {"contract": 861, "revenue": -861}
    assert booked([effect(DEFERRED, "spend", -45)], before) == {"contract": 4_306, "revenue": -4_306}
    assert booked([effect(DEFERRED, "expire", -49)], before) == {"contract": 0}
    assert booked([effect(DEFERRED, "expire", -50)], before) == {"contract": 4_306, "revenue": -4_306}


def test_a_partial_return_takes_the_average_of_the_cohort():
    before = {DEFERRED: Booked(Cohort(issued=100, allocated=8_000 * FINE), 8_000)}
    assert booked([effect(DEFERRED, "claw_back", -25)], before) == {"contract": 2_000, "revenue": -2_000}


def test_an_exchange_of_deferred_points_is_no_revenue():
    before = {DEFERRED: Booked(Cohort(issued=100, allocated=8_000 * FINE), 8_000)}
    effects = [effect(DEFERRED, "exchange", -25), effect(DEFERRED_BONUS, "exchange", 250, opens=True, entry_id=2)]
    lines = book(effects, before, TERMS).needed()
    assert {line.cohort: line.balance for line in lines if line.cohort} == {DEFERRED: 2_000, DEFERRED_BONUS: -2_000}
    assert sum(line.balance for line in lines if line.account == "revenue") == 0


def test_without_a_purchase_the_stand_alone_price_is_put_off():
    assert booked([effect(DEFERRED, "earn", 50, opens=True)]) == {"contract": -450, "revenue": 450}


def test_every_entry_has_a_line_and_the_control_account_is_the_value():
    """Random days: in any order, by closings and daily postings, what is booked is the value of what happened."""
    dice = random.Random(5)
    keys = (BONUS, LATER, POINTS, DEFERRED)
    for _round in range(100):
        before, number = {}, 0
        for _day in range(6):
            effects = []
            for _one in range(dice.randrange(5)):
                number, key = number + 1, dice.choice(keys)
                left = before.get(key, Booked()).cohort.outstanding // 4
                kind = dice.choice(("earn", "earn", "spend", "expire", "claw_back"))
                allocated = dice.randrange(100 * FINE) if key.is_deferred and kind == "earn" else None
                units = dice.randrange(1, 200) if kind == "earn" else -dice.randrange(left + 1)
                if units:
                    effects.append(effect(key, kind, units, opens=kind == "earn", entry_id=number,
                                          branch=dice.choice((None, 3, 4)), allocated=allocated))
            lines = book(effects, before, TERMS, true_up=dice.random() < 0.5).needed()
            assert sum(line.balance for line in lines) == 0
            assert sorted(entry for line in lines for entry in line.entry_ids) == sorted(one.entry_id for one in effects)
            for line in lines:
                if line.cohort:
                    old = before.get(line.cohort, Booked())
                    before[line.cohort] = Booked(old.cohort + line.change, old.value - line.balance)
            for key, now in before.items():
                assert now.value == value(now.cohort, key.is_deferred, TERMS[key])


def row(purse, kind, minor, **values):
    return Entry(1, purse, kind, minor, 7, **values)


DAILY = [
    ("a top-up", [row("paid", "top_up", 500)], {("paid", 7): -500, "clearing": 500}),
    ("an opening balance", [row("paid", "opening", 500)], {("paid", 7): -500, "opening": 500}),
    ("a present", [row("paid", "earn", 500, branch=3)], {("paid", 7): -500, "expense": 500}),
    ("an adjustment", [row("paid", "adjust", -500)], {("paid", 7): 500, "expense": -500}),
    ("given up", [row("paid", "forfeit", -500)], {("paid", 7): 500, "breakage": -500}),
    ("a payout", [row("paid", "payout", -500)], {("paid", 7): 500, "clearing": -500}),
    ("a payment that a closing could not book", [row("paid", "spend", -500)], {("paid", 7): 500, "shortfall": -500}),
    ("bonus that a closing could not book", [row("bonus", "spend", -500)], {"redeemed": 500, "shortfall": -500}),
    ("points that a closing could not book", [row("points", "spend", -5)], {"redeemed": 50, "shortfall": -50}),
    ("a payment that is in the books", [row("points", "spend", -5, is_settled=True)], {}),
    ("bonus earned or expired", [row("bonus", "earn", 5), row("bonus", "expire", -5)], {}),
    ("what a return took is given back", [row("bonus", "give_back", 5, origin="claw_back")], {}),
    ("a transfer", [Entry(1, "paid", "transfer_out", -100, 7), Entry(2, "paid", "transfer_in", 100, 8)],
     {("paid", 7): 100, ("paid", 8): -100}),
]


@pytest.mark.parametrize(("entries", "expected"), [case[1:] for case in DAILY], ids=[case[0] for case in DAILY])
def test_the_days_entry(entries, expected):
    lines = post(entries, 10).needed()
    assert {(line.account, line.partner) if line.partner else line.account: line.balance for line in lines} == expected
    assert sum(line.balance for line in lines) == 0
