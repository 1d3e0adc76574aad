"""What of a bill bonus and points may pay: a table, then what holds for any wallet and any bounds."""

import random

import pytest

from engine.ledger.lots import redeemed, split_over_purses

GIFTS_FIRST, PAID_FIRST = ("bonus", "points", "paid"), ("paid", "bonus", "points")
CASES = [  # order, amount, (bonus, points at 2, paid), least, most -> (bonus, points, paid), missing
    ("no bounds", GIFTS_FIRST, 100, (40, 20, 100), 0, None, (40, 20, 20), 0),
    ("at most", GIFTS_FIRST, 100, (40, 20, 100), 0, 50, (40, 5, 50), 0),
    ("at most, points count at what they pay", GIFTS_FIRST, 100, (40, 20, 100), 0, 49, (40, 4, 52), 0),
    ("nothing may", GIFTS_FIRST, 100, (40, 20, 100), 0, 0, (0, 0, 100), 0),
    ("at most, and paid credit is short", GIFTS_FIRST, 100, (40, 20, 45), 0, 50, (40, 5, 45), 5),
    ("paid credit first needs no gifts", PAID_FIRST, 100, (40, 20, 100), 30, 50, (0, 0, 100), 0),
    ("paid credit stands back for the least", PAID_FIRST, 100, (40, 20, 95), 30, 50, (30, 0, 70), 0),
    ("the least is there to the unit", GIFTS_FIRST, 30, (30, 0, 0), 30, None, (30, 0, 0), 0),
    ("a unit below the least pays nothing", GIFTS_FIRST, 29, (30, 0, 0), 30, None, (0, 0, 0), 29),
    ("what is there is below the least", GIFTS_FIRST, 100, (20, 4, 100), 30, None, (0, 0, 100), 0),
    ("least and most meet", GIFTS_FIRST, 100, (40, 0, 100), 25, 25, (25, 0, 75), 0),
]


@pytest.mark.parametrize(("order", "amount", "have", "least", "most", "expected", "missing"), [case[1:] for case in CASES],
                         ids=[case[0] for case in CASES])
def test_the_split(order, amount, have, least, most, expected, missing):
    split, rest = split_over_purses(
        amount, dict(zip(("bonus", "points", "paid"), have, strict=True)), order, 2, least, most)
    assert (tuple(split[purse] for purse in ("bonus", "points", "paid")), rest) == (expected, missing)


def test_for_any_wallet_the_bounds_hold_and_nothing_is_lost():
    chance = random.Random(3)
    for _turn in range(5000):
        have = {purse: chance.randrange(60) for purse in ("bonus", "points", "paid")}
        amount, price = chance.randrange(1, 100), chance.randrange(4)
        most = chance.choice([None, chance.randrange(60)])
        least = chance.randrange(30 if most is None else most + 1)
        split, missing = split_over_purses(amount, have, chance.choice([GIFTS_FIRST, PAID_FIRST]), price, least, most)
        gifts = redeemed(split, price)
        assert gifts + split["paid"] + missing == amount
        assert all(0 <= split[purse] <= have[purse] for purse in have)
        assert gifts == 0 or least <= gifts and (most is None or gifts <= most)
        if gifts < min(have["bonus"], amount, amount if most is None else most) and missing:
            assert gifts == 0 and min(have["bonus"] + have["points"] * price, amount) < least or price
