// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// The member's tier is one of a list (twin: engine/offers/conditions/tier.py).

import { listed, reason } from "../model.js";
import { Condition } from "./base.js";

/** Holds for a member whose tier is in `in`; stale facts do not matter. */
export class Tier extends Condition {
    static kind = "tier";

    constructor(row) {
        super();
        this.readsMember = true;
        this.allowed = listed(row, "in");
    }

    test(scene) {
        const have = scene.member.tier ?? null;
        return have !== null && this.allowed.includes(have) ? null : reason(this.kind, this.allowed, have);
    }
}
