// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// What a set of offers comes to, and which of two sets is the better one (twin: engine/offers/totals.py).

import { mulFloor, mulRest } from "../money.js";

const ORDER = ["whole", "rest", "discount", "credit", "points", "gifts"];

/**
 * Totals of all that applies: value as `whole` minor units and `rest` ten-thousandths; discount and credit in minor units;
 * points and a number of gifts.
 */
export function weigh(program, discount, credit, points, gifts, giftValue) {
    const whole = mulFloor(credit, program.creditWorthBps, 10000);
    const rest = mulRest(credit, program.creditWorthBps, whole, 10000);
    return {
        whole: discount + points * program.pointValueMinor + giftValue + whole,
        rest,
        discount,
        credit,
        points,
        gifts,
    };
}

/** Above 0 when the first totals are the better ones, below 0 when the second are, in the order of Choice. */
export function compareTotals(one, other) {
    for (const key of ORDER) {
        if (one[key] !== other[key]) {
            return one[key] - other[key];
        }
    }
    return 0;
}

/** Whether there is any discount, credit, point or gift in it, whatever it is worth. */
export function gives(totals) {
    return totals.discount > 0 || totals.credit > 0 || totals.points > 0 || totals.gifts > 0;
}

/** Whether the value, in ten-thousandths, is above that of `before`. */
export function raisesValue(totals, before) {
    return totals.whole === before.whole ? totals.rest > before.rest : totals.whole > before.whole;
}

/** Whether a `Choice` beats another: larger totals, then fewer offers, then the earlier ones in the book's order. */
export function isBetter(choice, other) {
    const order = compareTotals(choice.totals, other.totals);
    if (order !== 0) {
        return order > 0;
    }
    if (choice.places.length !== other.places.length) {
        return choice.places.length < other.places.length;
    }
    const first = choice.places.findIndex((place, i) => place !== other.places[i]);
    return first >= 0 && choice.places[first] < other.places[first];
}
