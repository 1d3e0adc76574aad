// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// A fixed amount off (twin: engine/offers/benefits/amount_off.py).

import { number } from "../model.js";
import { RoomReduction } from "../reductions.js";
import { Discount } from "./base.js";

/** `amountMinor` off, spread over the room of the matching lines and never more than that room. */
export class AmountOff extends Discount {
    static kind = "amount_off";

    constructor(row, selectors) {
        super(row, selectors);
        this.amountMinor = number(row, "amount_minor");
    }

    /** How this benefit lowers the lines of a scene: an object of `reductions.js`. */
    reduction(scene) {
        return new RoomReduction(scene.matches[this.selector], this.amountMinor, scene.sumRoom(this.selector));
    }
}
