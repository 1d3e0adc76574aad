// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// The eligible offers of one evaluation, sorted for the choice (twin: engine/offers/contest.py).
//
// Only offers that take room from lines depend on each other's order. Those are the *steps* of the search. What the rest
// give follows from what is paid in the end, each on its own, so the best of them need not be searched for: of the
// ungrouped ones all that give anything, of each group the best one (`settle`).

import { ALONE, ALWAYS, Choice, TOGETHER } from "./model.js";
import { earn } from "./price.js";
import { NOTHING, reachOf } from "./reach.js";
import { compareTotals, gives, isBetter, weigh } from "./totals.js";

/** A candidate that lowers lines; `forced` when it applies in any case. */
export class Step {
    constructor(candidate, forced) {
        this.candidate = candidate;
        this.forced = forced;
        this.group = forced ? null : candidate.offer.group;
    }
}

/**
 * The steps taken so far, newest first, as a list that branches can share; `discount` is this step's own.
 *
 * `grouped` and `extra` are the newest steps with a group, and with credit, points or gifts; or null.
 */
export class Taken {
    constructor(previous, step, discount) {
        this.previous = previous;
        this.step = step;
        this.discount = discount;
        this.grouped = step.group !== null ? this : previous && previous.grouped;
        this.extra = step.candidate.hasExtras ? this : previous && previous.extra;
    }
}

const ascending = (one, other) => one - other;

/** The order of steps in the book. */
export function byPlace(one, other) {
    return one.candidate.place - other.candidate.place;
}

/** The candidates by role: `steps` in order; without discount `idle` (always), `free` and `grouped` (together). */
export class Contest {
    constructor(scene, candidates) {
        this.scene = scene;
        this.alone = [];
        this.together = [];
        this.steps = [];
        this.forced = [];
        this.idle = [];
        this.free = [];
        this.grouped = new Map();
        for (const candidate of candidates) {
            this._sortIn(candidate);
        }
    }

    /** Enter a candidate under its role. */
    _sortIn(candidate) {
        const { stacking, group } = candidate.offer;
        if (stacking === ALONE) {
            this.alone.push(candidate);
        } else if (stacking === ALWAYS && candidate.own.discount) {
            this.forced.push(new Step(candidate, true));
            this.steps.push(this.forced[this.forced.length - 1]);
        } else if (stacking === ALWAYS) {
            this.idle.push(candidate);
        } else if (stacking === TOGETHER) {
            this.together.push(candidate);
            if (candidate.own.discount) {
                this.steps.push(new Step(candidate, false));
            } else if (group === null) {
                this.free.push(candidate);
            } else if (this.grouped.has(group)) {
                this.grouped.get(group).push(candidate);
            } else {
                this.grouped.set(group, [candidate]);
            }
        }
    }

    /** The `Reach` of a candidate, worked out once. */
    reach(candidate) {
        if (candidate.reach === null) {
            candidate.reach = reachOf(this.scene, candidate);
        }
        return candidate.reach;
    }

    /** What a candidate adds at most, in minor units of value. */
    most(candidate) {
        return candidate.discountMost + this.reach(candidate).extras;
    }

    /** The `Reach` of several candidates together. */
    reachOfAll(candidates) {
        return candidates.reduce((reach, candidate) => reach.plus(this.reach(candidate)), NOTHING);
    }

    /** What the `always` offers without discount and the taken steps add to the discounts. */
    certain(bases, taken) {
        const sums = new Sums(this.scene.program);
        for (const candidate of this.idle) {
            sums.add(candidate, bases, 0);
        }
        for (let one = taken && taken.extra; one !== null; one = one.previous && one.previous.extra) {
            sums.add(one.step.candidate, bases, one.discount);
        }
        return sums;
    }

    /** The better of `best` and the best `Choice` whose discounts are those of the taken steps. */
    settle(best, room, discount, taken) {
        const bases = this.scene.basesAfter(room, discount);
        const sums = this.certain(bases, taken);
        const places = [];
        for (const candidate of this.free) {
            this._addBest([candidate], sums, bases, places);
        }
        for (const [group, members] of this.grouped) {
            if (!hasGroup(taken, group)) {
                this._addBest(members, sums, bases, places);
            }
        }
        const totals = sums.totals(discount);
        if (compareTotals(totals, best.totals) < 0) {
            return best;
        }
        const choice = new Choice(totals, [...places, ...chosenPlaces(taken)].sort(ascending));
        return isBetter(choice, best) ? choice : best;
    }

    /** Add the offer without discount that gives most, the earlier one of equals, if any gives at all. */
    _addBest(members, sums, bases, places) {
        let best = null;
        let bestTotals = null;
        let bestPlace = null;
        for (const candidate of members) {
            const extra = new Sums(this.scene.program);
            extra.add(candidate, bases, 0);
            const totals = extra.totals(0);
            if (gives(totals) && (best === null || compareTotals(totals, bestTotals) > 0)) {
                [best, bestTotals, bestPlace] = [extra, totals, candidate.place];
            }
        }
        if (best !== null) {
            sums.join(best);
            places.push(bestPlace);
        }
    }

    /** The totals of the `always` offers, the taken steps, and exactly these candidates without discount. */
    totals(room, discount, taken, still) {
        const bases = this.scene.basesAfter(room, discount);
        const sums = this.certain(bases, taken);
        for (const candidate of still) {
            sums.add(candidate, bases, 0);
        }
        return sums.totals(discount);
    }
}

/** Credit and gift value in minor units, points and gifts that add up beside the discounts. */
export class Sums {
    constructor(program) {
        this.program = program;
        this.credit = 0;
        this.points = 0;
        this.gifts = 0;
        this.giftValue = 0;
    }

    /** Add what an offer gives beside its discount. */
    add(candidate, bases, discount) {
        const { credit, points } = earn(candidate, bases, discount);
        this.credit += credit;
        this.points += points;
        this.gifts += candidate.giftCount;
        this.giftValue += candidate.giftValue;
    }

    /** Add other sums. */
    join(other) {
        this.credit += other.credit;
        this.points += other.points;
        this.gifts += other.gifts;
        this.giftValue += other.giftValue;
    }

    /** The totals together with a discount. */
    totals(discount) {
        return weigh(this.program, discount, this.credit, this.points, this.gifts, this.giftValue);
    }
}

/** Whether a step of this group, which is not null, is among the taken ones. */
export function hasGroup(taken, group) {
    for (let one = taken && taken.grouped; one !== null; one = one.previous && one.previous.grouped) {
        if (one.step.group === group) {
            return true;
        }
    }
    return false;
}

/** The places of the taken steps that are not forced, in no order. */
export function chosenPlaces(taken) {
    const places = [];
    for (let one = taken; one !== null; one = one.previous) {
        if (!one.step.forced) {
            places.push(one.step.candidate.place);
        }
    }
    return places;
}
