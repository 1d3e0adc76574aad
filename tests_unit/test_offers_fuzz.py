# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Brute force, the Python engine and the JavaScript engine on 20,000 random worlds."""

import subprocess
import sys
from pathlib import Path

import pytest

VECTORS = Path(__file__).resolve().parents[1] / "tests" / "vectors"
sys.path.insert(0, str(VECTORS))

import fuzz  # noqa: E402
import generate  # noqa: E402
import oracle  # noqa: E402

CASES = 20000
SEED = 1


def test_twenty_thousand_random_worlds_have_one_answer():
    """A process of its own, because the comparison starts others."""
    command = [sys.executable, str(VECTORS / "fuzz.py"), str(CASES), str(SEED)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{CASES} worlds" in done.stdout


def test_the_random_worlds_hit_what_they_are_for():
    """Of 600 worlds, how many show what the generator is meant to reach."""
    seen = dict.fromkeys(
        ("overlap", "large overlap", "credit", "gift", "lost", "cut budget", "floor", "beyond 2^53"), 0
    )
    codes = set()
    for number in range(600):
        data = generate.case(SEED, number)
        world = oracle.World(data)
        together = len(oracle.eligible(world)[0]["together"])
        answer = oracle.run(data)
        rows = {row["offer"]: row for row in answer["applied"]}
        codes |= {reason["code"] for verdict in answer["verdicts"] for reason in verdict["reasons"]}
        budgets = {offer["id"]: offer.get("remaining_budget_minor") for offer in data["offers"]}
        left = {line["id"]: line["amount_minor"] - answer["lines"].get(line["id"], 0) for line in world.lines}
        seen["overlap"] += together >= 3
        seen["large overlap"] += together >= 8
        seen["credit"] += answer["credit_minor"] > 0
        seen["gift"] += any(row["gifts"] for row in rows.values())
        seen["lost"] += any(verdict["status"] == "lost" for verdict in answer["verdicts"])
        seen["cut budget"] += any(
            budgets[number] is not None and budgets[number] == row["discount_minor"] + row["credit_minor"]
            for number, row in rows.items()
        )
        seen["floor"] += any(
            floor and left[line["id"]] == floor for floor, line in zip(world.floors, world.lines, strict=True)
        )
        seen["beyond 2^53"] += answer["value_minor"] * 10000 > 2**53
    assert {what: count for what, count in seen.items() if count < 10} == {}
    assert len(codes) >= 24


@pytest.mark.parametrize("engine", ["python", "node"])
def test_a_difference_is_found_and_made_small(engine, monkeypatch, capsys):
    """A brute force that forgets the budgets is caught, and what is shown needs only one offer and one line."""
    monkeypatch.setattr(oracle, "cut_backwards", lambda parts, most: list(parts))
    number = next(n for n in range(1000) if fuzz.differs_python(generate.case(SEED, n)))
    fuzz.show(SEED, number, engine)
    shown = capsys.readouterr().out.splitlines()
    case = fuzz.json.loads(shown[1])
    assert shown[0] == f"DIFFERS seed {SEED}, world {number}, {engine}"
    assert len(case["input"]["offers"]) == len(case["input"]["basket"]["lines"]) == 1
