// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// What all benefits share (twin: engine/offers/benefits/base.py).

export const DISCOUNT = "discount";
export const EARNING = "earning";
export const GIFT = "gift";
export const UNKNOWN = "unknown";
export const CREDIT = "credit";
export const POINTS = "points";

/**
 * One benefit of an offer, compiled once from its JSON.
 *
 * A leaf sets `kind` and derives from one of three families, which differ in what the rest of the engine asks of them:
 * a `Discount` lowers lines within their room, an `Earning` gives credit or points on what is really paid in the end, a
 * gift (`benefits/gift.js`) is counted and never looks at a line. `family` tells them apart.
 */
export class Benefit {
    static kind = null;

    constructor(family) {
        this.kind = this.constructor.kind;
        this.family = family;
    }
}

/** Lowers what the customer pays now, for example 10 % off a category (`percent_off`): see `reduction(scene)`. */
export class Discount extends Benefit {
    constructor(row, selectors) {
        super(DISCOUNT);
        this.selector = selectors.add(row.selector);
    }
}

/**
 * Gives credit or points, told by `purse`, on the *base*: the matching amounts after all discounts.
 *
 * `total(base)` never falls when the base grows. The search relies on one more promise: when the base falls from `base`,
 * the total falls by at least `pullBps(program, base)` of the fall, less `slack` units of the purse.
 */
export class Earning extends Benefit {
    constructor(row, selectors, purse) {
        super(EARNING);
        this.purse = purse;
        this.slack = 0;
        this.selector = selectors.add(row.selector);
    }

    /** What one unit less of base costs in value, apart from rounding, in basis points, rounded down. */
    pullBps() {
        return 0;
    }
}
