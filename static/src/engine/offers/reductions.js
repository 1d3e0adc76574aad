// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// How a discount benefit lowers the lines of one basket (twin: engine/offers/reductions.py).
//
// A reduction is made once per evaluation and taken many times by the search, each time from another state of `room`: a
// list of what each line of the basket may still give, in minor units. What all three promise, and the search builds on:
//
// - `take(room)` lowers `room` in place, never below 0, and returns the sum of what it took;
// - that sum never rises when any room is smaller;
// - `most` is that sum on the untouched room; most offers of a book are never asked for more than this.

import { spread } from "../money.js";

// Weights and shares of the reduction under way; they grow with the largest basket seen.
let weights = new Float64Array(64);
let given = new Float64Array(64);

function reserve(count) {
    if (count > weights.length) {
        weights = new Float64Array(2 * count);
        given = new Float64Array(2 * count);
    }
}

/** Lower the room of lines by their shares in `given`. */
function lower(room, places) {
    for (let i = 0; i < places.length; i++) {
        room[places[i]] -= given[i];
    }
}

/** Each line gives its own share, or its room when that is less; `total` is the sum of the shares. */
export class FixedReduction {
    constructor(places, shares, total) {
        this.fixed = true;
        this.most = 0;
        this.places = places;
        this.shares = shares;
        this.total = total;
    }

    /** The share of each line at `places`. */
    getShares() {
        return this.shares;
    }

    take(room) {
        const places = this.places;
        const shares = this.getShares();
        let taken = 0;
        for (let i = 0; i < places.length; i++) {
            const here = room[places[i]];
            const share = shares[i] < here ? shares[i] : here;
            room[places[i]] = here - share;
            taken += share;
        }
        return taken;
    }

    /** What `take` would return. */
    mostOf(room) {
        const shares = this.getShares();
        let taken = 0;
        for (let i = 0; i < shares.length; i++) {
            taken += Math.min(shares[i], room[this.places[i]]);
        }
        return taken;
    }
}

/** A fixed reduction whose shares are a total spread over the amounts; the spreading waits until it is needed. */
export class RateReduction extends FixedReduction {
    constructor(scene, places, total) {
        super(places, null, total);
        this._amounts = scene.amounts;
    }

    getShares() {
        if (this.shares === null) {
            reserve(this.places.length);
            for (let i = 0; i < this.places.length; i++) {
                weights[i] = this._amounts[this.places[i]];
            }
            const count = this.places.length;
            this.shares = spread(this.total, weights, new Float64Array(count), count);
        }
        return this.shares;
    }
}

/** As fixed, but when the sum passes `maxMinor`, that is spread in proportion to what the lines would give. */
export class CappedReduction {
    constructor(uncapped, maxMinor) {
        this.fixed = false;
        this.most = Math.min(uncapped.most, maxMinor);
        this._uncapped = uncapped;
        this._maxMinor = maxMinor;
    }

    take(room) {
        const places = this._uncapped.places;
        const shares = this._uncapped.getShares();
        const count = places.length;
        reserve(count);
        let taken = 0;
        for (let i = 0; i < count; i++) {
            given[i] = Math.min(shares[i], room[places[i]]);
            taken += given[i];
        }
        if (taken > this._maxMinor) {
            weights.set(given.subarray(0, count));
            spread(this._maxMinor, weights, given, count);
            taken = this._maxMinor;
        }
        lower(room, places);
        return taken;
    }
}

/** An amount, at most all the room of the lines, spread in proportion to their room. */
export class RoomReduction {
    constructor(places, amountMinor, roomMinor) {
        this.fixed = false;
        this.most = Math.min(amountMinor, roomMinor);
        this._places = places;
        this._amountMinor = amountMinor;
    }

    take(room) {
        const places = this._places;
        const count = places.length;
        reserve(count);
        let taken = 0;
        for (let i = 0; i < count; i++) {
            weights[i] = room[places[i]];
            taken += weights[i];
        }
        taken = Math.min(this._amountMinor, taken);
        spread(taken, weights, given, count);
        lower(room, places);
        return taken;
    }
}
