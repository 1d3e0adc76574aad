# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Amounts whose products pass 2^53: what a double would round away decides the unit, the line, the winner."""

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
    points_flat,
    together,
    unit_off,
    when,
)

TOP = 2**43 - 1
TERA = 10**12


def cases():
    """The topic's cases."""
    yield from halves()
    yield from shares()
    yield from choices()
    yield case(
        "a basket of five billion rial",
        [line("a", 3 * 10**9), line("b", 2 * 10**9)],
        alone(1, [percent_off(1234), credit(777)]),
        discount=617 * 10**6,
        credit=340_559_100,
        # 4,383,000,000 are paid; 7.77 % of it
        lines={"a": 370_200_000, "b": 246_800_000},
    )
    yield case("the largest amount, all of it off", [line("a", TOP)], alone(1, percent_off(10000)), value=TOP)
    yield case("the largest amount, all of it as credit", [line("a", TOP)], alone(1, credit(10000)), credit=TOP)
    yield case(
        "forty lines of the largest amount",
        [line(f"l{n}", TOP) for n in range(40)],
        alone(1, percent_off(10000)),
        value=40 * TOP,
    )
    yield case(
        "large budgets and caps",
        [line("a", TOP), line("b", TOP)],
        alone(1, percent_off(10000, max_minor=TOP), budget=TOP - 1),
        # the cap halves both: the odd unit goes to a; the budget takes one from b
        lines={"a": 2**42, "b": 2**42 - 2},
    )


def halves():
    """Rounding: the exact product lies just beside a half, or just above a whole."""
    yield case(
        "percent_off: .4999 stays down where a double sees .5",
        [line("a", 8 * TERA + 9999)],
        # x 5001 = 40,008,000,050,004,999
        alone(1, percent_off(5001)),
        discount=4_000_800_005_000,
    )
    yield case(
        "percent_off: exactly .5 goes up",
        [line("a", 8 * TERA + 5000)],
        # x 5001 = 40,008,000,025,005,000
        alone(1, percent_off(5001)),
        discount=4_000_800_002_501,
    )
    yield case(
        "credit: .4999 stays down where a double sees .5",
        [line("a", 8 * TERA + 9999)],
        alone(1, credit(5001)),
        credit=4_000_800_005_000,
    )
    yield case(
        "credit on the sum of lines, .4999",
        [line("a", 4 * TERA), line("b", 4 * TERA + 9999)],
        alone(1, credit(5001)),
        credit=4_000_800_005_000,
    )
    yield case(
        "unit_off: .4999 stays down where a double sees .5",
        [line("a", 8 * TERA + 9999)],
        alone(1, unit_off(1, 5001)),
        discount=4_000_800_005_000,
    )
    yield case(
        "unit_off: the unit price of the largest amount",
        [line("a", TOP, qty=2000), line("b", 3)],
        # 2^43 - 1 is odd: 4,398,046,511,103 each, one unit of money is left over
        alone(1, unit_off(1, 10000)),
        lines={"a": 8_796_093_022_206, "b": 3},
    )
    yield case(
        "floor: a ten-thousandth above a whole is rounded up",
        [line("a", 8 * TERA, cost=7 * TERA + 1)],
        # cost x 10001 = 70,007,000,000,010,001: the floor is 7,000,700,000,002
        alone(1, percent_off(10000)),
        floor=1,
        discount=999_299_999_998,
    )
    yield case(
        "floor: a whole is not rounded up",
        [line("a", 8 * TERA, cost=7 * TERA + 10000)],
        # cost x 10001 = 70,007,000,100,010,000: the floor is 7,000,700,010,001
        alone(1, percent_off(10000)),
        floor=1,
        discount=999_299_989_999,
    )
    yield case(
        "points: steps of a large base",
        [line("a", TOP)],
        alone(1, points(1, 3)),
        point_value=0,
        points=2_932_031_007_402,
    )
    yield case(
        "points: the product passes 2^53, max_points cuts it",
        [line("a", TOP)],
        alone(1, points(999999, 1, max_points=2**53 - 1)),
        points=2**53 - 1,
    )
    yield case(
        "points: the product stays just below 2^53",
        [line("a", 9_007_200_000)],
        alone(1, points(999999, 1)),
        points=9_007_190_992_800_000,
    )
    yield case(
        "points: the sum of a small line shows beside a large one",
        [line("a", TOP - 1), line("b", 1, product=2)],
        alone(1, points(1, TOP)),
        points=1,
    )
    yield case(
        "conditions: one unit makes the largest amount",
        [line("a", TOP - 1), line("b", 1)],
        alone(1, percent_off(10000), [when("basket_amount", min=TOP, max=TOP)]),
        value=TOP,
    )


