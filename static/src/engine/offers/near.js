// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// Offers that the customer has almost got (twin: engine/offers/near.py).
//
// A near miss is refused only by conditions that the customer can still meet: too little in the basket, too few purchases.
// The engine answers as if these held, on the basket as it is; what that would bring more is the rank.

import { refusals } from "./check.js";
import { bestSet } from "./choose.js";
import { collect } from "./collect.js";
import { Candidate, priced } from "./price.js";
import { gives } from "./totals.js";

// So many of the most valuable near misses are tried out; the rest cannot matter to a customer who reads three.
const TRIED = 8;

/**
 * At most `limit` near misses, what brings most first: {offer, gain_minor, value_minor, missing}.
 *
 * `gain_minor` (above 0) is by how much the value of all that applies would rise, `value_minor` the offer's value on its
 * own. `missing` has a row {code, need, have, missing, selector} per condition: minor units, thousandths or visits.
 */
export function nearMisses(book, context, member, basket, limit = 3) {
    const scene = collect(book, context, member, basket);
    const refused = book.offers.map((offer) => refusals(scene, offer));
    const missed = [];
    book.offers.forEach((offer, place) => {
        const missing = missingOf(scene, offer, refused[place]);
        const candidate = missing.length ? new Candidate(scene, place, offer) : null;
        if (candidate !== null && gives(candidate.own)) {
            missed.push({ candidate, missing });
        }
    });
    const candidates = priced(scene, book.offers, refused);
    const value = bestSet(scene, candidates).choice.totals.whole;
    missed.sort(
        (one, other) =>
            other.candidate.own.whole - one.candidate.own.whole || one.candidate.place - other.candidate.place
    );
    const rows = missed.slice(0, TRIED).map((one) => row(scene, candidates, value, one));
    return rows
        .filter((one) => one.gain_minor > 0)
        .sort((one, other) => other.gain_minor - one.gain_minor || other.value_minor - one.value_minor)
        .slice(0, limit);
}

/** What is missing for the refused conditions of an offer; an empty list when something else refuses it too. */
function missingOf(scene, offer, refused) {
    const rows = [];
    for (const condition of refused.length ? offer.conditions : []) {
        const refusal = condition.refusal(scene);
        if (refusal === null) {
            continue;
        }
        const missing = condition.missing(scene);
        if (missing === null) {
            return [];
        }
        rows.push({ ...refusal, missing, selector: condition.selectorRow });
    }
    return rows.length === refused.length ? rows : [];
}

/** The output row of a near miss: all is chosen anew with it among the candidates. */
function row(scene, candidates, value, { candidate, missing }) {
    const together = [...candidates, candidate].sort((one, other) => one.place - other.place);
    const gain = bestSet(scene, together).choice.totals.whole - value;
    return {
        offer: candidate.offer.id,
        gain_minor: gain,
        value_minor: candidate.own.whole,
        missing,
    };
}

/** A near miss as one sentence: what to do and what it brings. */
export function nearMissSentence(miss, words) {
    const steps = miss.missing.map((one) => {
        const values = { missing: writtenMissing(one, words), products: products(one.selector, words) };
        return words.phrase(`near.${one.code}`, values);
    });
    return words.phrase("near", {
        offer: words.name("offers", miss.offer),
        steps: words.listed(steps),
        gain: words.money(miss.gain_minor),
    });
}

function writtenMissing({ code, missing }, words) {
    if (code === "basket_amount") {
        return words.money(missing);
    }
    return code === "quantity" ? words.quantity(missing) : words.number(missing);
}

/** What a selector's lists name, as one enumeration. */
function products(selector, words) {
    const groups = ["products", "categories", "brands", "tags"];
    const texts = groups.flatMap((group) => (selector?.[group] ?? []).map((one) => words.name(group, one)));
    return texts.length ? words.listed(texts) : words.phrase("products");
}
