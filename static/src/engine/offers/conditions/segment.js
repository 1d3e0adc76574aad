// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// The member is in one of some segments (twin: engine/offers/conditions/segment.py).

import { listed, reason } from "../model.js";
import { Condition } from "./base.js";

/** Holds for a member of any segment in `in`; stale facts do not matter. */
export class Segment extends Condition {
    static kind = "segment";

    constructor(row) {
        super();
        this.readsMember = true;
        this.allowed = listed(row, "in");
    }

    test(scene) {
        const have = scene.member.segments ?? null;
        if (have !== null && have.some((segment) => this.allowed.includes(segment))) {
            return null;
        }
        return reason(this.kind, this.allowed, have);
    }
}
