// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// What the steps of the offers engine hand to each other (twin: engine/offers/model.py).
//
// Built from the JSON of the contract: a missing key and null are the same. Amounts are minor units, quantities thousandths.

export const ALWAYS = "always";
export const TOGETHER = "together";
export const ALONE = "alone";
export const APPLIED = "applied";
export const LOST = "lost";
export const REFUSED = "refused";

/** The list under a key; an empty one when it is missing or null. */
export function listed(row, key) {
    return row[key] ?? [];
}

/** The integer under a key, or `otherwise` when it is missing or null. */
export function number(row, key, otherwise = 0) {
    return row[key] ?? otherwise;
}

/** What the programme says about comparing and about margins; `marginFloorBps` may be null: no floor. */
export function readProgram(row) {
    const program = row ?? {};
    return {
        creditWorthBps: number(program, "credit_worth_bps", 10000),
        pointValueMinor: number(program, "point_value_minor"),
        marginFloorBps: program.margin_floor_bps ?? null,
    };
}

/** A basket line that takes part: discountable, with quantity and amount above 0; `costMinor` may be null. */
export function readLine(row) {
    return {
        id: row.id,
        product: row.product,
        categories: listed(row, "categories"),
        brand: row.brand ?? null,
        tags: listed(row, "tags"),
        qtyMilli: row.qty_milli,
        amountMinor: row.amount_minor,
        costMinor: row.cost_minor ?? null,
    };
}

/** Whether a line of the input counts; the others are as if not there. */
export function takesPart(row) {
    return row.discountable === true && number(row, "qty_milli") > 0 && number(row, "amount_minor") > 0;
}

/** An offer, compiled: its conditions and benefits are objects of the registered kinds. */
export function readOffer(row, conditions, benefits) {
    return {
        id: row.id,
        sequence: row.sequence,
        stacking: row.stacking,
        group: row.group ?? null,
        conditions,
        benefits,
        maxUsesPerMember: row.max_uses_per_member ?? null,
        remainingUses: row.remaining_uses ?? null,
        remainingBudgetMinor: row.remaining_budget_minor ?? null,
    };
}

/** A compiled offer book: the offers in their order (`sequence`, `id`) and the index of all their selectors. */
export class Book {
    constructor(program, offers, selectors) {
        this.program = program;
        this.offers = offers;
        this.selectors = selectors;
    }
}

/**
 * What applies: totals (see `weigh`) and the places, ascending, of the chosen set in the book's order.
 *
 * The `always` offers count in the totals and are not among the places.
 */
export class Choice {
    constructor(totals, places) {
        this.totals = totals;
        this.places = places;
    }
}

/** One reason of a verdict, as it goes out: the code, what was needed and what was there. */
export function reason(code, need = null, have = null) {
    return { code, need, have };
}
