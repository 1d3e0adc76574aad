// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// Today is one of some weekdays (twin: engine/offers/conditions/weekdays.py).

import { ContextInList } from "./base.js";

/** 1 is Monday, 7 is Sunday. */
export class Weekdays extends ContextInList {
    static kind = "weekdays";
    static fact = "weekday";
}
