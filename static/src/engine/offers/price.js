// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// Third step: what an offer gives, on its own and after others (twin: engine/offers/price.py).

import { CREDIT, DISCOUNT, EARNING, GIFT } from "./benefits/base.js";
import { reason } from "./model.js";
import { gives, weigh } from "./totals.js";

/**
 * An offer without a refusal, ready for the basket of one evaluation.
 *
 * `place` is its place in the book's order. `reductions`, `earnings` and `gifts` hold its benefits by family, without
 * those that give nothing (to a passer-by). `own` has its totals without any other offer, `discountMost` what its
 * discounts come to at most, whatever else applies. `isSimple`: each line gives a fixed share or all its room, and no
 * budget can change that, so that the order among simple offers does not matter. `reach` is filled in by the contest.
 */
export class Candidate {
    constructor(scene, place, offer) {
        this.place = place;
        this.offer = offer;
        this.reach = null;
        this.budget = offer.remainingBudgetMinor;
        this.reductions = [];
        this.earnings = [];
        this.gifts = [];
        this.giftCount = 0;
        this.giftValue = 0;
        for (const benefit of offer.benefits) {
            this._add(scene, benefit);
        }
        this.hasExtras = this.earnings.length > 0 || this.gifts.length > 0;
        this.discountMost = 0;
        this.isSimple = true;
        for (const reduction of this.reductions) {
            this.discountMost += reduction.most;
            this.isSimple = this.isSimple && reduction.fixed;
        }
        if (this.budget !== null) {
            this.isSimple = this.isSimple && this._budgetIsIdle();
            this.discountMost = Math.min(this.discountMost, this.budget);
        }
        this._price(scene);
    }

    /** Take a benefit in by its family. */
    _add(scene, benefit) {
        if (benefit.family === DISCOUNT) {
            this.reductions.push(benefit.reduction(scene));
        } else if (benefit.family === EARNING && scene.member !== null) {
            this.earnings.push(benefit);
        } else if (benefit.family === GIFT && benefit.given(scene) > 0) {
            this.gifts.push(benefit);
            this.giftCount += benefit.count;
            this.giftValue += benefit.count * benefit.valueMinor;
        }
    }

    /** Whether the budget can never cut what fixed shares give, nor what credit comes after them. */
    _budgetIsIdle() {
        const shares = this.reductions.reduce((sum, reduction) => sum + reduction.total, 0);
        return shares <= this.budget && !this.earnings.length;
    }

    /** Fill in what the offer comes to on the untouched basket. */
    _price(scene) {
        let room = scene.room;
        let discount = this.discountMost;
        if (this.reductions.length > 1 || (discount && !this._earnsOnAll(scene))) {
            room = room.slice();
            discount = takeDiscount(this, room);
        }
        const { credit, points } = earn(this, scene.basesAfter(room, discount), discount);
        this.own = weigh(scene.program, discount, credit, points, this.giftCount, this.giftValue);
    }

    /** Whether credit and points, if any, come on every line, so that it does not matter which lines are lowered. */
    _earnsOnAll(scene) {
        return this.earnings.every((earning) => scene.isWhole(earning.selector));
    }
}

/** The `Candidate` of each offer without a refusal; one that gives nothing gets that as its refusal in `refused`. */
export function priced(scene, offers, refused) {
    const candidates = [];
    for (let place = 0; place < offers.length; place++) {
        if (refused[place].length) {
            continue;
        }
        const candidate = new Candidate(scene, place, offers[place]);
        if (gives(candidate.own)) {
            candidates.push(candidate);
        } else {
            refused[place].push(reason("nothing_to_give"));
        }
    }
    return candidates;
}

/** Take an offer's discounts from `room` in place, budget included; returns their sum in minor units. */
export function takeDiscount(candidate, room) {
    const before = candidate.budget === null || candidate.isSimple ? null : room.slice();
    let taken = 0;
    for (const reduction of candidate.reductions) {
        taken += reduction.take(room);
    }
    if (before === null || taken <= candidate.budget) {
        return taken;
    }
    giveBack(taken - candidate.budget, before, room);
    return candidate.budget;
}

/** Give back what passes a budget, from the last line of the basket backwards; changes `room`. */
function giveBack(excess, before, room) {
    let left = excess;
    for (let place = room.length - 1; place >= 0 && left; place--) {
        const back = Math.min(left, before[place] - room[place]);
        room[place] += back;
        left -= back;
    }
}

/** Credit, cut to what the budget leaves, and points of an offer on `Bases`; `discount` is what the offer took. */
export function earn(candidate, bases, discount) {
    let credit = 0;
    let points = 0;
    for (const earning of candidate.earnings) {
        const total = earning.total(bases.get(earning.selector));
        if (earning.purse === CREDIT) {
            credit += total;
        } else {
            points += total;
        }
    }
    if (candidate.budget !== null) {
        credit = Math.min(credit, candidate.budget - discount);
    }
    return { credit, points };
}
