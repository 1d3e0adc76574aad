# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Money arithmetic: the examples in the file itself, and the JavaScript twin held against Python's exact integers."""

import doctest
import json
import random
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

from engine import money

TWIN = Path(__file__).resolve().parents[1] / "static" / "src" / "engine" / "money.js"
SCRIPT = """
import * as money from {twin};
let text = "";
process.stdin.on("data", (chunk) => (text += chunk)).on("end", () => {{
    const call = ([name, ...values]) => {{
        const answer = money[name](...values);
        return answer instanceof Float64Array ? Array.from(answer) : answer;
    }};
    console.log(JSON.stringify(JSON.parse(text).map(call)));
}});
"""


def in_node(calls):
    """What the twin's functions answer to [name, argument, ...] rows."""
    if shutil.which("node") is None:
        pytest.skip("no node")
    script = SCRIPT.format(twin=json.dumps(TWIN.as_uri()))
    command = ["node", "--input-type=module", "--eval", script]
    done = subprocess.run(command, input=json.dumps(calls), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_the_examples_in_the_file_hold():
    assert doctest.testmod(money).failed == 0


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (0, [1, 2], [0, 0]),
        (5, [0, 0], [0, 0]),
        (5, [], []),
        (2, [1, 1, 1], [1, 1, 0]),
        (10, [0, 3, 0, 7], [0, 3, 0, 7]),
        (1, [1, 2, 2], [0, 1, 0]),
        (7, [10, 20, 30], [1, 2, 4]),
    ],
)
def test_a_spread_gives_the_units_left_to_the_largest_remainders_the_earlier_first(total, weights, shares):
    assert money.spread(total, weights) == shares


def test_a_spread_sums_to_its_total_and_gives_nothing_to_no_weight():
    rng = random.Random(5)
    for _ in range(300):
        weights = [rng.choice((0, 1, rng.randrange(1, 10**6))) for _ in range(rng.randrange(1, 12))]
        total = rng.randrange(2 * sum(weights) + 1)
        shares = money.spread(total, weights)
        assert sum(shares) == (total if sum(weights) else 0)
        assert all(share == 0 for share, weight in zip(shares, weights, strict=True) if weight == 0)


def test_half_up_goes_up_at_exactly_a_half():
    assert [money.half_up(n, 4) for n in (1, 2, 3, 5, 6)] == [0, 1, 1, 1, 2]


@pytest.mark.parametrize("wrong", [1.5, float("nan")])
def test_a_float_is_no_money(wrong):
    with pytest.raises(TypeError):
        money.to_minor(wrong, 2)


@pytest.mark.parametrize("wrong", ["", "abc", "NaN", "Infinity"])
def test_a_text_that_is_no_number_is_refused(wrong):
    with pytest.raises(ValueError):
        money.to_minor(wrong, 2)


def test_minor_units_go_there_and_back():
    for minor, digits in ((0, 0), (1235, 2), (-1, 3), (10**12, 0)):
        assert money.to_minor(money.from_minor(minor, digits), digits) == minor
        assert money.to_minor(money.minor_text(minor, digits), digits) == minor
    assert money.from_minor(-1235, 2) == Decimal("-12.35")


def test_the_twin_is_exact_beyond_what_a_double_can_hold():
    """Products up to 2^96, quotients that differ by one unit, and remainders that tie or nearly tie."""
    rng = random.Random(7)
    calls = []
    for _ in range(3000):
        d = rng.randrange(1, 2 ** rng.randrange(1, 49))
        a, b = rng.randrange(2 ** rng.randrange(1, 48)), rng.randrange(d + 1)
        if rng.random() < 0.3:
            a, b = d - 1, d - rng.randrange(2)
        calls += [[name, a, b, d] for name in ("mulFloor", "mulCeil", "mulHalfUp")]
    answers = in_node(calls)
    twins = {"mulFloor": money.mul_floor, "mulCeil": money.mul_ceil, "mulHalfUp": money.mul_half_up}
    for (name, *values), answer in zip(calls, answers, strict=True):
        assert answer == twins[name](*values), (name, values)


def test_the_twin_divides_the_same_below_zero_too():
    rng = random.Random(3)
    calls = []
    for _ in range(1000):
        n, d = rng.randrange(-(2**50), 2**50), rng.randrange(1, 2 ** rng.randrange(1, 44))
        calls += [[name, rng.choice((n, n // d * d, d // 2)), d] for name in ("divFloor", "divCeil", "halfUp")]
    twins = {"divFloor": money.div_floor, "divCeil": money.div_ceil, "halfUp": money.half_up}
    for (name, *values), answer in zip(calls, in_node(calls), strict=True):
        assert answer == twins[name](*values), (name, values)


def test_the_twin_spreads_the_same_units_to_the_same_lines():
    rng = random.Random(9)
    calls = []
    for _ in range(400):
        size = rng.choice((3, 10**6, 2**43))
        weights = [rng.choice((0, 1, size, rng.randrange(size))) for _ in range(rng.randrange(1, 70))]
        calls.append(["spread", rng.randrange(sum(weights) + 1), weights])
    for (_name, total, weights), answer in zip(calls, in_node(calls), strict=True):
        assert answer == money.spread(total, weights), (total, weights)


def test_the_twin_reads_and_writes_the_same_texts():
    amounts = ["0", "12.345", "-0.005", "-0.004", ".5", "7", "1e3", "1.5e-2", "-12.35", "+3", "00012.5", "99.995"]
    calls = [["toMinor", amount, digits] for amount in amounts for digits in (0, 2, 3)]
    calls += [["minorText", minor, digits] for minor in (0, 5, -1235, 70, 10**12) for digits in (0, 2, 3)]
    twins = {"toMinor": money.to_minor, "minorText": money.minor_text}
    for (name, *values), answer in zip(calls, in_node(calls), strict=True):
        assert answer == twins[name](*values), (name, values)
