// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// The search for the best set of `together` offers (twin: engine/offers/search.py).
//
// The tree is fixed: steps in the book's order, each taken before it is left out, a branch dropped when it cannot beat
// the best set so far (`bound.js`, `reach.js`). A *node* is one step that was taken and priced.

import { Bound } from "./bound.js";
import { Taken, hasGroup } from "./contest.js";
import { takeDiscount } from "./price.js";
import { Reach } from "./reach.js";

/**
 * An undecided part of the tree: steps before `number` are decided; `reach` is that of all that is sure to apply.
 *
 * `depth` tells how many rooms the search had to make for it. Of the open branches no two have the same depth, so one
 * list per depth is enough for the whole search.
 */
class Branch {
    constructor(number, depth, room, discount, taken, reach) {
        this.number = number;
        this.depth = depth;
        this.room = room;
        this.discount = discount;
        this.taken = taken;
        this.reach = reach;
    }
}

/** One run of the search: `best` so far, and `nodes` left (null: no limit). */
export class Search {
    constructor(contest, best, nodes) {
        this.contest = contest;
        this.bound = new Bound(contest);
        this.best = best;
        this.nodes = nodes;
        this.open = [];
        this._rooms = [];
    }

    /** Whether the whole tree was seen; then `best` is proven. */
    run() {
        this.open.push(new Branch(0, 0, this.contest.scene.room, 0, null, this._firstReach()));
        while (this.open.length) {
            if (!this._follow(this.open.pop())) {
                return false;
            }
        }
        return true;
    }

    /** The `Reach` of what is no step: of each group, what its best member is worth at most. */
    _firstReach() {
        const { contest } = this;
        let reach = contest.reachOfAll([...contest.idle, ...contest.free]);
        for (const members of contest.grouped.values()) {
            reach = reach.plus(new Reach(Math.max(...members.map((one) => contest.reach(one).extras)), 0, 0));
        }
        return reach;
    }

    /** Follow a branch to its end, leaving those beside it open; false when the nodes are used up. */
    _follow(start) {
        const { steps } = this.contest;
        let branch = start;
        for (let number = start.number; number < steps.length; number++) {
            const toCome = this.bound.discountToCome(number, branch.room, branch.discount);
            if (!this._canWin(branch, number, toCome)) {
                return true;
            }
            if (!toCome && !this.bound.hasExtras[number]) {
                break;
            }
            const step = steps[number];
            if (step.group !== null && hasGroup(branch.taken, step.group)) {
                continue;
            }
            if (!step.forced && this.nodes !== null) {
                if (!this.nodes) {
                    return false;
                }
                this.nodes -= 1;
            }
            branch = this._take(branch, number, step);
        }
        this.best = this.contest.settle(this.best, branch.room, branch.discount, branch.taken);
        return true;
    }

    /** The branch with a step taken; the one without it stays open when it may differ for the better. */
    _take(branch, number, step) {
        const { depth, taken } = branch;
        const room = this._roomAt(depth);
        room.set(branch.room);
        const discount = takeDiscount(step.candidate, room);
        if (!step.forced) {
            // What gives nothing here only makes the set larger: the same set without it is never worse.
            if (!discount && !step.candidate.hasExtras) {
                return branch;
            }
            this.open.push(new Branch(number + 1, depth, branch.room, branch.discount, taken, branch.reach));
        }
        const reach = branch.reach.plus(this.contest.reach(step.candidate));
        const sum = branch.discount + discount;
        return new Branch(number + 1, depth + 1, room, sum, new Taken(taken, step, discount), reach);
    }

    /** The list for the room of the branches one deeper than `depth`. */
    _roomAt(depth) {
        if (depth === this._rooms.length) {
            this._rooms.push(this.contest.scene.room.slice());
        }
        return this._rooms[depth];
    }

    /** Whether some set of the branch, undecided from `number` on, may beat the best one. */
    _canWin(branch, number, toCome) {
        const best = this.best.totals;
        const discount = branch.discount + toCome;
        const most = branch.reach.value(discount) + this.bound.extras[number];
        if (most !== best.whole) {
            return most > best.whole;
        }
        return best.rest === 0 && discount >= best.discount;
    }
}
