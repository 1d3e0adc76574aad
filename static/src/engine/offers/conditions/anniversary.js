// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// The member's anniversary is near (twin: engine/offers/conditions/anniversary.py).

import { DaysAround } from "./base.js";

/** See `DaysAround`. */
export class Anniversary extends DaysAround {
    static kind = "anniversary";
    static fact = "days_to_anniversary";
}
