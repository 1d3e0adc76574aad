# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Refusals: all of them, in order; limits, spent uses and budgets, control group, unknown kinds, nothing to give."""

from words import (
    MEMBER,
    PASSER_BY,
    alone,
    always,
    amount_off,
    case,
    credit,
    credit_flat,
    gift,
    line,
    percent_off,
    points,
    points_flat,
    together,
    unit_off,
    when,
)

LINES = [line("a", 1000)]
NEWER = "moon_phase"
STRANGE = ["constructor", "__proto__", "toString", "hasOwnProperty", "Member", "member ", "", "percent_off", "0"]
STRANGE_BENEFITS = ["constructor", "__proto__", "valueOf", "Credit", " credit", "", "visits", "1"]


def cases():
    """The topic's cases."""
    yield from unknown_kinds()
    yield from limits()
    yield from nothing_to_give()
    yield case(
        "all refusals in order: conditions, benefits, limit, uses, budget, holdout",
        LINES,
        alone(
            1,
            [{"kind": "balloon"}, percent_off(1000), {"kind": "song"}],
            [when("channel", in_=["web"]), when(NEWER), when("member"), when("visits", min=20)],
            limit=2,
            uses_left=0,
            budget=0,
        ),
        member=MEMBER | {"visits": 3, "uses": {"1": 2}, "holdout": [1]},
        reasons={
            1: [
                ("channel", ["web"], "pos"),
                ("unknown_kind", NEWER, None),
                ("visits", 20, 3),
                ("unknown_kind", "balloon", None),
                ("unknown_kind", "song", None),
                ("member_limit", 2, 2),
                ("uses_spent", None, None),
                ("budget_spent", None, None),
                ("holdout", None, None),
            ]
        },
    )
    yield case(
        "refusals follow the order of the conditions, not of their kinds",
        LINES,
        [
            alone(1, percent_off(1000), [when("weekdays", in_=[1]), when("code", in_=["A"])]),
            alone(2, percent_off(1000), [when("code", in_=["A"]), when("weekdays", in_=[1])]),
        ],
        reasons={1: ["weekdays", "code"], 2: ["code", "weekdays"]},
    )
    yield case(
        "the same condition twice refuses twice",
        LINES,
        alone(1, percent_off(1000), [when("code", in_=["A"]), when("code", in_=["A"])]),
        reasons={1: ["code", "code"]},
    )
    yield case(
        "verdicts come in the order of sequence, then id",
        LINES,
        [
            alone(9, percent_off(900), sequence=1),
            alone(10, percent_off(1000), sequence=20),
            alone(2, percent_off(200), sequence=20),
            alone(-5, percent_off(50), sequence=20),
            alone(3, percent_off(300), sequence=-7),
        ],
        applied=[10],
        own={3: 30, 9: 90, -5: 5, 2: 20, 10: 100},
        lost={3: [10], 9: [10], -5: [10], 2: [10]},
    )
    yield case(
        "a refused offer has no value of its own",
        LINES,
        [alone(1, percent_off(9000), [when("code", in_=["A"])]), alone(2, percent_off(1000))],
        own={1: 0, 2: 100},
        applied=[2],
    )
    yield case(
        "a refused always offer does not apply",
        LINES,
        [always(1, percent_off(9000), uses_left=0), always(2, percent_off(1000))],
        applied=[2],
        reasons={1: ["uses_spent"]},
    )


def unknown_kinds():
    """Kinds of a newer server refuse the offer, whatever else it has, and never fail."""
    yield case(
        "an unknown condition refuses",
        LINES,
        alone(1, percent_off(1000), [when(NEWER, in_=[1])]),
        reasons={1: [("unknown_kind", NEWER, None)]},
    )
    yield case(
        "an unknown benefit refuses, also beside one that is known",
        LINES,
        alone(1, [percent_off(1000), {"kind": "balloon", "count": 3}]),
        reasons={1: [("unknown_kind", "balloon", None)]},
    )
    yield case(
        "unknown kinds leave other offers alone",
        LINES,
        [alone(1, percent_off(9000), [when(NEWER)]), alone(2, percent_off(1000))],
        applied=[2],
        value=100,
    )
    yield case(
        "an unknown condition refuses a passer-by with its kind, not with no_member",
        LINES,
        alone(1, percent_off(1000), [when(NEWER), when("member")]),
        member=PASSER_BY,
        reasons={1: [("unknown_kind", NEWER, None), ("no_member", None, None)]},
    )
    yield case(
        "an unknown condition is not stale",
        LINES,
        alone(1, percent_off(1000), [when(NEWER)]),
        member=MEMBER | {"stale": True},
        reasons={1: ["unknown_kind"]},
    )
    for kind in STRANGE:
        yield case(
            f"a condition kind {kind!r} is unknown",
            LINES,
            alone(1, percent_off(1000), [when(kind)]),
            reasons={1: [("unknown_kind", kind, None)]},
        )
    for kind in STRANGE_BENEFITS:
        yield case(
            f"a benefit kind {kind!r} is unknown",
            LINES,
            alone(1, [{"kind": kind}]),
            reasons={1: [("unknown_kind", kind, None)]},
        )


