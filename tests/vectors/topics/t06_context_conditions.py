# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Conditions on the moment and the place: period, weekdays, hours over midnight, branch, channel."""

from words import PASSER_BY, alone, case, line, percent_off, when

LINES = [line("a", 1000)]
PERIOD = [
    ("inside", "2026-11-01", "2026-11-30", True),
    ("the first day", "2026-11-22", "2026-11-30", True),
    ("the last day", "2026-11-01", "2026-11-22", True),
    ("one day only", "2026-11-22", "2026-11-22", True),
    ("the day before it", "2026-11-23", "2026-11-30", False),
    ("the day after it", "2026-11-01", "2026-11-21", False),
    ("open start", None, "2026-11-22", True),
    ("open start, over", None, "2026-11-21", False),
    ("open end", "2026-11-22", None, True),
    ("open end, not yet", "2026-11-23", None, False),
    ("open on both ends", None, None, True),
    ("turned round", "2026-11-30", "2026-11-01", False),
    ("another year", "2025-11-01", "2025-11-30", False),
]
HOURS = [
    (600, 660, 600, True),
    (600, 660, 659, True),
    (600, 660, 660, False),
    (600, 660, 599, False),
    (1320, 360, 1320, True),
    (1320, 360, 1439, True),
    (1320, 360, 0, True),
    (1320, 360, 359, True),
    (1320, 360, 360, False),
    (1320, 360, 1319, False),
    (1320, 360, 720, False),
    (0, 1440, 0, True),
    (0, 1440, 1439, True),
    (600, 600, 600, False),
    (0, 0, 0, False),
    (0, 0, 700, False),
    (1439, 0, 1439, True),
    (1439, 0, 0, False),
    (1, 0, 0, False),
    (1, 0, 1, True),
    (0, 1, 0, True),
    (0, 1, 1, False),
    (1440, 10, 5, True),
    (1440, 10, 10, False),
    (1440, 10, 1439, False),
]
PLACE = [
    ("branch: in the list", when("branch", in_=["B2", "B1"]), {}, None),
    ("branch: another", when("branch", in_=["B2"]), {}, ("branch", ["B2"], "B1")),
    ("branch: unknown", when("branch", in_=["B1"]), {"branch": None}, ("branch", ["B1"], None)),
    ("branch: empty list", when("branch", in_=[]), {}, ("branch", [], "B1")),
    ("channel: in the list", when("channel", in_=["web", "pos"]), {}, None),
    ("channel: another", when("channel", in_=["web"]), {}, ("channel", ["web"], "pos")),
    ("channel: an invoice", when("channel", in_=["invoice"]), {"channel": "invoice"}, None),
    ("channel: unknown", when("channel", in_=["pos"]), {"channel": None}, ("channel", ["pos"], None)),
    ("weekdays: in the list", when("weekdays", in_=[6, 7]), {}, None),
    ("weekdays: another day", when("weekdays", in_=[1, 2]), {}, ("weekdays", [1, 2], 7)),
    ("weekdays: Monday is 1", when("weekdays", in_=[1]), {"weekday": 1}, None),
    ("weekdays: empty list", when("weekdays", in_=[]), {}, ("weekdays", [], 7)),
    ("weekdays: the list is told as it is", when("weekdays", in_=[5, 1, 3]), {}, ("weekdays", [5, 1, 3], 7)),
]


def cases():
    """The topic's cases."""
    for what, start, end, holds in PERIOD:
        pins = {"applied": [1]} if holds else {"reasons": {1: [("period", None, "2026-11-22")]}}
        yield case(f"period: {what}", LINES, alone(1, percent_off(1000), [when("period", from_=start, to=end)]), **pins)
    for start, end, minute, holds in HOURS:
        pins = {"applied": [1]} if holds else {"reasons": {1: [("hours", None, minute)]}}
        yield case(
            f"hours: {start} to {end} at {minute}",
            LINES,
            alone(1, percent_off(1000), [when("hours", from_=start, to=end)]),
            context={"minute": minute},
            **pins,
        )
    for what, condition, context, refusal in PLACE:
        pins = {"reasons": {1: [refusal]}} if refusal else {"applied": [1]}
        yield case(what, LINES, alone(1, percent_off(1000), [condition]), context=context, **pins)
    yield case(
        "branch and channel missing from the context are unknown",
        LINES,
        alone(1, percent_off(1000), [when("branch", in_=["B1"]), when("channel", in_=["pos"])]),
        context={"branch": None, "channel": None},
        reasons={1: [("branch", ["B1"], None), ("channel", ["pos"], None)]},
    )
    yield case(
        "conditions of time and place hold for a passer-by too",
        LINES,
        alone(
            1,
            percent_off(1000),
            [when("weekdays", in_=[7]), when("hours", from_=600, to=660), when("period", from_="2026-01-01")],
        ),
        member=PASSER_BY,
        applied=[1],
    )