def shares():
    """Spreading: total x weight passes 2^53, often 2^80."""
    yield case(
        "amount_off over two lines that differ by one: the larger gets the odd unit",
        [line("a", 4 * TERA), line("b", 4 * TERA + 1)],
        alone(1, amount_off(4 * TERA + 1)),
        # shares 2,000,000,000,000.25 and 2,000,000,000,000.75
        lines={"a": 2 * TERA, "b": 2 * TERA + 1},
    )
    yield case(
        "amount_off over two lines that differ by one: one unit goes to the later, larger line",
        [line("a", 4 * TERA), line("b", 4 * TERA + 1)],
        alone(1, amount_off(1)),
        lines={"b": 1},
    )
    yield case(
        "amount_off over equal large lines: the earlier gets the odd unit",
        [line("a", 4 * TERA), line("b", 4 * TERA)],
        alone(1, amount_off(TERA + 1)),
        lines={"a": 500_000_000_001, "b": 500_000_000_000},
    )
    yield case(
        "fractions that differ by 10^-13: the larger first",
        [line("a", 7 * TERA - 1), line("b", 7 * TERA + 1), line("c", 7 * TERA)],
        # two units over three: b, then c, then a
        alone(1, amount_off(2)),
        lines={"b": 1, "c": 1},
    )
    yield case(
        "fractions of a large share that differ by 10^-4",
        [line(f"l{n}", 8 * TERA + n % 2) for n in range(4)],
        # 8 TERA + 2 over four lines of 8 TERA or 8 TERA + 1: the odd ones have the larger fraction
        alone(1, amount_off(8 * TERA + 2)),
        lines={"l0": 2 * TERA, "l1": 2 * TERA + 1, "l2": 2 * TERA, "l3": 2 * TERA + 1},
    )
    # Shares 2,666,666,666,667.56, ..666.56 and ..666.89: c gets a unit, and of a and b, which differ by 1 / 24 TERA, b.
    three = [line("a", 8 * TERA + 3), line("b", 8 * TERA), line("c", 8 * TERA + 1)]
    equal = dict.fromkeys("abc", 2_666_666_666_667)
    yield case(
        "fractions of a large share that differ by 10^-14: the later, larger one first",
        three,
        alone(1, amount_off(8 * TERA + 1)),
        lines=equal,
    )
    yield case(
        "the same fractions as credit per line",
        three,
        alone(1, credit_flat(8 * TERA + 1)),
        rows={1: {"credit_lines": equal}},
    )
    yield case(
        "percent_off over a large and a small line",
        [line("a", 8 * TERA), line("b", 7)],
        alone(1, percent_off(5000)),
        # 4,000,000,000,003.5 rounds up; b's share is 3.5, a's 4,000,000,000,000.5 less a hair: b gets it
        lines={"a": 4 * TERA, "b": 4},
    )
    yield case(
        "max_minor over large lines",
        [line("a", 8 * TERA), line("b", 4 * TERA)],
        alone(1, percent_off(10000, max_minor=5 * TERA)),
        # 3,333,333,333,333.3 and 1,666,666,666,666.7
        lines={"a": 3_333_333_333_333, "b": 1_666_666_666_667},
    )
    yield case(
        "credit told per line of large amounts",
        [line("a", 8 * TERA), line("b", 4 * TERA)],
        alone(1, credit_flat(5 * TERA)),
        rows={1: {"credit_lines": {"a": 3_333_333_333_333, "b": 1_666_666_666_667}}},
    )
    yield case(
        "points told per line of large amounts",
        [line("a", 8 * TERA), line("b", 4 * TERA)],
        alone(1, points(5, 12)),
        rows={1: {"points_lines": {"a": 3_333_333_333_333, "b": 1_666_666_666_667}}},
    )
    yield case(
        "the room of a floor on large lines",
        [line("a", 8 * TERA, cost=8 * TERA - 1), line("b", 8 * TERA, cost=8 * TERA - 2)],
        alone(1, percent_off(1)),
        floor=0,
        lines={"a": 1, "b": 2},
    )


