// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// Integer arithmetic on money in minor units (twin: engine/money.py).
//
// Amounts are integers in the smallest unit of the programme's currency, rates are basis points. Inputs and results are
// safe integers; products in between may pass 2^53 and stay exact: a double product plus its rounding error, found by
// splitting both factors in halves of 26 bits (Dekker), is the exact product.

const SPLITTER = 2 ** 27 + 1;

/** What a x b is more than the double `product`, exactly. */
function productError(a, b, product) {
    const aWide = SPLITTER * a;
    const aHigh = aWide - (aWide - a);
    const aLow = a - aHigh;
    const bWide = SPLITTER * b;
    const bHigh = bWide - (bWide - b);
    const bLow = b - bHigh;
    return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

/** a x b - q x d, exactly, when that is a small number: the products cancel, then their errors do. */
function difference(a, b, q, d) {
    const product = a * b;
    const other = q * d;
    return product - other + (productError(a, b, product) - productError(q, d, other));
}

/** The largest integer not above n / d; d > 0. */
export function divFloor(n, d) {
    return Math.floor(n / d);
}

/** The smallest integer not below n / d; d > 0. */
export function divCeil(n, d) {
    const quotient = Math.floor(n / d);
    return quotient * d < n ? quotient + 1 : quotient;
}

/** n / d to the nearest integer, halves upward; d > 0. */
export function halfUp(n, d) {
    const quotient = Math.floor(n / d);
    return 2 * (n - quotient * d) >= d ? quotient + 1 : quotient;
}

/** floor(a x b / d) for a, b >= 0 and d > 0; a quotient beyond 2^53 is only near, still beyond it. */
export function mulFloor(a, b, d) {
    const product = a * b;
    let quotient = Math.floor(product / d);
    // A quotient of safe integers never rounds up to the next integer, so this is already the floor.
    if (product <= Number.MAX_SAFE_INTEGER || quotient > Number.MAX_SAFE_INTEGER) {
        return quotient;
    }
    let rest = difference(a, b, quotient, d);
    for (; rest < 0; rest += d) {
        quotient -= 1;
    }
    for (; rest >= d; rest -= d) {
        quotient += 1;
    }
    return quotient;
}

/** What floor(a x b / d), given as `quotient`, leaves over of a x b. */
export function mulRest(a, b, quotient, d) {
    const product = a * b;
    return product <= Number.MAX_SAFE_INTEGER ? product - quotient * d : difference(a, b, quotient, d);
}

/** ceil(a x b / d) for a, b >= 0 and d > 0. */
export function mulCeil(a, b, d) {
    const quotient = mulFloor(a, b, d);
    return quotient <= Number.MAX_SAFE_INTEGER && mulRest(a, b, quotient, d) > 0 ? quotient + 1 : quotient;
}

/** a x b / d to the nearest integer, halves upward, for a, b >= 0 and d > 0. */
export function mulHalfUp(a, b, d) {
    const quotient = mulFloor(a, b, d);
    return 2 * mulRest(a, b, quotient, d) >= d ? quotient + 1 : quotient;
}

// Remainders of the spread under way, and a copy to look for the largest in; they grow with the largest basket seen.
let rests = new Float64Array(64);
let sorting = new Float64Array(64);

/**
 * Spread an amount over weights by the largest remainder.
 *
 * `total` and each weight are integers >= 0. Each share is the floor of its part; the units that are left go one each to
 * the largest fractional remainders, ties to the earlier place. The shares sum to `total`, or to 0 when no weight is
 * above 0. They are written into `shares`, by default a new Float64Array; `count` tells how many weights there are.
 */
export function spread(total, weights, shares = new Float64Array(weights.length), count = weights.length) {
    let whole = 0;
    for (let i = 0; i < count; i++) {
        whole += weights[i];
    }
    if (total === 0 || whole === 0) {
        return shares.fill(0, 0, count);
    }
    if (count > rests.length) {
        rests = new Float64Array(2 * count);
        sorting = new Float64Array(2 * count);
    }
    let left = total;
    for (let i = 0; i < count; i++) {
        const weight = weights[i];
        const product = total * weight;
        const isSafe = product <= Number.MAX_SAFE_INTEGER;
        const share = isSafe ? Math.floor(product / whole) : mulFloor(total, weight, whole);
        rests[i] = isSafe ? product - share * whole : difference(total, weight, share, whole);
        shares[i] = share;
        left -= share;
    }
    if (left) {
        handOut(left, count, shares);
    }
    return shares;
}

/** Add one unit to the `left` largest remainders, the earlier place first among equal ones; changes `shares`. */
function handOut(left, count, shares) {
    const bar = nthLargest(left, count);
    let level = left;
    for (let i = 0; i < count; i++) {
        if (rests[i] > bar) {
            level -= 1;
        }
    }
    for (let i = 0; i < count; i++) {
        if (rests[i] > bar) {
            shares[i] += 1;
        } else if (rests[i] === bar && level) {
            shares[i] += 1;
            level -= 1;
        }
    }
}

/** The n-th largest remainder, n from 1, by quickselect: sorting them all would cost most of a spread's time. */
function nthLargest(n, count) {
    for (let i = 0; i < count; i++) {
        sorting[i] = rests[i];
    }
    let first = 0;
    let last = count - 1;
    while (first < last) {
        const pivot = sorting[(first + last) >> 1];
        let i = first;
        let j = last;
        while (i <= j) {
            while (sorting[i] > pivot) {
                i += 1;
            }
            while (sorting[j] < pivot) {
                j -= 1;
            }
            if (i <= j) {
                const swapped = sorting[i];
                sorting[i] = sorting[j];
                sorting[j] = swapped;
                i += 1;
                j -= 1;
            }
        }
        if (n - 1 <= j) {
            last = j;
        } else if (n - 1 >= i) {
            first = i;
        } else {
            return pivot;
        }
    }
    return sorting[n - 1];
}

/**
 * Minor units of an amount given as text, halves away from zero: toMinor("12.345", 2) is 1235.
 *
 * Throws a TypeError for anything but a text or an integer (a fraction may no longer be what was meant) and a RangeError
 * for a text that is no number.
 */
export function toMinor(amount, minorDigits) {
    if (typeof amount !== "string" && !Number.isSafeInteger(amount)) {
        throw new TypeError("money comes as text or integer, not as a fraction");
    }
    const parts = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(String(amount).trim());
    if (!parts || !(parts[2] || parts[3])) {
        throw new RangeError(`not a number: ${amount}`);
    }
    const digits = parts[2] + (parts[3] || "");
    const point = parts[2].length + Number(parts[4] || 0) + minorDigits;
    const kept = point > 0 ? digits.slice(0, point).padEnd(point, "0") : "0";
    const next = point >= 0 ? digits.charAt(point) : "";
    const minor = Number(kept) + (next >= "5" ? 1 : 0);
    return parts[1] === "-" && minor ? -minor : minor;
}

/** An amount as plain text with all its digits, as both languages write it: minorText(-1235, 2) is "-12.35". */
export function minorText(minor, minorDigits) {
    const digits = String(Math.abs(minor)).padStart(minorDigits + 1, "0");
    const cut = digits.length - minorDigits;
    const text = digits.slice(0, cut) + (minorDigits ? "." + digits.slice(cut) : "");
    return minor < 0 ? "-" + text : text;
}
