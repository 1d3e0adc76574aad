"""When credit lapses: a table of rules and days in both calendars, and what holds for any of them."""

import doctest
import random
from datetime import date, timedelta

import pytest
from persiantools.jdatetime import JalaliDate

from engine.ledger import expiry
from engine.ledger.expiry import DATES, DAYS, INACTIVE, NEVER, Rule, expires_on, idle_before


def jalali(year, month, day):
    return JalaliDate(year, month, day).to_gregorian()


CASES = [
    ("never", Rule(NEVER, 30), date(2026, 1, 10), None),
    ("who stays away is known at night only", Rule(INACTIVE, 30), date(2026, 1, 10), None),
    ("days", Rule(DAYS, 30), date(2026, 1, 10), date(2026, 2, 9)),
    ("days, to the end of the month", Rule(DAYS, 30, round_to_month_end=True), date(2026, 1, 10), date(2026, 2, 28)),
    ("already the end of the month", Rule(DAYS, 21, round_to_month_end=True), date(2026, 1, 10), date(2026, 1, 31)),
    ("29 February", Rule(DAYS, 20, round_to_month_end=True), date(2028, 2, 1), date(2028, 2, 29)),
    ("Jalali month of 31 days", Rule(DAYS, 3, (), "jalali", True), jalali(1405, 1, 10), jalali(1405, 1, 31)),
    ("Esfand of a common year", Rule(DAYS, 3, (), "jalali", True), jalali(1404, 12, 2), jalali(1404, 12, 29)),
    ("Esfand of a leap year", Rule(DAYS, 3, (), "jalali", True), jalali(1403, 12, 2), jalali(1403, 12, 30)),
    ("the next fixed day", Rule(DATES, 0, ((3, 31), (9, 30))), date(2026, 4, 1), date(2026, 9, 30)),
    ("over the end of the year", Rule(DATES, 0, ((3, 31), (9, 30))), date(2026, 10, 1), date(2027, 3, 31)),
    ("the day itself", Rule(DATES, 0, ((3, 31),)), date(2026, 3, 31), date(2026, 3, 31)),
    ("too near, so the one after", Rule(DATES, 60, ((3, 31), (9, 30))), date(2026, 2, 1), date(2026, 9, 30)),
    ("just far enough", Rule(DATES, 58, ((3, 31), (9, 30))), date(2026, 2, 1), date(2026, 3, 31)),
    ("29 February in a common year", Rule(DATES, 0, ((2, 29),)), date(2026, 1, 1), date(2026, 2, 28)),
    ("the last day of a Jalali year", Rule(DATES, 0, ((12, 30),), "jalali"), jalali(1404, 6, 1), jalali(1404, 12, 29)),
    ("the last day of a Jalali leap year", Rule(DATES, 0, ((12, 30),), "jalali"), jalali(1403, 6, 1), jalali(1403, 12, 30)),
    ("no fixed day named", Rule(DATES, 0), date(2026, 1, 1), None),
]


@pytest.mark.parametrize(("rule", "usable_from", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_last_day(rule, usable_from, expected):
    assert expires_on(rule, usable_from) == expected


def test_the_examples_in_the_file():
    assert not doctest.testmod(expiry).failed


@pytest.mark.parametrize("calendar", ["gregorian", "jalali"])
@pytest.mark.parametrize("rounded", [False, True])
def test_who_stays_away_lapses_the_day_after_their_last_and_never_before(calendar, rounded):
    """`idle_before` says of each day what counting the days from the last purchase says."""
    chance = random.Random(7)
    for _turn in range(500):
        last = date(2020, 1, 1) + timedelta(days=chance.randrange(3000))
        rule = Rule(INACTIVE, chance.randrange(1, 400), (), calendar, rounded)
        until = expires_on(rule._replace(kind=DAYS), last)
        assert not last < idle_before(rule, until)
        assert last < idle_before(rule, until + timedelta(days=1))


def test_no_rule_ends_before_credit_is_usable():
    chance = random.Random(8)
    for _turn in range(500):
        start = date(2020, 1, 1) + timedelta(days=chance.randrange(3000))
        rule = Rule(chance.choice([DAYS, DATES]), chance.randrange(400), ((chance.randrange(1, 13), chance.randrange(1, 30)),),
                    chance.choice(["gregorian", "jalali"]), chance.random() < 0.5)
        assert expires_on(rule, start) >= start + timedelta(days=rule.days)
