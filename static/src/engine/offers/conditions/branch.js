// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// The till is in one of some branches (twin: engine/offers/conditions/branch.py).

import { ContextInList } from "./base.js";

/** See `ContextInList`. */
export class Branch extends ContextInList {
    static kind = "branch";
    static fact = "branch";
}
