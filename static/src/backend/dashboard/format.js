import { getCurrency } from "@web/core/currency";
import { user } from "@web/core/user";
import { formatFloat, humanNumber } from "@web/core/utils/numbers";
import { formatMonetary } from "@web/views/fields/formatters";

const PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹";

const isPersian = () => user.lang.startsWith("fa");

/** A text with the digits of the reader. */
export function inDigits(text) {
    return isPersian() ? text.replace(/[0-9]/g, (digit) => PERSIAN_DIGITS[digit]) : text;
}

function plain(kind, value, currencyId, isShort) {
    if (kind === "text") {
        return value;
    }
    if (kind === "percent") {
        return `${formatFloat(value, { digits: [0, 1], trailingZeros: false })}${isPersian() ? "٪" : " %"}`;
    }
    if (isShort) {
        return Math.abs(value) < 1000 ? formatFloat(value, { trailingZeros: false }) : humanNumber(value, { decimals: 1 });
    }
    if (kind === "money") {
        return formatMonetary(value, { currencyId, digits: getCurrency(currencyId)?.digits });
    }
    return formatFloat(value, { digits: [0, 0] });
}

/**
 * A value as people read it; nothing for null.
 *
 * `kind`: money, number, percent or text. `isShort`: for the axis of a chart, as 12.5k.
 */
export function formatValue(kind, value, currencyId, isShort = false) {
    return value === null || value === undefined ? "" : inDigits(String(plain(kind, value, currencyId, isShort)));
}
