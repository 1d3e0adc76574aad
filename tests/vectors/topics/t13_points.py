# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""points and points_flat: whole steps of what is paid, capped, and told per line."""

from words import alone, always, case, line, percent_off, points, points_flat, together

TWO = [line("a", 600), line("b", 400, product=2)]
SECOND = {"selector": {"products": [2]}}
STEPS = [
    ("a step reached", 1, 1000, 1),
    ("a step not reached", 1, 1001, 0),
    ("two steps", 1, 500, 2),
    ("one short of three steps", 1, 334, 2),
    ("three steps", 1, 333, 3),
    ("the floor comes before the points per step", 7, 600, 7),
    ("per 1", 1, 1, 1000),
    ("999,999 points a step", 999999, 1000, 999999),
]


def told(count, **points_lines):
    """Pin of an offer's points and of its lines."""
    return {"points": count, "points_lines": points_lines}


def cases():
    """The topic's cases."""
    for what, count, per, given in STEPS:
        pins = {"points": given} if given else {"reasons": {1: ["nothing_to_give"]}}
        yield case(f"points: {what}", TWO, alone(1, points(count, per)), point_value=1, **pins)
    yield case(
        "spread over the lines by what they cost",
        TWO,
        alone(1, points(1, 100)),
        point_value=1,
        rows={1: told(10, a=6, b=4)},
    )
    yield case(
        "steps of the lines together, not of each",
        [line(n, 60) for n in "abcde"],
        alone(1, points(1, 100)),
        point_value=1,
        rows={1: told(3, a=1, b=1, c=1)},
    )
    yield case("of the selected lines", TWO, alone(1, points(1, 100, SECOND)), point_value=1, rows={1: told(4, b=4)})
    yield case("max_points", TWO, alone(1, points(1, 100, max_points=4)), point_value=1, rows={1: told(4, a=2, b=2)})
    yield case("max_points equal", TWO, alone(1, points(1, 100, max_points=10)), point_value=1, points=10)
    yield case("max_points within a step", TWO, alone(1, points(3, 500, max_points=5)), point_value=1, points=5)
    yield case("max_points null", TWO, alone(1, points(3, 500, max_points=None)), point_value=1, points=6)
    yield case(
        "after the discount of the same offer",
        TWO,
        alone(1, [points(1, 100), percent_off(1500)]),
        point_value=1,
        # 850 are paid: 510 and 340
        points=8,
        rows={1: told(8, a=5, b=3)},
    )
    yield case(
        "after the discounts of later offers",
        TWO,
        [always(1, points(1, 100), sequence=1), alone(2, percent_off(100), sequence=2)],
        point_value=1,
        points=9,
        discount=10,
        value=19,
        own={1: 10},
    )
    yield case(
        "nothing is paid: no points",
        TWO,
        alone(1, [percent_off(10000), points(1, 1), points_flat(9)]),
        point_value=1,
        points=0,
        value=1000,
    )
    yield case("points_flat", TWO, alone(1, points_flat(9)), point_value=2, value=18, rows={1: told(9, a=5, b=4)})
    yield case(
        "points_flat of one point goes to the larger line",
        TWO,
        alone(1, points_flat(1)),
        point_value=1,
        rows={1: told(1, a=1)},
    )
    yield case(
        "points_flat of the selected lines",
        TWO,
        alone(1, points_flat(9, SECOND)),
        point_value=1,
        rows={1: told(9, b=9)},
    )
    yield case(
        "points_flat when its lines are free",
        TWO,
        alone(1, [percent_off(10000, SECOND), points_flat(9, SECOND)]),
        point_value=1,
        points=0,
    )
    yield case(
        "max_points is not a key of points_flat",
        TWO,
        alone(1, points_flat(9) | {"max_points": 1}),
        point_value=1,
        points=9,
    )
    yield case("max_minor is not a key of points", TWO, alone(1, points(1, 100) | {"max_minor": 1}), point_value=1, points=10)
    yield case(
        "two benefits: each with its own steps",
        TWO,
        alone(1, [points(1, 300), points(10, 900)]),
        point_value=1,
        points=13,
    )
    yield case(
        "two benefits on different lines",
        TWO,
        alone(1, [points_flat(5), points_flat(3, SECOND)]),
        point_value=1,
        rows={1: told(8, a=3, b=5)},
    )
    yield case(
        "two offers: each told for itself",
        TWO,
        [together(1, points_flat(5)), together(2, points(1, 500))],
        point_value=1,
        points=7,
        rows={1: told(5, a=3, b=2), 2: told(2, a=1, b=1)},
    )
    yield case(
        "a point is worth nothing when null: given if always, not chosen by value",
        TWO,
        [always(1, points_flat(9)), alone(2, percent_off(10))],
        points=9,
        value=1,
        applied=[1, 2],
    )
    yield case("points do not use up the budget", TWO, alone(1, points_flat(900), budget=1), point_value=1, points=900)
