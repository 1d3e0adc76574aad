# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Thirteen to forty together offers: both engines agree, never below the best single offer nor best gain.

Where best gain reaches the optimum, the answer is pinned by hand; the seeded worlds only keep the laws.
"""

import generate
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
    seeded,
    select,
    together,
)

SEED = 23
SEEDED = 24
THOUSAND = [line("a", 1000)]


def vouchers(count, amount, **limits):
    """Equal vouchers 1 to `count`."""
    return [together(n, amount_off(amount), **limits) for n in range(1, count + 1)]


def cases():
    """The topic's cases."""
    for count in (13, 24, 40):
        lines = [line(f"l{n}", 100 * n, product=n) for n in range(1, count + 1)]
        offers = [together(n, percent_off(1000, select(products=[n]))) for n in range(1, count + 1)]
        yield case(
            f"{count} offers, each on its own line, all apply",
            lines,
            offers,
            applied=list(range(1, count + 1)),
            value=10 * count * (count + 1) // 2,
        )
        yield case(
            f"{count} offers of one group: the best one",
            THOUSAND,
            [together(n, amount_off(500 - abs(n - 7)), group="g") for n in range(1, count + 1)],
            applied=[7],
            value=500,
        )
        yield case(
            f"{count} equal vouchers into a room of 100: the first four",
            [line("a", 100)],
            vouchers(count, 30),
            applied=[1, 2, 3, 4],
            value=100,
        )
        yield case(
            f"{count} credits do not stand in each other's way",
            THOUSAND,
            [together(n, credit_flat(n)) for n in range(1, count + 1)],
            value=count * (count + 1) // 2,
        )
        yield case(
            f"{count} gifts worth nothing beside a discount: the discount comes first",
            THOUSAND,
            [together(n, gift("ticket")) for n in range(2, count + 1)] + [together(1, amount_off(1))],
            value=1,
            discount=1,
        )
        yield case(
            f"{count} vouchers against one alone offer that is more",
            THOUSAND,
            [*vouchers(count, 10), alone(90, amount_off(401))],
            applied=[90],
            value=401,
        )
        yield case(
            f"{count} vouchers against one alone offer that is less",
            THOUSAND,
            [*vouchers(count, 10), alone(90, amount_off(129))],
            value=10 * count,
        )
        yield case(
            f"{count} offers, an always offer beside them",
            THOUSAND,
            [*vouchers(count, 10), always(91, credit(1000))],
            value=10 * count + (1000 - 10 * count) // 10,
        )
        yield case(
            f"{count} offers for a passer-by: credit falls away",
            THOUSAND,
            [*vouchers(count, 10), together(92, credit(1000))],
            member=PASSER_BY,
            value=10 * count,
            credit=0,
        )
    yield case(
        "twenty offers in five groups: the best of each",
        THOUSAND,
        [together(n, amount_off(n), group="abcde"[n % 5]) for n in range(1, 21)],
        applied=[16, 17, 18, 19, 20],
        value=90,
    )
    yield case(
        "forty times 10 % into a room of 250: three of them",
        [line("a", 1000, cost=750)],
        [together(n, percent_off(1000)) for n in range(1, 41)],
        floor=0,
        applied=[1, 2, 3],
        value=250,
    )
    yield case(
        "thirteen of which one is refused are twelve: exact",
        THOUSAND,
        [
            *vouchers(12, 42),
            together(13, amount_off(0)),
            always(99, {"kind": "points", "points": 1, "per_minor": 1000}),
        ],
        point_value=500,
        discount=504,
        exact=True,
    )
    yield case(
        "thirteen credits and discounts: best gain takes the credits and stays",
        THOUSAND,
        [together(n, credit(1000)) for n in range(1, 14)] + [together(n, percent_off(500)) for n in range(14, 18)],
        # thirteen credits are 130 %: a discount of 50 would cost 65
        credit=1300,
        discount=0,
        value=1300,
    )
    found = number = 0
    while found < SEEDED:
        data = generate.case(SEED, number, generate.beyond)
        number += 1
        if len(data["basket"]["lines"]) <= 6:
            found += 1
            yield seeded(f"seeded world {number} with {len(data['offers'])} offers", data)
