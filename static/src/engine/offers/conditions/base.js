// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// What all conditions share (twin: engine/offers/conditions/base.py).

import { listed, number, reason } from "../model.js";

/**
 * One condition of an offer, compiled once from its JSON.
 *
 * A leaf sets `kind`, keeps what it needs of the JSON in its constructor, and answers in `test(scene)` either null (it
 * holds) or the reason why not. `readsMember` and `readsHistory` make the base refuse before `test` when there is no
 * member, or when the member's facts are too old to be relied on, so that a leaf may take the member for granted.
 */
export class Condition {
    static kind = null;

    constructor() {
        this.kind = this.constructor.kind;
        this.readsMember = false;
        this.readsHistory = false;
        this.selectorRow = null;
    }

    /** null when the condition holds in a scene, else the reason. */
    refusal(scene) {
        if (this.readsMember && scene.member === null) {
            return reason("no_member");
        }
        if (this.readsHistory && scene.member.stale) {
            return reason("stale_facts");
        }
        return this.test(scene);
    }

    /**
     * How much is missing of what the customer can still bring when it does not hold, or null: nothing will help.
     *
     * In the unit of the reason's `need`; `selectorRow` is then the JSON of what is counted.
     */
    missing() {
        return null;
    }
}

/** A condition on a fact of the member that ages: stale facts never satisfy it. */
export class HistoryCondition extends Condition {
    constructor() {
        super();
        this.readsMember = true;
        this.readsHistory = true;
    }
}

/** A context fact is in the list `in`; the leaf's `kind` is the code and `fact` the key in the context. */
export class ContextInList extends Condition {
    static fact = null;

    constructor(row) {
        super();
        this.allowed = listed(row, "in");
        this.fact = this.constructor.fact;
    }

    test(scene) {
        const have = scene.context[this.fact] ?? null;
        return have !== null && this.allowed.includes(have) ? null : reason(this.kind, this.allowed, have);
    }
}

/** A yearly day is near: `before` days ahead of it to `after` days behind it, both 0 when null. */
export class DaysAround extends HistoryCondition {
    static fact = null;

    constructor(row) {
        super();
        this.before = number(row, "before");
        this.after = number(row, "after");
        this.fact = this.constructor.fact;
    }

    test(scene) {
        const have = scene.member[this.fact] ?? null;
        return have !== null && -this.after <= have && have <= this.before ? null : reason(this.kind, null, have);
    }
}
