// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// The eligible offers of one evaluation, sorted for the choice (twin: engine/offers/contest.py).
//
// Only offers that take room from lines depend on each other's order. Those are the *steps* of the search. What the rest
// give follows from what is paid in the end, each on its own, so the best of them need not be searched for: of the
// ungrouped ones all that give anything, of each group the best one (`settle`).

import { ALONE, ALWAYS, Choice, TOGETHER } from "./model.js";
import { earn, takeDiscount } from "./price.js";
import { compareTotals, gives, weigh } from "./totals.js";

/** A candidate that lowers lines; `forced` when it applies in any case. */
export class Step {
    constructor(candidate, forced) {
        this.candidate = candidate;
        this.forced = forced;
        this.group = forced ? null : candidate.offer.group;
    }
}

/** The steps taken so far, newest first, as a list that branches can share; `discount` is this step's own. */
export class Taken {
    constructor(previous, step, discount) {
        this.previous = previous;
        this.step = step;
        this.discount = discount;
    }
}

const byPlace = (one, other) => one.candidate.place - other.candidate.place;
const ascending = (one, other) => one - other;

/** The candidates by role: `steps` in order; without discount `idle` (always), `free` and `grouped` (together). */
export class Contest {
    constructor(scene, candidates) {
        this.scene = scene;
        this.alone = candidates.filter((one) => one.offer.stacking === ALONE);
        this.together = candidates.filter((one) => one.offer.stacking === TOGETHER);
        const always = candidates.filter((one) => one.offer.stacking === ALWAYS);
        const lowering = this.together.filter((one) => one.own.discount);
        const still = this.together.filter((one) => !one.own.discount);
        this.forced = always.filter((one) => one.own.discount).map((one) => new Step(one, true));
        this.steps = [...this.forced, ...lowering.map((one) => new Step(one, false))].sort(byPlace);
        this.idle = always.filter((one) => !one.own.discount);
        this.free = still.filter((one) => one.offer.group === null);
        this.grouped = new Map();
        for (const one of still.filter((member) => member.offer.group !== null)) {
            const members = this.grouped.get(one.offer.group) ?? [];
            this.grouped.set(one.offer.group, members);
            members.push(one);
        }
        const named = candidates.flatMap((one) => one.earnings.map((earning) => earning.selector));
        this.selectors = [...new Set(named)].sort(ascending);
    }

    /**
     * The base of each selector that an earning names, after discounts that sum to `discount` and leave `room`.
     *
     * They are written into `bases`, by default a list that the next call writes to again.
     */
    bases(room, discount, bases = this.scene.scratchBases) {
        for (const selector of this.selectors) {
            bases[selector] = this.scene.base(selector, room, discount);
        }
        return bases;
    }

    /** What the `always` offers without discount and the taken steps add to the discounts. */
    certain(bases, taken) {
        const sums = new Sums(this.scene.program);
        for (const candidate of this.idle) {
            sums.add(candidate, bases, 0);
        }
        for (let one = taken; one !== null; one = one.previous) {
            if (one.step.candidate.hasExtras) {
                sums.add(one.step.candidate, bases, one.discount);
            }
        }
        return sums;
    }

    /** Add the best of the `together` offers without discount to the sums; returns their places. */
    addStill(sums, bases, taken) {
        const places = [];
        for (const candidate of this.free) {
            const extra = extraSums(this.scene.program, candidate, bases);
            if (gives(extra.totals(0))) {
                sums.join(extra);
                places.push(candidate.place);
            }
        }
        for (const [group, members] of this.grouped) {
            if (!hasGroup(taken, group)) {
                this._addBest(members, sums, bases, places);
            }
        }
        return places;
    }

    /** Add the member of a group that gives most, the earlier one of equals, if any gives at all. */
    _addBest(members, sums, bases, places) {
        let best = null;
        let bestTotals = null;
        let bestPlace = null;
        for (const candidate of members) {
            const extra = extraSums(this.scene.program, candidate, bases);
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

    /** The best `Choice` whose discounts are those of the taken steps. */
    settle(room, discount, taken) {
        const bases = this.bases(room, discount);
        const sums = this.certain(bases, taken);
        const places = this.addStill(sums, bases, taken);
        return new Choice(sums.totals(discount), [...places, ...chosenPlaces(taken)].sort(ascending));
    }

    /** The `Choice` of exactly these candidates, which stand in the book's order, beside the `always` offers. */
    price(chosen) {
        const steps = chosen.filter((one) => one.own.discount).map((one) => new Step(one, false));
        const { room, discount, taken } = this.runSteps(steps);
        const bases = this.bases(room, discount);
        const sums = this.certain(bases, taken);
        for (const candidate of chosen) {
            if (!candidate.own.discount) {
                sums.add(candidate, bases, 0);
            }
        }
        const places = chosen.map((candidate) => candidate.place);
        return new Choice(sums.totals(discount), places);
    }

    /** Room left, discount and taken steps when these steps are taken beside the forced ones. */
    runSteps(chosen) {
        const room = this.scene.room.slice();
        let discount = 0;
        let taken = null;
        for (const step of [...this.forced, ...chosen].sort(byPlace)) {
            const here = takeDiscount(step.candidate, room);
            discount += here;
            taken = new Taken(taken, step, here);
        }
        return { room, discount, taken };
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

/** The `Sums` of one offer without discount. */
function extraSums(program, candidate, bases) {
    const sums = new Sums(program);
    sums.add(candidate, bases, 0);
    return sums;
}

/** Whether a step of this group, which is not null, is among the taken ones. */
export function hasGroup(taken, group) {
    for (let one = taken; one !== null; one = one.previous) {
        if (one.step.group === group) {
            return true;
        }
    }
    return false;
}

/** The places of the taken steps that are not forced, in no order. */
function chosenPlaces(taken) {
    const places = [];
    for (let one = taken; one !== null; one = one.previous) {
        if (!one.step.forced) {
            places.push(one.step.candidate.place);
        }
    }
    return places;
}
