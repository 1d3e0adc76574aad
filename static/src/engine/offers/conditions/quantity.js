// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// There is enough of the matching lines (twin: engine/offers/conditions/quantity.py).

import { number, reason } from "../model.js";
import { Condition } from "./base.js";

/** Holds from `minMilli` thousandths of a unit on. */
export class Quantity extends Condition {
    static kind = "quantity";

    constructor(row, selectors) {
        super();
        this.minMilli = number(row, "min_milli");
        this.selectorRow = row.selector ?? null;
        this.selector = selectors.add(this.selectorRow);
    }

    test(scene) {
        const have = this._have(scene);
        return have >= this.minMilli ? null : reason(this.kind, this.minMilli, have);
    }

    missing(scene) {
        return Math.max(0, this.minMilli - this._have(scene)) || null;
    }

    /** Thousandths of a unit of the matching lines. */
    _have(scene) {
        let have = 0;
        for (const place of scene.matches[this.selector]) {
            have += scene.lines[place].qtyMilli;
        }
        return have;
    }
}
