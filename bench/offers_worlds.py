# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""The worlds that bench/offers.py measures: the same JSON in every language, from a seeded generator."""

from random import Random

CONTEXT = {"date": "2026-11-22", "weekday": 7, "minute": 615, "branch": "B1", "channel": "pos"}
MEMBER = {
    "id": 7,
    "tier": "silver",
    "segments": ["regular", "family"],
    "visits": 10,
    "days_since_last": 12,
    "days_to_birthday": 0,
    "days_to_anniversary": None,
    "joined_days": 400,
    "uses": {"5": 1},
    "holdout": [9],
}
CATEGORIES, BRANDS, PRODUCTS, TAGS = 40, 60, 2000, 20
VARIANTS = 8


def line(random, number, cost):
    """A basket line of about 20,000 to 400,000 rial."""
    amount = random.randrange(20, 400) * 1000 + random.randrange(1000)
    return {
        "id": f"line-{number}",
        "product": random.randrange(PRODUCTS),
        "categories": [random.randrange(CATEGORIES), CATEGORIES + random.randrange(5)],
        "brand": random.randrange(BRANDS),
        "tags": random.sample(range(TAGS), 2),
        "qty_milli": random.choice((1000, 1000, 2000, 3000, 750)),
        "amount_minor": amount,
        "cost_minor": amount * random.randrange(60, 90) // 100 if cost else None,
        "discountable": True,
    }


def baskets(random, lines, cost=False):
    """A few baskets of so many lines, so that no run sees the very basket of the one before."""
    return [{"codes": ["SPRING"], "lines": [line(random, n, cost) for n in range(lines)]} for _ in range(VARIANTS)]


def selector(random):
    """Every line, or some categories, brands, tags or products."""
    return random.choice(
        (
            None,
            {"categories": [CATEGORIES + random.randrange(5)]},
            {"categories": random.sample(range(CATEGORIES), 4)},
            {"brands": random.sample(range(BRANDS), 6)},
            {"tags": random.sample(range(TAGS), 2)},
            {"products": random.sample(range(PRODUCTS), 40)},
        )
    )


def condition(random):
    """A condition that holds more often than not."""
    return random.choice(
        (
            {"kind": "member"},
            {"kind": "visits", "min": random.randrange(14)},
            {"kind": "tier", "in": random.sample(["base", "silver", "gold"], 2)},
            {"kind": "segment", "in": random.sample(["regular", "family", "vip", "new"], 2)},
            {"kind": "basket_amount", "min": random.randrange(20) * 500_000},
            {"kind": "quantity", "min_milli": random.randrange(5) * 1000, "selector": selector(random)},
            {"kind": "weekdays", "in": random.sample(range(1, 8), 4)},
            {"kind": "hours", "from": 480, "to": random.choice((600, 720, 1320))},
            {"kind": "period", "from": "2026-01-01", "to": random.choice(("2026-06-30", "2026-12-31"))},
            {"kind": "branch", "in": ["B1", "B2"]},
        )
    )


def benefit(random):
    """One benefit of any kind, with a cap now and then."""
    rate, cap = random.randrange(2, 20) * 100, random.choice((None, None, 50_000, 200_000))
    return random.choice(
        (
            {"kind": "percent_off", "rate_bps": rate, "max_minor": cap, "selector": selector(random)},
            {"kind": "percent_off", "rate_bps": rate, "selector": selector(random)},
            {"kind": "amount_off", "amount_minor": random.randrange(1, 20) * 10_000, "selector": selector(random)},
            {"kind": "unit_off", "rate_bps": 5000, "per": random.randrange(2, 5), "selector": selector(random)},
            {"kind": "credit", "rate_bps": rate, "max_minor": cap, "selector": selector(random)},
            {"kind": "points", "points": 1, "per_minor": 10_000, "selector": selector(random)},
            {"kind": "gift", "what": "ticket", "ref": "draw", "value_minor": random.randrange(5) * 1000},
        )
    )


def offer(number, stacking, conditions, benefits, **more):
    """An offer of the contract; sequences repeat, so that ids decide too."""
    return {
        "id": number,
        "sequence": number * 7 % 50,
        "stacking": stacking,
        "conditions": conditions,
        "benefits": benefits,
        **more,
    }


def shop(seed, offers, lines, together):
    """A shop with so many offers; `together` is how many of a hundred stack, two of a hundred always apply."""
    random = Random(seed)
    rows = []
    for number in range(1, offers + 1):
        lot = random.randrange(100)
        stacking = "always" if lot < 2 else "together" if lot < 2 + together else "alone"
        conditions = [condition(random) for _ in range(random.randrange(4))]
        group = random.choice((None, None, "code", "season", "brand"))
        rows.append(offer(number, stacking, conditions, [benefit(random)], group=group))
    return {"program": program(None), "offers": rows, "baskets": baskets(random, lines)}


def hard(seed, offers, lines, floor=1000):
    """Overlapping `together` offers over a margin floor that all lines have, and the plain 2 % that always applies."""
    random = Random(seed)
    rows = [offer(99, "always", [], [{"kind": "credit", "rate_bps": 200}, {"kind": "points", "points": 1,
            "per_minor": 10_000}])]  # fmt: skip
    for number in range(1, offers + 1):
        kind = number % 4
        some = {"categories": random.sample(range(CATEGORIES), 25)} if number % 3 else None
        if kind == 0:
            benefits = [{"kind": "amount_off", "amount_minor": lines * random.randrange(1000, 9000), "selector": some}]
        elif kind == 1:
            cap = lines * random.randrange(2000, 8000)
            benefits = [{"kind": "percent_off", "rate_bps": random.randrange(3, 12) * 100, "max_minor": cap}]
        elif kind == 2:
            benefits = [{"kind": "unit_off", "rate_bps": 3000, "per": 2, "selector": some}]
        else:
            benefits = [{"kind": "percent_off", "rate_bps": random.randrange(3, 12) * 100, "selector": some}]
        if number % 5 == 0:
            benefits.append({"kind": "credit", "rate_bps": 300})
        rows.append(offer(number, "together", [], benefits, remaining_budget_minor=10**7 if number % 6 == 0 else None))
    return {"program": program(floor), "offers": rows, "baskets": baskets(random, lines, cost=True)}


def program(floor):
    return {"credit_worth_bps": 8000, "point_value_minor": 50, "margin_floor_bps": floor}


def worlds():
    """Name -> world, with the goals in milliseconds for JavaScript and Python (None: none)."""
    rows = {
        "100 offers x 30 lines": (shop(1, 100, 30, 10), 1, 15),
        "1,000 offers x 30 lines": (shop(2, 1000, 30, 3), 3, 40),
        "1,000 offers x 200 lines": (shop(3, 1000, 200, 3), 10, None),
        "1,000 x 30, 300 of them together": (shop(4, 1000, 30, 30), None, None),
        "1,000 x 200, 300 of them together": (shop(5, 1000, 200, 30), None, None),
        "12 overlapping x 30 lines": (hard(6, 12, 30), None, 250),
        "12 overlapping x 200 lines": (hard(7, 12, 200), 15, None),
        "40 overlapping x 200 lines": (hard(8, 40, 200), None, None),
    }
    return {
        name: {**world, "context": CONTEXT, "member": MEMBER, "goal_js_ms": js, "goal_python_ms": python}
        for name, (world, js, python) in rows.items()
    }
