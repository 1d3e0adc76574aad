// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// A code was typed or scanned (twin: engine/offers/conditions/code.py).

import { listed, reason } from "../model.js";
import { Condition } from "./base.js";

/** A code as it is compared: U+0020 at both ends removed, ASCII letters upper-cased, nothing else. */
export function plainCode(text) {
    let first = 0;
    let last = text.length;
    while (first < last && text[first] === " ") {
        first += 1;
    }
    while (last > first && text[last - 1] === " ") {
        last -= 1;
    }
    return text.slice(first, last).replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

/** Holds when the basket has one of the codes; the refusal does not tell which. */
export class Code extends Condition {
    static kind = "code";

    constructor(row) {
        super();
        this.codes = listed(row, "in").map(plainCode);
    }

    test(scene) {
        return this.codes.some((code) => scene.codes.has(code)) ? null : reason(this.kind);
    }
}
