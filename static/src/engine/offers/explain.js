// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// Sixth step: a verdict on every offer (twin: engine/offers/explain.py).

import { ALWAYS, APPLIED, LOST, REFUSED, reason } from "./model.js";

/**
 * The output rows of all offers: applied, lost or refused, and why.
 *
 * `offers` stand in the book's order, `refused` has the reasons of each, `candidates` are those without a reason.
 */
export function verdicts(offers, refused, candidates, choice) {
    const byPlace = new Map(candidates.map((candidate) => [candidate.place, candidate]));
    const chosen = new Set(choice.places);
    const beatenBy = choice.places.map((place) => offers[place].id);
    return offers.map((offer, place) => {
        const candidate = byPlace.get(place);
        if (candidate === undefined) {
            return row(offer, REFUSED, 0, refused[place]);
        }
        if (chosen.has(place) || offer.stacking === ALWAYS) {
            return row(offer, APPLIED, candidate.own.whole, []);
        }
        return row(offer, LOST, candidate.own.whole, [reason("beaten_by", beatenBy.slice())]);
    });
}

function row(offer, status, valueMinor, reasons) {
    return { offer: offer.id, status, value_minor: valueMinor, reasons };
}
