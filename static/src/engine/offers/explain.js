// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// Sixth step: a verdict on every offer, and what verdicts say to people (twin: engine/offers/explain.py).

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

// Reasons whose `have` may be unknown.
const FACTS = new Set([
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
]);
const NAMES = new Map([
    ["tier", "tiers"],
    ["segment", "segments"],
    ["branch", "branches"],
    ["beaten_by", "offers"],
]);

/** What an answer of the engine says: a row {offer, status, text, reasons} per verdict, `reasons` as sentences. */
export function explain(answer, words) {
    const applied = new Map(answer.applied.map((one) => [one.offer, one]));
    return answer.verdicts.map((verdict) => {
        const reasons = verdict.reasons.map((one) => sentence(one, words));
        const text = words.phrase(verdict.status, {
            offer: words.name("offers", verdict.offer),
            value: words.money(verdict.value_minor),
            reasons: reasons.join(" "),
            gains: gains(applied.get(verdict.offer), words),
        });
        return { offer: verdict.offer, status: verdict.status, text, reasons };
    });
}

/** One reason as a sentence, with the number needed and the number present. */
export function sentence({ code, need, have }, words) {
    const key = keyOf(code, need, have);
    if (!words.has(key)) {
        return words.phrase("other", { code });
    }
    return words.phrase(key, { need: written(code, need, words), have: written(code, have, words) });
}

/** The key of the phrase for a reason. */
function keyOf(code, need, have) {
    if (code === "beaten_by") {
        return need.length ? code : "beaten_by.none";
    }
    if ((code === "birthday" || code === "anniversary") && have !== null) {
        return `${code}.${have < 0 ? "past" : "ahead"}`;
    }
    if (code === "basket_amount" && have > need) {
        return "basket_amount.above";
    }
    return have === null && FACTS.has(code) ? `${code}.unknown` : code;
}

/** The `need` or `have` of a reason as text. */
function written(code, value, words) {
    if (value === null) {
        return "";
    }
    const several = Array.isArray(value) ? value : [value];
    if (NAMES.has(code)) {
        return words.names(NAMES.get(code), several);
    }
    switch (code) {
        case "weekdays":
            return words.listed(several.map((one) => words.weekday(one)));
        case "channel":
            return words.listed(several.map((one) => words.channel(one)));
        case "birthday":
        case "anniversary":
            return words.number(Math.abs(value));
        case "basket_amount":
            return words.money(value);
        case "quantity":
            return words.quantity(value);
        case "period":
            return words.date(value);
        case "hours":
            return words.time(value);
        case "unknown_kind":
            return String(value);
        default:
            return words.number(value);
    }
}

/** What an applied offer gives, as one enumeration; `award` is its output row or undefined. */
function gains(award, words) {
    if (award === undefined) {
        return "";
    }
    const texts = [];
    const add = (name, amount, write) => {
        if (amount) {
            texts.push(words.phrase(`gain.${name}`, { amount: write(amount) }));
        }
    };
    add("discount", award.discount_minor, (minor) => words.money(minor));
    add("credit", award.credit_minor, (minor) => words.money(minor));
    add("points", award.points, (points) => words.number(points));
    for (const gift of award.gifts) {
        const key = `gain.${gift.what}`;
        const values = { amount: words.number(gift.count), name: words.name("products", gift.ref) };
        texts.push(words.phrase(words.has(key) ? key : "gain.product", values));
    }
    return words.listed(texts);
}
