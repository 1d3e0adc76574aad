// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// Best gain: the search starts from what this finds (twin: engine/offers/greedy.py).
//
// Starting from the `always` offers alone, the group-compatible `together` offer whose set is best by Choice is added
// while the value rises. The first round is also the best single `together` offer.

import { extrasMost } from "./bound.js";
import { Step, Taken } from "./contest.js";
import { Choice } from "./model.js";
import { takeDiscount } from "./price.js";
import { compareTotals, isBetter, raisesValue } from "./totals.js";

/** A set that best gain has reached: `steps` and `still` are its candidates with and without discount. */
class Lead {
    constructor({ room, discount, taken }, steps, still) {
        this.room = room;
        this.discount = discount;
        this.taken = taken;
        this.steps = steps;
        this.still = still;
        this.totals = null;
    }

    choice() {
        const places = [...this.steps, ...this.still].map((one) => one.place);
        return new Choice(this.totals, places.sort((one, other) => one - other));
    }
}

/** The better of `best` and what best gain comes to; `bases` are those before any offer. */
export function bestGain(contest, best, bases) {
    let lead = extend(contest, new Lead(contest.runSteps([]), [], []));
    const most = new Map(
        contest.together.map((one) => [one.place, one.discountMost + extrasMost(contest, one, bases)])
    );
    // The order changes nothing but the speed: what can bring most comes first and lets the others be skipped.
    let left = contest.together
        .slice()
        .sort((one, other) => most.get(other.place) - most.get(one.place) || one.place - other.place);
    let found = best;
    while (left.length) {
        const nearest = bestNext(contest, lead, left, most);
        if (isBetter(nearest.choice(), found)) {
            found = nearest.choice();
        }
        if (!raisesValue(nearest.totals, lead.totals)) {
            break;
        }
        lead = nearest;
        const inside = new Set([...lead.steps, ...lead.still]);
        const used = new Set(Array.from(inside, (one) => one.offer.group));
        left = left.filter((one) => !inside.has(one) && !isBlocked(one, used));
    }
    const settled = contest.settle(lead.room, lead.discount, lead.taken);
    return isBetter(settled, found) ? settled : found;
}

/** Whether an offer's group is among the used ones. */
function isBlocked(candidate, used) {
    return candidate.offer.group !== null && used.has(candidate.offer.group);
}

/** The best `Lead` with one more candidate; of equal ones that with the earlier candidate. */
function bestNext(contest, lead, left, most) {
    let best = null;
    let bestPlace = null;
    const lowering = [...contest.forced.map((step) => step.candidate), ...lead.steps];
    const unsimple = Math.max(-1, ...lowering.filter((one) => !one.isSimple).map((one) => one.place));
    const last = Math.max(-1, ...lowering.map((one) => one.place));
    for (const candidate of left) {
        // Without effect on the steps after it, an offer adds at most what it gives itself.
        const isApart = candidate.place > last || (candidate.isSimple && candidate.place > unsimple);
        const reach = lead.totals.whole + 1 + most.get(candidate.place);
        if (best !== null && isApart && reach < best.totals.whole) {
            continue;
        }
        const trial = add(contest, lead, candidate, isApart);
        const order = best === null ? 1 : compareTotals(trial.totals, best.totals);
        if (order > 0 || (order === 0 && candidate.place < bestPlace)) {
            best = trial;
            bestPlace = candidate.place;
        }
    }
    return best;
}

/** The `Lead` with one more candidate, priced exactly. */
function add(contest, lead, candidate, isApart) {
    if (!candidate.own.discount) {
        return extend(contest, new Lead(lead, lead.steps, [...lead.still, candidate]));
    }
    const steps = [...lead.steps, candidate];
    if (!isApart) {
        const ran = contest.runSteps(steps.map((one) => new Step(one, false)));
        return extend(contest, new Lead(ran, steps, lead.still));
    }
    const room = lead.room.slice();
    const discount = takeDiscount(candidate, room);
    const taken = new Taken(lead.taken, new Step(candidate, false), discount);
    return extend(contest, new Lead({ room, discount: lead.discount + discount, taken }, steps, lead.still));
}

/** Fill in the totals of a `Lead`. */
function extend(contest, lead) {
    const bases = contest.bases(lead.room, lead.discount);
    const sums = contest.certain(bases, lead.taken);
    for (const candidate of lead.still) {
        sums.add(candidate, bases, 0);
    }
    lead.totals = sums.totals(lead.discount);
    return lead;
}
