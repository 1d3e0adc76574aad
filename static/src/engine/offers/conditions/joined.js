// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// The member joined lately (twin: engine/offers/conditions/joined.py).

import { number, reason } from "../model.js";
import { HistoryCondition } from "./base.js";

/** Holds up to `max_days` days after joining. */
export class Joined extends HistoryCondition {
    static kind = "joined";

    constructor(row) {
        super();
        this.maxDays = number(row, "max_days");
    }

    test(scene) {
        const have = scene.member.joined_days ?? null;
        return have !== null && have <= this.maxDays ? null : reason(this.kind, this.maxDays, have);
    }
}
