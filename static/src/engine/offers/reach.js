// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// What a set of offers is worth at most when only the sum of its discounts is known (twin: engine/offers/reach.py, which
// says why it is valid).

import { mulCeil, mulFloor } from "../money.js";
import { CREDIT } from "./benefits/base.js";
import { earn } from "./price.js";

/** The sums over a set of offers; `extras` and `slack` in minor units of value. */
export class Reach {
    constructor(extras, pullBps, slack) {
        this.extras = extras;
        this.pullBps = pullBps;
        this.slack = slack;
    }

    /** The `Reach` of both sets together. */
    plus(other) {
        const pullBps = this.pullBps + other.pullBps;
        if (pullBps > 10000) {
            return new Reach(this.extras + other.extras, this.pullBps, this.slack);
        }
        return new Reach(this.extras + other.extras, pullBps, this.slack + other.slack);
    }

    /** The most that the set is worth, in minor units, when its discounts sum to at most `discount`. */
    value(discount) {
        return discount + this.extras - mulFloor(this.pullBps, discount, 10000) + this.slack;
    }
}

export const NOTHING = new Reach(0, 0, 0);

/** The `Reach` of one offer. */
export function reachOf(scene, candidate) {
    if (!candidate.hasExtras) {
        return NOTHING;
    }
    const { program } = scene;
    const { credit, points } = earn(candidate, scene.basesAfter(scene.room, 0), 0);
    const extras = candidate.giftValue + valueMost(program, credit, points);
    let pullBps = 0;
    let slack = 0;
    for (const earning of candidate.budget === null ? candidate.earnings : []) {
        const pull = scene.isWhole(earning.selector) ? earning.pullBps(program, scene.amount) : 0;
        if (pull) {
            const isCredit = earning.purse === CREDIT;
            pullBps += pull;
            slack += valueMost(program, isCredit ? earning.slack : 0, isCredit ? 0 : earning.slack);
        }
    }
    return new Reach(extras, pullBps, slack);
}

/** The value of credit and points in minor units, rounded up. */
function valueMost(program, credit, points) {
    return mulCeil(credit, program.creditWorthBps, 10000) + points * program.pointValueMinor;
}