def limits():
    """What bounds an offer beyond its conditions."""
    uses = [
        ("one below the limit", 2, {"1": 1}, None),
        ("the limit reached", 2, {"1": 2}, ("member_limit", 2, 2)),
        ("the limit passed", 2, {"1": 3}, ("member_limit", 2, 3)),
        ("never used", 1, {}, None),
        ("uses null", 1, None, None),
        ("uses of other offers", 1, {"11": 5, "2": 1}, None),
        ("a limit of 0 refuses the first use", 0, {}, ("member_limit", 0, 0)),
        ("no limit", None, {"1": 999}, None),
    ]
    for what, limit, used, refusal in uses:
        pins = {"reasons": {1: [refusal]}} if refusal else {"applied": [1]}
        offer = alone(1, percent_off(1000), limit=limit)
        yield case(f"member limit: {what}", LINES, offer, member=MEMBER | {"uses": used}, **pins)
    yield case(
        "member limit: a passer-by is refused with no_member",
        LINES,
        alone(1, percent_off(1000), limit=5),
        member=PASSER_BY,
        reasons={1: [("no_member", None, None)]},
    )
    yield case(
        "member limit: a passer-by is refused with no_member, though a condition said so",
        LINES,
        alone(1, percent_off(1000), [when("member"), when("tier", in_=["gold"])], limit=0, uses_left=0),
        member=PASSER_BY,
        reasons={1: ["no_member", "no_member", "no_member", "uses_spent"]},
    )
    yield case(
        "member limit: used though facts are stale",
        LINES,
        alone(1, percent_off(1000), limit=1),
        member=MEMBER | {"stale": True, "uses": {"1": 1}},
        reasons={1: [("member_limit", 1, 1)]},
    )
    for left, code in ((1, None), (0, "uses_spent"), (-3, "uses_spent")):
        pins = {"reasons": {1: [(code, None, None)]}} if code else {"applied": [1]}
        yield case(f"remaining uses: {left}", LINES, alone(1, percent_off(1000), uses_left=left), **pins)
    for left, code in ((1, None), (0, "budget_spent"), (-700, "budget_spent")):
        pins = {"reasons": {1: [(code, None, None)]}} if code else {"value": 1, "lines": {"a": 1}}
        yield case(f"remaining budget: {left}", LINES, alone(1, percent_off(1000), budget=left), **pins)
    yield case(
        "remaining budget: refuses also an offer that needs none",
        LINES,
        alone(1, gift("spin", value_minor=5), budget=0),
        reasons={1: ["budget_spent"]},
    )
    held = [
        ("in the control group", [3, 1], ["holdout"]),
        ("in that of another offer", [11], None),
        ("empty", [], None),
        ("null", None, None),
    ]
    for what, numbers, codes in held:
        pins = {"reasons": {1: codes}} if codes else {"applied": [1]}
        offer = alone(1, percent_off(1000))
        yield case(f"holdout: {what}", LINES, offer, member=MEMBER | {"holdout": numbers}, **pins)
    yield case(
        "holdout: used though facts are stale",
        LINES,
        alone(1, percent_off(1000)),
        member=MEMBER | {"stale": True, "holdout": [1]},
        reasons={1: ["holdout"]},
    )
    yield case(
        "holdout: also of an always offer",
        LINES,
        always(1, credit(200)),
        member=MEMBER | {"holdout": [1]},
        reasons={1: ["holdout"]},
        applied=[],
    )


def nothing_to_give():
    """An offer that gives nothing on its own is refused, unless there are other reasons."""
    empty = [
        ("a rate of 0", percent_off(0)),
        ("a discount that rounds to 0", percent_off(4)),
        ("a cap of 0", percent_off(1000, max_minor=0)),
        ("an amount of 0", amount_off(0)),
        ("too few units", unit_off(2, 10000)),
        ("credit at a rate of 0", credit(0)),
        ("credit with a cap of 0", credit(1000, max_minor=0)),
        ("flat credit of 0", credit_flat(0)),
        ("points below the first step", points(5, 1001)),
        ("points of 0", points(0, 1)),
        ("points with a cap of 0", points(5, 1, max_points=0)),
        ("flat points of 0", points_flat(0)),
        ("a gift of count 0", gift("spin", count=0, value_minor=100)),
        ("flat credit on nothing", credit_flat(50, {"selector": {"products": [9]}})),
        ("flat points on nothing", points_flat(50, {"selector": {"products": [9]}})),
    ]
    for what, benefit in empty:
        offer = alone(1, benefit)
        yield case(f"nothing to give: {what}", LINES, offer, reasons={1: [("nothing_to_give", None, None)]}, value=0)
    worthless = [
        ("a ticket worth 0", gift("ticket"), {}),
        ("points when a point is worth 0", points_flat(3), {}),
        ("credit when credit is worth 0", credit_flat(3), {"worth": 0}),
    ]
    for what, benefit, program in worthless:
        yield case(f"something to give: {what}", LINES, always(1, benefit), applied=[1], value=0, **program)
    yield case(
        "nothing to give: never beside another reason",
        LINES,
        alone(1, percent_off(0), [when("channel", in_=["web"])]),
        reasons={1: ["channel"]},
    )
    yield case(
        "nothing to give: never beside a spent budget",
        LINES,
        alone(1, percent_off(0), budget=0),
        reasons={1: ["budget_spent"]},
    )
    yield case(
        "nothing to give: the margin floor leaves no room",
        [line("a", 1000, cost=1000)],
        [alone(1, percent_off(5000)), alone(2, amount_off(5)), alone(3, unit_off(1, 10000))],
        floor=0,
        reasons={1: ["nothing_to_give"], 2: ["nothing_to_give"], 3: ["nothing_to_give"]},
    )
    yield case(
        "nothing to give: judged on its own, not on what others leave",
        LINES,
        [always(1, percent_off(10000), sequence=1), always(2, percent_off(1000), sequence=2)],
        applied=[1, 2],
        own={1: 1000, 2: 100},
        rows={2: {"discount_minor": 0, "lines": {}}},
        value=1000,
    )
    yield case(
        "a together offer that others leave nothing to is not chosen",
        LINES,
        [together(1, percent_off(10000), sequence=1), together(2, percent_off(1000), sequence=2)],
        applied=[1],
        lost={2: [1]},
        own={2: 100},
    )
