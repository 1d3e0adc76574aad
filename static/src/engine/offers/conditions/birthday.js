// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// The member's birthday is near (twin: engine/offers/conditions/birthday.py).

import { DaysAround } from "./base.js";

/** See `DaysAround`. */
export class Birthday extends DaysAround {
    static kind = "birthday";
    static fact = "days_to_birthday";
}
