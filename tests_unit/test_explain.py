# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""What verdicts say to people, and the near misses: in both languages of the reader, the same from both engines."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from engine.offers import compile_book, evaluate
from engine.offers.explain import FACTS, explain, sentence
from engine.offers.model import reason
from engine.offers.near import near_miss_sentence, near_misses
from engine.offers.phrases_en import PHRASES as ENGLISH
from engine.offers.phrases_fa import PHRASES as PERSIAN
from engine.offers.registry import BENEFITS, CONDITIONS
from engine.offers.words import Words

ROOT = Path(__file__).resolve().parents[1]
CONTEXT = {"date": "2026-11-22", "weekday": 7, "minute": 615, "branch": "B1", "channel": "pos"}
MEMBER = {"id": 7, "tier": "base", "segments": ["regular"], "visits": 8, "days_to_birthday": 40, "joined_days": 400}
NAMES = {
    "offers": {"1": "Ten off", "2": "Gold", "3": "Tea three", "4": "Tenth visit"},
    "categories": {"9": "Tea"},
    "tiers": {"base": "Base", "gold": "Gold"},
}


def line(number, amount, categories=(1,), qty=1000):
    return {
        "id": f"line-{number}",
        "product": number,
        "categories": list(categories),
        "qty_milli": qty,
        "amount_minor": amount,
        "discountable": True,
    }


def offer(number, conditions, benefits, stacking="alone"):
    return {"id": number, "sequence": 1, "stacking": stacking, "conditions": conditions, "benefits": benefits}


TEN_OFF = offer(1, [{"kind": "basket_amount", "min": 500000}], [{"kind": "percent_off", "rate_bps": 1000}])
GOLD = offer(2, [{"kind": "tier", "in": ["gold"]}], [{"kind": "percent_off", "rate_bps": 9000}])
TEA = offer(
    3,
    [{"kind": "quantity", "min_milli": 3000, "selector": {"categories": [9]}}],
    [{"kind": "amount_off", "amount_minor": 5000}],
    "together",
)
TENTH = offer(4, [{"kind": "every_nth_visit", "n": 10}], [{"kind": "credit", "rate_bps": 500}])
BASKET = {"lines": [line(1, 400000), line(2, 20000, [1, 9], 2000)]}
OFFERS = [TEN_OFF, GOLD, TEA, TENTH]


def book(offers):
    return compile_book({}, offers)


def toman(minor):
    """A caller's own way to write money."""
    return f"{minor // 10:,} T"


def test_every_code_has_a_phrase_in_both_languages_with_the_same_braces():
    def braces(text):
        return {word.split("}")[0] for word in text.split("{")[1:]}

    assert ENGLISH.keys() == PERSIAN.keys()
    for key, text in ENGLISH.items():
        assert braces(text) == braces(PERSIAN[key]), key
    known = {key.split(".")[0] for key in ENGLISH}
    assert set(CONDITIONS) - {"member"} <= known
    assert {"applied", "lost", "refused"} <= known
    assert BENEFITS


@pytest.mark.parametrize(
    ("given", "english", "persian"),
    [
        (
            reason("basket_amount", 500000, 420000),
            "Needs 500,000 rial of the products it counts; the basket has 420,000 rial.",
            "۵۰۰٬۰۰۰ rial خرید از کالاهای مشمول لازم است؛ در سبد ۴۲۰٬۰۰۰ rial است.",
        ),
        (
            reason("basket_amount", 500, 1420),
            "Only up to 500 rial of the products it counts; the basket has 1,420 rial.",
            "فقط تا ۵۰۰ rial از کالاهای مشمول است؛ در سبد ۱٬۴۲۰ rial است.",
        ),
        (
            reason("quantity", 3000, 1500),
            "Needs 3 of the products it counts; the basket has 1.5.",
            "۳ عدد از کالاهای مشمول لازم است؛ در سبد ۱٫۵ است.",
        ),
        (
            reason("visits", 10, 3),
            "Needs 10 earlier purchases; there are 3.",
            "۱۰ خرید قبلی لازم است؛ تا کنون ۳ خرید بوده است.",
        ),
        (
            reason("birthday", None, -40),
            "Only around the birthday, which was 40 days ago.",
            "فقط نزدیک روز تولد است؛ ۴۰ روز از تولد گذشته است.",
        ),
        (
            reason("hours", None, 65),
            "Not at this time, 01:05.",
            "در این ساعت، ۰۱:۰۵، برقرار نیست.",
        ),
        (
            reason("weekdays", [5, 6], 7),
            "Only on Friday, Saturday; today is Sunday.",
            "فقط جمعه، شنبه؛ امروز یکشنبه است.",
        ),
        (
            reason("tier", ["gold"], None),
            "Only for tier Gold; the member has no tier.",
            "فقط برای سطح Gold است؛ این عضو سطحی ندارد.",
        ),
        (
            reason("beaten_by", [2, 99]),
            "Gold, 99 brings more.",
            "Gold، 99 سود بیشتری دارد.",
        ),
        (
            reason("beaten_by", []),
            "It would add nothing to what applies anyway.",
            "به آنچه در هر حال داده می‌شود چیزی نمی‌افزاید.",
        ),
        (
            reason("of_tomorrow", 1, 2),
            "Refused: of_tomorrow.",
            "رد شد: of_tomorrow.",
        ),
    ],
)
def test_a_reason_says_the_number_needed_and_the_number_present(given, english, persian):
    assert sentence(given, Words("en", unit="rial", names=NAMES)) == english
    assert sentence(given, Words("fa", unit="rial", names=NAMES)) == persian


