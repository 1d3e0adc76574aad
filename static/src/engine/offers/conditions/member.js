// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// There is a member at the till (twin: engine/offers/conditions/member.py).

import { Condition } from "./base.js";

/** Refused by the base when there is none. */
export class Member extends Condition {
    static kind = "member";

    constructor() {
        super();
        this.readsMember = true;
    }

    test() {
        return null;
    }
}
