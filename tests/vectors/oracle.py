# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""The offers contract once more, as slowly and plainly as possible: the judge of both engines.

Nothing here is shared with `engine/offers/`. Every allowed set of offers is enumerated and priced from scratch, every
amount is a Python int, every tie-break is one element of a tuple. Only for tests: twelve overlapping offers already
mean 4,096 complete pricings.
"""

NEEDS_MEMBER = (
    "tier",
    "segment",
    "visits",
    "every_nth_visit",
    "first_purchase",
    "inactive",
    "birthday",
    "anniversary",
    "joined",
)
NEEDS_FRESH_FACTS = NEEDS_MEMBER[2:]
DISCOUNTS = ("percent_off", "amount_off", "unit_off")
CREDITS = ("credit", "credit_flat")
POINTS = ("points", "points_flat")
BENEFITS = (*DISCOUNTS, *CREDITS, *POINTS, "gift")


def half_up(numerator, denominator):
    """The nearest whole number, halves upwards, for numerator >= 0."""
    return (2 * numerator + denominator) // (2 * denominator)


def spread(total, weights):
    """Share `total` over `weights`: floors first, then one each to the largest remainders, the earlier on a tie."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def cut_backwards(parts, most):
    """Reduce `parts` until they sum to at most `most`, taking from the last one first."""
    parts = list(parts)
    excess = max(0, sum(parts) - most)
    for i in reversed(range(len(parts))):
        taken = min(parts[i], excess)
        parts[i] -= taken
        excess -= taken
    return parts


def clean_code(text):
    """A code as it is compared: spaces (U+0020) at both ends removed, a-z upper-cased, nothing else."""
    return "".join(chr(ord(c) - 32) if "a" <= c <= "z" else c for c in text.strip(" "))


def order_of(offer):
    """The order in which offers are priced and listed."""
    return (offer["sequence"], offer["id"])


def matches(line, selector):
    """Whether the selector picks the line; no selector picks every line."""
    if not selector:
        return True
    if line["product"] in (selector.get("exclude_products") or []):
        return False
    products, categories = selector.get("products") or [], selector.get("categories") or []
    brands, tags = selector.get("brands") or [], selector.get("tags") or []
    if not (products or categories or brands or tags):
        return True
    return (
        line["product"] in products
        or any(category in categories for category in line.get("categories") or [])
        or (line.get("brand") is not None and line["brand"] in brands)
        or any(tag in tags for tag in line.get("tags") or [])
    )


