// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// What a branch of the search can still reach at most (twin: engine/offers/bound.py, which says why this is valid).

import { mulCeil } from "../money.js";
import { CREDIT } from "./benefits/base.js";
import { Sums } from "./contest.js";

/** The value in minor units, rounded up, of credit, points and gifts. */
export function valueMost(program, sums) {
    const credit = mulCeil(sums.credit, program.creditWorthBps, 10000);
    return credit + sums.points * program.pointValueMinor + sums.giftValue;
}

/** What an offer's credit, points and gifts are worth at most, in minor units, on `bases` before any offer. */
export function extrasMost(contest, candidate, bases) {
    const sums = new Sums(contest.scene.program);
    sums.add(candidate, bases, 0);
    return valueMost(contest.scene.program, sums);
}

/** A sum that takes of each group only the largest number seen so far. */
class Largest {
    constructor() {
        this.total = 0;
        this._seen = new Map();
    }

    add(group, amount) {
        if (group === null) {
            this.total += amount;
            return;
        }
        const seen = this._seen.get(group) ?? 0;
        this.total += Math.max(0, amount - seen);
        this._seen.set(group, Math.max(seen, amount));
    }
}

/** Bounds for the branches of one contest; the lists below have one entry per step number, and one for the end. */
export class Bound {
    constructor(contest, bases) {
        this.contest = contest;
        this._room = contest.scene.room.reduce((sum, room) => sum + room, 0);
        [this._pool, this._most, this._extras] = [[0], [0], [0]];
        this._shares = [new Float64Array(contest.scene.room.length)];
        const [pool, most, extras, seen] = [new Largest(), new Largest(), new Largest(), new Map()];
        for (const step of contest.steps.slice().reverse()) {
            const candidate = step.candidate;
            const last = this._shares[this._shares.length - 1];
            most.add(step.group, candidate.discountMost);
            extras.add(step.group, candidate.hasExtras ? extrasMost(contest, candidate, bases) : 0);
            if (!candidate.isSimple) {
                pool.add(step.group, candidate.discountMost);
            }
            this._most.push(most.total);
            this._extras.push(extras.total);
            this._pool.push(pool.total);
            this._shares.push(candidate.isSimple ? addShares(step, last, seen) : last);
        }
        for (const entries of [this._most, this._extras, this._pool, this._shares]) {
            entries.reverse();
        }
        this._weighEarnings();
    }

    /** Whether point 3 may be used, and its slacks when something or nothing is left to pay. */
    _weighEarnings() {
        const { contest } = this;
        const { program } = contest.scene;
        const steps = contest.steps.map((step) => step.candidate);
        const roles = [contest.idle, contest.free, ...contest.grouped.values(), steps];
        this._whole = contest.selectors.filter((selector) => contest.scene.isWhole(selector));
        const earnings = roles
            .flatMap((role) => role.flatMap((one) => one.earnings))
            .filter((earning) => this._whole.includes(earning.selector));
        this._pulls = earnings.reduce((sum, earning) => sum + earning.pullBps(program), 0) <= 10000;
        this._slack = slack(program, earnings, 1);
        this._slackAtZero = slack(program, earnings, 0);
    }

    /** X of point 1 for the steps from `number` on, in minor units. */
    discountToCome(number, room, discount) {
        const toCome = Math.min(this._most[number], this._room - discount);
        if (!toCome) {
            return 0;
        }
        const most = this._shares[number];
        let shares = this._pool[number];
        for (let i = 0; i < room.length; i++) {
            shares += Math.min(most[i], room[i]);
        }
        return Math.min(toCome, shares);
    }

    /** The value in minor units that no set of this branch passes; `toCome` is from `discountToCome`. */
    value(number, room, discount, taken, toCome) {
        const bases = this.contest.bases(room, discount);
        let more = 0;
        if (toCome && this._pulls && this._whole.length) {
            const base = Math.max(0, bases[this._whole[0]] - toCome);
            for (const selector of this._whole) {
                bases[selector] = base;
            }
            more = base ? this._slack : this._slackAtZero;
        }
        const sums = this.contest.certain(bases, taken);
        this.contest.addStill(sums, bases, taken);
        return discount + toCome + valueMost(this.contest.scene.program, sums) + more + this._extras[number];
    }
}

/** Shares by line place with those of one more simple step; of a group only the largest on each line counts. */
function addShares(step, shares, seen) {
    const own = new Float64Array(shares.length);
    for (const reduction of step.candidate.reductions) {
        reduction.shares.forEach((share, i) => {
            own[reduction.places[i]] += share;
        });
    }
    if (step.group === null) {
        return shares.map((share, place) => share + own[place]);
    }
    const before = seen.get(step.group) ?? new Float64Array(shares.length);
    seen.set(step.group, before.map((old, place) => Math.max(old, own[place])));
    return shares.map((share, place) => share + Math.max(0, own[place] - before[place]));
}

/** The value in minor units, rounded up, of the slacks of earnings from a base on. */
function slack(program, earnings, base) {
    const sums = new Sums(program);
    for (const earning of earnings) {
        if (earning.purse === CREDIT) {
            sums.credit += earning.slack(base);
        } else {
            sums.points += earning.slack(base);
        }
    }
    return valueMost(program, sums);
}
