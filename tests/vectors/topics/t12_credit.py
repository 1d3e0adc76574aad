# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""credit and credit_flat: on what is paid after all discounts, capped, and told per line."""

from words import alone, always, amount_off, case, credit, credit_flat, line, percent_off, together

TWO = [line("a", 600), line("b", 400, product=2)]
SECOND = {"selector": {"products": [2]}}
NOWHERE = {"selector": {"products": [9]}}


def told(credit_minor, **credit_lines):
    """Pin of an offer's credit and of its lines."""
    return {"credit_minor": credit_minor, "credit_lines": credit_lines}


def cases():
    """The topic's cases."""
    yield case("of the basket", TWO, alone(1, credit(1000)), value=100, rows={1: told(100, a=60, b=40)}, discount=0)
    yield case("of the selected lines", TWO, alone(1, credit(1000, SECOND)), rows={1: told(40, b=40)})
    yield case("half-up: just below", [line("a", 149)], alone(1, credit(100)), credit=1)
    yield case("half-up: the half", [line("a", 150)], alone(1, credit(100)), credit=2)
    yield case(
        "half-up once on the base, spread by largest remainder",
        [line(n, 5) for n in "abc"],
        alone(1, credit(1000)),
        rows={1: told(2, a=1, b=1)},
    )
    yield case("max_minor", TWO, alone(1, credit(1000, max_minor=7)), rows={1: told(7, a=4, b=3)})
    yield case("max_minor equal to the total", TWO, alone(1, credit(1000, max_minor=100)), credit=100)
    yield case("max_minor above the total", TWO, alone(1, credit(1000, max_minor=101)), credit=100)
    yield case("rate 10000 gives all of it back as credit", TWO, alone(1, credit(10000)), rows={1: told(1000, a=600, b=400)})
    yield case(
        "the base is after the discount of the same offer",
        TWO,
        alone(1, [percent_off(1000), credit(1000)]),
        discount=100,
        rows={1: told(90, a=54, b=36)},
    )
    yield case(
        "the base is after the discount, though the credit benefit stands first",
        TWO,
        alone(1, [credit(1000), percent_off(1000)]),
        credit=90,
        discount=100,
    )
    yield case(
        "the base is after the discounts of later offers too",
        TWO,
        [together(1, credit(1000), sequence=1), together(2, percent_off(5000), sequence=2)],
        rows={1: told(50, a=30, b=20)},
        discount=500,
        value=550,
        own={1: 100},
    )
    yield case(
        "the base is after the discount of what was chosen, for an always offer",
        TWO,
        [always(9, credit(200), sequence=99), alone(1, amount_off(500))],
        # 500 off leaves 300 and 200
        rows={9: told(10, a=6, b=4)},
        value=510,
        own={9: 20},
    )
    yield case(
        "a line that is free earns nothing",
        TWO,
        alone(1, [percent_off(10000, SECOND), credit(1000)]),
        rows={1: told(60, a=60)},
    )
    yield case(
        "the spread goes by what the lines still cost",
        [line("a", 500), line("b", 500, product=2)],
        # paid 500 and 100; 60 falls as 50 and 10
        alone(1, [percent_off(8000, SECOND), credit(1000)]),
        rows={1: told(60, a=50, b=10)},
    )
    yield case(
        "nothing is paid: no credit",
        TWO,
        alone(1, [percent_off(10000), credit(1000), credit_flat(50)]),
        credit=0,
        discount=1000,
        rows={1: told(0)},
    )
    yield case("credit_flat", TWO, alone(1, credit_flat(75)), rows={1: told(75, a=45, b=30)})
    yield case("credit_flat may pass what is paid", TWO, alone(1, credit_flat(5000)), rows={1: told(5000, a=3000, b=2000)})
    yield case("credit_flat on a base of one unit", [line("a", 1)], alone(1, credit_flat(75)), credit=75)
    yield case("credit_flat of the selected lines", TWO, alone(1, credit_flat(75, SECOND)), rows={1: told(75, b=75)})
    yield case("credit_flat with nothing selected", TWO, alone(1, [credit_flat(75, NOWHERE), credit(100)]), credit=10)
    yield case(
        "credit_flat when its lines are free",
        TWO,
        alone(1, [percent_off(10000, SECOND), credit_flat(75, SECOND)]),
        discount=400,
        credit=0,
    )
    yield case(
        "max_minor is not a key of credit_flat",
        TWO,
        alone(1, credit_flat(75) | {"max_minor": 5, "rate_bps": 1}),
        credit=75,
    )
    yield case("two benefits: each rounds for itself", [line("a", 15)], alone(1, [credit(1000), credit(1000)]), credit=4)
    yield case(
        "two benefits: each spread for itself, then added",
        [line("a", 100), line("b", 100)],
        alone(1, [credit_flat(1), credit_flat(1)]),
        # the odd unit goes to the earlier line both times
        rows={1: told(2, a=2)},
    )
    yield case(
        "two benefits on different lines",
        TWO,
        alone(1, [credit(1000), credit_flat(3, SECOND)]),
        rows={1: told(103, a=60, b=43)},
    )
    yield case(
        "two offers: each told for itself",
        TWO,
        [together(1, credit(1000)), together(2, credit_flat(5))],
        rows={1: told(100, a=60, b=40), 2: told(5, a=3, b=2)},
        value=105,
    )
    yield case("credit weighs what the programme says", TWO, alone(1, credit(1000)), worth=4500, value=45, credit=100)
    yield case("credit worth nothing is still given", TWO, always(1, credit(1000)), worth=0, value=0, credit=100)
    yield case("credit worth is 10000 when null", TWO, alone(1, credit(1000)), worth=None, value=100)
    yield case(
        "credit takes no room",
        [line("a", 1000, cost=1000)],
        [together(1, credit(5000)), together(2, percent_off(500))],
        floor=0,
        credit=500,
        reasons={2: ["nothing_to_give"]},
    )
