// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// A part of the price off (twin: engine/offers/benefits/percent_off.py).

import { mulHalfUp } from "../../money.js";
import { number } from "../model.js";
import { CappedReduction, RateReduction } from "../reductions.js";
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
        const key = `${this.kind} ${this.selector} ${this.rateBps}`;
        const uncapped = scene.remember(key, () => this._uncapped(scene));
        if (this.maxMinor === null || uncapped.total <= this.maxMinor) {
            return uncapped;
        }
        return new CappedReduction(uncapped, this.maxMinor);
    }

    /** The reduction without `maxMinor`. */
    _uncapped(scene) {
        const total = mulHalfUp(scene.sumAmount(this.selector), this.rateBps, 10000);
        const reduction = new RateReduction(scene, scene.matches[this.selector], total);
        const isRoomy = this.rateBps <= scene.roomyBps(this.selector);
        reduction.most = isRoomy ? total : reduction.mostOf(scene.room);
        return reduction;
    }
}
