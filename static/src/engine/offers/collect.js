// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// First step: one basket, made ready for all offers (twin: engine/offers/collect.py).

import { mulCeil, mulFloor } from "../money.js";
import { plainCode } from "./conditions/code.js";
import { listed, readLine, takesPart } from "./model.js";

/**
 * The lines that take part, what the selectors mean on them, and the facts of context and member.
 *
 * `amounts` and `room` are minor units by line place. `room` is what a line can give before any offer: its amount minus
 * its margin floor, at least 0. `matches` has the line places of each selector number. Nobody changes these lists.
 * Sums over the lines of a selector are made once, when they are first asked for.
 */
export class Scene {
    constructor(book, context, member, basket) {
        this.program = book.program;
        this.context = context ?? {};
        this.member = member ?? null;
        this.codes = new Set(listed(basket ?? {}, "codes").map(plainCode));
        this.lines = listed(basket ?? {}, "lines").filter(takesPart).map(readLine);
        this.amounts = Float64Array.from(this.lines, (line) => line.amountMinor);
        this.amount = this.amounts.reduce((sum, amount) => sum + amount, 0);
        this.matches = book.selectors.match(this.lines);
        this.room = Float64Array.from(this.lines, (line) => this._room(line));
        this._amounts = new Array(this.matches.length).fill(-1);
        this._rooms = new Array(this.matches.length).fill(-1);
        this._roomy = new Array(this.matches.length).fill(-1);
        this._remembered = new Map();
        this._bases = new Bases(this);
    }

    /** What discounts may take from a line. */
    _room(line) {
        const floorBps = this.program.marginFloorBps;
        if (floorBps === null || line.costMinor === null) {
            return line.amountMinor;
        }
        return Math.max(0, line.amountMinor - mulCeil(line.costMinor, 10000 + floorBps, 10000));
    }

    /** What `make()` gave for a key, made once: many offers share a selector and a rate. */
    remember(key, make) {
        let made = this._remembered.get(key);
        if (made === undefined) {
            made = make();
            this._remembered.set(key, made);
        }
        return made;
    }

    /** The amounts of the lines that a selector means, in minor units. */
    sumAmount(selector) {
        if (this._amounts[selector] < 0) {
            this._amounts[selector] = sumAt(this.amounts, this.matches[selector]);
        }
        return this._amounts[selector];
    }

    /** The untouched room of the lines that a selector means, in minor units. */
    sumRoom(selector) {
        if (this._rooms[selector] < 0) {
            this._rooms[selector] = sumAt(this.room, this.matches[selector]);
        }
        return this._rooms[selector];
    }

    /**
     * A rate up to which no line of a selector runs out of untouched room when that rate of the sum is spread.
     *
     * A line's share is below its part of the unrounded sum plus 1.5 minor units: the sum is rounded by at most a half
     * and the share by less than one. Without a margin floor no share passes its amount at any rate.
     */
    roomyBps(selector) {
        if (this._roomy[selector] < 0) {
            const places = this.matches[selector];
            let least = places.length ? 10000 : 0;
            for (const place of places) {
                least = Math.min(least, this._roomyBps(place));
            }
            this._roomy[selector] = least;
        }
        return this._roomy[selector];
    }

    /** `roomyBps` of one line. */
    _roomyBps(place) {
        const amount = this.amounts[place];
        const room = this.room[place];
        return room === amount ? 10000 : mulFloor(Math.max(0, room - 2), 10000, amount);
    }

    /** Whether a selector means every line. */
    isWhole(selector) {
        return this.matches[selector].length === this.lines.length;
    }

    /**
     * The `Bases` after discounts that sum to `discount` over the basket and leave this `room` on its lines.
     *
     * There is one such object, which the next call sets anew.
     */
    basesAfter(room, discount) {
        return this._bases.set(room, discount);
    }
}

/** What the customer really pays for the lines of each selector, in minor units, worked out when asked for. */
class Bases {
    constructor(scene) {
        this._scene = scene;
        this._round = 0;
        this._known = new Float64Array(scene.matches.length);
        this._rounds = new Float64Array(scene.matches.length);
    }

    set(room, discount) {
        this._room = room;
        this._discount = discount;
        this._round += 1;
        return this;
    }

    get(selector) {
        if (this._rounds[selector] !== this._round) {
            this._rounds[selector] = this._round;
            this._known[selector] = this._base(selector);
        }
        return this._known[selector];
    }

    /** The matching amounts less what their lines have lost of their room. */
    _base(selector) {
        const scene = this._scene;
        if (!this._discount) {
            return scene.sumAmount(selector);
        }
        if (scene.isWhole(selector)) {
            return scene.amount - this._discount;
        }
        return scene.sumAmount(selector) - scene.sumRoom(selector) + sumAt(this._room, scene.matches[selector]);
    }
}

/** The sum of the numbers at some places. */
function sumAt(numbers, places) {
    let sum = 0;
    for (let i = 0; i < places.length; i++) {
        sum += numbers[places[i]];
    }
    return sum;
}

/** The `Scene` of an evaluation. */
export function collect(book, context, member, basket) {
    return new Scene(book, context, member, basket);
}
