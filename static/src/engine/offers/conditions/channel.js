// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// The purchase comes by one of some channels (twin: engine/offers/conditions/channel.py).

import { ContextInList } from "./base.js";

/** See `ContextInList`. */
export class Channel extends ContextInList {
    static kind = "channel";
    static fact = "channel";
}
