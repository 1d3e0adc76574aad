// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// A fixed number of points (twin: engine/offers/benefits/points_flat.py).

import { number } from "../model.js";
import { Earning, POINTS } from "./base.js";

/** `points` as soon as anything is paid for a matching line. */
export class PointsFlat extends Earning {
    static kind = "points_flat";

    constructor(row, selectors) {
        super(row, selectors, POINTS);
        this.points = number(row, "points");
    }

    total(base) {
        return base > 0 ? this.points : 0;
    }
}
