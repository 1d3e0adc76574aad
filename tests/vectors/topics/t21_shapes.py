# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Shapes of the input: nulls, missing keys, keys that are not read, orders that do not matter."""

from words import (
    MEMBER,
    PASSER_BY,
    SUNDAY_MORNING,
    alone,
    amount_off,
    case,
    credit,
    gift,
    line,
    percent_off,
    points,
    raw,
    select,
    together,
    unit_off,
    when,
)

LINES = [line("a", 1000)]
NULLS = {
    "group": None,
    "conditions": None,
    "max_uses_per_member": None,
    "remaining_uses": None,
    "remaining_budget_minor": None,
}


def world(**parts):
    """A whole input with some parts replaced."""
    whole = {
        "program": {},
        "context": SUNDAY_MORNING,
        "member": MEMBER,
        "basket": {"lines": LINES},
        "offers": [alone(1, percent_off(1000))],
    }
    return {key: value for key, value in (whole | parts).items() if value != "gone"}


def cases():
    """The topic's cases."""
    yield from nulls()
    yield from ignored()
    yield from orders()


def nulls():
    """Null, missing and empty are the same where the contract says so."""
    yield raw(
        "every key of the programme null",
        world(program={"credit_worth_bps": None, "point_value_minor": None, "margin_floor_bps": None}),
        value=100,
    )
    yield raw("program null", world(program=None), value=100)
    yield raw("program missing", world(program="gone"), value=100)
    yield raw(
        "member missing is a passer-by",
        world(member="gone", offers=[alone(1, credit(1000))]),
        reasons={1: ["nothing_to_give"]},
    )
    empty = {
        "id": None,
        "tier": None,
        "segments": None,
        "visits": None,
        "days_since_last": None,
        "days_to_birthday": None,
        "days_to_anniversary": None,
        "joined_days": None,
        "uses": None,
        "holdout": None,
        "stale": None,
    }
    kinds = [
        when("member"),
        when("tier", in_=["x"]),
        when("segment", in_=["x"]),
        when("visits", min=0),
        when("every_nth_visit", n=1),
        when("first_purchase"),
        when("inactive", min_days=0),
        when("birthday", before=999),
        when("anniversary", before=999),
        when("joined", max_days=999),
    ]
    wanted = [
        "tier",
        "segment",
        "visits",
        "every_nth_visit",
        "first_purchase",
        "inactive",
        "birthday",
        "anniversary",
        "joined",
    ]
    for what, member in (("null", empty), ("missing", {})):
        yield raw(
            f"a member whose facts are all {what} is a member without facts",
            world(member=member, offers=[alone(1, percent_off(1000), kinds), alone(2, credit(1000), limit=1)]),
            reasons={1: wanted},
            applied=[2],
            credit=100,
        )
    yield raw("every optional key of the offer null", world(offers=[alone(1, percent_off(1000)) | NULLS]), value=100)
    yield raw("codes missing", world(offers=[alone(1, percent_off(1000), [when("code", in_=["A"])])]), reasons={1: ["code"]})
    yield raw(
        "every optional key of the line null",
        world(
            basket={
                "codes": None,
                "lines": [
                    line("a", 1000) | {"categories": None, "brand": None, "tags": None, "cost_minor": None},
                ],
            }
        ),
        value=100,
    )
    capless = percent_off(1000) | {"max_minor": None, "selector": None}
    yield raw("every optional key of percent_off null", world(offers=[alone(1, capless)]), value=100)
    capless = points(1, 100) | {"max_points": None, "selector": None}
    yield raw("every optional key of points null", world(offers=[alone(1, capless)]), points=10)
    yield raw("conditions empty", world(offers=[alone(1, percent_off(1000)) | {"conditions": []}]), value=100)
    yield raw(
        "context without branch and channel",
        world(
            context={"date": "2026-11-22", "weekday": 7, "minute": 615},
            offers=[alone(1, percent_off(1000), [when("branch", in_=["B1"]), when("channel", in_=["pos"])])],
        ),
        reasons={1: [("branch", ["B1"], None), ("channel", ["pos"], None)]},
    )
    yield raw(
        "basket_amount with every key null",
        world(offers=[alone(1, percent_off(1000), [when("basket_amount", min=None, max=None, selector=None)])]),
        value=100,
    )
    yield raw(
        "a gift whose ref is a number",
        world(offers=[alone(1, gift("product", ref=7))]),
        rows={1: {"gifts": [{"what": "product", "ref": 7, "count": 1}]}},
    )


