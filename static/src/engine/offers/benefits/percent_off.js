// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// A part of the price off (twin: engine/offers/benefits/percent_off.py).

import { mulHalfUp, spread } from "../../money.js";
import { number } from "../model.js";
import { CappedReduction, FixedReduction } from "../reductions.js";
import { Discount } from "./base.js";

/** `rateBps` off the matching lines in proportion to their amounts, at most `maxMinor` when that is not null. */
export class PercentOff extends Discount {
    static kind = "percent_off";

    constructor(row, selectors) {
        super(row, selectors);
        this.rateBps = number(row, "rate_bps");
        this.maxMinor = row.max_minor ?? null;
    }

    /** How this benefit lowers the lines of a scene: an object of `reductions.js`. */
    reduction(scene) {
        const fixed = scene.remember(`${this.selector}:${this.rateBps}`, () => this._fixed(scene));
        if (this.maxMinor === null || fixed.total <= this.maxMinor) {
            return fixed;
        }
        return new CappedReduction(fixed.places, fixed.shares, this.maxMinor);
    }

    /** What the matching lines would get, room and cap aside. */
    _fixed(scene) {
        const places = scene.matches[this.selector];
        const total = mulHalfUp(scene.sumAmount(this.selector), this.rateBps, 10000);
        const weights = Float64Array.from(places, (place) => scene.amounts[place]);
        return new FixedReduction(places, spread(total, weights));
    }
}