def choices():
    """Values in ten-thousandths that a double can't tell apart."""
    large = [line("a", TOP)]
    yield case(
        "credit a ten-thousandth better than the discount",
        large,
        # 8,000,000,009,999 x 9999 = 79,992,000,099,980,001
        [alone(1, credit_flat(8 * TERA + 9999)), alone(2, amount_off(7_999_200_009_998))],
        worth=9999,
        applied=[1],
        own={1: 7_999_200_009_998, 2: 7_999_200_009_998},
    )
    yield case(
        "credit a ten-thousandth worse than the discount",
        large,
        # 8,000,000,000,001 x 9999 = 79,992,000,000,009,999
        [alone(1, credit_flat(8 * TERA + 1)), alone(2, amount_off(7_999_200_000_001))],
        worth=9999,
        applied=[2],
        own={1: 7_999_200_000_000, 2: 7_999_200_000_001},
    )
    yield case(
        "two credits worth 1 bps each, one unit apart",
        large,
        [alone(1, credit_flat(TOP - 1)), alone(2, credit_flat(TOP))],
        worth=1,
        applied=[2],
        own={1: 879_609_302, 2: 879_609_302},
    )
    yield case(
        "points against a discount, one unit apart",
        large,
        # 8000 x 999,999,999 = 7,999,999,992,000
        [alone(1, points_flat(8000)), alone(2, amount_off(7_999_999_991_999))],
        point_value=999_999_999,
        applied=[1],
        own={1: 7_999_999_992_000, 2: 7_999_999_991_999},
    )
    yield case(
        "points against a discount, equal: the discount",
        large,
        [alone(1, points_flat(8000)), alone(2, amount_off(7_999_999_992_000))],
        point_value=999_999_999,
        applied=[2],
        value=7_999_999_992_000,
    )
    yield case(
        "gifts of a large value, one unit apart",
        large,
        [alone(1, gift("coupon", count=1000, value_minor=8_000_000_000)), alone(2, amount_off(7_999_999_999_999))],
        applied=[1],
    )
    yield case(
        "a large gift value per piece, the output just below 2^53",
        large,
        always(1, gift("coupon", count=1023, value_minor=TOP)),
        value=1023 * TOP,
    )
    yield case(
        "sums of discounts of several offers",
        [line("a", TOP), line("b", TOP)],
        # 1 takes 8 TERA of a; 2 + 3 take one unit more
        [
            alone(1, amount_off(8 * TERA)),
            together(2, amount_off(4 * TERA)),
            together(3, amount_off(4 * TERA + 1)),
        ],
        applied=[2, 3],
        value=8 * TERA + 1,
    )
    yield case(
        "a tie of large amounts: fewer offers",
        [line("a", TOP), line("b", TOP)],
        [
            alone(9, amount_off(8 * TERA + 1)),
            together(2, amount_off(4 * TERA)),
            together(3, amount_off(4 * TERA + 1)),
        ],
        applied=[9],
        value=8 * TERA + 1,
    )
    yield case(
        "an always offer of large value does not hide one unit",
        [line("a", TOP)],
        [
            always(1, gift("coupon", count=900, value_minor=TOP)),
            alone(2, amount_off(5)),
            alone(3, credit_flat(6)),
        ],
        applied=[1, 3],
        value=900 * TOP + 6,
    )
    yield case(
        "an always offer of large value does not hide a ten-thousandth",
        [line("a", TOP)],
        # 5 x 0.9999 = 4.9995 against 4 x 0.9999 + 1 = 4.9996
        [
            always(1, gift("coupon", count=900, value_minor=TOP)),
            alone(2, credit_flat(5)),
            alone(3, [credit_flat(4), amount_off(1)]),
        ],
        worth=9999,
        applied=[1, 3],
        value=900 * TOP + 4,
    )
