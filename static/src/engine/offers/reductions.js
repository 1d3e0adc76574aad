// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// How a discount benefit lowers the lines of one basket (twin: engine/offers/reductions.py).
//
// A reduction is made once per evaluation and taken many times by the search, each time from another state of `room`: a
// list of what each line of the basket may still give, in minor units. What all three promise, and the search builds on:
//
// - `take(room)` lowers `room` in place, never below 0, and returns the sum of what it took;
// - that sum never rises when any room is smaller.

import { spread } from "../money.js";

function sum(numbers) {
    let total = 0;
    for (let i = 0; i < numbers.length; i++) {
        total += numbers[i];
    }
    return total;
}

/** Each line gives its own share, or its room when that is less; `total` is the sum of the shares. */
export class FixedReduction {
    constructor(places, shares) {
        this.fixed = true;
        this.places = places;
        this.shares = shares;
        this.total = sum(shares);
    }

    take(room) {
        const { places, shares } = this;
        let taken = 0;
        for (let i = 0; i < shares.length; i++) {
            const here = room[places[i]];
            const share = Math.min(shares[i], here);
            room[places[i]] = here - share;
            taken += share;
        }
        return taken;
    }
}

/** As fixed, but when the sum passes `maxMinor`, that is spread in proportion to what the lines would give. */
export class CappedReduction {
    constructor(places, shares, maxMinor) {
        this.fixed = false;
        this.places = places;
        this.shares = shares;
        this.maxMinor = maxMinor;
    }

    take(room) {
        const { places, shares } = this;
        let given = new Float64Array(shares.length);
        for (let i = 0; i < shares.length; i++) {
            given[i] = Math.min(shares[i], room[places[i]]);
        }
        let taken = sum(given);
        if (taken > this.maxMinor) {
            given = spread(this.maxMinor, given);
            taken = this.maxMinor;
        }
        for (let i = 0; i < given.length; i++) {
            room[places[i]] -= given[i];
        }
        return taken;
    }
}

/** An amount, at most all the room of the lines, spread in proportion to their room. */
export class RoomReduction {
    constructor(places, amountMinor) {
        this.fixed = false;
        this.places = places;
        this.amountMinor = amountMinor;
    }

    take(room) {
        const { places } = this;
        const rooms = new Float64Array(places.length);
        for (let i = 0; i < places.length; i++) {
            rooms[i] = room[places[i]];
        }
        const taken = Math.min(this.amountMinor, sum(rooms));
        const given = spread(taken, rooms);
        for (let i = 0; i < given.length; i++) {
            room[places[i]] -= given[i];
        }
        return taken;
    }
}
