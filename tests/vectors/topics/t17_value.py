# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Value: discounts, credit, points and gifts in ten-thousandths, compared exactly and floored only in the output."""

from words import alone, always, amount_off, case, credit, credit_flat, gift, line, percent_off, points_flat, together

LINES = [line("a", 100000)]


def duel(what, first, second, winner, own, **program):
    """Two `alone` offers of one sequence; the loser is told who won."""
    loser = 3 - winner
    offers = [alone(1, first), alone(2, second)]
    return case(what, LINES, offers, applied=[winner], lost={loser: [winner]}, own=own, **program)


def cases():
    """The topic's cases."""
    yield duel("a ten-thousandth short of the discount", amount_off(1), credit_flat(3), 1, {1: 1, 2: 0}, worth=3333)
    yield duel(
        "two ten-thousandths more than the discount, the same floored",
        amount_off(1),
        credit_flat(3),
        2,
        {1: 1, 2: 1},
        worth=3334,
    )
    yield duel("a smaller credit with the same floor loses", credit_flat(3), credit_flat(2), 1, {1: 1, 2: 1}, worth=6000)
    yield duel("credit at face ties, the discount wins", credit_flat(50), amount_off(50), 2, {1: 50, 2: 50})
    yield duel("credit one more than the discount", credit_flat(51), amount_off(50), 1, {1: 51, 2: 50})
    yield duel("credit at 4500 against a discount", credit_flat(100), amount_off(45), 2, {1: 45, 2: 45}, worth=4500)
    yield duel("credit at 4501 against a discount", credit_flat(100), amount_off(45), 1, {1: 45, 2: 45}, worth=4501)
    yield duel("credit worth 1 bps", credit_flat(10000), amount_off(1), 2, {1: 1, 2: 1}, worth=1)
    yield duel("points by their value", points_flat(10), amount_off(99), 1, {1: 100, 2: 99}, point_value=10)
    yield duel("points worth 0 lose against a unit", points_flat(999999), amount_off(1), 2, {1: 0, 2: 1}, point_value=0)
    yield duel("gifts by their value", gift("coupon", count=3, value_minor=34), amount_off(101), 1, {1: 102, 2: 101})
    yield duel(
        "a sum of all four",
        [amount_off(10), credit_flat(10), points_flat(1), gift("spin", value_minor=3)],
        amount_off(27),
        1,
        {1: 28, 2: 27},
        worth=5000,
        point_value=10,
    )
    yield case(
        "halves of two offers sum before the floor",
        LINES,
        [together(1, credit_flat(1)), together(2, credit_flat(1))],
        worth=5000,
        value=1,
        own={1: 0, 2: 0},
        credit=2,
    )
    yield case(
        "the floor is of all that applies, always offers included",
        LINES,
        [always(1, credit_flat(1)), alone(2, credit_flat(2))],
        worth=3333,
        value=0,
        credit=3,
    )
    yield case(
        "three thirds are less than one",
        LINES,
        [together(n, credit_flat(1)) for n in (1, 2, 3)],
        worth=3333,
        value=0,
        applied=[1, 2, 3],
    )
    yield case("three thirds and a bit are one", LINES, [together(n, credit_flat(1)) for n in (1, 2, 3)], worth=3334, value=1)
    yield case(
        "the value of its own is without the always offers",
        LINES,
        [always(1, percent_off(1000)), alone(2, credit(1000))],
        own={1: 10000, 2: 10000},
        credit=9000,
        value=19000,
    )
    yield case(
        "the value of its own is without the offers it is combined with",
        LINES,
        [together(1, percent_off(5000)), together(2, credit(1000))],
        own={1: 50000, 2: 10000},
        value=55000,
    )
    yield case(
        "what always applies bends the choice",
        LINES,
        # 10,000 off leaves 4,500 of the always credit; 9,501 flat leaves 5,000
        [always(1, credit(500)), alone(2, percent_off(1000)), alone(3, credit_flat(9501))],
        own={2: 10000, 3: 9501},
        applied=[1, 3],
        lost={2: [3]},
        value=14501,
    )
    yield case(
        "one unit less and the discount wins",
        LINES,
        # 10,000 + 4,500 = 14,500 both ways: more discount
        [always(1, credit(500)), alone(2, percent_off(1000)), alone(3, credit_flat(9500))],
        applied=[1, 2],
        lost={3: [2]},
        value=14500,
    )
    yield case(
        "none is better when the discount costs more than it gives",
        LINES,
        [always(1, [credit(10000), credit(10000)]), alone(2, percent_off(1000))],
        applied=[1],
        lost={2: []},
        value=200000,
        own={2: 10000},
    )
    yield case(
        "none is better for together offers too",
        LINES,
        [always(1, [credit(10000), credit(10000)]), together(2, percent_off(1000)), together(3, amount_off(1))],
        applied=[1],
        lost={2: [], 3: []},
    )
    yield case(
        "a discount that costs just as much credit is taken: more discount",
        LINES,
        [always(1, credit(10000)), alone(2, percent_off(1000))],
        applied=[1, 2],
        value=100000,
        discount=10000,
    )
    yield case(
        "a smaller discount beside a gift wins",
        LINES,
        [alone(1, percent_off(100)), alone(2, [percent_off(90), gift("ticket", value_minor=101)])],
        applied=[2],
        own={1: 1000, 2: 1001},
    )
    yield case(
        "program empty: credit at face, points worth nothing, no floor",
        [line("a", 1000, cost=1000)],
        [alone(1, credit(5000)), alone(2, points_flat(999999)), alone(3, percent_off(4990))],
        applied=[1],
        own={1: 500, 2: 0, 3: 499},
        value=500,
    )
