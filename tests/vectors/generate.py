# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Random worlds, dense where offers engines go wrong: overlaps, ties, floors, budgets, groups, big amounts.

    python tests/vectors/generate.py [CASES [SEED]] > FILE

World `i` of a seed is always the same, whatever was made before it. `world` takes any `random.Random`, so that the laws
can draw their worlds through Hypothesis. Most worlds keep to six `together` offers, which brute force does in
milliseconds; some have eight to twelve; `beyond` makes thirteen to forty.
"""

import json
import random
import sys

PRODUCTS = (1, 2, 3, 4)
CATEGORIES = (10, 11, 12)
BRANDS = (20, 21)
TAGS = (30, 31, 32)
TOP = 2**43 - 1
RATES = (0, 1, 100, 250, 333, 500, 1000, 1000, 2000, 2500, 3333, 5000, 5000, 6667, 9999, 10000, 10000)
# Amounts of a line by scale: ties and rounding, a shop, Iranian rial, and what a double can't multiply.
SCALES = {
    "ties": (1, 2, 3, 5, 7, 10, 10, 10, 15, 20),
    "coins": (1, 49, 99, 100, 149, 150, 250, 333, 500, 999, 1000),
    "shop": (1000, 2500, 3333, 9990, 12000, 20000, 45000, 99999),
    "rial": (500_000, 1_250_000, 3_333_333, 75_000_000, 2_000_000_001, 5_000_000_000),
    "huge": (TOP, TOP - 1, TOP // 2, 8 * 10**12 + 9999, 7 * 10**12 + 1, 10**12, 10**12 + 1, 3),
}


def some(rng, items, most):
    """Up to `most` different items in random order."""
    return rng.sample(list(items), rng.randint(0, min(most, len(items))))


def maybe(rng, chance):
    """True with a chance in percent."""
    return rng.randrange(100) < chance


def near(rng, amount):
    """A number around `amount`: its boundary, just beside it, a part of it."""
    part = rng.choice((amount, amount - 1, amount + 1, amount // 2, amount // 3, amount // 10, amount * 2))
    return min(max(part, 0), TOP)


class Maker:
    """Makes one world; what belongs to the world as a whole is drawn first."""

    def __init__(self, rng, least_lines=0):
        self.rng = rng
        self.amounts = SCALES[rng.choice(("ties", "ties", "coins", "coins", "shop", "shop", "rial", "huge"))]
        self.floor = rng.choice((None, None, 0, 0, 1, 1000, 1500))
        self.fractions = maybe(rng, 30)
        self.strict = rng.choice((30, 30, 5, 0))  # chance in percent of conditions and limits
        lines = max(least_lines, rng.choice((*range(7), 1, 2, 3, 4, 8)))
        self.lines = [self.line(number) for number in range(lines)]
        self.total = sum(line["amount_minor"] for line in self.lines if line["amount_minor"] > 0) or 100

    def line(self, number):
        """A basket line; now and then one that takes no part."""
        rng = self.rng
        amount, qty = rng.choice(self.amounts), 1000 * rng.choice((1, 1, 1, 2, 2, 3, 4, 7))
        if self.fractions and maybe(rng, 40):
            qty = rng.choice((1, 250, 500, 999, 1500, 2001))
        if maybe(rng, 4):
            qty = rng.choice((0, -1000))
        if maybe(rng, 4):
            amount = rng.choice((0, -amount))
        line = {
            "id": "zyxwvutsrq"[number] if maybe(rng, 50) else "pqabcdefgh"[number] + str(number),
            "product": rng.choice(PRODUCTS),
            "categories": some(rng, CATEGORIES, 2),
            "brand": rng.choice((None, *BRANDS)),
            "tags": some(rng, TAGS, 2),
            "qty_milli": qty,
            "amount_minor": amount,
            "cost_minor": None,
            "discountable": not maybe(rng, 5),
        }
        if self.floor is not None and amount > 0 and maybe(rng, 70):
            line["cost_minor"] = rng.choice(
                (amount // 2, amount * 4 // 5, amount * 9 // 10, amount, 0, min(amount + 1, TOP))
            )
        if maybe(rng, 10):
            line.pop(rng.choice(("categories", "brand", "tags", "cost_minor")))
        return line

    def selector(self):
        """No selector half of the time, else one that overlaps with the others."""
        rng = self.rng
        if maybe(rng, 55):
            return {}
        selector = {}
        for key, items in (("products", PRODUCTS), ("categories", CATEGORIES), ("brands", BRANDS), ("tags", TAGS)):
            if maybe(rng, 45):
                selector[key] = some(rng, items, 2)
        if maybe(rng, 20):
            selector["exclude_products"] = some(rng, PRODUCTS, 1)
        return {"selector": selector}

    def cap(self, key, chance):
        """A cap on a benefit, sometimes 0 or null."""
        rng = self.rng
        if not maybe(rng, chance):
            return {}
        return {key: rng.choice((None, 0, 1, *[near(rng, self.total // part) for part in (4, 6, 10, 20)]))}

    def benefit(self):
        """One benefit of any kind."""
        rng = self.rng
        kind = rng.choice(
            ("percent_off",) * 6
            + ("amount_off",) * 4
            + ("unit_off",) * 4
            + ("credit",) * 4
            + ("credit_flat", "credit_flat", "points", "points", "points_flat", "gift", "gift")
        )
        if kind == "percent_off" or kind == "credit":
            return {"kind": kind, "rate_bps": rng.choice(RATES)} | self.selector() | self.cap("max_minor", 25)
        if kind == "unit_off":
            return {"kind": kind, "rate_bps": rng.choice(RATES), "per": rng.choice((1, 2, 2, 3, 4))} | self.selector()
        if kind == "amount_off" or kind == "credit_flat":
            return {"kind": kind, "amount_minor": near(rng, self.total // rng.choice((1, 3, 10)))} | self.selector()
        if kind == "points":
            steps = {"points": rng.choice((1, 2, 7, 50)), "per_minor": max(1, near(rng, self.total // 7))}
            return {"kind": kind} | steps | self.selector() | self.cap("max_points", 25)
        if kind == "points_flat":
            return {"kind": kind, "points": rng.choice((0, 1, 3, 10, 999))} | self.selector()
        gift = {"kind": kind, "what": rng.choice(("ticket", "spin", "coupon", "product"))}
        for key, value in (
            ("ref", "r"),
            ("count", rng.choice((0, 1, 2, 2))),
            ("value_minor", near(rng, self.total // 20)),
        ):
            if maybe(rng, 60):
                gift[key] = value
        return gift

    def condition(self):
        """A condition that holds more often than not."""
        rng = self.rng
        kind = rng.choice(
            (
                "member",
                "tier",
                "segment",
                "visits",
                "every_nth_visit",
                "first_purchase",
                "inactive",
                "birthday",
                "anniversary",
                "joined",
                "basket_amount",
                "basket_amount",
                "quantity",
                "period",
                "weekdays",
                "hours",
                "branch",
                "channel",
                "code",
                "eclipse",
            )
        )
        lists = {
            "tier": ["silver", "gold"],
            "segment": ["regular", "vip"],
            "weekdays": [6, 7],
            "branch": ["B1", "B2"],
            "channel": ["pos"],
            "code": ["SPRING", "\u0628\u0647\u0627\u0631"],
        }
        condition = {"kind": kind}
        if kind in lists:
            condition["in"] = lists[kind][: rng.choice((0, 1, 2, 2, 2))]
        elif kind == "visits":
            condition["min"] = rng.choice((0, 9, 10, 11))
        elif kind == "every_nth_visit":
            condition["n"] = rng.choice((1, 2, 5, 11))
        elif kind == "inactive":
            condition["min_days"] = rng.choice((0, 11, 12, 13))
        elif kind == "joined":
            condition["max_days"] = rng.choice((399, 400, 401))
        elif kind in ("birthday", "anniversary"):
            condition |= {"before": rng.choice((None, 0, 3, 7)), "after": rng.choice((None, 0, 3))}
        elif kind == "basket_amount":
            condition |= {"min": rng.choice((None, 0, near(rng, self.total))), **self.selector()}
            condition |= {"max": near(rng, self.total)} if maybe(rng, 25) else {}
        elif kind == "quantity":
            condition |= {"min_milli": rng.choice((0, 1, 999, 1000, 1500, 2000, 3000)), **self.selector()}
        elif kind == "period":
            ends = (None, "2026-11-21", "2026-11-22", "2026-11-23")
            condition |= {"from": rng.choice((None, *ends[:3])), "to": rng.choice(ends)}
        elif kind == "hours":
            condition |= {"from": rng.choice((0, 600, 615, 1320)), "to": rng.choice((615, 616, 660, 1440))}
        return condition

    def offer(self, number, stacking):
        """An offer; most are eligible."""
        rng = self.rng
        offer = {
            "id": number,
            "sequence": rng.choice((1, 5, 5, 10)),
            "stacking": stacking,
            "benefits": [self.benefit() for _ in range(rng.choice((1, 1, 1, 2, 2, 3)))],
        }
        if maybe(rng, self.strict):
            offer["conditions"] = [self.condition() for _ in range(rng.choice((1, 1, 2, 3)))]
        if maybe(rng, 30):
            offer["group"] = rng.choice((None, "g", "g", "h"))
        if maybe(rng, 25):
            offer["remaining_budget_minor"] = rng.choice((None, 0, -3, 1, *[near(rng, self.total // 5)] * 8))
        if maybe(rng, self.strict // 3):
            offer["remaining_uses"] = rng.choice((None, -1, 0, 1, 1, 1))
        if maybe(rng, self.strict // 3):
            offer["max_uses_per_member"] = rng.choice((None, 0, 1, 2, 3, 3))
        if maybe(rng, self.strict // 10):
            offer["benefits"].append({"kind": "fireworks", "count": 1})
        return offer

    def member(self):
        """A passer-by now and then, and members with known, unknown and stale facts."""
        rng = self.rng
        if maybe(rng, 12):
            return None
        member = {
            "id": 7,
            "tier": rng.choice(("silver", "silver", "base", None)),
            "segments": rng.choice((["regular"], ["new", "vip"], [], None)),
            "visits": rng.choice((0, 9, 10, 10, None)),
            "days_since_last": rng.choice((0, 12, 12, None)),
            "days_to_birthday": rng.choice((0, 3, 8, -3, None)),
            "days_to_anniversary": rng.choice((0, 7, -4, None)),
            "joined_days": rng.choice((0, 400, 401, None)),
            "uses": rng.choice(({}, {"1": 1, "2": 2, "5": 3}, None)),
            "holdout": rng.choice(([], [], [2], [4, 6], None)),
        }
        if maybe(rng, 15):
            member["stale"] = rng.choice((True, True, False, None))
        if maybe(rng, 10):
            member.pop(rng.choice(("tier", "segments", "visits", "uses", "holdout")))
        return member

    def world(self, together):
        """The whole input with about `together` offers that overlap."""
        rng = self.rng
        stackings = (
            ["together"] * together + ["alone"] * rng.choice((0, 0, 1, 2, 3)) + ["always"] * rng.choice((0, 0, 1, 2))
        )
        numbers = rng.sample(range(1, max(16, len(stackings) + 4)), len(stackings))
        offers = [self.offer(number, stacking) for number, stacking in zip(numbers, stackings, strict=True)]
        if len(offers) > 1 and maybe(rng, 25):  # a twin, so that ties go down to the last step
            one, other = rng.sample(range(len(offers)), 2)
            offers[one] = offers[one] | {
                "benefits": offers[other]["benefits"],
                "conditions": offers[other].get("conditions"),
            }
        rng.shuffle(offers)
        return {
            "program": {
                "credit_worth_bps": rng.choice((None, 10000, 10000, 4500, 3333, 9999, 0, 1)),
                "point_value_minor": rng.choice((None, 0, 1, 1, 7, 1000)),
                "margin_floor_bps": self.floor,
            },
            "context": {
                "date": "2026-11-22",
                "weekday": 7,
                "minute": rng.choice((0, 615, 615, 1439)),
                "branch": rng.choice(("B1", "B1", None)),
                "channel": rng.choice(("pos", "pos", "web")),
            },
            "member": self.member(),
            "basket": {
                "codes": rng.choice(([], ["spring "], ["x", "\u0628\u0647\u0627\u0631"], None)),
                "lines": self.lines,
            },
            "offers": offers,
        }


def world(rng, together=None):
    """A world that brute force can judge."""
    if together is None:
        together = rng.randint(9, 12) if maybe(rng, 4) else rng.choice((0, 1, 2, 3, 3, 4, 5, 5, 6, 7, 8))
    return Maker(rng).world(together)


def beyond(rng):
    """A world with thirteen to forty `together` offers, nearly all of them eligible."""
    maker = Maker(rng, least_lines=4)
    maker.strict = 3
    return maker.world(rng.randint(16, 40))


def case(seed, number, maker=world):
    """World `number` of a seed."""
    return maker(random.Random(f"offers {maker.__name__} {seed} {number}"))


def main(arguments):
    """Write a case file without expectations to stdout."""
    count, seed = (int(argument) for argument in (*arguments, *("100", "1")[len(arguments) :]))
    cases = [{"name": f"seed {seed}, world {number}", "input": case(seed, number)} for number in range(count)]
    json.dump(cases, sys.stdout, separators=(",", ":"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
