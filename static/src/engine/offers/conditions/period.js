// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// Today is in a period (twin: engine/offers/conditions/period.py).

import { reason } from "../model.js";
import { Condition } from "./base.js";

/** Holds from `first` to `last`, both included, as ISO texts; either may be null: that end is open. */
export class Period extends Condition {
    static kind = "period";

    constructor(row) {
        super();
        this.first = row.from ?? null;
        this.last = row.to ?? null;
    }

    test(scene) {
        const have = scene.context.date ?? null;
        if (have === null || (this.first !== null && have < this.first)) {
            return reason(this.kind, null, have);
        }
        return this.last === null || have <= this.last ? null : reason(this.kind, null, have);
    }
}
