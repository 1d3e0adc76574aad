// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// Sets that are found by adding one offer after the other (twin: engine/offers/greedy.py).
//
// `bestAlone` adds just one. `firstGuess` is quick and gives the search something to beat. `bestGain` is what the contract promises not to fall
// below, and is only asked for when the search could not prove its answer.

import { Step, Taken, byPlace, chosenPlaces } from "./contest.js";
import { Choice } from "./model.js";
import { takeDiscount } from "./price.js";
import { compareTotals, isBetter, raisesValue } from "./totals.js";

// So many of the most promising offers make the first guess.
const GUESSES = 24;

/**
 * A set that has been reached: `steps` (forced ones too) in the book's order, and `still`, without discount.
 *
 * `rooms` has the room before each step and after the last, `before` the discount before each step, and `most` what the
 * steps from each number on take at most, in minor units.
 */
export class Lead {
    constructor(contest, steps, still) {
        this._contest = contest;
        this.steps = steps.slice().sort(byPlace);
        this.still = still;
        this.rooms = [contest.scene.room];
        this.before = [];
        this.taken = null;
        this.discount = 0;
        for (const step of this.steps) {
            const room = this.rooms[this.rooms.length - 1].slice();
            const here = takeDiscount(step.candidate, room);
            this.taken = new Taken(this.taken, step, here);
            this.rooms.push(room);
            this.before.push(this.discount);
            this.discount += here;
        }
        this.totals = contest.totals(this.rooms[this.steps.length], this.discount, this.taken, still);
        this.most = this.steps.map((step) => step.candidate.discountMost);
        for (let n = this.most.length - 2; n >= 0; n--) {
            this.most[n] += this.most[n + 1];
        }
        this._last = lastPlace(this.steps);
        this._lastUnsimple = lastPlace(this.steps.filter((step) => !step.candidate.isSimple));
        const members = [...contest.idle, ...this.steps.map((step) => step.candidate), ...still];
        this._reach = contest.reachOfAll(members);
        this._room = contest.scene.room.reduce((sum, room) => sum + room, 0);
    }

    choice() {
        const places = [...chosenPlaces(this.taken), ...this.still.map((one) => one.place)];
        return new Choice(this.totals, places.sort((one, other) => one - other));
    }

    /** The better of `best` and the best `Choice` with the same steps. */
    settle(best) {
        return this._contest.settle(best, this.rooms[this.steps.length], this.discount, this.taken);
    }

    /** The `Lead` with one more candidate. */
    plus(candidate) {
        if (candidate.own.discount) {
            return new Lead(this._contest, [...this.steps, new Step(candidate, false)], this.still);
        }
        return new Lead(this._contest, this.steps, [...this.still, candidate]);
    }

    /** The groups that are used up. */
    groups() {
        const groups = new Set(this.steps.map((step) => step.group));
        this.still.forEach((one) => groups.add(one.offer.group));
        groups.delete(null);
        return groups;
    }

    /** The totals of the set with one more candidate. */
    totalsWith(candidate) {
        if (!candidate.own.discount) {
            const still = [...this.still, candidate];
            return this._contest.totals(this.rooms[this.steps.length], this.discount, this.taken, still);
        }
        const number = this.mayWait(candidate) ? this.steps.length : this._number(candidate);
        const room = this.rooms[number].slice();
        let { discount, taken } = this;
        for (let n = number; n < this.steps.length; n++) {
            discount -= taken.discount;
            taken = taken.previous;
        }
        for (const step of [new Step(candidate, false), ...this.steps.slice(number)]) {
            const here = takeDiscount(step.candidate, room);
            discount += here;
            taken = new Taken(taken, step, here);
        }
        return this._contest.totals(room, discount, taken, this.still);
    }

    /** Whether a candidate may be taken last: without discount, or with nothing but simple steps after it. */
    mayWait(candidate) {
        if (!candidate.own.discount || candidate.place > this._last) {
            return true;
        }
        return candidate.isSimple && candidate.place > this._lastUnsimple;
    }

    /** The most that the set is worth with one more candidate, in minor units, without pricing it. */
    valueMost(candidate) {
        if (this.mayWait(candidate)) {
            // What was there keeps its discounts and earns on less, so the new one adds at most what it gives itself.
            return this.totals.whole + 1 + this._contest.most(candidate);
        }
        const number = this._number(candidate);
        const discount = this.before[number] + this.most[number] + candidate.discountMost;
        return this._reach.plus(this._contest.reach(candidate)).value(Math.min(discount, this._room));
    }

    /** The number of the first step that stands after a candidate in the book's order. */
    _number(candidate) {
        let number = this.steps.length;
        while (number && this.steps[number - 1].candidate.place > candidate.place) {
            number -= 1;
        }
        return number;
    }
}

/** The best `Choice` of at most one `alone` offer; `none` is the `Lead` of the `always` offers alone. */
export function bestAlone(contest, none) {
    let best = none.choice();
    for (const candidate of ranked(contest, contest.alone)) {
        if (none.valueMost(candidate) >= best.totals.whole) {
            const choice = new Choice(none.totalsWith(candidate), [candidate.place]);
            best = isBetter(choice, best) ? choice : best;
        }
    }
    return best;
}

/** The better of `best` and a set made of the most promising offers, each kept when it raises the value. */
export function firstGuess(contest, none, best) {
    let lead = none;
    for (const candidate of ranked(contest, contest.together).slice(0, GUESSES)) {
        const isFree = !lead.groups().has(candidate.offer.group);
        if (isFree && raisesValue(lead.totalsWith(candidate), lead.totals)) {
            lead = lead.plus(candidate);
        }
    }
    return lead.settle(best);
}

/**
 * The better of `best` and what best gain comes to.
 *
 * Starting from `none`, the `always` offers alone, the group-compatible `together` offer whose set is best by Choice is added
 * while the value rises. The first round is also the best single `together` offer.
 */
export function bestGain(contest, none, best) {
    let found = best;
    let lead = none;
    let left = ranked(contest, contest.together);
    while (left.length) {
        const added = bestNext(lead, left);
        const nearest = lead.plus(added);
        if (isBetter(nearest.choice(), found)) {
            found = nearest.choice();
        }
        if (!raisesValue(nearest.totals, lead.totals)) {
            break;
        }
        lead = nearest;
        const used = nearest.groups();
        left = left.filter((one) => one !== added && !used.has(one.offer.group));
    }
    return lead.settle(found);
}

/** The place of the last of some steps in order; -1 when there is none. */
function lastPlace(steps) {
    return steps.length ? steps[steps.length - 1].candidate.place : -1;
}

/** What can bring most first; in `bestAlone` and `bestGain` this saves time and changes nothing else. */
function ranked(contest, candidates) {
    const rows = candidates.map((candidate) => ({ candidate, most: contest.most(candidate) }));
    rows.sort((one, other) => other.most - one.most || one.candidate.place - other.candidate.place);
    return rows.map((row) => row.candidate);
}

/** The candidate that makes the best set with the lead; of equal ones the earlier in the book's order. */
function bestNext(lead, left) {
    let best = null;
    let bestTotals = null;
    for (const candidate of left) {
        if (best !== null && lead.valueMost(candidate) < bestTotals.whole) {
            continue;
        }
        const totals = lead.totalsWith(candidate);
        const order = best === null ? 1 : compareTotals(totals, bestTotals);
        if (order > 0 || (order === 0 && candidate.place < best.place)) {
            best = candidate;
            bestTotals = totals;
        }
    }
    return best;
}
