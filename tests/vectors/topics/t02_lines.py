# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Which lines take part: discountable, with a positive quantity and amount; the rest are as if not there."""

from words import MEMBER, PASSER_BY, alone, amount_off, case, credit, gift, line, percent_off, raw, unit_off, when

TEN_PERCENT = alone(1, percent_off(1000))
PLAIN = line("a", 1000)


def cases():
    """The topic's cases."""
    yield case("one line takes part", [PLAIN], TEN_PERCENT, value=100, lines={"a": 100})
    outside = {
        "discountable false": line("b", 5000, discountable=False),
        "discountable null": line("b", 5000, discountable=None),
        "discountable missing": {"id": "b", "product": 1, "qty_milli": 1000, "amount_minor": 5000},
        "quantity 0": line("b", 5000, qty=0),
        "a returned quantity": line("b", 5000, qty=-1000),
        "amount 0": line("b", 0),
        "a negative amount": line("b", -5000),
        "a return, both negative": line("b", -5000, qty=-1000, cost=-3000),
    }
    for what, other in outside.items():
        yield case(f"a line with {what} gets nothing", [PLAIN, other], TEN_PERCENT, value=100, lines={"a": 100})
    yield case("a quantity of a thousandth takes part", [line("a", 1000, qty=1)], TEN_PERCENT, value=100)
    yield case("an amount of one unit takes part", [line("a", 1)], alone(1, amount_off(5)), value=1, lines={"a": 1})
    left_out = [PLAIN, line("b", 5000, discountable=False), line("c", -400, qty=-1000), line("d", 0)]
    yield case(
        "basket_amount does not see lines that take no part",
        left_out,
        alone(1, percent_off(1000), [when("basket_amount", min=1001)]),
        reasons={1: [("basket_amount", 1001, 1000)]},
    )
    yield case(
        "a return does not lower basket_amount",
        left_out,
        alone(1, percent_off(1000), [when("basket_amount", min=1000, max=1000)]),
        value=100,
    )
    yield case(
        "quantity does not see lines that take no part",
        left_out,
        alone(1, percent_off(1000), [when("quantity", min_milli=1001)]),
        reasons={1: [("quantity", 1001, 1000)]},
    )
    yield case(
        "unit_off does not count units of lines that take no part",
        [line("a", 3000, qty=3000), line("b", 9000, qty=9000, discountable=False), line("c", 500, qty=-1000)],
        alone(1, unit_off(3, 10000)),
        lines={"a": 1000},
    )
    yield case(
        "credit is not earned on a gift card line that is not discountable",
        [line("a", 1000), line("card", 50000, discountable=False)],
        alone(1, credit(1000)),
        credit=100,
        rows={1: {"credit_lines": {"a": 100}}},
    )
    yield case("an empty basket gives nothing", [], TEN_PERCENT, reasons={1: ["nothing_to_give"]})
    yield case("an empty basket may still bring a gift", [], alone(1, gift("spin", value_minor=7)), value=7, applied=[1])
    yield case("a basket of returns only is an empty one", [line("a", -9, qty=-1000)], TEN_PERCENT, value=0, applied=[])
    yield case(
        "an empty basket meets basket_amount with min 0",
        [],
        alone(1, gift("spin"), [when("basket_amount", min=0)]),
        applied=[1],
        value=0,
    )
    yield case("no offers at all", [PLAIN], [], applied=[], verdicts=[], value=0, exact=True)
    yield case("no offers and an empty basket", [], [], member=PASSER_BY, applied=[], verdicts=[], exact=True)
    context = {"date": "2026-11-22", "weekday": 7, "minute": 0}
    yield raw(
        "basket null and offers null are empty",
        {"program": {}, "context": context, "member": MEMBER, "basket": None, "offers": None},
        applied=[],
        verdicts=[],
    )
    yield raw("basket, offers, member and program missing", {"context": context}, applied=[], verdicts=[], value=0)
    yield raw(
        "lines null is an empty basket",
        {"context": context, "basket": {"lines": None, "codes": None}, "offers": [TEN_PERCENT]},
        reasons={1: ["nothing_to_give"]},
    )
    yield case(
        "ties of the spread follow the place in the basket, not the name of the line",
        [line("z", 5), line("y", 5), line("x", 5)],
        alone(1, amount_off(1)),
        lines={"z": 1},
    )
    yield case(
        "lines named like properties of a JavaScript object are ordinary lines",
        [line("__proto__", 1000), line("constructor", 2000), line("toString", 3000), line("hasOwnProperty", 500)],
        alone(1, [percent_off(1000), credit(1000)]),
        lines={"__proto__": 100, "constructor": 200, "toString": 300, "hasOwnProperty": 50},
        credit=585,
    )
    yield case(
        "lines with names in several scripts keep them",
        [line("\u0634\u06cc\u0631", 1000), line("\U0001f95b", 2000), line("\uff21", 3000), line("A b", 4000)],
        alone(1, percent_off(1000)),
        lines={"\u0634\u06cc\u0631": 100, "\U0001f95b": 200, "\uff21": 300, "A b": 400},
    )