def test_any_reason_of_any_kind_can_be_said():
    needs = dict.fromkeys(("tier", "segment", "branch", "channel"), ["x"]) | {"weekdays": [1]}
    needs |= dict.fromkeys(("period", "hours", "birthday", "anniversary"))
    for kind in CONDITIONS:
        for have in (None, 1, -1) if kind in FACTS else (1, -1):
            given = reason(kind, needs.get(kind, 5), "2026-01-01" if kind == "period" and have else have)
            text = sentence(given, Words("en"))
            assert text.endswith(".") and "{" not in text, text


def test_an_answer_says_what_applies_with_the_callers_money_and_names():
    lines = [*BASKET["lines"], line(3, 200000)]
    answer = evaluate(book(OFFERS), CONTEXT, MEMBER, {"lines": lines})
    rows = explain(answer, Words("en", money=toman, names=NAMES))
    assert [row["text"] for row in rows] == [
        "Ten off: 6,200 T off.",
        "Gold does not apply. Only for tier Gold; the member's tier is Base.",
        "Tea three does not apply. Needs 3 of the products it counts; the basket has 2.",
        "Tenth visit does not apply. Only once in 10 purchases; this is number 9.",
    ]


def test_an_offer_that_lost_says_what_it_was_worth_and_what_beat_it():
    better = offer(5, [], [{"kind": "percent_off", "rate_bps": 2000}])
    worse = offer(1, [], [{"kind": "percent_off", "rate_bps": 1000}])
    answer = evaluate(book([better, worse]), CONTEXT, MEMBER, BASKET)
    assert explain(answer, Words("en", names=NAMES))[0]["text"] == (
        "Ten off alone would be worth 42,000. 5 brings more."
    )


def test_near_misses_stand_in_the_order_of_what_they_would_bring():
    rows = near_misses(book(OFFERS), CONTEXT, MEMBER, BASKET)
    assert [(row["offer"], row["gain_minor"]) for row in rows] == [(1, 42000), (4, 21000), (3, 5000)]
    assert [row["missing"][0]["missing"] for row in rows] == [80000, 1, 1000]


def test_what_no_customer_can_change_is_no_near_miss():
    spent = {**TEN_OFF, "remaining_uses": 0}
    too_much = offer(6, [{"kind": "basket_amount", "max": 10}], [{"kind": "percent_off", "rate_bps": 1000}])
    both = offer(7, [*TEN_OFF["conditions"], *GOLD["conditions"]], GOLD["benefits"])
    assert near_misses(book([GOLD, spent, too_much, both]), CONTEXT, MEMBER, BASKET) == []
    visits = offer(8, [{"kind": "visits", "min": 10}], [{"kind": "credit", "rate_bps": 500}])
    assert near_misses(book([visits]), CONTEXT, {**MEMBER, "stale": True}, BASKET) == []
    assert near_misses(book([visits]), CONTEXT, None, BASKET) == []


def test_a_near_miss_that_would_lose_anyway_is_not_told():
    better = offer(5, [], [{"kind": "percent_off", "rate_bps": 2000}])
    assert near_misses(book([better, TEN_OFF]), CONTEXT, MEMBER, BASKET) == []


def test_a_near_miss_says_what_to_do_and_what_it_brings():
    rows = near_misses(book(OFFERS), CONTEXT, MEMBER, BASKET)
    words = Words("en", unit="rial", names=NAMES)
    assert [near_miss_sentence(row, words) for row in rows] == [
        "Ten off: buy 80,000 rial more of any product, and it brings 42,000 rial more.",
        "Tenth visit: come 1 more times, and it brings 21,000 rial more.",
        "Tea three: take 1 more of Tea, and it brings 5,000 rial more.",
    ]


def test_the_twin_says_the_same():
    """Every case of the vectors is explained by both engines, in both languages, near misses included."""
    if shutil.which("node") is None:
        pytest.skip("no node")
    cases = [case["input"] for path in sorted((ROOT / "tests" / "vectors").glob("0*.json")) for case in load(path)]
    cases.append({"program": {}, "offers": OFFERS, "context": CONTEXT, "member": MEMBER, "basket": BASKET})
    told = [tell(data) for data in cases]
    command = ["node", str(ROOT / "tests_unit" / "explain_twin.mjs")]
    text = json.dumps({"cases": cases, "names": NAMES})
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    for data, one, other in zip(cases, told, json.loads(done.stdout), strict=True):
        assert one == other, data


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def tell(data):
    """Everything that can be said about one input; twin of `tell` in explain_twin.mjs."""
    compiled = compile_book(data.get("program"), data.get("offers"))
    facts = (data.get("context"), data.get("member"), data.get("basket"))
    answer, near = evaluate(compiled, *facts), near_misses(compiled, *facts)
    told = [near]
    for language in ("en", "fa"):
        words = Words(language, minor_digits=2, unit="kr", names=NAMES)
        told += [explain(answer, words), [near_miss_sentence(row, words) for row in near]]
    return told
