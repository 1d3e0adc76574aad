// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// Fifth step: what each line gets of what applies (twin: engine/offers/spread.py).
//
// Discounts fall on lines as they are taken. Credit and points are spread here over what is paid in the end, so that a
// partial return can take its part back.

import { spread } from "../money.js";
import { CREDIT } from "./benefits/base.js";
import { takeDiscount } from "./price.js";

/** The output rows of the applied candidates, given in the book's order, and the total discount per line id. */
export function awards(scene, applied) {
    const room = scene.room.slice();
    const takings = applied.map((candidate) => {
        const before = room.slice();
        takeDiscount(candidate, room);
        return before.map((old, place) => old - room[place]);
    });
    const got = scene.room.map((first, place) => first - room[place]);
    const paid = scene.amounts.map((amount, place) => amount - got[place]);
    const rows = applied.map((candidate, i) => award(scene, candidate, takings[i], paid));
    return { rows, lines: byLine(scene, got) };
}

/** Amounts by line place as a mapping from line id, zeros left out. */
function byLine(scene, amounts) {
    const entries = [];
    for (let place = 0; place < amounts.length; place++) {
        if (amounts[place]) {
            entries.push([scene.lines[place].id, amounts[place]]);
        }
    }
    return Object.fromEntries(entries);
}

const total = (amounts) => amounts.reduce((sum, amount) => sum + amount, 0);

/** The output row of one applied offer; `taking` is its discount and `paid` what is paid, by line place. */
function award(scene, candidate, taking, paid) {
    const discount = total(taking);
    const { credit, points } = earnedByLine(scene, candidate, paid);
    if (candidate.budget !== null) {
        cut(credit, candidate.budget - discount);
    }
    return {
        offer: candidate.offer.id,
        discount_minor: discount,
        credit_minor: total(credit),
        points: total(points),
        gifts: candidate.gifts.map((gift) => gift.row()),
        lines: byLine(scene, taking),
        credit_lines: byLine(scene, credit),
        points_lines: byLine(scene, points),
    };
}

/** Credit, before any cut to the budget, and points by line place. */
function earnedByLine(scene, candidate, paid) {
    const credit = new Float64Array(paid.length);
    const points = new Float64Array(paid.length);
    for (const earning of candidate.earnings) {
        const places = scene.matches[earning.selector];
        const weights = Float64Array.from(places, (place) => paid[place]);
        const purse = earning.purse === CREDIT ? credit : points;
        spread(earning.total(total(weights)), weights).forEach((share, i) => {
            purse[places[i]] += share;
        });
    }
    return { credit, points };
}

/** Cut shares to a sum of at most `limit`, from the last line backwards; changes the list. */
function cut(shares, limit) {
    let excess = total(shares) - limit;
    for (let place = shares.length - 1; place >= 0 && excess > 0; place--) {
        const less = Math.min(excess, shares[place]);
        shares[place] -= less;
        excess -= less;
    }
}
