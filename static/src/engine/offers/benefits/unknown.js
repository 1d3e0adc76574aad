// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// A kind that this version does not know (twin: engine/offers/benefits/unknown.py).

import { Benefit, UNKNOWN } from "./base.js";

/** Stands for a benefit of a newer server: it refuses the offer instead of failing. */
export class UnknownBenefit extends Benefit {
    constructor(row) {
        super(UNKNOWN);
        this.kind = row.kind ?? null;
    }
}
