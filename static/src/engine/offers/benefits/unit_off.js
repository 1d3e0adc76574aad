// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// Every n-th unit cheaper (twin: engine/offers/benefits/unit_off.py).

import { divFloor, mulFloor, mulHalfUp } from "../../money.js";
import { number } from "../model.js";
import { FixedReduction } from "../reductions.js";
import { Discount } from "./base.js";

/** Of the matching units, dearest first, the `per`-th, 2 `per`-th ... are reduced by `rateBps`. */
export class UnitOff extends Discount {
    static kind = "unit_off";

    constructor(row, selectors) {
        super(row, selectors);
        this.rateBps = number(row, "rate_bps");
        this.per = number(row, "per", 1);
    }

    /** How this benefit lowers the lines of a scene: an object of `reductions.js`. */
    reduction(scene) {
        const key = `${this.kind} ${this.selector} ${this.rateBps} ${this.per}`;
        return scene.remember(key, () => this._fixed(scene));
    }

    /** What the lines with a reduced unit get, each at most its room. */
    _fixed(scene) {
        const places = [];
        const shares = [];
        let counted = 0;
        let total = 0;
        for (const { price, place } of scene.remember(`units ${this.selector}`, () => this._priced(scene))) {
            const before = divFloor(counted, this.per);
            counted += scene.lines[place].qtyMilli / 1000;
            const reduced = divFloor(counted, this.per) - before;
            if (reduced) {
                const share = reduced * mulHalfUp(price, this.rateBps, 10000);
                places.push(place);
                shares.push(share);
                total += share;
            }
        }
        const reduction = new FixedReduction(places, Float64Array.from(shares), total);
        reduction.most = reduction.mostOf(scene.room);
        return reduction;
    }

    /** Unit price, floored, and place of each matching line that holds whole units, the dearest first. */
    _priced(scene) {
        const priced = [];
        for (const place of scene.matches[this.selector]) {
            const line = scene.lines[place];
            if (line.qtyMilli % 1000 === 0) {
                priced.push({ price: mulFloor(line.amountMinor, 1000, line.qtyMilli), place });
            }
        }
        return priced.sort((one, other) => other.price - one.price || one.place - other.place);
    }
}
