// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// The last purchase is long ago (twin: engine/offers/conditions/inactive.py).

import { number, reason } from "../model.js";
import { HistoryCondition } from "./base.js";

/** Holds from `min_days` days since the last purchase on; never for who never bought. */
export class Inactive extends HistoryCondition {
    static kind = "inactive";

    constructor(row) {
        super();
        this.minDays = number(row, "min_days");
    }

    test(scene) {
        const have = scene.member.days_since_last ?? null;
        return have !== null && have >= this.minDays ? null : reason(this.kind, this.minDays, have);
    }
}
