// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// The matching lines cost enough, and not too much (twin: engine/offers/conditions/basket_amount.py).

import { reason } from "../model.js";
import { Condition } from "./base.js";

/** Holds from `minMinor` to `maxMinor`, both included; either may be null: that end is open. */
export class BasketAmount extends Condition {
    static kind = "basket_amount";

    constructor(row, selectors) {
        super();
        this.minMinor = row.min ?? null;
        this.maxMinor = row.max ?? null;
        this.selectorRow = row.selector ?? null;
        this.selector = selectors.add(this.selectorRow);
    }

    test(scene) {
        const have = scene.sumAmount(this.selector);
        if (this.minMinor !== null && have < this.minMinor) {
            return reason(this.kind, this.minMinor, have);
        }
        if (this.maxMinor !== null && have > this.maxMinor) {
            return reason(this.kind, this.maxMinor, have);
        }
        return null;
    }

    missing(scene) {
        const short = (this.minMinor ?? 0) - scene.sumAmount(this.selector);
        return short > 0 && (this.maxMinor === null || this.minMinor <= this.maxMinor) ? short : null;
    }
}
