# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Sixth step: a verdict on every offer (twin: static/src/engine/offers/explain.js)."""

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
