# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Budgets: the discount is cut from the last line backwards, credit gets what the budget leaves, the rest is free."""

from words import (
    alone,
    always,
    amount_off,
    case,
    credit,
    credit_flat,
    gift,
    line,
    percent_off,
    points_flat,
    together,
    unit_off,
)

THREE = [line("a", 1000, product=1), line("b", 2000, product=2), line("c", 3000, product=3)]
CUTS = [
    (600, {"a": 100, "b": 200, "c": 300}),
    (601, {"a": 100, "b": 200, "c": 300}),
    (599, {"a": 100, "b": 200, "c": 299}),
    (301, {"a": 100, "b": 200, "c": 1}),
    (300, {"a": 100, "b": 200}),
    (299, {"a": 100, "b": 199}),
    (100, {"a": 100}),
    (99, {"a": 99}),
    (1, {"a": 1}),
    (None, {"a": 100, "b": 200, "c": 300}),
]


def cases():
    """The topic's cases."""
    for budget, lines in CUTS:
        yield case(
            f"10 % cut to a budget of {budget}",
            THREE,
            alone(1, percent_off(1000), budget=budget),
            lines=lines,
            value=sum(lines.values()),
        )
        rows = {1: {"credit_lines": lines, "credit_minor": sum(lines.values())}}
        yield case(f"10 % credit cut to a budget of {budget}", THREE, alone(1, credit(1000), budget=budget), rows=rows)
    yield case(
        "the last line is the last of the basket, not of the selector",
        THREE,
        alone(1, percent_off(1000, {"selector": {"products": [3, 1]}}), budget=150),
        lines={"a": 100, "c": 50},
    )
    yield case(
        "the last line is the last of the basket, not the last benefit's",
        THREE,
        alone(
            1,
            [
                percent_off(1000, {"selector": {"products": [3]}}),
                percent_off(1000, {"selector": {"products": [1]}}),
            ],
            budget=350,
        ),
        lines={"a": 100, "c": 250},
    )
    yield case(
        "the cut comes after the last discount benefit, not after each",
        THREE,
        # 600 then amount_off 60 by the room of 900 1800 2700; cut 100 from c
        alone(1, [percent_off(1000), amount_off(60)], budget=560),
        lines={"a": 110, "b": 220, "c": 230},
    )
    yield case(
        "the second benefit finds the room of the first before the cut",
        [line("a", 100), line("b", 100, product=2)],
        alone(1, [percent_off(10000, {"selector": {"products": [2]}}), amount_off(50)], budget=60),
        # b gives 100, so the 50 fall on a alone; 90 are cut from b
        lines={"a": 50, "b": 10},
    )
    yield case(
        "later offers find as room what is left after the cut",
        [line("a", 100), line("b", 100)],
        [together(1, percent_off(10000), sequence=1, budget=110), together(2, amount_off(60), sequence=2)],
        rows={1: {"lines": {"a": 100, "b": 10}}, 2: {"lines": {"b": 60}}},
    )
    yield case(
        "max_minor, then the budget",
        THREE,
        alone(1, percent_off(1000, max_minor=60), budget=25),
        # 10 20 30, cut 35 from behind
        lines={"a": 10, "b": 15},
    )
    yield case(
        "unit_off is cut too",
        [line("a", 500, qty=5000), line("b", 80)],
        alone(1, unit_off(2, 10000), budget=150),
        # the second, fourth and sixth unit: 100 100 80
        lines={"a": 150},
    )
    yield case(
        "credit gets what the discount leaves",
        THREE,
        alone(1, [percent_off(1000), credit(1000)], budget=700),
        discount=600,
        credit=100,
        rows={1: {"credit_lines": {"a": 90, "b": 10}}},
    )
    yield case(
        "credit gets nothing when the discount takes all",
        THREE,
        alone(1, [percent_off(1000), credit(1000)], budget=600),
        discount=600,
        credit=0,
    )
    yield case(
        "credit is all given when the budget just suffices",
        THREE,
        alone(1, [percent_off(1000), credit(1000)], budget=1140),
        discount=600,
        credit=540,
    )
    yield case(
        "credit is one short when the budget is",
        THREE,
        alone(1, [percent_off(1000), credit(1000)], budget=1139),
        credit=539,
        rows={1: {"credit_lines": {"a": 90, "b": 180, "c": 269}}},
    )
    yield case(
        "the credit benefit stands first, the discount still takes first",
        THREE,
        alone(1, [credit(1000), percent_off(1000)], budget=700),
        discount=600,
        credit=100,
    )
    yield case(
        "two credits share what is left; the cut runs over their sum per line",
        [line("a", 100), line("b", 100)],
        alone(1, [credit(1000), credit_flat(20)], budget=25),
        rows={1: {"credit_lines": {"a": 20, "b": 5}}},
    )
    yield case(
        "credit counts at face against the budget, whatever it is worth",
        THREE,
        alone(1, credit(1000), budget=100),
        worth=1000,
        credit=100,
        value=10,
    )
    yield case(
        "points and gifts are not counted",
        THREE,
        alone(1, [percent_off(1000), points_flat(5000), gift("coupon", value_minor=9000)], budget=100),
        point_value=1,
        discount=100,
        points=5000,
        value=14100,
    )
    yield case(
        "the base of credit is after the cut",
        THREE,
        # 100 off are left of 600; credit of 5900
        [together(1, percent_off(1000), budget=100), together(2, credit(1000))],
        discount=100,
        credit=590,
        rows={2: {"credit_lines": {"a": 90, "b": 200, "c": 300}}},
    )
    yield case(
        "a budget decides the choice",
        THREE,
        [alone(1, percent_off(9000), budget=599), alone(2, percent_off(1000))],
        applied=[2],
        own={1: 599, 2: 600},
    )
    yield case(
        "each offer has its own budget",
        THREE,
        [together(1, percent_off(1000), budget=50), together(2, percent_off(1000), budget=70)],
        discount=120,
        lines={"a": 120},
    )
    yield case("an always offer is cut to its budget", THREE, always(1, credit(1000), budget=5), credit=5)
