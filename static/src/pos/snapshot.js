// What the offers engine needs to know of an order, as plain values. No Odoo in here: lines come in as plain objects.

/** Integer minor units of an amount. */
export function toMinor(amount, digits) {
    return Math.round(amount * 10 ** digits);
}

export function fromMinor(minor, digits) {
    return minor / 10 ** digits;
}

/**
 * The engine's `context` of a moment in a branch.
 *
 * @param {{year: number, month: number, day: number, weekday: number, hour: number, minute: number}} local in the branch's zone
 */
export function contextOf(local, branchId) {
    const two = (number) => String(number).padStart(2, "0");
    return {
        date: `${local.year}-${two(local.month)}-${two(local.day)}`,
        weekday: local.weekday,
        minute: local.hour * 60 + local.minute,
        branch: branchId,
        channel: "pos",
    };
}

/** Facts of a member `days` days after they were told: what counts days moves on, the rest stays. Stale after `staleAfter` days. */
export function shiftFacts(facts, days, staleAfter) {
    if (!days) {
        return facts;
    }
    const later = (value) => (value === null || value === undefined ? value : value + days);
    const sooner = (value) => (value === null || value === undefined ? value : value - days);
    return {
        ...facts,
        days_since_last: later(facts.days_since_last),
        joined_days: later(facts.joined_days),
        days_to_birthday: sooner(facts.days_to_birthday),
        days_to_anniversary: sooner(facts.days_to_anniversary),
        stale: days > staleAfter,
    };
}

/** Facts told `days` days ago, after one more purchase today by which the member used these offers. */
export function afterPurchase(facts, days, offers) {
    const uses = { ...facts.uses };
    offers.forEach((id) => (uses[id] = (uses[id] || 0) + 1));
    return { ...facts, visits: facts.visits + 1, days_since_last: 0 - days, uses };
}

/** A member who joins now: what a passer-by would get. */
export const NEWCOMER = {
    id: 0,
    tier: null,
    segments: [],
    visits: 0,
    days_since_last: null,
    days_to_birthday: null,
    days_to_anniversary: null,
    joined_days: 0,
    uses: {},
    holdout: [],
    stale: false,
};

/** One line of the engine's basket. `line.product` is the product's own part: {product, categories, brand, tags}. */
export function basketLine(line, digits) {
    return {
        ...line.product,
        id: line.uuid,
        qty_milli: Math.round(line.qty * 1000),
        amount_minor: toMinor(line.amount, digits),
        cost_minor: line.cost ? toMinor(line.cost, digits) : null,
        discountable: line.discountable,
    };
}

/**
 * The percent that gives the cashier's own discount and the offers' together.
 *
 * @param {number} manual percent of the cashier
 * @param {number} amountMinor what the line costs after it
 * @param {number} offMinor what the offers take off that
 */
export function joinedDiscount(manual, amountMinor, offMinor) {
    if (!offMinor || amountMinor <= 0) {
        return manual;
    }
    return 100 * (1 - (1 - manual / 100) * (1 - Math.min(offMinor, amountMinor) / amountMinor));
}

/** Persian and Arabic digits as 0-9, the rest as it is. */
export function asciiDigits(text) {
    return text.replace(/[\u06F0-\u06F9\u0660-\u0669]/g, (digit) => digit.charCodeAt(0) & 15);
}

/** Digits only, Persian and Arabic ones as 0-9. */
export function digitsOf(text) {
    return asciiDigits(text).replace(/[^0-9]/g, "");
}

/** Whether this is a club card: twelve digits, the last of them the check digit (the same rule as the server's `luhn_digit`). */
export function isCard(text) {
    const digits = digitsOf(text);
    if (digits.length !== 12 || /[^\d\u06F0-\u06F9\u0660-\u0669\s-]/.test(text.trim())) {
        return false;
    }
    let total = 0;
    for (let place = 0; place < 12; place += 1) {
        const value = Number(digits[11 - place]) * (place % 2 ? 2 : 1);
        total += value > 9 ? value - 9 : value;
    }
    return total % 10 === 0;
}
