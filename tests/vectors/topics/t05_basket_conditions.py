# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Conditions on the basket: amounts and quantities, both ends, with and without a selector."""

from words import alone, case, credit, line, percent_off, together, when

LINES = [
    line("a", 300, product=1, categories=[1], qty=2500),
    line("b", 700, product=2, categories=[2], qty=1000),
    line("c", 9000, product=3, discountable=False),
]
ONE = {"categories": [1]}
NONE = {"categories": [9]}
AMOUNT = [
    ("min reached", {"min": 1000}, None),
    ("one more than min", {"min": 999}, None),
    ("one short of min", {"min": 1001}, (1001, 1000)),
    ("min null: no lower end", {"min": None, "max": 1000}, None),
    ("min missing", {"max": 5000}, None),
    ("max reached", {"min": 0, "max": 1000}, None),
    ("one above max", {"min": 0, "max": 999}, (999, 1000)),
    ("max 0 is an upper end of 0", {"max": 0}, (0, 1000)),
    ("max null: no upper end", {"min": 1, "max": None}, None),
    ("neither end", {}, None),
    ("below min is told before above max", {"min": 2000, "max": 500}, (2000, 1000)),
    ("of the selected lines", {"min": 300, "max": 300, "selector": ONE}, None),
    ("of the selected lines, one short", {"min": 301, "selector": ONE}, (301, 300)),
    ("of the selected lines, above max", {"max": 299, "selector": ONE}, (299, 300)),
    ("nothing selected sums to 0", {"min": 1, "selector": NONE}, (1, 0)),
    ("nothing selected, min 0 holds", {"min": 0, "selector": NONE}, None),
    ("nothing selected, min null holds", {"selector": NONE}, None),
    ("nothing selected, max 0 holds", {"max": 0, "selector": NONE}, None),
    ("excluded products do not count", {"min": 701, "selector": {"exclude_products": [1]}}, (701, 700)),
]
QUANTITY = [
    ("reached with a fraction", {"min_milli": 3500}, None),
    ("a thousandth short", {"min_milli": 3501}, (3501, 3500)),
    ("0 always holds", {"min_milli": 0, "selector": NONE}, None),
    ("of the selected lines", {"min_milli": 2500, "selector": ONE}, None),
    ("of the selected lines, short", {"min_milli": 2501, "selector": ONE}, (2501, 2500)),
    ("nothing selected", {"min_milli": 1, "selector": NONE}, (1, 0)),
]


def cases():
    """The topic's cases."""
    for kind, rows in (("basket_amount", AMOUNT), ("quantity", QUANTITY)):
        for what, parameters, refusal in rows:
            pins = {"reasons": {1: [(kind, *refusal)]}, "value": 0} if refusal else {"applied": [1], "value": 100}
            yield case(f"{kind}: {what}", LINES, alone(1, percent_off(1000), [when(kind, **parameters)]), **pins)
    yield case(
        "basket_amount looks at amounts before offers",
        LINES,
        [
            together(1, percent_off(5000), sequence=1),
            together(2, credit(1000), [when("basket_amount", min=1000)], sequence=2),
        ],
        applied=[1, 2],
        discount=500,
        credit=50,
    )
    yield case(
        "several conditions: all must hold",
        LINES,
        alone(1, percent_off(1000), [when("basket_amount", min=1000), when("quantity", min_milli=4000)]),
        reasons={1: [("quantity", 4000, 3500)]},
    )
    yield case(
        "several conditions: the same kind twice",
        LINES,
        alone(
            1,
            percent_off(1000),
            [
                when("quantity", min_milli=2500, selector=ONE),
                when("quantity", min_milli=1500, selector={"products": [2]}),
            ],
        ),
        reasons={1: [("quantity", 1500, 1000)]},
    )
    big = 2**43 - 1
    yield case(
        "sums of the largest amounts are exact",
        [line(name, big) for name in "pqrs"],
        alone(1, percent_off(1), [when("basket_amount", min=big, max=big)]),
        reasons={1: [("basket_amount", big, 4 * big)]},
    )
