# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""amount_off: the amount, at most the room of the matching lines together, spread by room."""

from words import alone, amount_off, case, line, percent_off, together

TWO = [line("a", 1000), line("b", 2000)]


def cases():
    """The topic's cases."""
    yield case("by room, largest remainder", TWO, alone(1, amount_off(100)), lines={"a": 33, "b": 67})
    yield case("a unit for two lines goes to the larger", TWO, alone(1, amount_off(1)), lines={"b": 1})
    yield case(
        "equal lines: the earlier gets the odd unit",
        [line("a", 500), line("b", 500)],
        alone(1, amount_off(7)),
        lines={"a": 4, "b": 3},
    )
    yield case("exactly the basket", TWO, alone(1, amount_off(3000)), lines={"a": 1000, "b": 2000})
    yield case("more than the basket", TWO, alone(1, amount_off(3001)), lines={"a": 1000, "b": 2000}, value=3000)
    yield case("one less than the basket", TWO, alone(1, amount_off(2999)), lines={"a": 1000, "b": 1999})
    yield case(
        "of the selected lines",
        [line("a", 100), line("b", 50, product=2)],
        alone(1, amount_off(80, {"selector": {"products": [2]}})),
        lines={"b": 50},
    )
    yield case("max_minor is not its key", TWO, alone(1, amount_off(300) | {"max_minor": 5, "rate_bps": 1}), value=300)
    yield case(
        "by room, not by amount",
        [line("a", 1000, cost=900), line("b", 1000, cost=600)],
        alone(1, amount_off(100)),
        floor=0,
        lines={"a": 20, "b": 80},
    )
    yield case(
        "a line without room takes nothing from the others",
        [line("a", 9000, cost=9000), line("b", 100)],
        alone(1, amount_off(60)),
        floor=0,
        lines={"b": 60},
    )
    yield case(
        "at most the room of all together",
        [line("a", 1000, cost=950), line("b", 1000, cost=990)],
        alone(1, amount_off(500)),
        floor=0,
        lines={"a": 50, "b": 10},
        value=60,
    )
    yield case(
        "two benefits: the second is spread over what the first left",
        [line("a", 100), line("b", 300)],
        # 100 falls as 25 and 75, which leaves 75 and 225; 300 takes it all
        alone(1, [amount_off(100), amount_off(300)]),
        discount=400,
        lines={"a": 100, "b": 300},
    )
    yield case(
        "two benefits on overlapping lines",
        [line("a", 100), line("b", 100, product=2)],
        # a: 50; then rooms 50 and 100 share 30
        alone(1, [amount_off(50, {"selector": {"products": [1]}}), amount_off(30)]),
        lines={"a": 60, "b": 20},
    )
    yield case(
        "after a percentage of the same offer, by what is left",
        [line("a", 100), line("b", 100, product=2)],
        # a gives 80 and keeps 20, b keeps 100: 12 falls as 2 and 10
        alone(1, [percent_off(8000, {"selector": {"products": [1]}}), amount_off(12)]),
        lines={"a": 82, "b": 10},
    )
    yield case(
        "after an earlier offer, by what it left",
        [line("a", 100), line("b", 100, product=2)],
        [
            together(5, percent_off(8000, {"selector": {"products": [1]}}), sequence=1),
            together(4, amount_off(12), sequence=2),
        ],
        rows={5: {"lines": {"a": 80}}, 4: {"lines": {"a": 2, "b": 10}}},
        value=92,
    )
    yield case(
        "before a later offer: the order of sequence, not of ids",
        [line("a", 100), line("b", 100, product=2)],
        [
            together(5, percent_off(8000, {"selector": {"products": [1]}}), sequence=2),
            together(4, amount_off(12), sequence=1),
        ],
        rows={4: {"lines": {"a": 6, "b": 6}}, 5: {"lines": {"a": 80}}},
        value=92,
    )
    yield case(
        "vouchers beyond the basket: the second gets what is left",
        TWO,
        [together(1, amount_off(2500)), together(2, amount_off(2500))],
        applied=[1, 2],
        rows={1: {"discount_minor": 2500}, 2: {"discount_minor": 500}},
        value=3000,
    )
    yield case(
        "seven lines share by largest remainder",
        [line(n, amount) for n, amount in zip("abcdefg", (3, 5, 7, 11, 13, 17, 19), strict=True)],
        # shares of 10 over 75: .40 .67 .93 1.47 1.73 2.27 2.53; floors 6, four more to c, e, b, g
        alone(1, amount_off(10)),
        lines={"b": 1, "c": 1, "d": 1, "e": 2, "f": 2, "g": 3},
    )
