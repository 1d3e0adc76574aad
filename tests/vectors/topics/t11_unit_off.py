# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""unit_off: every per-th unit, dearest first; whole quantities only; equal prices by place; rounding per unit."""

from words import alone, amount_off, case, line, percent_off, together, unit_off

FREE = 10000


def cases():
    """The topic's cases."""
    yield case(
        "buy two, get the cheapest of three",
        [line("a", 900), line("b", 500), line("c", 700)],
        alone(1, unit_off(3, FREE)),
        lines={"b": 500},
    )
    yield case(
        "two units of three: nothing",
        [line("a", 900), line("b", 500)],
        alone(1, unit_off(3, FREE)),
        reasons={1: ["nothing_to_give"]},
    )
    yield case(
        "units of several lines are ordered together",
        [line("a", 900, qty=3000), line("b", 1000, qty=2000)],
        # 500 500 300 300 300: the second and the fourth
        alone(1, unit_off(2, FREE)),
        lines={"a": 300, "b": 500},
    )
    yield case("six units of one line, every third", [line("a", 600, qty=6000)], alone(1, unit_off(3, FREE)), lines={"a": 200})
    yield case(
        "five units of one line, every third: once",
        [line("a", 500, qty=5000)],
        alone(1, unit_off(3, FREE)),
        lines={"a": 100},
    )
    yield case(
        "per 1: every unit",
        [line("a", 900), line("b", 100, qty=2000)],
        alone(1, unit_off(1, 5000)),
        lines={"a": 450, "b": 50},
    )
    yield case(
        "the counted unit falls in the middle of a line",
        [line("a", 800, qty=2000), line("b", 900, qty=3000)],
        # 400 400 300 300 300: the third and (with per 3) no sixth
        alone(1, unit_off(3, FREE)),
        lines={"b": 300},
    )
    equal = [line("a", 100, qty=2000), line("b", 50)]
    yield case("equal prices: the earlier line's units come first", equal, alone(1, unit_off(2, FREE)), lines={"a": 50})
    yield case("equal prices: the third unit is the later line's", equal, alone(1, unit_off(3, FREE)), lines={"b": 50})
    yield case(
        "equal prices: turned round, the third is the other line's",
        equal[::-1],
        alone(1, unit_off(3, FREE)),
        lines={"a": 50},
    )
    yield case(
        "prices are equal after the floor: place decides",
        [line("a", 333), line("b", 1000, qty=3000)],
        # 333 | 333 333 333: the second and the fourth are both of b
        alone(1, unit_off(2, FREE)),
        lines={"b": 666},
    )
    yield case(
        "prices are equal after the floor, turned round",
        [line("b", 1000, qty=3000), line("a", 333)],
        alone(1, unit_off(2, FREE)),
        lines={"b": 333, "a": 333},
    )
    yield case(
        "one unit of money apart is not equal",
        [line("a", 333), line("b", 1002, qty=3000)],
        # 334 334 334 333
        alone(1, unit_off(2, FREE)),
        lines={"a": 333, "b": 334},
    )
    yield case(
        "equal prices over three lines",
        [line(n, 100) for n in "abcde"],
        alone(1, unit_off(2, FREE)),
        lines={"b": 100, "d": 100},
    )
    yield case(
        "the unit price is floored: what is left over is paid",
        [line("a", 1000, qty=3000)],
        alone(1, unit_off(1, FREE)),
        lines={"a": 999},
    )
    yield case(
        "half-up per unit, not on the line",
        [line("a", 9, qty=3000)],
        alone(1, unit_off(1, 5000)),
        # 1.5 each is 2 each
        lines={"a": 6},
    )
    yield case(
        "half-up per unit: below the half",
        [line("a", 33, qty=3000)],
        alone(1, unit_off(1, 400)),
        # 0.44 each is 0 each, though three of them are 1.32
        reasons={1: ["nothing_to_give"]},
    )
    yield case("a unit price of 0", [line("a", 1, qty=2000)], alone(1, unit_off(1, FREE)), reasons={1: ["nothing_to_give"]})
    yield case(
        "a fractional quantity does not count",
        [line("a", 900, qty=1500), line("b", 500), line("c", 400)],
        alone(1, unit_off(2, FREE)),
        lines={"c": 400},
    )
    yield case(
        "a fraction of a thousandth does not count",
        [line("a", 900, qty=2001), line("b", 500)],
        alone(1, unit_off(1, FREE)),
        lines={"b": 500},
    )
    yield case(
        "half a unit does not count",
        [line("a", 900, qty=500)],
        alone(1, unit_off(1, FREE)),
        reasons={1: ["nothing_to_give"]},
    )
    yield case(
        "only matching units are counted",
        [line("a", 900, product=2), line("b", 500), line("c", 400)],
        alone(1, unit_off(2, FREE, {"selector": {"products": [1]}})),
        lines={"c": 400},
    )
    yield case("rate 0 gives nothing", [line("a", 900)], alone(1, unit_off(1, 0)), reasons={1: ["nothing_to_give"]})
    yield case("max_minor is not its key", [line("a", 900)], alone(1, unit_off(1, FREE) | {"max_minor": 1}), value=900)
    yield case(
        "room: at most what the margin floor leaves",
        [line("a", 900, cost=700)],
        alone(1, unit_off(1, FREE)),
        floor=0,
        lines={"a": 200},
    )
    yield case(
        "room of the line, not of the unit",
        [line("a", 1000, qty=2000, cost=400)],
        alone(1, unit_off(2, FREE)),
        # one unit of 500 is free, the line may give 600
        floor=0,
        lines={"a": 500},
    )
    yield case(
        "units are counted also on a line without room",
        [line("a", 900, cost=900), line("b", 500)],
        # the second unit is b; a stays the first
        alone(1, unit_off(2, FREE)),
        floor=0,
        lines={"b": 500},
    )
    yield case(
        "the reduction of a unit without room is lost",
        [line("a", 900), line("b", 500, cost=500)],
        alone(1, [unit_off(2, FREE), amount_off(1)]),
        floor=0,
        lines={"a": 1},
    )
    yield case(
        "order by the price before offers",
        [line("a", 1000), line("b", 900)],
        # the first offer makes a the cheaper, yet b stays the second unit
        [
            together(1, percent_off(5000, {"selector": {"exclude_products": [9]}, "max_minor": 950}), sequence=1),
            together(2, unit_off(2, FREE), sequence=2),
        ],
        rows={1: {"lines": {"a": 500, "b": 450}}, 2: {"lines": {"b": 450}}},
    )
    yield case(
        "two unit_off of one offer share the room",
        [line("a", 300, qty=3000)],
        alone(1, [unit_off(1, 6000), unit_off(1, 6000)]),
        lines={"a": 300},
    )
    yield case("the second half price", [line("a", 999), line("b", 999)], alone(1, unit_off(2, 5000)), lines={"b": 500})
    yield case(
        "an expensive fraction in between does not move the count",
        [line("a", 100), line("w", 5000, qty=1250), line("b", 90), line("c", 80)],
        alone(1, unit_off(3, FREE)),
        lines={"c": 80},
    )
    yield case(
        "a million units",
        [line("a", 7 * 10**6, qty=10**9), line("b", 8)],
        # b is the first; of units 2 to 1,000,001 every seventh: 142,857 of them
        alone(1, unit_off(7, FREE)),
        lines={"a": 999999},
    )
    yield case(
        "per beyond all units",
        [line("a", 100, qty=99000)],
        alone(1, unit_off(100, FREE)),
        reasons={1: ["nothing_to_give"]},
    )
    yield case("per equal to all units", [line("a", 9900, qty=99000)], alone(1, unit_off(99, FREE)), lines={"a": 100})
    base = [line("a", 700, qty=2000), line("b", 500)]
    yield case("one more unit on a line of its own, before", base, alone(1, unit_off(2, FREE)), value=350)
    yield case(
        "one more unit on a line of its own, a dear one",
        [*base, line("c", 900)],
        alone(1, unit_off(2, FREE)),
        # 900 500 350 350: the second and the fourth
        lines={"b": 500, "a": 350},
    )
    yield case(
        "one more unit on a line of its own, a cheap one",
        [*base, line("c", 10)],
        alone(1, unit_off(2, FREE)),
        # 500 350 350 10
        lines={"a": 350, "c": 10},
    )
