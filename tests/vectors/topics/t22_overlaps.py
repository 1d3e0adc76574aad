# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Ten to twelve overlapping together offers: the answer is that of all 1,024 to 4,096 sets."""

from words import (
    alone,
    always,
    amount_off,
    case,
    credit,
    credit_flat,
    gift,
    line,
    percent_off,
    points,
    select,
    together,
    unit_off,
)

THOUSAND = [line("a", 1000)]
OWN_LINES = [line(f"l{n}", 100 * n, product=n) for n in range(1, 13)]


def vouchers(count, amount, **limits):
    """Equal vouchers 1 to `count`."""
    return [together(n, amount_off(amount), **limits) for n in range(1, count + 1)]


def cases():
    """The topic's cases."""
    yield case(
        "twelve vouchers into a room of 100: the fewest, then the first",
        # amounts 9 to 20: five of them reach 90 at most; six with offer 1 reach 99; 10 + 16 + 17 + 18 + 19 + 20 fit
        [line("a", 100)],
        [together(n, amount_off(8 + n)) for n in range(1, 13)],
        applied=[2, 8, 9, 10, 11, 12],
        value=100,
        exact=True,
    )
    yield case(
        "twelve vouchers into a room of 99: now the first one is in",
        [line("a", 99)],
        [together(n, amount_off(8 + n)) for n in range(1, 13)],
        applied=[1, 8, 9, 10, 11, 12],
        value=99,
    )
    yield case(
        "twelve offers, each on its own line, all apply",
        OWN_LINES,
        [together(n, percent_off(1000, select(products=[n]))) for n in range(1, 13)],
        applied=list(range(1, 13)),
        value=780,
    )
    yield case(
        "twelve offers in three groups: the best of each",
        THOUSAND,
        [together(n, amount_off(n), group="xyz"[n % 3]) for n in range(1, 13)],
        applied=[10, 11, 12],
        value=33,
    )
    yield case(
        "twelve offers in two groups and six free ones",
        THOUSAND,
        [together(n, amount_off(n), group=(None, "x", "y", None)[n % 4]) for n in range(1, 13)],
        # free: 3 4 7 8 11 12; x: 9, y: 10
        applied=[3, 4, 7, 8, 9, 10, 11, 12],
        value=64,
    )
    yield case(
        "ten times 10 % into a room of 250: three of them",
        [line("a", 1000, cost=750)],
        [together(n, percent_off(1000)) for n in range(1, 11)],
        floor=0,
        applied=[1, 2, 3],
        value=250,
        rows={3: {"discount_minor": 50}},
    )
    yield case(
        "eleven credits do not stand in each other's way",
        THOUSAND,
        [together(n, credit_flat(n)) for n in range(1, 12)],
        applied=list(range(1, 12)),
        value=66,
    )
    yield case(
        "twelve budgets of 1 to 12",
        THOUSAND,
        [together(n, percent_off(1000), budget=n) for n in range(1, 13)],
        value=78,
        applied=list(range(1, 13)),
    )
    worth = [together(n, credit(2000)) for n in range(1, 7)]
    cut = [together(n, percent_off(1000)) for n in range(7, 12)]
    yield case(
        "five credits of 20 % and five discounts: a discount costs as much credit, more discount wins",
        THOUSAND,
        worth[:5] + cut,
        discount=500,
        credit=500,
        value=1000,
        applied=[1, 2, 3, 4, 5, 7, 8, 9, 10, 11],
    )
    yield case(
        "six credits of 20 % and five discounts: a discount costs more credit than it gives",
        THOUSAND,
        worth + cut,
        discount=0,
        credit=1200,
        applied=[1, 2, 3, 4, 5, 6],
        lost={11: [1, 2, 3, 4, 5, 6]},
    )
    yield case(
        "six credits of 20 %, worth 80 %, and five discounts: the discounts pay again",
        THOUSAND,
        worth + cut,
        worth=8000,
        discount=500,
        credit=600,
        value=980,
    )
    step = always(99, points(1, 1000))
    yield case(
        "ten vouchers of 40 against a point worth 500: none is better",
        THOUSAND,
        [*vouchers(10, 40), step],
        point_value=500,
        applied=[99],
        value=500,
        lost={1: [], 10: []},
    )
    yield case(
        "eleven vouchers of 46 against a point worth 500: only all of them are better",
        THOUSAND,
        [*vouchers(11, 46), step],
        point_value=500,
        applied=[*range(1, 12), 99],
        value=506,
    )
    yield case(
        "twelve vouchers of 42 against a point worth 500: only all of them are better",
        THOUSAND,
        [*vouchers(12, 42), step],
        point_value=500,
        applied=[*range(1, 13), 99],
        value=504,
    )
    yield case(
        "twelve vouchers of 42 against a point worth 504: equal, more discount wins",
        THOUSAND,
        [*vouchers(12, 42), step],
        point_value=504,
        discount=504,
        points=0,
    )
    yield case(
        "twelve vouchers of 42 against a point worth 505: none",
        THOUSAND,
        [*vouchers(12, 42), step],
        point_value=505,
        discount=0,
        points=1,
    )
    yield case(
        "twelve equal vouchers into the room of two and a half: the first three",
        [line("a", 100)],
        vouchers(12, 40)[::-1],
        applied=[1, 2, 3],
        value=100,
    )
    yield case(
        "twelve equal vouchers, sequences against ids",
        [line("a", 100)],
        [together(n, amount_off(40), sequence=100 - n) for n in range(1, 13)],
        applied=[12, 11, 10],
    )
    yield case(
        "one alone offer ties with twelve together offers: fewer offers",
        THOUSAND,
        [*vouchers(12, 10), alone(50, amount_off(120))],
        applied=[50],
        value=120,
    )
    yield case(
        "one alone offer is a unit less than twelve together offers",
        THOUSAND,
        [*vouchers(12, 10), alone(50, amount_off(119))],
        applied=list(range(1, 13)),
        value=120,
    )
    yield case(
        "eleven gifts worth nothing all come along",
        THOUSAND,
        [together(n, gift("ticket")) for n in range(1, 12)],
        applied=list(range(1, 12)),
        value=0,
    )
    yield case(
        "of a dear voucher for one line and cheap ones for all, the order decides what is left",
        [line("a", 100), line("b", 100, product=2)],
        # vouchers of 15 spread over both lines; 11 takes all of a first: b's 100 take seven of them
        [*vouchers(10, 15), together(11, percent_off(10000, select(products=[1])), sequence=1)],
        applied=[11, 1, 2, 3, 4, 5, 6, 7],
        value=200,
    )
    yield case(
        "the same with the dear one last: it takes what the vouchers left of a",
        [line("a", 100), line("b", 100, product=2)],
        # ten vouchers take 75 of each line, the last 25 of a come from 11: 175; fewer vouchers give less
        [*vouchers(10, 15), together(11, percent_off(10000, select(products=[1])), sequence=99)],
        applied=[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
        value=175,
        rows={11: {"lines": {"a": 25}}},
    )
    yield case(
        "ten unit offers on the same units",
        [line("a", 400, qty=4000)],
        # each makes two of four units free: two of the offers empty the line
        [together(n, unit_off(2, 10000)) for n in range(1, 11)],
        applied=[1, 2],
        value=400,
    )
    yield case(
        "unit offers of several counts: the best pair",
        [line("a", 400, qty=4000)],
        # per 1 at 30 % gives 120, per 2 200, per 3 100, per 4 100; room 400: 120 + 200 + one of 100 is enough
        [
            together(n, unit_off(per, rate))
            for n, (per, rate) in enumerate(
                [(1, 3000), (2, 10000), (3, 10000), (4, 10000)] + [(4, 100 * k) for k in range(1, 7)], 1
            )
        ],
        applied=[1, 2, 3],
        value=400,
    )
