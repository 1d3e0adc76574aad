// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// First step: one basket, made ready for all offers (twin: engine/offers/collect.py).

import { mulCeil } from "../money.js";
import { plainCode } from "./conditions/code.js";
import { listed, readLine, takesPart } from "./model.js";

/**
 * The lines that take part, what the selectors mean on them, and the facts of context and member.
 *
 * `amounts` and `room` are minor units by line place. `room` is what a line can give before any offer: its amount minus
 * its margin floor, at least 0. `matches` has the line places of each selector number. Nobody changes these lists; only
 * `scratchRoom` and `scratchBases` are there to be written to, by one step at a time.
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
        this._sums = new Array(this.matches.length).fill(null);
        this._kept = new Array(this.matches.length).fill(null);
        this._remembered = new Map();
        this.scratchRoom = this.room.slice();
        this.scratchBases = new Float64Array(this.matches.length);
    }

    /** What discounts may take from a line. */
    _room(line) {
        const floorBps = this.program.marginFloorBps;
        if (floorBps === null || line.costMinor === null) {
            return line.amountMinor;
        }
        return Math.max(0, line.amountMinor - mulCeil(line.costMinor, 10000 + floorBps, 10000));
    }

    /** What `make(scene)` gave for a key, made once: many offers share a selector and a rate. */
    remember(key, make) {
        let made = this._remembered.get(key);
        if (made === undefined) {
            made = make(this);
            this._remembered.set(key, made);
        }
        return made;
    }

    /** The amounts of the lines that a selector means, in minor units. */
    sumAmount(selector) {
        if (this._sums[selector] === null) {
            let sum = 0;
            for (const place of this.matches[selector]) {
                sum += this.amounts[place];
            }
            this._sums[selector] = sum;
        }
        return this._sums[selector];
    }

    /** Whether a selector means every line. */
    isWhole(selector) {
        return this.matches[selector].length === this.lines.length;
    }

    /**
     * What the customer pays for the lines of a selector.
     *
     * `room` is what is left of each line's room after discounts that sum to `discount` over the whole basket.
     */
    base(selector, room, discount) {
        const places = this.matches[selector];
        if (places.length === this.lines.length) {
            return this.amount - discount;
        }
        if (this._kept[selector] === null) {
            let kept = 0;
            for (const place of places) {
                kept += this.amounts[place] - this.room[place];
            }
            this._kept[selector] = kept;
        }
        let base = this._kept[selector];
        for (let i = 0; i < places.length; i++) {
            base += room[places[i]];
        }
        return base;
    }
}

/** The `Scene` of an evaluation. */
export function collect(book, context, member, basket) {
    return new Scene(book, context, member, basket);
}
