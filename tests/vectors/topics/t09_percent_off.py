# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""percent_off: half-up on the sum, spread by amount, within the room of each line, then within max_minor."""

from words import alone, case, line, percent_off, together

THIRDS = [line("a", 333), line("b", 333), line("c", 334)]
SPLIT = [line("a", 600), line("b", 400)]
HALVES = [
    (99, 50, 0),
    (100, 50, 1),
    (101, 50, 1),
    (299, 50, 1),
    (300, 50, 2),
    (9999, 1, 1),
    (4999, 1, 0),
    (5000, 1, 1),
    (10000, 1, 1),
    (14999, 1, 1),
    (15000, 1, 2),
    (1, 10000, 1),
    (1, 5000, 1),
    (1, 4999, 0),
    (7, 9999, 7),
    (100000, 3333, 33330),
]


def cases():
    """The topic's cases."""
    for amount, rate, discount in HALVES:
        what = f"half-up: {rate} bps of {amount}"
        offer = alone(1, percent_off(rate))
        if discount:
            yield case(what, [line("a", amount)], offer, discount=discount, lines={"a": discount})
        else:
            yield case(what, [line("a", amount)], offer, reasons={1: ["nothing_to_give"]})
    yield case(
        "half-up once on the sum, not per line",
        [line("a", 5), line("b", 5), line("c", 5)],
        alone(1, percent_off(1000)),
        discount=2,
        lines={"a": 1, "b": 1},
    )
    yield case(
        "the remainder goes to the largest fraction",
        THIRDS,
        alone(1, percent_off(1000)),
        lines={"a": 33, "b": 33, "c": 34},
    )
    yield case(
        "two remainders: larger fraction first, then the earlier line",
        [line("a", 10), line("b", 25), line("c", 25), line("d", 40)],
        alone(1, percent_off(200)),
        # shares 0.2, 0.5, 0.5, 0.8 of 2
        lines={"b": 1, "d": 1},
    )
    yield case(
        "equal fractions: the earlier lines",
        [line(n, 10) for n in "abcd"],
        alone(1, percent_off(500)),
        lines={"a": 1, "b": 1},
    )
    yield case(
        "a line too small for a unit gets none",
        [line("a", 1), line("b", 999)],
        alone(1, percent_off(1000)),
        lines={"b": 100},
    )
    yield case("rate 10000 takes all", SPLIT, alone(1, percent_off(10000)), lines={"a": 600, "b": 400})
    caps = [
        ("below the total", 100, {"a": 60, "b": 40}),
        ("one below the total", 499, {"a": 299, "b": 200}),
        ("equal to the total", 500, {"a": 300, "b": 200}),
        ("above the total", 501, {"a": 300, "b": 200}),
        ("of one unit goes to the larger line", 1, {"a": 1}),
        ("null is no cap", None, {"a": 300, "b": 200}),
    ]
    for what, most, lines in caps:
        yield case(f"max_minor {what}", SPLIT, alone(1, percent_off(5000, max_minor=most)), lines=lines)
    tight = [line("a", 600, cost=500), line("b", 400)]
    yield case(
        "room: a line gives no more than its room, the rest is lost",
        tight,
        alone(1, percent_off(5000)),
        floor=0,
        lines={"a": 100, "b": 200},
        discount=300,
    )
    yield case(
        "max_minor looks at what the lines got, not at the total before room",
        tight,
        alone(1, percent_off(5000, max_minor=300)),
        floor=0,
        lines={"a": 100, "b": 200},
    )
    yield case(
        "max_minor is spread by what the lines got, not by amounts",
        tight,
        alone(1, percent_off(5000, max_minor=150)),
        floor=0,
        lines={"a": 50, "b": 100},
    )
    yield case(
        "max_minor spread: the largest remainder first",
        [line("a", 600, cost=500), line("b", 400)],
        alone(1, percent_off(5000, max_minor=100)),
        floor=0,
        lines={"a": 33, "b": 67},
    )
    yield case(
        "max_minor spread never reaches a line without room",
        [line("a", 600, cost=600), line("b", 400), line("c", 400)],
        alone(1, percent_off(5000, max_minor=101)),
        floor=0,
        lines={"b": 51, "c": 50},
    )
    yield case(
        "two benefits: each on the full amounts",
        SPLIT,
        alone(1, [percent_off(1000), percent_off(1000)]),
        discount=200,
        lines={"a": 120, "b": 80},
    )
    yield case(
        "two benefits: the second within the room of the first",
        SPLIT,
        alone(1, [percent_off(6000), percent_off(6000)]),
        discount=1000,
    )
    yield case(
        "two benefits: each with its own cap",
        SPLIT,
        alone(1, [percent_off(1000, max_minor=50), percent_off(1000, max_minor=10)]),
        discount=60,
        lines={"a": 36, "b": 24},
    )
    yield case(
        "two offers: each on the full amounts",
        SPLIT,
        [together(1, percent_off(1000), sequence=1), together(2, percent_off(2000), sequence=2)],
        discount=300,
        rows={1: {"discount_minor": 100}, 2: {"discount_minor": 200}},
    )
    yield case(
        "the half of the sum rounds up, to the larger fraction",
        [line("a", 1), line("b", 2)],
        alone(1, percent_off(5000)),
        lines={"a": 1, "b": 1},
    )
    yield case(
        "quantity does not weigh",
        [line("a", 500, qty=9000), line("b", 500, qty=1)],
        alone(1, percent_off(1000)),
        lines={"a": 50, "b": 50},
    )
    yield case(
        "the total is of the selected lines only",
        [line("a", 5), line("b", 5, product=2)],
        alone(1, percent_off(1000, {"selector": {"products": [2]}})),
        lines={"b": 1},
    )
