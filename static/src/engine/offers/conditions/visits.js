// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// Enough purchases before this one (twin: engine/offers/conditions/visits.py).

import { number, reason } from "../model.js";
import { HistoryCondition } from "./base.js";

/** Holds from `min` completed purchases on. */
export class Visits extends HistoryCondition {
    static kind = "visits";

    constructor(row) {
        super();
        this.min = number(row, "min");
    }

    test(scene) {
        const have = scene.member.visits ?? null;
        return have !== null && have >= this.min ? null : reason(this.kind, this.min, have);
    }

    missing(scene) {
        const have = scene.member?.visits ?? null;
        return have === null || scene.member.stale ? null : this.min - have;
    }
}
