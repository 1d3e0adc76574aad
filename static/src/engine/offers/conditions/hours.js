// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// It is the time of the day (twin: engine/offers/conditions/hours.py).

import { number, reason } from "../model.js";
import { Condition } from "./base.js";

/** Holds from minute `first` to before minute `last` of the local day, over midnight when `first` is the larger. */
export class Hours extends Condition {
    static kind = "hours";

    constructor(row) {
        super();
        this.first = number(row, "from");
        this.last = number(row, "to");
    }

    test(scene) {
        const have = scene.context.minute ?? null;
        return have !== null && this._covers(have) ? null : reason(this.kind, null, have);
    }

    /** Whether a minute is in the range; the range is empty when both ends are equal. */
    _covers(minute) {
        if (this.first > this.last) {
            return minute >= this.first || minute < this.last;
        }
        return this.first <= minute && minute < this.last;
    }
}
