# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Laws that every answer of the offers engine keeps, on worlds drawn through Hypothesis."""

import copy
import json
import random
import sys
from pathlib import Path

import jsonschema
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

VECTORS = Path(__file__).resolve().parents[1] / "tests" / "vectors"
sys.path.insert(0, str(VECTORS))

import generate  # noqa: E402

from engine.offers import compile_book, evaluate, run  # noqa: E402

SCHEMA = json.loads((VECTORS / "schema.json").read_text(encoding="utf-8"))
OUTPUT = jsonschema.Draft202012Validator(SCHEMA["$defs"]["output"] | {"$defs": SCHEMA["$defs"]})
LISTS_OF_A_SET = ("in", "products", "categories", "brands", "tags", "exclude_products", "segments", "codes", "holdout")
TOLD_LISTS = ("tier", "segment", "weekdays", "branch", "channel")

worlds = st.builds(generate.world, st.randoms(use_true_random=False), st.integers(0, 7))
laws = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def taking_part(world):
    """The lines that take part, by id."""
    return {
        line["id"]: line
        for line in world["basket"]["lines"]
        if line["discountable"] and line["qty_milli"] > 0 and line["amount_minor"] > 0
    }


def without_verdict(answer, number):
    """The answer with one offer's verdict left out."""
    return answer | {"verdicts": [verdict for verdict in answer["verdicts"] if verdict["offer"] != number]}


def shuffled(value, rng, key=None):
    """A copy with every list that is a set in another order."""
    if isinstance(value, dict):
        items = list(value.items())
        rng.shuffle(items)
        return {key: shuffled(item, rng, key) for key, item in items}
    if isinstance(value, list):
        copied = [shuffled(item, rng) for item in value]
        if key in LISTS_OF_A_SET or key == "offers":
            rng.shuffle(copied)
        return copied
    return value


def told_in_order(answer):
    """The answer with the lists that a refusal repeats from its input sorted."""
    for verdict in answer["verdicts"]:
        for reason in verdict["reasons"]:
            if reason["code"] in TOLD_LISTS:
                for side in ("need", "have"):
                    if isinstance(reason[side], list):
                        reason[side].sort()
    return answer


@laws
@given(worlds)
def test_a_line_never_gets_more_than_its_amount_nor_goes_below_its_floor(world):
    margin = world["program"]["margin_floor_bps"]
    lines = taking_part(world)
    for name, discount in run(world)["lines"].items():
        amount, cost = lines[name]["amount_minor"], lines[name].get("cost_minor")
        assert 0 < discount <= amount
        if margin is not None and cost is not None:
            assert (amount - discount) * 10000 >= cost * (10000 + margin)


@laws
@given(worlds)
def test_parts_sum_to_totals(world):
    answer = run(world)
    lines = {}
    for row in answer["applied"]:
        for total, parts in (("discount_minor", "lines"), ("credit_minor", "credit_lines"), ("points", "points_lines")):
            assert row[total] == sum(row[parts].values())
            assert set(row[parts]) <= set(taking_part(world))
        for name, part in row["lines"].items():
            lines[name] = lines.get(name, 0) + part
    assert lines == answer["lines"]
    for total in ("discount_minor", "credit_minor", "points"):
        assert answer[total] == sum(row[total] for row in answer["applied"])


@laws
@given(worlds)
def test_the_answer_has_the_shape_of_the_contract_and_the_input_stays_as_it_was(world):
    before = copy.deepcopy(world)
    answer = run(world)
    assert world == before
    OUTPUT.validate(answer)
    order = [(offer["sequence"], offer["id"]) for offer in world["offers"]]
    assert [verdict["offer"] for verdict in answer["verdicts"]] == [number for _sequence, number in sorted(order)]
    assert [row["offer"] for row in answer["applied"]] == [
        verdict["offer"] for verdict in answer["verdicts"] if verdict["status"] == "applied"
    ]


@laws
@given(worlds, st.integers(0, 2**32))
def test_the_order_of_offers_codes_segments_and_selector_lists_changes_nothing(world, seed):
    other = shuffled(world, random.Random(seed))
    assert told_in_order(run(other)) == told_in_order(run(world))


@laws
@given(worlds, st.integers(0, 20))
def test_one_more_alone_or_together_offer_never_lowers_the_value(world, place):
    free = [offer for offer in world["offers"] if offer["stacking"] != "always"]
    assume(free)
    added = free[place % len(free)]
    fewer = world | {"offers": [offer for offer in world["offers"] if offer is not added]}
    with_it, without_it = run(world), run(fewer)
    assert with_it["exact"]
    assert without_it["exact"]
    assert with_it["value_minor"] >= without_it["value_minor"]


@laws
@given(worlds)
def test_an_offer_that_does_not_apply_could_as_well_not_be_there(world):
    answer = run(world)
    for verdict in answer["verdicts"]:
        if verdict["status"] != "applied":
            number = verdict["offer"]
            fewer = world | {"offers": [offer for offer in world["offers"] if offer["id"] != number]}
            assert run(fewer) == without_verdict(answer, number)


@laws
@given(worlds)
def test_a_compiled_book_serves_any_basket(world):
    book = compile_book(world["program"], world["offers"])
    empty = {"codes": [], "lines": []}
    first = evaluate(book, world["context"], world["member"], world["basket"])
    assert evaluate(book, world["context"], None, empty) == run(world | {"member": None, "basket": empty})
    assert evaluate(book, world["context"], world["member"], world["basket"]) == first == run(world)


units = st.lists(st.tuples(st.integers(1, 40), st.integers(1, 5)), max_size=6)


@laws
@given(units, st.integers(1, 40), st.integers(0, 6), st.integers(1, 4), st.sampled_from([1, 3333, 5000, 9999, 10000]))
def test_one_more_unit_never_lowers_what_unit_off_gives(units, amount, place, per, rate):
    def given_by(lines):
        basket = [
            {"id": f"l{number}", "product": 1, "qty_milli": 1000 * qty, "amount_minor": price, "discountable": True}
            for number, (price, qty) in enumerate(lines)
        ]
        benefit = {"kind": "unit_off", "per": per, "rate_bps": rate}
        return run(
            {
                "context": {"date": "2026-11-22", "weekday": 7, "minute": 0},
                "basket": {"lines": basket},
                "offers": [{"id": 1, "sequence": 1, "stacking": "alone", "benefits": [benefit]}],
            }
        )["discount_minor"]

    assert given_by([*units[:place], (amount, 1), *units[place:]]) >= given_by(units)
