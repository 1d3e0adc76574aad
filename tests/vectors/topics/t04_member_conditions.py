# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Conditions on the member: each boundary from both sides, unknown facts, stale facts, nobody there."""

from words import MEMBER, PASSER_BY, alone, case, line, percent_off, when

LINES = [line("a", 1000)]
SILVER = ["silver", "gold"]

# What the case shows, the condition, the facts of the member, and (code, need, have) of the refusal, None if it holds.
ROWS = [
    ("member: there is one", when("member"), {}, None),
    ("member: one with stale facts is one", when("member"), {"stale": True}, None),
    ("tier: in the list", when("tier", in_=SILVER), {"tier": "gold"}, None),
    ("tier: not in the list", when("tier", in_=SILVER), {"tier": "base"}, ("tier", SILVER, "base")),
    ("tier: letters count as they are", when("tier", in_=SILVER), {"tier": "Gold"}, ("tier", SILVER, "Gold")),
    ("tier: unknown", when("tier", in_=SILVER), {"tier": None}, ("tier", SILVER, None)),
    ("tier: missing", when("tier", in_=SILVER), {}, ("tier", SILVER, None)),
    ("tier: an empty list holds nobody", when("tier", in_=[]), {"tier": "gold"}, ("tier", [], "gold")),
    ("tier: used though facts are stale", when("tier", in_=SILVER), {"tier": "gold", "stale": True}, None),
    ("segment: one of several", when("segment", in_=["b", "c"]), {"segments": ["a", "c"]}, None),
    ("segment: none of them", when("segment", in_=["b"]), {"segments": ["a", "c"]}, ("segment", ["b"], ["a", "c"])),
    ("segment: member without segments", when("segment", in_=["b"]), {"segments": []}, ("segment", ["b"], [])),
    ("segment: unknown", when("segment", in_=["b"]), {"segments": None}, ("segment", ["b"], None)),
    ("segment: missing", when("segment", in_=["b"]), {}, ("segment", ["b"], None)),
    ("segment: an empty list holds nobody", when("segment", in_=[]), {"segments": ["a"]}, ("segment", [], ["a"])),
    ("segment: used though facts are stale", when("segment", in_=["a"]), {"segments": ["a"], "stale": True}, None),
    ("visits: min reached", when("visits", min=10), {"visits": 10}, None),
    ("visits: one more than min", when("visits", min=10), {"visits": 11}, None),
    ("visits: one short", when("visits", min=10), {"visits": 9}, ("visits", 10, 9)),
    ("visits: min 0 holds for the first purchase", when("visits", min=0), {"visits": 0}, None),
    ("visits: unknown does not satisfy min 0", when("visits", min=0), {"visits": None}, ("visits", 0, None)),
    ("visits: missing", when("visits", min=1), {}, ("visits", 1, None)),
    ("visits: stale though enough", when("visits", min=1), {"visits": 9, "stale": True}, ("stale_facts", None, None)),
    ("nth visit: the fifth", when("every_nth_visit", n=5), {"visits": 4}, None),
    ("nth visit: the tenth", when("every_nth_visit", n=5), {"visits": 9}, None),
    ("nth visit: the one before", when("every_nth_visit", n=5), {"visits": 3}, ("every_nth_visit", 5, 4)),
    ("nth visit: the one after", when("every_nth_visit", n=5), {"visits": 5}, ("every_nth_visit", 5, 6)),
    ("nth visit: n 1 is every visit", when("every_nth_visit", n=1), {"visits": 0}, None),
    ("nth visit: n 2 is not the first", when("every_nth_visit", n=2), {"visits": 0}, ("every_nth_visit", 2, 1)),
    ("nth visit: unknown", when("every_nth_visit", n=1), {"visits": None}, ("every_nth_visit", 1, None)),
    ("nth visit: stale", when("every_nth_visit", n=1), {"visits": 4, "stale": True}, ("stale_facts", None, None)),
    ("first purchase: yes", when("first_purchase"), {"visits": 0}, None),
    ("first purchase: the second", when("first_purchase"), {"visits": 1}, ("first_purchase", 0, 1)),
    ("first purchase: unknown is not 0", when("first_purchase"), {"visits": None}, ("first_purchase", 0, None)),
    ("first purchase: stale", when("first_purchase"), {"visits": 0, "stale": True}, ("stale_facts", None, None)),
    ("inactive: exactly", when("inactive", min_days=60), {"days_since_last": 60}, None),
    ("inactive: longer", when("inactive", min_days=60), {"days_since_last": 61}, None),
    ("inactive: a day short", when("inactive", min_days=60), {"days_since_last": 59}, ("inactive", 60, 59)),
    ("inactive: never bought", when("inactive", min_days=0), {"days_since_last": None}, ("inactive", 0, None)),
    ("inactive: today, min 0", when("inactive", min_days=0), {"days_since_last": 0}, None),
    (
        "inactive: stale",
        when("inactive", min_days=0),
        {"days_since_last": 9, "stale": True},
        ("stale_facts", None, None),
    ),
    ("joined: exactly", when("joined", max_days=30), {"joined_days": 30}, None),
    ("joined: today", when("joined", max_days=0), {"joined_days": 0}, None),
    ("joined: a day too long ago", when("joined", max_days=30), {"joined_days": 31}, ("joined", 30, 31)),
    ("joined: unknown", when("joined", max_days=30), {"joined_days": None}, ("joined", 30, None)),
    ("joined: stale", when("joined", max_days=30), {"joined_days": 3, "stale": True}, ("stale_facts", None, None)),
]

