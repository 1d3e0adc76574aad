# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Offers that the customer has almost got (twin: static/src/engine/offers/near.js).

A near miss is refused only by conditions that the customer can still meet: too little in the basket, too few purchases.
The engine answers as if these held, on the basket as it is; what that would bring more is the rank.
"""

from .check import refusals
from .choose import best_set
from .collect import collect
from .price import Candidate, priced
from .totals import gives

# So many of the most valuable near misses are tried out; the rest cannot matter to a customer who reads three.
TRIED = 8


def near_misses(book, context, member, basket, limit=3):
    """At most `limit` near misses, what brings most first: {offer, gain_minor, value_minor, missing}.

    `gain_minor` (above 0) is by how much the value of all that applies would rise, `value_minor` the offer's value on
    its own. `missing` has a row {code, need, have, missing, selector} per condition: minor units, thousandths or
    visits.
    """
    scene = collect(book, context, member, basket)
    refused = [refusals(scene, offer) for offer in book.offers]
    missed = {}
    for place, offer in enumerate(book.offers):
        missing = _missing(scene, offer, refused[place])
        candidate = Candidate(scene, place, offer) if missing else None
        if candidate is not None and gives(candidate.own):
            missed[place] = (candidate, missing)
    candidates = priced(scene, book.offers, refused)
    value = best_set(scene, candidates)[0].totals.whole
    ranked = sorted(missed.values(), key=lambda pair: (-pair[0].own.whole, pair[0].place))[:TRIED]
    rows = [_row(scene, candidates, value, *pair) for pair in ranked]
    rows = [row for row in rows if row["gain_minor"] > 0]
    return sorted(rows, key=lambda row: (-row["gain_minor"], -row["value_minor"]))[:limit]


def _missing(scene, offer, refused):
    """What is missing for the refused conditions of an offer; an empty list when something else refuses it too."""
    rows = []
    for condition in offer.conditions:
        refusal = condition.refusal(scene)
        if refusal is None:
            continue
        missing = condition.missing(scene)
        if missing is None:
            return []
        rows.append({**refusal, "missing": missing, "selector": condition.selector_row})
    return rows if len(rows) == len(refused) else []


def _row(scene, candidates, value, candidate, missing):
    """The output row of a near miss: all is chosen anew with it among the candidates."""
    together = sorted([*candidates, candidate], key=lambda one: one.place)
    gain = best_set(scene, together)[0].totals.whole - value
    return {
        "offer": candidate.offer.id,
        "gain_minor": gain,
        "value_minor": candidate.own.whole,
        "missing": missing,
    }


def near_miss_sentence(row, words):
    """A near miss as one sentence: what to do and what it brings."""
    steps = []
    for one in row["missing"]:
        write = {"basket_amount": words.money, "quantity": words.quantity}.get(one["code"], words.number)
        products = _products(one["selector"], words)
        steps.append(words.phrase(f"near.{one['code']}", missing=write(one["missing"]), products=products))
    return words.phrase(
        "near",
        offer=words.name("offers", row["offer"]),
        steps=words.listed(steps),
        gain=words.money(row["gain_minor"]),
    )


def _products(selector, words):
    """What a selector's lists name, as one enumeration."""
    selector = selector or {}
    groups = ("products", "categories", "brands", "tags")
    texts = [words.name(group, one) for group in groups for one in selector.get(group) or []]
    return words.listed(texts) if texts else words.phrase("products")
