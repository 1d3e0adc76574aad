// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// A kind that this version does not know (twin: engine/offers/conditions/unknown.py).

import { reason } from "../model.js";
import { Condition } from "./base.js";

/** Stands for a condition of a newer server: it refuses the offer instead of failing. */
export class UnknownCondition extends Condition {
    constructor(row) {
        super();
        this.kind = row.kind ?? null;
    }

    test() {
        return reason("unknown_kind", this.kind);
    }
}
