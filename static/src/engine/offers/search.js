// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// The search for the best set of `together` offers (twin: engine/offers/search.py).
//
// The tree is fixed: steps in the book's order, each taken before it is left out, a branch dropped when its bound cannot
// beat the best set so far. A *node* is one step that was taken and priced.

import { Bound } from "./bound.js";
import { Taken, hasGroup } from "./contest.js";
import { takeDiscount } from "./price.js";
import { isBetter } from "./totals.js";

/** An undecided part of the tree: steps before `number` are decided. */
class Branch {
    constructor(number, room, discount, taken) {
        this.number = number;
        this.room = room;
        this.discount = discount;
        this.taken = taken;
    }
}

/** One run of the search: `best` so far, and `nodes` left (null: no limit). */
export class Search {
    constructor(contest, best, bases, nodes) {
        this.contest = contest;
        this.bound = new Bound(contest, bases);
        this.best = best;
        this.nodes = nodes;
        this.open = [];
    }

    /** Whether the whole tree was seen; then `best` is proven. */
    run() {
        this.open.push(new Branch(0, this.contest.scene.room, 0, null));
        while (this.open.length) {
            if (!this._follow(this.open.pop())) {
                return false;
            }
        }
        return true;
    }

    /** Follow a branch to its end, leaving those beside it open; false when the nodes are used up. */
    _follow(start) {
        const { steps } = this.contest;
        let branch = start;
        for (let number = start.number; number < steps.length; number++) {
            if (!this._canWin(branch, number)) {
                return true;
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
        const choice = this.contest.settle(branch.room, branch.discount, branch.taken);
        if (isBetter(choice, this.best)) {
            this.best = choice;
        }
        return true;
    }

    /** The branch with a step taken; the one without it stays open when it may differ for the better. */
    _take(branch, number, step) {
        const room = branch.room.slice();
        const discount = takeDiscount(step.candidate, room);
        if (!step.forced) {
            // What gives nothing here only makes the set larger: the same set without it is never worse.
            if (!discount && !step.candidate.hasExtras) {
                return branch;
            }
            this.open.push(new Branch(number + 1, branch.room, branch.discount, branch.taken));
        }
        return new Branch(number + 1, room, branch.discount + discount, new Taken(branch.taken, step, discount));
    }

    /** Whether some set of the branch, undecided from `number` on, may beat the best one. */
    _canWin(branch, number) {
        const best = this.best.totals;
        const toCome = this.bound.discountToCome(number, branch.room, branch.discount);
        const most = this.bound.value(number, branch.room, branch.discount, branch.taken, toCome);
        if (most !== best.whole) {
            return most > best.whole;
        }
        return best.rest === 0 && branch.discount + toCome >= best.discount;
    }
}