class World:
    """One input, read with the contract's defaults, and what follows from it."""

    def __init__(self, data):
        program = data.get("program") or {}
        worth = program.get("credit_worth_bps")
        self.credit_worth_bps = 10000 if worth is None else worth
        self.point_value_minor = program.get("point_value_minor") or 0
        self.margin_floor_bps = program.get("margin_floor_bps")
        self.context = data.get("context") or {}
        self.member = data.get("member")
        basket = data.get("basket") or {}
        self.codes = [clean_code(code) for code in basket.get("codes") or []]
        self.lines = [
            line
            for line in basket.get("lines") or []
            if line.get("discountable") is True and line["qty_milli"] > 0 and line["amount_minor"] > 0
        ]
        self.floors = [self.floor_of(line) for line in self.lines]
        self.offers = sorted(data.get("offers") or [], key=order_of)
        self.picked = {}

    def floor_of(self, line):
        """The least that the line has to bring in."""
        cost = line.get("cost_minor")
        if self.margin_floor_bps is None or cost is None:
            return 0
        return -(-cost * (10000 + self.margin_floor_bps) // 10000)

    def picks(self, part):
        """Places of the lines that the selector of a condition or benefit picks."""
        if id(part) not in self.picked:
            selector = part.get("selector")
            self.picked[id(part)] = [i for i, line in enumerate(self.lines) if matches(line, selector)]
        return self.picked[id(part)]


# ---------------------------------------------------------------------------------------------------------- conditions


def refuse(code, need=None, have=None):
    """One reason why an offer is refused."""
    return {"code": code, "need": need, "have": have}


def check(world, condition):
    """None when the condition holds, else the refusal."""
    kind, member, context = condition["kind"], world.member, world.context
    if kind == "member" or kind in NEEDS_MEMBER:
        if member is None:
            return refuse("no_member")
        if kind in NEEDS_FRESH_FACTS and member.get("stale") is True:
            return refuse("stale_facts")
        return check_member(condition, member)
    if kind == "basket_amount":
        total = sum(world.lines[i]["amount_minor"] for i in world.picks(condition))
        if condition.get("min") is not None and total < condition["min"]:
            return refuse(kind, condition["min"], total)
        if condition.get("max") is not None and total > condition["max"]:
            return refuse(kind, condition["max"], total)
        return None
    if kind == "quantity":
        total = sum(world.lines[i]["qty_milli"] for i in world.picks(condition))
        return None if total >= condition["min_milli"] else refuse(kind, condition["min_milli"], total)
    if kind == "period":
        date = context["date"]
        early = condition.get("from") is not None and date < condition["from"]
        late = condition.get("to") is not None and date > condition["to"]
        return refuse(kind, None, date) if early or late else None
    if kind == "hours":
        minute, start, end = context["minute"], condition["from"], condition["to"]
        within = start <= minute < end if start <= end else minute >= start or minute < end
        return None if within else refuse(kind, None, minute)
    if kind in ("weekdays", "branch", "channel"):
        have = context.get("weekday" if kind == "weekdays" else kind)
        return None if have is not None and have in condition["in"] else refuse(kind, condition["in"], have)
    if kind == "code":
        wanted = [clean_code(code) for code in condition["in"]]
        return None if any(code in wanted for code in world.codes) else refuse(kind)
    return refuse("unknown_kind", kind)


def check_member(condition, member):
    """The conditions that read one fact of the member; an unknown fact satisfies none of them."""
    kind = condition["kind"]
    if kind == "member":
        return None
    if kind == "tier":
        tier = member.get("tier")
        return None if tier is not None and tier in condition["in"] else refuse(kind, condition["in"], tier)
    if kind == "segment":
        segments = member.get("segments")
        held = any(segment in condition["in"] for segment in segments or [])
        return None if held else refuse(kind, condition["in"], segments)
    if kind == "visits":
        visits = member.get("visits")
        return None if visits is not None and visits >= condition["min"] else refuse(kind, condition["min"], visits)
    if kind == "every_nth_visit":
        visits = member.get("visits")
        this = None if visits is None else visits + 1
        return None if this is not None and this % condition["n"] == 0 else refuse(kind, condition["n"], this)
    if kind == "first_purchase":
        visits = member.get("visits")
        return None if visits is not None and visits == 0 else refuse(kind, 0, visits)
    if kind == "inactive":
        days = member.get("days_since_last")
        held = days is not None and days >= condition["min_days"]
        return None if held else refuse(kind, condition["min_days"], days)
    if kind == "joined":
        days = member.get("joined_days")
        held = days is not None and days <= condition["max_days"]
        return None if held else refuse(kind, condition["max_days"], days)
    days = member.get("days_to_" + kind)  # birthday, anniversary
    before, after = condition.get("before") or 0, condition.get("after") or 0
    return None if days is not None and -after <= days <= before else refuse(kind, None, days)


def refusals(world, offer):
    """All reasons against an offer, in the contract's order; empty when it is eligible."""
    reasons = [check(world, condition) for condition in offer.get("conditions") or []]
    reasons = [reason for reason in reasons if reason is not None]
    for benefit in offer["benefits"]:
        if benefit["kind"] not in BENEFITS:
            reasons.append(refuse("unknown_kind", benefit["kind"]))
    limit, member = offer.get("max_uses_per_member"), world.member
    if limit is not None:
        if member is None:
            reasons.append(refuse("no_member"))
        else:
            uses = (member.get("uses") or {}).get(str(offer["id"])) or 0
            if uses >= limit:
                reasons.append(refuse("member_limit", limit, uses))
    if offer.get("remaining_uses") is not None and offer["remaining_uses"] <= 0:
        reasons.append(refuse("uses_spent"))
    if offer.get("remaining_budget_minor") is not None and offer["remaining_budget_minor"] <= 0:
        reasons.append(refuse("budget_spent"))
    if member is not None and offer["id"] in (member.get("holdout") or []):
        reasons.append(refuse("holdout"))
    if not reasons:
        alone = price(world, [offer])
        if not (alone["discount"] or alone["credit"] or alone["points"] or alone["gifts"]):
            reasons.append(refuse("nothing_to_give"))
    return reasons


# -------------------------------------------------------------------------------------------------------------- pricing


def percent_off(world, benefit, places, room):
    """Per place: the rate on the amounts together, spread over them, within the room, then within `max_minor`."""
    amounts = [world.lines[i]["amount_minor"] for i in places]
    wanted = spread(half_up(sum(amounts) * benefit["rate_bps"], 10000), amounts)
    got = [min(part, room[i]) for part, i in zip(wanted, places, strict=True)]
    most = benefit.get("max_minor")
    return spread(most, got) if most is not None and sum(got) > most else got


def amount_off(world, benefit, places, room):
    """Per place: the amount, at most the room of all together, in proportion to the room."""
    rooms = [room[i] for i in places]
    return spread(min(benefit["amount_minor"], sum(rooms)), rooms)


def unit_off(world, benefit, places, room):
    """Per place: every `per`-th single unit, dearest first, is reduced; a line gives at most its room."""
    units = []
    for i in places:
        quantity, amount = world.lines[i]["qty_milli"], world.lines[i]["amount_minor"]
        if quantity % 1000 == 0:
            units += [(amount * 1000 // quantity, i)] * (quantity // 1000)
    units.sort(key=lambda unit: (-unit[0], unit[1]))
    got = dict.fromkeys(places, 0)
    for unit_price, i in units[benefit["per"] - 1 :: benefit["per"]]:
        got[i] += half_up(unit_price * benefit["rate_bps"], 10000)
    return [min(got[i], room[i]) for i in places]


def credit_total(benefit, base):
    """Wallet credit of one benefit on what is paid for its lines."""
    if benefit["kind"] == "credit_flat":
        return benefit["amount_minor"] if base > 0 else 0
    total = half_up(base * benefit["rate_bps"], 10000)
    return total if benefit.get("max_minor") is None else min(total, benefit["max_minor"])


def points_total(benefit, base):
    """Points of one benefit on what is paid for its lines."""
    if benefit["kind"] == "points_flat":
        return benefit["points"] if base > 0 else 0
    total = base // benefit["per_minor"] * benefit["points"]
    return total if benefit.get("max_points") is None else min(total, benefit["max_points"])


def by_line(world, offer, kinds, total_of, paid):
    """What the offer's benefits of these kinds give to each line, every benefit spread over what its lines pay."""
    sums = [0] * len(world.lines)
    for benefit in offer["benefits"]:
        if benefit["kind"] in kinds:
            places = world.picks(benefit)
            weights = [paid[i] for i in places]
            for i, part in zip(places, spread(total_of(benefit, sum(weights)), weights), strict=True):
                sums[i] += part
    return sums


def discounts_of(world, offer, got):
    """Discount per line of one offer, on top of what the lines `got` from earlier offers."""
    given = [0] * len(world.lines)
    for benefit in offer["benefits"]:
        if benefit["kind"] not in DISCOUNTS:
            continue
        room = [
            max(0, line["amount_minor"] - got[i] - given[i] - world.floors[i]) for i, line in enumerate(world.lines)
        ]
        places = world.picks(benefit)
        give = {"percent_off": percent_off, "amount_off": amount_off, "unit_off": unit_off}[benefit["kind"]]
        for i, part in zip(places, give(world, benefit, places, room), strict=True):
            given[i] += part
    budget = offer.get("remaining_budget_minor")
    return given if budget is None else cut_backwards(given, budget)


def gifts_of(world, offer):
    """The gift benefits that give something, as the contract lists them, and their value."""
    rows, value = [], 0
    for benefit in offer["benefits"]:
        if benefit["kind"] == "gift" and (world.member is not None or benefit["what"] == "product"):
            count = 1 if benefit.get("count") is None else benefit["count"]
            if count:
                rows.append({"what": benefit["what"], "ref": benefit.get("ref"), "count": count})
                value += count * (benefit.get("value_minor") or 0)
    return rows, value


def price(world, offers):
    """Price these offers together: rows per offer, totals, and the value in ten-thousandths."""
    offers = sorted(offers, key=order_of)
    got = [0] * len(world.lines)
    discounts = []
    for offer in offers:
        given = discounts_of(world, offer, got)
        got = [a + b for a, b in zip(got, given, strict=True)]
        discounts.append(given)
    paid = [line["amount_minor"] - part for line, part in zip(world.lines, got, strict=True)]
    rows, gift_count, gift_value = [], 0, 0
    for offer, given in zip(offers, discounts, strict=True):
        credit, points = [0] * len(world.lines), [0] * len(world.lines)
        if world.member is not None:
            credit = by_line(world, offer, CREDITS, credit_total, paid)
            points = by_line(world, offer, POINTS, points_total, paid)
        budget = offer.get("remaining_budget_minor")
        if budget is not None:
            credit = cut_backwards(credit, budget - sum(given))
        gifts, value = gifts_of(world, offer)
        gift_count += sum(gift["count"] for gift in gifts)
        gift_value += value
        rows.append({"offer": offer["id"], "lines": given, "credit": credit, "points": points, "gifts": gifts})
    discount = sum(got)
    credit = sum(sum(row["credit"]) for row in rows)
    points = sum(sum(row["points"]) for row in rows)
    value = (discount + points * world.point_value_minor + gift_value) * 10000 + credit * world.credit_worth_bps
    return {
        "rows": rows,
        "lines": got,
        "discount": discount,
        "credit": credit,
        "points": points,
        "gifts": gift_count,
        "value": value,
    }


# --------------------------------------------------------------------------------------------------------------- choice


def rank(world, always, chosen):
    """Smaller is better: value, then the contract's ties one by one."""
    priced = price(world, [*always, *chosen])
    pairs = sorted(order_of(offer) for offer in chosen)
    return (
        -priced["value"],
        -priced["discount"],
        -priced["credit"],
        -priced["points"],
        -priced["gifts"],
        len(pairs),
        pairs,
    )


def allowed_sets(alone, together):
    """Every allowed set: none, one `alone` offer, any `together` offers with at most one of each group."""
    sets = [[]]
    for offer in together:
        group = offer.get("group")
        sets += [
            [*chosen, offer] for chosen in sets if group is None or all(other.get("group") != group for other in chosen)
        ]
    return sets + [[offer] for offer in alone]


def greedy_set(world, always, together):
    """Best gain: from nothing, add the offer whose set is best, as long as the value rises."""
    chosen, best = [], rank(world, always, [])
    while True:
        taken = {offer.get("group") for offer in chosen} - {None}
        rest = [offer for offer in together if offer not in chosen and offer.get("group") not in taken]
        if not rest:
            return chosen
        ranked, _, offer = min((rank(world, always, [*chosen, offer]), order_of(offer), offer) for offer in rest)
        if not ranked[0] < best[0]:
            return chosen
        chosen, best = [*chosen, offer], ranked


def eligible(world):
    """Offer lists by stacking, of what is not refused, and the reasons against the rest."""
    reasons = {offer["id"]: refusals(world, offer) for offer in world.offers}
    open_offers = [offer for offer in world.offers if not reasons[offer["id"]]]
    by_stacking = {
        stacking: [offer for offer in open_offers if offer["stacking"] == stacking]
        for stacking in ("always", "alone", "together")
    }
    return by_stacking, reasons


def result_of(world, by_stacking, reasons, chosen):
    """The contract's output when `chosen` is the set taken beside the `always` offers."""
    applied = price(world, [*by_stacking["always"], *chosen])
    ids = [line["id"] for line in world.lines]
    applied_ids = [row["offer"] for row in applied["rows"]]
    chosen_ids = [offer["id"] for offer in sorted(chosen, key=order_of)]

    def told(parts):
        return {line_id: part for line_id, part in zip(ids, parts, strict=True) if part}

    verdicts = []
    for offer in world.offers:
        own = 0 if reasons[offer["id"]] else price(world, [offer])["value"] // 10000
        if reasons[offer["id"]]:
            status, why = "refused", reasons[offer["id"]]
        elif offer["id"] in applied_ids:
            status, why = "applied", []
        else:
            status, why = "lost", [refuse("beaten_by", chosen_ids)]
        verdicts.append({"offer": offer["id"], "status": status, "value_minor": own, "reasons": why})
    rows = [
        {
            "offer": row["offer"],
            "discount_minor": sum(row["lines"]),
            "credit_minor": sum(row["credit"]),
            "points": sum(row["points"]),
            "gifts": row["gifts"],
            "lines": told(row["lines"]),
            "credit_lines": told(row["credit"]),
            "points_lines": told(row["points"]),
        }
        for row in applied["rows"]
    ]
    return {
        "applied": rows,
        "discount_minor": applied["discount"],
        "credit_minor": applied["credit"],
        "points": applied["points"],
        "value_minor": applied["value"] // 10000,
        "lines": told(applied["lines"]),
        "verdicts": verdicts,
        "exact": True,
    }


def run(data):
    """The answer of brute force over all allowed sets."""
    world = World(data)
    by_stacking, reasons = eligible(world)
    always = by_stacking["always"]
    sets = allowed_sets(by_stacking["alone"], by_stacking["together"])
    chosen = min(sets, key=lambda offers: rank(world, always, offers))
    return result_of(world, by_stacking, reasons, chosen)


def law_breaks(data, output):
    """What is wrong with an answer whose sets are too many to enumerate; an empty list when nothing is.

    Everything but the choice is recomputed; the chosen set has to be allowed, and must be at least as good as the best
    single offer and as best gain.
    """
    world = World(data)
    by_stacking, reasons = eligible(world)
    always, together = by_stacking["always"], by_stacking["together"]
    free = [*by_stacking["alone"], *together]
    wanted = {row["offer"] for row in output["applied"]} - {offer["id"] for offer in always}
    chosen = [offer for offer in free if offer["id"] in wanted]
    breaks = []
    if len(chosen) != len(wanted):
        breaks.append("an applied offer is not eligible")
    groups = [offer["group"] for offer in chosen if offer["stacking"] == "together" and offer.get("group") is not None]
    if len(chosen) > 1 and (any(o["stacking"] == "alone" for o in chosen) or len(groups) != len(set(groups))):
        breaks.append("the chosen set is not allowed")
    if result_of(world, by_stacking, reasons, chosen) | {"exact": output["exact"]} != output:
        breaks.append("the chosen set is priced or told differently")
    mine = rank(world, always, chosen)
    if mine > min(rank(world, always, offers) for offers in [[], *([offer] for offer in free)]):
        breaks.append("worse than the best single offer")
    if mine > rank(world, always, greedy_set(world, always, together)):
        breaks.append("worse than best gain")
    return breaks
