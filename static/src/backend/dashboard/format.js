import { getCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { formatFloat, humanNumber } from "@web/core/utils/numbers";
import { formatMonetary } from "@web/views/fields/formatters";

const PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹";

/** A text with the digits of the reader. */
export function inDigits(text) {
    return user.lang.startsWith("fa") ? text.replace(/[0-9]/g, (digit) => PERSIAN_DIGITS[digit]) : text;
}

function plain(kind, value, currencyId, isShort) {
    if (kind === "text") {
        return value;
    }
    if (kind === "percent") {
        return _t("%s %", formatFloat(value, { digits: [0, 1], trailingZeros: false }));
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
