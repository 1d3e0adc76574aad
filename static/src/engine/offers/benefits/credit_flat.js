// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// A fixed amount of wallet credit (twin: engine/offers/benefits/credit_flat.py).

import { number } from "../model.js";
import { CREDIT, Earning } from "./base.js";

/** `amountMinor` of wallet credit as soon as anything is paid for a matching line. */
export class CreditFlat extends Earning {
    static kind = "credit_flat";

    constructor(row, selectors) {
        super(row, selectors, CREDIT);
        this.amountMinor = number(row, "amount_minor");
    }

    total(base) {
        return base > 0 ? this.amountMinor : 0;
    }
}
