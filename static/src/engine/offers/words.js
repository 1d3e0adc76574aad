// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// Numbers, names and phrases in the language of the reader (twin: engine/offers/words.py).

import { minorText } from "../money.js";
import * as phrasesEn from "./phrases_en.js";
import * as phrasesFa from "./phrases_fa.js";

const LANGUAGES = new Map([
    ["en", phrasesEn],
    ["fa", phrasesFa],
]);
const SEPARATORS = { en: [",", ".", ", "], fa: ["٬", "٫", "، "] };
const PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹";

/** The value of an object's own key, or undefined. */
function own(object, key) {
    return object && Object.hasOwn(object, key) ? object[key] : undefined;
}

/**
 * How to write for one reader.
 *
 * `language` is "en" or "fa". Money is written by `money(minor)` when that is given, else with `minorDigits` and the
 * `unit` label. `names` maps "offers", "products", "categories", "brands", "tags", "tiers", "segments" and "branches"
 * to mappings from id as text to name; what has no name there is written as its id.
 */
export class Words {
    constructor({ language = "en", minorDigits = 0, unit = "", money = null, names = null } = {}) {
        this.language = LANGUAGES.has(language) ? language : "en";
        this._texts = LANGUAGES.get(this.language);
        this._minorDigits = minorDigits;
        this._unit = unit;
        this._money = money;
        this._names = names ?? {};
    }

    /** An integer with thousands apart. */
    number(number) {
        return this._local(String(number));
    }

    /** Thousandths of a unit as units, without idle zeros. */
    quantity(milli) {
        return this._local(minorText(milli, 3).replace(/\.?0+$/, ""));
    }

    /** An amount in minor units with its unit. */
    money(minor) {
        if (this._money !== null) {
            return this._money(minor);
        }
        const text = this._local(minorText(minor, this._minorDigits));
        return this._unit ? `${text} ${this._unit}` : text;
    }

    /** A minute of the day as hours and minutes. */
    time(minute) {
        const two = (number) => String(number).padStart(2, "0");
        return this._digits(`${two(Math.floor(minute / 60))}:${two(minute % 60)}`);
    }

    /** An ISO date in the reader's digits. */
    date(text) {
        return this._digits(text);
    }

    /** The name of an id. */
    name(group, one) {
        return own(own(this._names, group), String(one)) ?? String(one);
    }

    /** Texts as one enumeration. */
    listed(texts) {
        return texts.join(SEPARATORS[this.language][2]);
    }

    /** The names of ids as one enumeration. */
    names(group, ids) {
        return this.listed(ids.map((one) => this.name(group, one)));
    }

    /** The name of a weekday, 1 is Monday. */
    weekday(number) {
        return this._texts.WEEKDAYS[number - 1] ?? String(number);
    }

    /** The name of a sales channel. */
    channel(code) {
        return own(this._texts.CHANNELS, code) ?? String(code);
    }

    /** Whether there is a phrase under a key. */
    has(key) {
        return Object.hasOwn(this._texts.PHRASES, key);
    }

    /** The phrase under a key with its braces filled in. */
    phrase(key, values) {
        let text = this._texts.PHRASES[key];
        for (const [name, value] of Object.entries(values ?? {})) {
            text = text.replaceAll(`{${name}}`, () => value);
        }
        return text;
    }

    /** A plain number with thousands apart, in the reader's digits and separators. */
    _local(text) {
        const [thousands, point] = SEPARATORS[this.language];
        const [whole, part] = text.replace("-", "").split(".");
        const groups = [];
        for (let end = whole.length; end > 0; end -= 3) {
            groups.unshift(whole.slice(Math.max(0, end - 3), end));
        }
        const sign = text.startsWith("-") ? "-" : "";
        return sign + this._digits(groups.join(thousands) + (part ? point + part : ""));
    }

    /** A text with the digits of the language. */
    _digits(text) {
        return this.language === "fa" ? text.replace(/[0-9]/g, (digit) => PERSIAN_DIGITS[digit]) : text;
    }
}
