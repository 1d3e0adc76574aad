// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// Points for every so much that is paid (twin: engine/offers/benefits/points.py).

import { divFloor, mulFloor } from "../../money.js";
import { number } from "../model.js";
import { Earning, POINTS } from "./base.js";

/** `points` for each full `perMinor` of the base, at most `maxPoints` when that is not null. */
export class Points extends Earning {
    static kind = "points";

    constructor(row, selectors) {
        super(row, selectors, POINTS);
        this.points = number(row, "points");
        this.perMinor = number(row, "per_minor", 1);
        this.maxPoints = row.max_points ?? null;
        this.slack = this.points;
    }

    total(base) {
        // A product beyond 2^53 is only near, but then it is far above any cap that the contract lets through.
        const earned = divFloor(base, this.perMinor) * this.points;
        return this.maxPoints === null ? earned : Math.min(earned, this.maxPoints);
    }

    pullBps(program, base) {
        if (this.maxPoints !== null && divFloor(base, this.perMinor) * this.points > this.maxPoints) {
            return 0;
        }
        return mulFloor(this.points * program.pointValueMinor, 10000, this.perMinor);
    }
}
