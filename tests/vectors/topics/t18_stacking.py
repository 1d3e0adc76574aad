# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Stacking: what may apply beside what; always, alone, together, and one of each group."""

from words import (
    PASSER_BY,
    alone,
    always,
    amount_off,
    case,
    credit,
    gift,
    line,
    percent_off,
    points_flat,
    together,
    when,
)

LINES = [line("a", 1000)]


def off(amount):
    """A discount whose amount tells the offers apart."""
    return amount_off(amount)


def cases():
    """The topic's cases."""
    yield case(
        "always offers all apply",
        LINES,
        [always(1, off(10)), always(2, off(20)), always(3, off(30))],
        applied=[1, 2, 3],
        value=60,
    )
    yield case("always beside an alone offer", LINES, [always(1, off(10)), alone(2, off(20))], applied=[1, 2], value=30)
    yield case(
        "always beside together offers",
        LINES,
        [always(1, off(10)), together(2, off(20)), together(3, off(30))],
        applied=[1, 2, 3],
        value=60,
    )
    yield case(
        "one alone offer only",
        LINES,
        [alone(1, off(10)), alone(2, off(20)), alone(3, off(15))],
        applied=[2],
        lost={1: [2], 3: [2]},
    )
    yield case(
        "alone against the sum of together offers: the sum is more",
        LINES,
        [alone(1, off(49)), together(2, off(20)), together(3, off(30))],
        applied=[2, 3],
        lost={1: [2, 3]},
    )
    yield case(
        "alone against the sum of together offers: alone is more",
        LINES,
        [alone(1, off(51)), together(2, off(20)), together(3, off(30))],
        applied=[1],
        lost={2: [1], 3: [1]},
    )
    yield case("alone does not mix with together", LINES, [alone(1, off(30)), together(2, off(20))], applied=[1])
    yield case(
        "one of a group",
        LINES,
        [together(1, off(10), group="g"), together(2, off(20), group="g")],
        applied=[2],
        lost={1: [2]},
    )
    yield case(
        "one of each group, and those without",
        LINES,
        [
            together(1, off(10), group="g"),
            together(2, off(20), group="g"),
            together(3, off(40), group="h"),
            together(4, off(30), group="h"),
            together(5, off(5)),
            together(6, off(6)),
        ],
        applied=[2, 3, 5, 6],
        lost={1: [2, 3, 5, 6], 4: [2, 3, 5, 6]},
        value=71,
    )
    yield case(
        "group names differ by letter case",
        LINES,
        [together(1, off(10), group="g"), together(2, off(20), group="G")],
        applied=[1, 2],
    )
    yield case(
        "group names differ by a space",
        LINES,
        [together(1, off(10), group="g"), together(2, off(20), group="g ")],
        applied=[1, 2],
    )
    yield case(
        "a group called null is not the missing group",
        LINES,
        [together(1, off(10), group="null"), together(2, off(20)), together(3, off(30), group="null")],
        applied=[2, 3],
    )
    yield case(
        "groups called like properties of an object",
        LINES,
        [
            together(1, off(10), group="__proto__"),
            together(2, off(20), group="constructor"),
            together(3, off(30), group="__proto__"),
            together(4, off(40), group="constructor"),
        ],
        applied=[3, 4],
        value=70,
    )
    yield case(
        "group is ignored on alone offers",
        LINES,
        [alone(1, off(10), group="g"), alone(2, off(20), group="g")],
        applied=[2],
        value=20,
    )
    yield case(
        "group is ignored on always offers",
        LINES,
        [always(1, off(10), group="g"), always(2, off(20), group="g"), together(3, off(30), group="g")],
        applied=[1, 2, 3],
        value=60,
    )
    yield case(
        "an always offer does not block its group for an alone offer",
        LINES,
        [always(1, off(10), group="g"), alone(2, off(5), group="g")],
        applied=[1, 2],
    )
    yield case(
        "a refused offer does not block its group",
        LINES,
        [together(1, off(90), [when("code", in_=["A"])], group="g"), together(2, off(20), group="g")],
        applied=[2],
    )
    yield case(
        "the smaller of a group wins where the larger finds no room",
        [line("a", 100), line("b", 100, product=2)],
        # 1 takes all of a; in group g, 2 would give 100 on a, 3 gives 60 on b
        [
            together(1, percent_off(10000, {"selector": {"products": [1]}}), sequence=1),
            together(2, percent_off(10000, {"selector": {"products": [1]}}), sequence=2, group="g"),
            together(3, percent_off(6000, {"selector": {"products": [2]}}), sequence=3, group="g"),
        ],
        applied=[1, 3],
        value=160,
    )
    yield case(
        "a set that best gain misses",
        [line("a", 100), line("b", 100, product=2)],
        [
            together(1, off(120), group="g"),
            together(2, percent_off(9000, {"selector": {"products": [1]}}), group="g"),
            together(3, percent_off(9000, {"selector": {"products": [2]}}), sequence=20, group="h"),
            together(4, off(1), sequence=30, group="h"),
        ],
        # 1 leaves 40 and 40 of room, so 3 adds only 40: 160; 2 and 3: 180
        applied=[2, 3],
        value=180,
        lost={1: [2, 3], 4: [2, 3]},
    )
    yield case(
        "a together offer that lowers the value is left out",
        LINES,
        # 200 off costs 2 of 10 points worth 150 each
        [
            together(1, points_flat(1)),
            together(2, off(200)),
            always(3, {"kind": "points", "points": 1, "per_minor": 100}),
        ],
        point_value=150,
        applied=[1, 3],
        lost={2: [1]},
        value=1650,
    )
    yield case(
        "an offer lost to the chosen set names only that set, not the always offers",
        LINES,
        [always(1, off(100)), together(2, off(50), sequence=9), together(3, off(40), sequence=3), alone(4, off(89))],
        applied=[3, 2, 1],
        lost={4: [3, 2]},
    )
    yield case("one offer alone in the world", LINES, together(1, off(1)), applied=[1], value=1, exact=True)
    yield case(
        "all offers are refused: none applies",
        LINES,
        [alone(1, off(1), uses_left=0), together(2, off(0))],
        applied=[],
        value=0,
        exact=True,
    )
    yield case(
        "a passer-by gets the always discount, not its credit",
        LINES,
        [always(1, [off(10), credit(5000)]), together(2, off(5)), together(3, credit(9000))],
        member=PASSER_BY,
        applied=[1, 2],
        credit=0,
        value=15,
        reasons={3: ["nothing_to_give"]},
    )
    yield case(
        "applied rows follow sequence, then id, not the order given",
        LINES,
        [
            together(4, off(1), sequence=2),
            together(30, off(1), sequence=1),
            always(5, off(1), sequence=2),
            together(2, off(1), sequence=3),
        ],
        applied=[30, 4, 5, 2],
        value=4,
    )
    yield case(
        "a gift only offer joins, though worth nothing",
        LINES,
        [together(1, off(10)), together(2, gift("ticket"))],
        applied=[1, 2],
        value=10,
    )
