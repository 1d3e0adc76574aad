# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Sets that a hasty search misses: best gain stops early, or a bound that is a little too tight drops the winner."""

from words import (
    PASSER_BY,
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
    select,
    together,
    unit_off,
)

THOUSAND = [line("a", 1000)]


def cases():
    """The topic's cases."""
    yield case(
        "a voucher for all of it ties with full credit, yet the credit leaves room for more",
        THOUSAND,
        # alone 1 and 2 are worth 1000 each and the discount wins; but only the credit goes together with 3
        [together(1, amount_off(1000)), together(2, credit(10000)), together(3, credit_flat(700))],
        applied=[2, 3],
        value=1700,
        lost={1: [2, 3]},
    )
    yield case(
        "full credit: discounts change no value and are all taken, as more discount",
        THOUSAND,
        [together(1, amount_off(200)), together(2, percent_off(1000)), together(3, credit(10000))],
        applied=[1, 2, 3],
        discount=300,
        credit=700,
    )
    yield case(
        "credits of more than 100 %: a discount costs more than it gives",
        THOUSAND,
        [
            together(1, credit(3333), sequence=1),
            together(2, credit(10000)),
            together(3, amount_off(50)),
            together(4, amount_off(1001)),
        ],
        # with 3: 950 x 133.33 % = 1,267 and 50
        applied=[1, 2],
        credit=1333,
        value=1333,
        lost={3: [1, 2], 4: [1, 2]},
    )
    yield case(
        "credits of exactly 100 %: a discount costs just what it gives, and wins the tie",
        THOUSAND,
        [together(1, credit(3333), sequence=1), together(2, credit(6667)), together(3, amount_off(50))],
        applied=[1, 2, 3],
        discount=50,
        value=1000,
    )
    yield case(
        "flat credit is lost when nothing is left to pay: not the last voucher",
        [line("a", 3000)],
        # 500 and 60 % leave 700 to be paid; 5,000 flat and full credit on 700; 4 would take all and lose both
        [
            together(1, credit_flat(5000), sequence=1),
            together(2, amount_off(500), sequence=1),
            together(3, credit(10000), sequence=5),
            together(4, amount_off(4000)),
            together(5, percent_off(6000)),
        ],
        applied=[1, 2, 3, 5],
        discount=2300,
        credit=5700,
        value=8000,
    )
    yield case(
        "flat points are lost when nothing is left to pay",
        THOUSAND,
        [
            together(1, points_flat(600)),
            together(2, percent_off(9990)),
            together(3, amount_off(1)),
            together(4, credit(10000)),
        ],
        point_value=1,
        # 2 alone leaves one unit: 999 + 600 + 1; 3 with 2 takes the last unit and with it the points
        applied=[1, 2, 4],
        discount=999,
        value=1600,
        lost={3: [1, 2, 4]},
    )
    yield case(
        "what later offers give beside their discount counts",
        THOUSAND,
        [
            together(1, amount_off(1000)),
            together(2, [percent_off(500), credit(6667)]),
            together(3, credit(5000), sequence=5),
        ],
        # 950 are paid: 633 and 475 of credit, and 50
        applied=[3, 2],
        value=1158,
        lost={1: [3, 2]},
    )
    yield case(
        "the same discount and gift by two sets: the smaller list, though it was seen later",
        [line("a", 1000, qty=2000)],
        [
            always(1, unit_off(2, 10000), sequence=1),
            together(3, percent_off(3000), sequence=5),
            together(4, [percent_off(3000), gift("product")], sequence=5),
            together(11, amount_off(600)),
        ],
        member=PASSER_BY,
        # 500 are left: 3 or 11 with the gift of 4 take them all
        applied=[1, 3, 4],
        value=1000,
        lost={11: [3, 4]},
    )
    yield case(
        "worthless credit of one group: the first of equals, though best gain did not go that far",
        THOUSAND,
        [
            together(12, credit_flat(100), group="g"),
            together(1, credit(1000), group="g"),
            together(5, gift("coupon"), sequence=20),
        ],
        worth=0,
        applied=[1, 5],
        lost={12: [1, 5]},
    )
    yield case(
        "of a group the one with less discount but more credit",
        THOUSAND,
        [
            together(1, amount_off(300), group="g"),
            together(2, [amount_off(100), credit_flat(250)], group="g"),
            together(3, percent_off(8000)),
        ],
        # 3 leaves 200: 1 adds 200, 2 adds 100 and 250
        applied=[2, 3],
        value=1150,
    )
    yield case(
        "of a group the one whose lines are not yet empty",
        [line("a", 500), line("b", 500, product=2)],
        [
            together(1, amount_off(400, select(products=[1])), group="g"),
            together(2, amount_off(300, select(products=[2])), group="g"),
            together(3, percent_off(10000, select(products=[1]))),
        ],
        applied=[2, 3],
        value=800,
    )
    yield case(
        "a group member without discount against one with",
        THOUSAND,
        [
            together(1, amount_off(300), group="g"),
            together(2, credit_flat(299), group="g"),
            together(3, credit(1000)),
        ],
        # 300 off cost 30 of credit: 370 against 399
        applied=[2, 3],
        value=399,
    )
    yield case(
        "a second benefit gives more when the first finds no room",
        [line("a", 1000), line("b", 1000, product=2)],
        # offer 1 empties a; then 2 gives nothing on a and 900 on b
        [
            together(1, percent_off(10000, select(products=[1])), sequence=1),
            together(2, [percent_off(5000), amount_off(400)], sequence=2),
            together(3, amount_off(350, select(products=[2])), sequence=3),
        ],
        applied=[1, 2, 3],
        value=2000,
        rows={2: {"discount_minor": 900}, 3: {"discount_minor": 100}},
    )
    yield case(
        "a budget cut from behind leaves room for a later offer on the last line",
        [line("a", 500), line("b", 500, product=2)],
        [
            together(1, percent_off(10000), budget=600, sequence=1),
            together(2, percent_off(10000, select(products=[2])), sequence=2),
            together(3, percent_off(7000), sequence=3),
        ],
        # 1: 500 and 100; 2: 400
        applied=[1, 2],
        value=1000,
        rows={2: {"lines": {"b": 400}}},
    )
    yield case(
        "a budget leaves more for credit when its discount finds no room",
        THOUSAND,
        [
            together(1, percent_off(9000), sequence=1),
            together(2, [percent_off(5000), credit_flat(900)], budget=1100, sequence=2),
        ],
        # on its own 2 gives 500 and 600; after 1 it gives 100, nothing is paid and flat credit is lost
        applied=[2],
        value=1100,
        discount=500,
        own={1: 900, 2: 1100},
    )
    yield case(
        "a budget leaves more for credit when its discount finds less room",
        THOUSAND,
        [
            together(1, percent_off(4000), sequence=1),
            together(2, [amount_off(550), credit_flat(900)], budget=1000, sequence=2),
            together(3, percent_off(800), sequence=0),
        ],
        # 80, 400 and then all of the remaining 520, which would lose the credit; without 3: 400, 550 and 450 of credit
        applied=[1, 2],
        value=1400,
    )
    yield case(
        "a step of points is worth more than the voucher that would break it",
        [line("a", 1040)],
        [
            together(1, amount_off(30)),
            together(2, amount_off(20)),
            together(3, amount_off(10)),
            together(4, points(100, 1000)),
        ],
        point_value=1,
        # 40 may go: 30 and 10
        applied=[1, 3, 4],
        value=140,
        lost={2: [1, 3, 4]},
    )
    yield case(
        "two steps of points: give one up for large vouchers",
        [line("a", 2000)],
        [
            together(1, amount_off(500)),
            together(2, amount_off(450)),
            together(3, amount_off(60)),
            together(4, points(100, 1000)),
        ],
        point_value=5,
        # one step costs 500: 500 + 450 pass it; with 60 the second step would go too
        applied=[1, 2, 4],
        value=1450,
    )
    yield case(
        "worthless gifts of one group in an empty basket: the first of equals",
        [],
        [together(13, gift("spin"), group="h"), together(10, gift("spin"), group="h")],
        applied=[10],
        lost={13: [10]},
    )
    yield case(
        "points are lost in steps, so two free baskets tie: the smaller list, which comes first",
        [line("a", 100)],
        [
            together(11, [percent_off(10000), percent_off(500)]),
            together(9, percent_off(10000), sequence=5),
            always(10, points(2, 29), sequence=5),
        ],
        point_value=7,
        # three steps of 2 points at 7 are 42, all lost either way
        applied=[9, 10],
        value=100,
        lost={11: [9]},
    )
    yield case(
        "full credit and flat credit of one group: with a discount on top",
        THOUSAND,
        [
            together(12, percent_off(1000)),
            together(3, credit_flat(70), group="h"),
            together(14, credit(10000), sequence=1, group="h"),
        ],
        applied=[14, 12],
        discount=100,
        credit=900,
    )
    yield case(
        "credits of more than 100 %, the larger one last in order",
        [line("a", 500)],
        [
            together(7, credit(10000)),
            together(13, amount_off(501), sequence=5),
            together(3, amount_off(50), sequence=5),
            together(9, credit(3333), sequence=1),
        ],
        # 500 and 166.65 of credit against 50 off, 450 and 149.985
        applied=[9, 7],
        credit=667,
        discount=0,
    )
    yield case(
        "credit that its budget cuts to one unit does not shrink with the base",
        [line("a", 45000)],
        [
            together(5, credit(1000), sequence=1, budget=1),
            together(9, percent_off(6667), sequence=1),
            together(2, percent_off(5000)),
            together(4, amount_off(15001), sequence=5),
        ],
        # 9 leaves 14,998, which 4 or 2 take; (5, 4) stands before (10, 2)
        applied=[9, 4],
        value=45000,
        lost={2: [9, 4], 5: [9, 4]},
    )
    yield case(
        "credit on lines that are not there is not lost by a discount",
        THOUSAND,
        [
            always(1, [credit(9999, select(tags=[30])), unit_off(1, 10000)], sequence=1),
            together(7, [gift("coupon"), percent_off(100)]),
        ],
        # nothing is left to take, but the coupon is one gift more
        applied=[1, 7],
        value=1000,
    )
    yield case(
        "an alone offer that ties with the best so far, by the smaller id",
        THOUSAND,
        [alone(3, amount_off(100)), alone(2, credit_flat(100)), alone(1, [amount_off(50), credit_flat(50)])],
        applied=[3],
    )
    yield case(
        "alone offers of equal totals: the first, though another is looked at first",
        THOUSAND,
        [alone(1, amount_off(100)), alone(2, [amount_off(60), amount_off(40)]), alone(3, percent_off(1000))],
        applied=[1],
    )
    yield case(
        "rates of one selector are kept apart",
        THOUSAND,
        [together(1, percent_off(1000)), together(2, percent_off(2000)), together(3, [percent_off(100), credit(2000)])],
        discount=310,
        credit=138,
        rows={1: {"discount_minor": 100}, 2: {"discount_minor": 200}, 3: {"discount_minor": 10}},
    )
    yield case(
        "counts and rates of unit offers on one selector are kept apart",
        [line("a", 1200, qty=12000)],
        [together(1, unit_off(2, 1000)), together(2, unit_off(3, 1000)), together(3, unit_off(3, 500))],
        # six units at 10, four at 10, four at 5
        rows={1: {"discount_minor": 60}, 2: {"discount_minor": 40}, 3: {"discount_minor": 20}},
        value=120,
    )