def ignored():
    """Keys that the contract does not name for their kind are not read."""
    yield case(
        "valid_days anywhere",
        LINES,
        alone(1, percent_off(1000) | {"valid_days": 0}, [when("member") | {"valid_days": -1}]) | {"valid_days": 0},
        value=100,
    )
    yield case(
        "a selector on a condition that has none",
        LINES,
        alone(1, percent_off(1000), [when("visits", min=1, selector={"products": [9]})]),
        member=MEMBER | {"visits": 1},
        value=100,
    )
    yield case(
        "max on quantity",
        LINES,
        alone(1, percent_off(1000), [when("quantity", min_milli=1) | {"max": 0, "min": 9999}]),
        value=100,
    )
    yield case(
        "before and after on joined",
        LINES,
        alone(1, percent_off(1000), [when("joined", max_days=5) | {"before": 0, "after": 0, "min_days": 9}]),
        member=MEMBER | {"joined_days": 3},
        value=100,
    )
    yield case(
        "min on first_purchase",
        LINES,
        alone(1, percent_off(1000), [when("first_purchase") | {"min": 5}]),
        member=MEMBER | {"visits": 0},
        value=100,
    )
    yield case("in on member", LINES, alone(1, percent_off(1000), [when("member", in_=["gold"])]), value=100)
    yield case(
        "max_minor, per and count on amount_off",
        LINES,
        alone(1, amount_off(300) | {"max_minor": 1, "per": 99, "count": 0}),
        value=300,
    )
    yield case("max_minor on unit_off", LINES, alone(1, unit_off(1, 5000) | {"max_minor": 1}), value=500)
    yield case("max_points on credit", LINES, alone(1, credit(1000) | {"max_points": 1}), credit=100)
    yield case(
        "max_points on a gift",
        LINES,
        alone(1, gift("spin", count=3, value_minor=2) | {"max_points": 1, "max_minor": 1}),
        value=6,
    )
    yield case("rate_bps on points", LINES, alone(1, points(1, 100) | {"rate_bps": 1}), points=10)
    yield case(
        "conditions and limits inside a benefit",
        LINES,
        alone(1, percent_off(1000) | {"conditions": [when("moon")], "remaining_uses": 0}),
        value=100,
    )
    yield case(
        "keys of no kind on lines, member and basket",
        [line("a", 1000, price=5, name="Milk", offers=[1])],
        alone(1, percent_off(1000)),
        member=MEMBER | {"name": "Sara", "balance": 5},
        value=100,
    )
    yield raw("keys of no kind at the top", world(version=3, now="2026-11-22T10:15:00", exact=False), value=100, exact=True)
    yield raw("the expected answer within the input is not read", world(applied=[], verdicts=[], lines={}), applied=[1])
    yield raw("keys of no kind in the programme", world(program={"currency": "IRR", "name": "Club"}), value=100)
    yield case(
        "an unknown list in a selector",
        LINES,
        alone(1, percent_off(1000, select(colours=[4], exclude_brands=[1]))),
        value=100,
    )
    yield case(
        "exclusion of anything but products",
        [line("a", 1000, brand=1, tags=[2])],
        alone(1, percent_off(1000, select(exclude_brands=[1], exclude_tags=[2], exclude_categories=[3]))),
        value=100,
    )


def orders():
    """The order of lists that are sets, and of offers, changes nothing."""
    offers = [
        together(1, percent_off(1000, select(products=[1, 2], tags=[5, 6]))),
        together(2, amount_off(70), group="g"),
        together(3, amount_off(60), group="g"),
        alone(4, credit(1500)),
    ]
    lines = [line("a", 1000), line("b", 500, product=2), line("c", 250, product=3, tags=[6, 7])]
    turned = [dict(reversed(offer.items())) for offer in reversed(offers)]
    turned[-1]["benefits"] = [percent_off(1000, select(tags=[6, 5], products=[2, 1]))]
    # 175 and 70 against 262.5
    pins = {"value": 263, "applied": [4], "lost": {1: [4], 2: [4], 3: [4]}}
    yield case("offers in one order", lines, offers, **pins)
    yield case("offers, their keys and their selectors in another order", lines, turned, **pins)
    member = MEMBER | {"segments": ["x", "y"], "holdout": [9, 8]}
    condition = [when("segment", in_=["y", "z"]), when("code", in_=["B", "A"])]
    yield case(
        "segments and codes in one order",
        LINES,
        alone(1, percent_off(1000), condition),
        member=member,
        codes=["q", "a"],
        value=100,
    )
    member = MEMBER | {"segments": ["y", "x"], "holdout": [8, 9]}
    condition = [when("segment", in_=["z", "y"]), when("code", in_=["A", "B"])]
    yield case(
        "segments and codes in another order",
        LINES,
        alone(1, percent_off(1000), condition),
        member=member,
        codes=["a", "q"],
        value=100,
    )
    yield case(
        "a refusal tells segments and list as they were given",
        LINES,
        alone(1, percent_off(1000), [when("segment", in_=["z", "b", "b"])]),
        member=MEMBER | {"segments": ["y", "x", "y"]},
        reasons={1: [("segment", ["z", "b", "b"], ["y", "x", "y"])]},
    )
    yield case(
        "uses are found by the offer's id as text",
        LINES,
        [
            alone(12, percent_off(1000), limit=1),
            alone(1, percent_off(100), limit=1),
            alone(-3, percent_off(10), limit=1),
        ],
        member=MEMBER | {"uses": {"12": 1, "-3": 1}},
        reasons={12: ["member_limit"], -3: ["member_limit"]},
        applied=[1],
    )
    yield case(
        "a passer-by is no member without facts",
        LINES,
        alone(1, percent_off(1000), [when("tier", in_=["x"])]),
        member=PASSER_BY,
        reasons={1: ["no_member"]},
    )
