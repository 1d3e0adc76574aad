// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// This purchase is the n-th, 2n-th, 3n-th ... (twin: engine/offers/conditions/every_nth_visit.py).

import { number, reason } from "../model.js";
import { HistoryCondition } from "./base.js";

/** Counts this purchase too; `n` >= 1. */
export class EveryNthVisit extends HistoryCondition {
    static kind = "every_nth_visit";

    constructor(row) {
        super();
        this.n = number(row, "n", 1);
    }

    test(scene) {
        const visits = scene.member.visits ?? null;
        if (visits === null) {
            return reason(this.kind, this.n);
        }
        return (visits + 1) % this.n === 0 ? null : reason(this.kind, this.n, visits + 1);
    }

    missing(scene) {
        const have = scene.member?.visits ?? null;
        return have === null || scene.member.stale ? null : this.n - ((have + 1) % this.n);
    }
}
