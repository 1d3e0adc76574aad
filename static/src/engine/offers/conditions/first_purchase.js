// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// This is the first purchase (twin: engine/offers/conditions/first_purchase.py).

import { reason } from "../model.js";
import { HistoryCondition } from "./base.js";

/** Holds while there is no completed purchase. */
export class FirstPurchase extends HistoryCondition {
    static kind = "first_purchase";

    test(scene) {
        const have = scene.member.visits ?? null;
        return have === 0 ? null : reason(this.kind, 0, have);
    }
}
