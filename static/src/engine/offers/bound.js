// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// What the undecided steps of a branch can still bring at most (twin: engine/offers/bound.py, which says why it is valid).

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

/**
 * Bounds for the branches of one contest; the lists have one entry per step number, and one for the end.
 *
 * `extras[n]` is what credit, points and gifts of the steps from number n on are worth at most, in minor units, and
 * `hasExtras[n]` whether any of them gives such, be it worth nothing.
 */
export class Bound {
    constructor(contest) {
        this._room = contest.scene.room.reduce((sum, room) => sum + room, 0);
        [this._pool, this._most, this.extras, this.hasExtras] = [[0], [0], [0], [false]];
        this._shares = [new Float64Array(contest.scene.room.length)];
        const [pool, most, extras, seen] = [new Largest(), new Largest(), new Largest(), new Map()];
        for (let n = contest.steps.length - 1, last = 0; n >= 0; n--, last++) {
            const step = contest.steps[n];
            const candidate = step.candidate;
            most.add(step.group, candidate.discountMost);
            extras.add(step.group, contest.reach(candidate).extras);
            if (candidate.isSimple) {
                this._shares.push(addShares(step, this._shares[last], seen));
            } else {
                pool.add(step.group, candidate.discountMost);
                this._shares.push(this._shares[last]);
            }
            this._most.push(most.total);
            this._pool.push(pool.total);
            this.extras.push(extras.total);
            this.hasExtras.push(this.hasExtras[last] || candidate.hasExtras);
        }
        for (const entries of [this._most, this._pool, this._shares, this.extras, this.hasExtras]) {
            entries.reverse();
        }
    }

    /** The most that the steps from `number` on can take, in minor units, after discounts that left this `room`. */
    discountToCome(number, room, discount) {
        const toCome = Math.min(this._most[number], this._room - discount);
        if (!toCome) {
            return 0;
        }
        const shares = this._shares[number];
        let sum = this._pool[number];
        for (let place = 0; place < room.length; place++) {
            sum += shares[place] < room[place] ? shares[place] : room[place];
        }
        return Math.min(toCome, sum);
    }
}

/** Shares by line place with those of one more simple step; of a group only the largest on each line counts. */
function addShares(step, shares, seen) {
    const own = new Float64Array(shares.length);
    for (const reduction of step.candidate.reductions) {
        const more = reduction.getShares();
        for (let i = 0; i < more.length; i++) {
            own[reduction.places[i]] += more[i];
        }
    }
    const sums = new Float64Array(shares.length);
    const before = step.group === null ? null : seen.get(step.group) ?? new Float64Array(shares.length);
    for (let place = 0; place < shares.length; place++) {
        sums[place] = shares[place] + (before === null ? own[place] : Math.max(0, own[place] - before[place]));
        if (before !== null) {
            own[place] = Math.max(own[place], before[place]);
        }
    }
    if (before !== null) {
        seen.set(step.group, own);
    }
    return sums;
}
