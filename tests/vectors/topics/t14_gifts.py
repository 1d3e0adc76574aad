# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Gifts: listed in the order of the benefits, counted, valued for comparing; products also for a passer-by."""

from words import PASSER_BY, alone, always, case, credit, gift, line, percent_off, points_flat, together

LINES = [line("a", 1000)]


def row(what, count=1, ref=None):
    """A gift as the answer lists it."""
    return {"what": what, "ref": ref, "count": count}


def cases():
    """The topic's cases."""
    for what in ("ticket", "spin", "coupon", "product"):
        yield case(
            f"a {what}",
            LINES,
            alone(1, gift(what, ref="r", count=2, value_minor=30)),
            value=60,
            rows={1: {"gifts": [row(what, 2, "r")]}},
            discount=0,
        )
    yield case(
        "count is 1 and value 0 when missing",
        LINES,
        always(1, gift("ticket")),
        value=0,
        rows={1: {"gifts": [row("ticket")]}},
    )
    yield case(
        "count is 1 and value 0 when null",
        LINES,
        always(1, gift("ticket", ref=None, count=None, value_minor=None)),
        value=0,
        rows={1: {"gifts": [row("ticket")]}},
    )
    yield case(
        "count 0 gives none, and is not listed",
        LINES,
        always(1, [gift("ticket", count=0, value_minor=9), gift("spin")]),
        value=0,
        rows={1: {"gifts": [row("spin")]}},
    )
    yield case(
        "several, in the order of the benefits",
        LINES,
        alone(1, [gift("spin", ref="b"), gift("ticket", ref="a", count=3, value_minor=1), gift("spin", ref="b")]),
        value=3,
        rows={1: {"gifts": [row("spin", 1, "b"), row("ticket", 3, "a"), row("spin", 1, "b")]}},
    )
    yield case("value is per piece", LINES, alone(1, gift("coupon", count=999, value_minor=7)), value=6993)
    yield case(
        "a gift does not look at what is paid",
        LINES,
        alone(1, [percent_off(10000), gift("spin", value_minor=1)]),
        value=1001,
        discount=1000,
    )
    yield case(
        "a gift has no selector",
        LINES,
        alone(1, gift("spin", value_minor=1) | {"selector": {"products": [9]}}),
        value=1,
    )
    yield case("gifts do not use up the budget", LINES, alone(1, gift("spin", value_minor=500), budget=1), value=500)
    yield case(
        "a gift wins over a smaller discount",
        LINES,
        [alone(1, gift("product", ref="p7", value_minor=101)), alone(2, percent_off(1000))],
        applied=[1],
    )
    yield case(
        "a gift worth nothing loses against a unit of discount",
        LINES,
        [alone(1, gift("ticket", count=50)), alone(2, percent_off(10))],
        applied=[2],
        own={1: 0, 2: 1},
    )
    yield case(
        "passer-by: only the product is given, listed and valued",
        LINES,
        alone(
            1,
            [
                gift("ticket", value_minor=100),
                gift("product", ref="p", count=2, value_minor=5),
                gift("spin", value_minor=100),
                gift("coupon", value_minor=100),
                credit(5000),
                points_flat(50),
            ],
        ),
        member=PASSER_BY,
        point_value=1,
        value=10,
        rows={1: {"gifts": [row("product", 2, "p")], "credit_lines": {}, "points_lines": {}}},
    )
    yield case(
        "passer-by: a ticket alone is nothing to give",
        LINES,
        alone(1, gift("ticket", value_minor=100)),
        member=PASSER_BY,
        reasons={1: ["nothing_to_give"]},
    )
    yield case(
        "passer-by: credit alone is nothing to give",
        LINES,
        alone(1, credit(1000)),
        member=PASSER_BY,
        reasons={1: ["nothing_to_give"]},
    )
    yield case(
        "passer-by: points alone are nothing to give",
        LINES,
        alone(1, points_flat(10)),
        member=PASSER_BY,
        reasons={1: ["nothing_to_give"]},
    )
    yield case(
        "passer-by: a discount stays when its credit falls away",
        LINES,
        [alone(1, [percent_off(100), credit(9000)]), alone(2, percent_off(200))],
        member=PASSER_BY,
        applied=[2],
        own={1: 10, 2: 20},
        credit=0,
    )
    yield case(
        "passer-by: a tie is not broken by gifts that are not counted",
        LINES,
        [alone(2, [percent_off(100), gift("ticket", count=9)]), alone(1, percent_off(100))],
        member=PASSER_BY,
        applied=[1],
        lost={2: [1]},
    )
    yield case(
        "the same with a member: the ticket decides",
        LINES,
        [alone(2, [percent_off(100), gift("ticket", count=9)]), alone(1, percent_off(100))],
        applied=[2],
        lost={1: [2]},
    )
    yield case(
        "gifts of several offers are told with their offer",
        LINES,
        [together(1, gift("spin", ref=1, value_minor=1)), together(2, gift("ticket", ref="x", value_minor=1))],
        rows={1: {"gifts": [row("spin", 1, 1)]}, 2: {"gifts": [row("ticket", 1, "x")]}},
        value=2,
    )
