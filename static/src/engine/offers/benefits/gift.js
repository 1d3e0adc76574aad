// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// Something given beside the price (twin: engine/offers/benefits/gift.py).

import { number } from "../model.js";
import { Benefit, GIFT } from "./base.js";

/** `count` tickets, spins, coupons or products; `valueMinor` each weighs in the choice only. */
export class Gift extends Benefit {
    static kind = "gift";

    constructor(row) {
        super(GIFT);
        this.what = row.what ?? null;
        this.ref = row.ref ?? null;
        this.count = number(row, "count", 1);
        this.valueMinor = number(row, "value_minor");
    }

    /** How many are given: none but products without a member. */
    given(scene) {
        return this.what === "product" || scene.member !== null ? this.count : 0;
    }

    /** The gift as it goes out. */
    row() {
        return { what: this.what, ref: this.ref, count: this.count };
    }
}
