# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Sixth step: a verdict on every offer, and what verdicts say to people (twin: static/src/engine/offers/explain.js)."""

from .model import ALWAYS, APPLIED, LOST, REFUSED, reason


def verdicts(offers, refused, candidates, choice):
    """The output rows of all offers: applied, lost or refused, and why.

    `offers` stand in the book's order, `refused` has the reasons of each, `candidates` are those without a reason.
    """
    by_place = {candidate.place: candidate for candidate in candidates}
    chosen = set(choice.places)
    beaten_by = [offers[place].id for place in choice.places]
    rows = []
    for place, offer in enumerate(offers):
        if place not in by_place:
            rows.append(_row(offer, REFUSED, 0, refused[place]))
        elif place in chosen or offer.stacking == ALWAYS:
            rows.append(_row(offer, APPLIED, by_place[place].own.whole, []))
        else:
            rows.append(_row(offer, LOST, by_place[place].own.whole, [reason("beaten_by", beaten_by[:])]))
    return rows


def _row(offer, status, value_minor, reasons):
    return {"offer": offer.id, "status": status, "value_minor": value_minor, "reasons": reasons}


def explain(answer, words):
    """What an answer of the engine says: a row {offer, status, text, reasons} per verdict, `reasons` as sentences."""
    applied = {row["offer"]: row for row in answer["applied"]}
    rows = []
    for verdict in answer["verdicts"]:
        reasons = [sentence(one, words) for one in verdict["reasons"]]
        text = words.phrase(
            verdict["status"],
            offer=words.name("offers", verdict["offer"]),
            value=words.money(verdict["value_minor"]),
            reasons=" ".join(reasons),
            gains=_gains(applied.get(verdict["offer"]), words),
        )
        rows.append({"offer": verdict["offer"], "status": verdict["status"], "text": text, "reasons": reasons})
    return rows


def sentence(refusal, words):
    """One reason as a sentence, with the number needed and the number present."""
    code, need, have = refusal["code"], refusal["need"], refusal["have"]
    key = _key(code, need, have)
    if not words.has(key):
        return words.phrase("other", code=code)
    return words.phrase(key, need=_written(code, need, words), have=_written(code, have, words))


def _key(code, need, have):
    """The key of the phrase for a reason."""
    if code == "beaten_by":
        return code if need else "beaten_by.none"
    if code in ("birthday", "anniversary") and have is not None:
        return f"{code}.{'past' if have < 0 else 'ahead'}"
    if code == "basket_amount" and have > need:
        return "basket_amount.above"
    return f"{code}.unknown" if have is None and code in FACTS else code


# Reasons whose `have` may be unknown.
FACTS = {
    "tier",
    "segment",
    "visits",
    "every_nth_visit",
    "first_purchase",
    "inactive",
    "birthday",
    "anniversary",
    "joined",
    "period",
    "weekdays",
    "hours",
    "branch",
    "channel",
}
NAMES = {"tier": "tiers", "segment": "segments", "branch": "branches", "beaten_by": "offers"}


def _written(code, value, words):
    """The `need` or `have` of a reason as text."""
    if value is None:
        return ""
    if code in NAMES:
        return words.names(NAMES[code], value if isinstance(value, list) else [value])
    if code in ("weekdays", "channel"):
        write = words.weekday if code == "weekdays" else words.channel
        return words.listed([write(one) for one in (value if isinstance(value, list) else [value])])
    if code in ("birthday", "anniversary"):
        return words.number(abs(value))
    write = {
        "basket_amount": words.money,
        "quantity": words.quantity,
        "period": words.date,
        "hours": words.time,
        "unknown_kind": str,
    }
    return write.get(code, words.number)(value)


def _gains(row, words):
    """What an applied offer gives, as one enumeration; `row` is its output row or None."""
    if row is None:
        return ""
    gains = [
        words.phrase(f"gain.{name}", amount=write(row[key]))
        for name, key, write in (
            ("discount", "discount_minor", words.money),
            ("credit", "credit_minor", words.money),
            ("points", "points", words.number),
        )
        if row[key]
    ]
    for gift in row["gifts"]:
        key = f"gain.{gift['what']}"
        name = words.name("products", gift["ref"])
        amount = words.number(gift["count"])
        gains.append(words.phrase(key if words.has(key) else "gain.product", amount=amount, name=name))
    return words.listed(gains)
