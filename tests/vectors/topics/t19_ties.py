# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Ties, step by step: discount, credit, points, gifts, fewer offers, then the smaller list of (sequence, id)."""

from words import alone, always, amount_off, case, credit_flat, gift, line, percent_off, points_flat, together

LINES = [line("a", 1000)]
FIRST = {"selector": {"products": [1]}}
SECOND = {"selector": {"products": [2]}}
TWO = [line("a", 100), line("b", 100, product=2)]

# What the case shows, the benefits of offer 1 and of offer 2; offer 2 wins though its id is larger.
STEPS = [
    ("discount over credit", credit_flat(100), amount_off(100)),
    ("discount over points", points_flat(100), amount_off(100)),
    ("discount over gifts", gift("spin", count=100, value_minor=1), amount_off(100)),
    ("more discount though less credit", [amount_off(40), credit_flat(60)], [amount_off(41), credit_flat(59)]),
    ("more discount though fewer points", [amount_off(40), points_flat(60)], [amount_off(41), points_flat(59)]),
    ("credit over points", points_flat(100), credit_flat(100)),
    ("credit over gifts", gift("spin", count=100, value_minor=1), credit_flat(100)),
    ("more credit at equal discount", [amount_off(9), points_flat(5)], [amount_off(9), points_flat(4), credit_flat(1)]),
    ("points over gifts", gift("spin", count=100, value_minor=1), points_flat(100)),
    (
        "more points at equal discount and credit",
        [amount_off(9), credit_flat(9), gift("spin", count=5, value_minor=1)],
        [amount_off(9), credit_flat(9), points_flat(1), gift("spin", value_minor=4)],
    ),
    ("more gifts", gift("spin", value_minor=100), gift("spin", count=2, value_minor=50)),
    ("more gifts, as a sum over benefits", gift("spin", count=2), [gift("spin"), gift("ticket"), gift("coupon")]),
    ("more gifts at equal value, discount, credit and points", [amount_off(5)], [amount_off(5), gift("ticket")]),
]


def cases():
    """The topic's cases."""
    for what, first, second in STEPS:
        for stacking, group in ((alone, None), (together, "g")):
            offers = [stacking(1, first, group=group), stacking(2, second, group=group)]
            how = "alone" if group is None else "of one group"
            yield case(f"{what} ({how})", LINES, offers, point_value=1, applied=[2], lost={1: [2]})
    yield from worthless()
    yield from fewer_offers()
    yield from smaller_list()


def worthless():
    """Ties between what is worth nothing."""
    yield case(
        "credit worth 0 still breaks a tie",
        LINES,
        [alone(1, amount_off(5)), alone(2, [amount_off(5), credit_flat(1)])],
        worth=0,
        applied=[2],
    )
    yield case(
        "points worth 0 still break a tie",
        LINES,
        [alone(1, amount_off(5)), alone(2, [amount_off(5), points_flat(1)])],
        applied=[2],
    )
    yield case(
        "credit worth 0 comes before points worth 0",
        LINES,
        [alone(1, points_flat(900)), alone(2, credit_flat(1))],
        worth=0,
        applied=[2],
    )
    yield case(
        "points worth 0 come before gifts worth 0",
        LINES,
        [alone(1, gift("spin", count=900)), alone(2, points_flat(1))],
        applied=[2],
    )
    yield case("something worth 0 is better than none", LINES, alone(1, gift("ticket")), applied=[1], value=0)
    yield case("credit worth 0 is better than none", LINES, together(1, credit_flat(1)), worth=0, applied=[1], value=0)
    yield case("points worth 0 are better than none", LINES, alone(1, points_flat(1)), applied=[1], value=0)
    yield case(
        "worthless together offers are all taken: more gifts comes before fewer offers",
        LINES,
        [together(1, gift("ticket")), together(2, gift("ticket")), together(3, gift("spin"))],
        applied=[1, 2, 3],
    )
    yield case(
        "always offers count on both sides of a tie",
        LINES,
        [always(1, [amount_off(50), points_flat(3)]), alone(2, credit_flat(7)), alone(3, amount_off(7))],
        applied=[1, 3],
        lost={2: [3]},
    )