# Days to the day, before, after, whether it holds. Positive days: the day is still to come.
DAYS = [
    (0, None, None, True),
    (1, None, None, False),
    (-1, None, None, False),
    (0, 0, 0, True),
    (7, 7, 0, True),
    (8, 7, 0, False),
    (-1, 7, 0, False),
    (-3, 0, 3, True),
    (-4, 0, 3, False),
    (1, 0, 3, False),
    (5, 7, 3, True),
    (-2, 7, None, False),
    (7, 7, None, True),
    (-3, None, 3, True),
    (3, None, 3, False),
    (None, 182, 182, False),
]


def cases():
    """The topic's cases."""
    for what, condition, facts, refusal in ROWS:
        offer = alone(1, percent_off(1000), [condition])
        if refusal is None:
            yield case(what, LINES, offer, member=MEMBER | facts, applied=[1], value=100)
        else:
            yield case(what, LINES, offer, member=MEMBER | facts, reasons={1: [refusal]}, value=0)
    for kind in ("birthday", "anniversary"):
        for days, before, after, holds in DAYS:
            condition = when(kind, before=before, after=after)
            what = f"{kind}: {days} days to go, {before} before to {after} after"
            member = MEMBER | {f"days_to_{kind}": days}
            pins = {"value": 100} if holds else {"reasons": {1: [(kind, None, days)]}}
            yield case(what, LINES, alone(1, percent_off(1000), [condition]), member=member, **pins)
        yield case(
            f"{kind}: before and after missing are 0",
            LINES,
            alone(1, percent_off(1000), [when(kind)]),
            member=MEMBER | {f"days_to_{kind}": 0},
            value=100,
        )
        yield case(
            f"{kind}: stale though today",
            LINES,
            alone(1, percent_off(1000), [when(kind, before=3)]),
            member=MEMBER | {f"days_to_{kind}": 0, "stale": True},
            reasons={1: [("stale_facts", None, None)]},
        )
    other_day = MEMBER | {"days_to_birthday": 0, "days_to_anniversary": 50}
    yield case(
        "the birthday is not the anniversary",
        LINES,
        alone(1, percent_off(1000), [when("anniversary", before=3, after=3)]),
        member=other_day,
        reasons={1: [("anniversary", None, 50)]},
    )
    yield from nobody_there()


def nobody_there():
    """Every condition that looks at the member refuses a passer-by with `no_member`, stale or not."""
    conditions = [
        when("member"),
        when("tier", in_=["silver"]),
        when("segment", in_=["a"]),
        when("visits", min=0),
        when("every_nth_visit", n=1),
        when("first_purchase"),
        when("inactive", min_days=0),
        when("birthday", before=200, after=200),
        when("anniversary", before=200, after=200),
        when("joined", max_days=100000),
    ]
    for condition in conditions:
        yield case(
            f"passer-by: {condition['kind']} says no_member",
            LINES,
            alone(1, percent_off(1000), [condition]),
            member=PASSER_BY,
            reasons={1: [("no_member", None, None)]},
        )
    yield case(
        "passer-by: once per condition that looks at the member",
        LINES,
        alone(1, percent_off(1000), [*conditions, when("channel", in_=["pos"])]),
        member=PASSER_BY,
        reasons={1: ["no_member"] * 10},
    )
    yield case(
        "stale: each condition of facts says so, tier and segment answer",
        LINES,
        alone(1, percent_off(1000), conditions),
        member=MEMBER | {"stale": True, "tier": "base", "segments": ["b"]},
        reasons={1: ["tier", "segment"] + ["stale_facts"] * 7},
    )
    yield case(
        "stale false is not stale",
        LINES,
        alone(1, percent_off(1000), [when("visits", min=1)]),
        member=MEMBER | {"visits": 1, "stale": False},
        applied=[1],
    )
    yield case(
        "stale null is not stale",
        LINES,
        alone(1, percent_off(1000), [when("visits", min=1)]),
        member=MEMBER | {"visits": 1, "stale": None},
        applied=[1],
    )
