"""A till tells how a payment will be split over the purses; the server splits it: both by the same rule."""

import json
import random
import shutil
import subprocess
from itertools import permutations
from pathlib import Path

import pytest

from engine.ledger.lots import split_over_purses

TWIN = Path(__file__).with_name("lots_twin.mjs")
ORDERS = [list(order) for order in permutations(("paid", "bonus", "points"))]


def payments():
    chance = random.Random(7)
    for _number in range(500):
        available = {purse: chance.choice((0, chance.randint(1, 3000))) for purse in ("paid", "bonus", "points")}
        yield (chance.randint(0, 9000), available, chance.choice(ORDERS), chance.choice((0, 1, 3, 100)),
               chance.choice((0, chance.randint(0, 3000))), chance.choice((None, chance.randint(0, 6000))))


def test_points_pay_in_whole_pieces():
    split, missing = split_over_purses(1050, {"paid": 20, "bonus": 0, "points": 50}, ["bonus", "points", "paid"], 100)
    assert (split, missing) == ({"bonus": 0, "points": 10, "paid": 20}, 30)


def test_the_twin_splits_alike():
    if shutil.which("node") is None:
        pytest.skip("no node")
    given = list(payments())
    done = subprocess.run(["node", str(TWIN)], input=json.dumps(given), capture_output=True, text=True, check=True)
    for payment, told in zip(given, json.loads(done.stdout), strict=True):
        assert list(split_over_purses(*payment)) == told, payment