def fewer_offers():
    """When all amounts are equal, fewer offers win, whatever their ids."""
    yield case(
        "one alone offer over two together offers",
        LINES,
        [together(1, amount_off(60)), together(2, amount_off(40)), alone(9, amount_off(100))],
        applied=[9],
        lost={1: [9], 2: [9]},
    )
    yield case(
        "one together offer over two",
        [line("a", 100)],
        [together(1, amount_off(60)), together(2, amount_off(60)), together(3, amount_off(100))],
        applied=[3],
        lost={1: [3], 2: [3]},
    )
    yield case(
        "two over three",
        [line("a", 100)],
        [together(n, amount_off(amount)) for n, amount in enumerate((40, 30, 30, 60), 1)],
        # 40 + 60; 30 + 60 is not enough
        applied=[1, 4],
        value=100,
    )
    yield case(
        "an offer that adds nothing is left out",
        [line("a", 100)],
        [together(1, percent_off(10000), sequence=5), together(2, amount_off(50), sequence=9)],
        applied=[1],
        lost={2: [1]},
    )
    yield case(
        "an offer that adds nothing is left out, also when priced first",
        [line("a", 100)],
        [together(1, percent_off(10000), sequence=5), together(2, amount_off(50), sequence=1)],
        applied=[1],
        lost={2: [1]},
    )
    yield case(
        "more gifts come before fewer offers",
        LINES,
        [
            alone(1, [amount_off(50), gift("spin")]),
            together(2, [amount_off(25), gift("spin")]),
            together(3, [amount_off(25), gift("spin")]),
        ],
        applied=[2, 3],
        lost={1: [2, 3]},
    )


def smaller_list():
    """The last step compares (sequence, id) pairs as numbers, in order."""
    duels = [
        ("the smaller id", (10, 1), (10, 2), 0),
        ("the smaller id, given second", (10, 2), (10, 1), 1),
        ("ids are numbers: 9 before 10", (10, 10), (10, 9), 1),
        ("ids are numbers: 99 before 100", (10, 99), (10, 100), 0),
        ("a negative id before 0", (10, 0), (10, -1), 1),
        ("the smaller sequence before the smaller id", (11, 1), (10, 2), 1),
        ("sequences are numbers: 9 before 10", (10, 1), (9, 2), 1),
        ("a negative sequence first", (0, 1), (-5, 2), 1),
        ("sequence -10 before -9", (-9, 1), (-10, 2), 1),
        ("sequence 0 before 1", (1, 1), (0, 2), 1),
    ]
    for what, first, second, winner in duels:
        offers = [alone(number, amount_off(50), sequence=sequence) for sequence, number in (first, second)]
        yield case(what, LINES, offers, applied=[(first, second)[winner][1]])
    yield case(
        "alone against together, the id decides: together",
        LINES,
        [alone(2, amount_off(50)), together(1, amount_off(50))],
        applied=[1],
        lost={2: [1]},
    )
    yield case(
        "alone against together, the id decides: alone",
        LINES,
        [alone(1, amount_off(50)), together(2, amount_off(50))],
        applied=[1],
        lost={2: [1]},
    )
    yield case(
        "lists are compared from their first pair",
        TWO,
        # a by 1 or 2, b by 3 or 4; 1 and 3 are of one group: {1, 4} comes before {2, 3}
        [
            together(1, percent_off(10000, FIRST), group="g"),
            together(2, percent_off(10000, FIRST)),
            together(3, percent_off(10000, SECOND), group="g"),
            together(4, percent_off(10000, SECOND)),
        ],
        applied=[1, 4],
        lost={2: [1, 4], 3: [1, 4]},
    )
    yield case(
        "lists are compared from their first pair: sequence of the second decides",
        TWO,
        [
            together(1, percent_off(10000, FIRST), sequence=1),
            together(2, percent_off(10000, SECOND), sequence=7),
            together(3, percent_off(10000, SECOND), sequence=6),
        ],
        applied=[1, 3],
        lost={2: [1, 3]},
    )
    yield case(
        "lists are sorted by sequence before they are compared",
        TWO,
        # 5 (sequence 1) leads every list; 1 against 2 by sequence
        [
            together(1, percent_off(10000, FIRST), sequence=8),
            together(2, percent_off(10000, FIRST), sequence=4),
            together(5, percent_off(10000, SECOND), sequence=1),
        ],
        applied=[5, 2],
        lost={1: [5, 2]},
    )
    yield case(
        "four equal vouchers into the room of two: the first two",
        [line("a", 100)],
        [together(n, amount_off(50)) for n in (4, 3, 2, 1)],
        applied=[1, 2],
        lost={3: [1, 2], 4: [1, 2]},
    )
    yield case(
        "equal offers of one group: the first",
        LINES,
        [together(n, amount_off(50), group="g") for n in (3, 1, 2)],
        applied=[1],
    )
    yield case(
        "the order given does not matter",
        LINES,
        [alone(n, amount_off(50), sequence=s) for n, s in ((7, 2), (1, 3), (9, 1), (3, 1))],
        applied=[3],
    )
