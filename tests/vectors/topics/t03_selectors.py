# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Selectors: any of products, categories, brands and tags, minus excluded products; all four empty means every line."""

from words import alone, case, line, percent_off, unit_off, when

LINES = [
    line("a", 1000, product=1, categories=[10, 100], brand=5, tags=[51, 52]),
    line("b", 2000, product=2, categories=[20, 100], brand=6, tags=[]),
    line("c", 4000, product=3, categories=[], tags=[52]),
    line("d", 8000, product=4),
]
ALL = {"a": 100, "b": 200, "c": 400, "d": 800}
ROWS = [
    ("a product", {"products": [2]}, "b"),
    ("two products", {"products": [4, 1]}, "ad"),
    ("a product that is not there", {"products": [9]}, ""),
    ("a category of the product itself", {"categories": [10]}, "a"),
    ("an ancestor category", {"categories": [100]}, "ab"),
    ("a category number that is only a product number", {"categories": [1]}, ""),
    ("a brand", {"brands": [6]}, "b"),
    ("a brand, lines without one stay outside", {"brands": [5, 6]}, "ab"),
    ("a tag", {"tags": [51]}, "a"),
    ("a tag of several lines", {"tags": [52]}, "ac"),
    ("any of the four lists", {"products": [4], "categories": [20], "brands": [5], "tags": [99]}, "abd"),
    ("a line in all of its lists counts once", {"products": [1], "categories": [10, 100], "brands": [5]}, "ab"),
    ("an excluded product only: every other line", {"exclude_products": [1, 4]}, "bc"),
    ("an excluded product wins over its own product list", {"products": [1, 2], "exclude_products": [1]}, "b"),
    ("an excluded product wins over its category", {"categories": [100], "exclude_products": [2]}, "a"),
    ("an excluded product wins over its tag", {"tags": [52], "exclude_products": [3]}, "a"),
    ("all products excluded", {"exclude_products": [1, 2, 3, 4]}, ""),
    ("an excluded product that is not there", {"exclude_products": [7]}, "abcd"),
    ("empty lists: every line", {"products": [], "categories": [], "brands": [], "tags": []}, "abcd"),
    ("null lists: every line", {"products": None, "categories": None, "brands": None, "tags": None}, "abcd"),
    ("an empty selector: every line", {}, "abcd"),
    ("no selector (null): every line", None, "abcd"),
    ("empty lists beside one that is not", {"products": [], "categories": [20], "exclude_products": None}, "b"),
    ("a list named twice over", {"products": [2, 2, 2]}, "b"),
]


def cases():
    """The topic's cases."""
    for what, selector, names in ROWS:
        offer = alone(1, percent_off(1000) | {"selector": selector})
        wanted = {name: ALL[name] for name in names}
        if wanted:
            yield case(f"selected: {what}", LINES, offer, lines=wanted, value=sum(wanted.values()))
        else:
            yield case(f"selected: {what}", LINES, offer, reasons={1: ["nothing_to_give"]})
    yield case("no selector key: every line", LINES, alone(1, percent_off(1000)), lines=ALL)
    yield case(
        "a line with null categories, tags and brand is in no list",
        [line("a", 1000, categories=None, tags=None, brand=None), line("b", 500, product=2, brand=3)],
        alone(1, percent_off(1000, {"selector": {"categories": [1], "tags": [1], "brands": [3]}})),
        lines={"b": 50},
    )
    yield case(
        "brand 0 and product 0 are ordinary numbers",
        [line("a", 1000, product=0, brand=0), line("b", 1000, product=1)],
        alone(1, percent_off(1000, {"selector": {"brands": [0]}})),
        lines={"a": 100},
    )
    yield case(
        "product 0 may be excluded",
        [line("a", 1000, product=0), line("b", 1000, product=1)],
        alone(1, percent_off(1000, {"selector": {"exclude_products": [0]}})),
        lines={"b": 100},
    )
    yield case(
        "a condition's selector does not limit the benefit",
        LINES,
        alone(1, percent_off(1000), [when("quantity", min_milli=1000, selector={"products": [1]})]),
        lines=ALL,
    )
    yield case(
        "a benefit's selector does not limit the condition",
        LINES,
        alone(1, percent_off(1000, {"selector": {"products": [1]}}), [when("basket_amount", min=15000)]),
        lines={"a": 100},
    )
    yield case(
        "two benefits of one offer, each with its selector",
        LINES,
        alone(
            1,
            [
                percent_off(1000, {"selector": {"products": [1, 2]}}),
                unit_off(1, 5000, {"selector": {"products": [2, 3]}}),
            ],
        ),
        lines={"a": 100, "b": 1200, "c": 2000},
    )
