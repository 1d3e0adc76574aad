# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Above twelve `together` offers: one answer in both languages, never below the best single offer nor best gain."""

import random
import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "vectors"))

import fuzz  # noqa: E402
import generate  # noqa: E402
import oracle  # noqa: E402

from engine.offers import run  # noqa: E402

WORLDS = 120
AFFORDABLE = 9000


def allowed(world):
    """How many sets brute force would have to price."""
    by_stacking, _reasons = oracle.eligible(oracle.World(world))
    groups = Counter(offer.get("group") for offer in by_stacking["together"])
    sets = 2 ** groups.pop(None, 0)
    for members in groups.values():
        sets *= 1 + members
    return sets + len(by_stacking["alone"])


def overlapping(world):
    """How many `together` offers are eligible."""
    return len(oracle.eligible(oracle.World(world))[0]["together"])


@pytest.fixture(scope="module")
def worlds():
    """Seeded worlds with more than twelve eligible `together` offers."""
    made = (generate.case(12, number, generate.beyond) for number in range(2 * WORLDS))
    return [world for world in made if overlapping(world) > 12][:WORLDS]


def test_there_are_worlds_of_every_size(worlds):
    sizes = {overlapping(world) for world in worlds}
    assert len(worlds) == WORLDS
    assert min(sizes) == 13
    assert max(sizes) >= 35


def test_both_languages_give_the_same_answer_and_the_same_exact(worlds):
    assert fuzz.in_node(worlds) == [fuzz.in_python(world) for world in worlds]


def test_the_answer_is_allowed_rightly_priced_and_not_below_single_or_best_gain(worlds):
    for world in worlds:
        assert oracle.law_breaks(world, run(world)) == []


def test_an_answer_that_is_called_exact_is_that_of_brute_force(worlds):
    judged = 0
    for number in range(300):
        rng = random.Random(f"just beyond {number}")
        maker = generate.Maker(rng)
        maker.strict = 0
        world = maker.world(rng.randint(13, 15))
        if overlapping(world) > 12 and allowed(world) <= AFFORDABLE:
            answer = run(world)
            if answer["exact"]:
                assert answer == oracle.run(world)
                judged += 1
            if judged == 12:
                return
    pytest.fail(f"only {judged} worlds could be judged")


def test_the_order_of_the_offers_changes_nothing(worlds):
    rng = random.Random("order")
    for world in worlds[:40]:
        turned = world | {"offers": rng.sample(world["offers"], len(world["offers"]))}
        assert run(turned) == run(world)
