# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Room and the margin floor: price never below ceil(cost x (10000 + floor) / 10000), whatever applies together."""

from words import alone, always, amount_off, case, credit, line, percent_off, together, unit_off

# What the case shows, amount, cost, margin_floor_bps, what 10000 bps off may take.
FLOORS = [
    ("no floor", 1000, 900, None, 1000),
    ("floor 0: at cost", 1000, 900, 0, 100),
    ("floor 15 %", 1000, 800, 1500, 80),
    ("the floor is rounded up", 1000, 801, 1500, 78),
    ("the floor is rounded up by a ten-thousandth", 1000, 1, 1, 998),
    ("the floor of a whole number is not raised", 20000, 10000, 1, 9999),
    ("cost unknown: all of it", 1000, None, 1500, 1000),
    ("cost 0: all of it", 1000, 0, 1500, 1000),
    ("cost equal to the amount", 1000, 1000, 0, 0),
    ("cost above the amount", 1000, 1200, 0, 0),
    ("the margin just reached", 1100, 1000, 1000, 0),
    ("one above the margin", 1101, 1000, 1000, 1),
    ("a floor of 100 %", 1000, 400, 10000, 200),
    ("a floor of 250 %", 1000, 200, 25000, 300),
]


def cases():
    """The topic's cases."""
    for what, amount, cost, floor, room in FLOORS:
        benefits = {"percent_off": percent_off(10000), "amount_off": amount_off(10**6), "unit_off": unit_off(1, 10000)}
        for kind, benefit in benefits.items():
            pins = {"lines": {"a": room}} if room else {"reasons": {1: ["nothing_to_give"]}}
            if kind == "percent_off" or what.startswith(("floor 15", "one above")):
                yield case(f"{what}, {kind}", [line("a", amount, cost=cost)], alone(1, benefit), floor=floor, **pins)
    yield case(
        "a line with cost beside one without",
        [line("a", 1000, cost=950), line("b", 1000)],
        alone(1, percent_off(5000)),
        floor=0,
        lines={"a": 50, "b": 500},
    )
    tight = [line("a", 1000, cost=850)]
    yield case(
        "earlier offers use up the room",
        tight,
        [together(1, percent_off(1000), sequence=1), together(2, percent_off(1000), sequence=2)],
        floor=0,
        rows={1: {"lines": {"a": 100}}, 2: {"lines": {"a": 50}}},
        own={1: 100, 2: 100},
        value=150,
    )
    yield case(
        "the order of sequence decides who gets the room",
        tight,
        [together(1, percent_off(1000), sequence=2), together(2, percent_off(1000), sequence=1)],
        floor=0,
        rows={2: {"lines": {"a": 100}}, 1: {"lines": {"a": 50}}},
    )
    yield case(
        "with equal sequences the smaller id is first",
        tight,
        [together(10, percent_off(1000)), together(9, percent_off(1000))],
        floor=0,
        rows={9: {"lines": {"a": 100}}, 10: {"lines": {"a": 50}}},
    )
    yield case(
        "an always offer with a later sequence comes later",
        tight,
        [always(1, percent_off(1000), sequence=9), alone(2, percent_off(1200), sequence=3)],
        floor=0,
        rows={2: {"lines": {"a": 120}}, 1: {"lines": {"a": 30}}},
        value=150,
    )
    yield case(
        "earlier benefits of the offer use up the room",
        tight,
        alone(1, [percent_off(1000), amount_off(100)]),
        floor=0,
        lines={"a": 150},
    )
    yield case(
        "unit_off after percent_off of the same offer",
        tight,
        alone(1, [percent_off(1400), unit_off(1, 10000)]),
        floor=0,
        lines={"a": 150},
    )
    yield case(
        "three offers, the third finds nothing",
        tight,
        [together(n, amount_off(75), sequence=n) for n in (1, 2, 3)],
        floor=0,
        # two give all of the room: fewer offers win
        applied=[1, 2],
        value=150,
        lost={3: [1, 2]},
    )
    yield case(
        "two lines: room of each is its own",
        [line("a", 1000, cost=990), line("b", 1000, cost=500)],
        [together(1, percent_off(3000), sequence=1), together(2, percent_off(3000), sequence=2)],
        floor=0,
        rows={1: {"lines": {"a": 10, "b": 300}}, 2: {"lines": {"b": 200}}},
    )
    yield case(
        "credit may go beyond the floor",
        tight,
        alone(1, [percent_off(10000), credit(5000)]),
        floor=0,
        discount=150,
        credit=425,
    )
    yield case(
        "a line of quantity 2: the cost is that of the whole line",
        [line("a", 1000, qty=2000, cost=800)],
        alone(1, percent_off(5000)),
        floor=0,
        lines={"a": 200},
    )
    yield case(
        "no floor: a line gives at most its amount",
        [line("a", 100)],
        [together(1, percent_off(9000)), together(2, percent_off(9000))],
        rows={1: {"lines": {"a": 90}}, 2: {"lines": {"a": 10}}},
        value=100,
    )
