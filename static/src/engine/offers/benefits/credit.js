// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// Wallet credit as a part of what is paid (twin: engine/offers/benefits/credit.py).

import { mulFloor, mulHalfUp } from "../../money.js";
import { number } from "../model.js";
import { CREDIT, Earning } from "./base.js";

/** `rateBps` of the base as wallet credit, at most `maxMinor` when that is not null. */
export class Credit extends Earning {
    static kind = "credit";

    constructor(row, selectors) {
        super(row, selectors, CREDIT);
        this.rateBps = number(row, "rate_bps");
        this.maxMinor = row.max_minor ?? null;
        this.slack = 1;
    }

    total(base) {
        const earned = mulHalfUp(base, this.rateBps, 10000);
        return this.maxMinor === null ? earned : Math.min(earned, this.maxMinor);
    }

    pullBps(program, base) {
        if (this.maxMinor !== null && mulHalfUp(base, this.rateBps, 10000) > this.maxMinor) {
            return 0;
        }
        return mulFloor(this.rateBps, program.creditWorthBps, 10000);
    }
}
