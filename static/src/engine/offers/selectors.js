// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// Which lines a selector means, for all selectors of a book at once (twin: engine/offers/selectors.py).
//
// A book of a thousand offers has few different selectors. Each gets a number when the book is compiled and stands in an
// index under every product, category, brand and tag that it names; a basket then costs what its lines really hit, not
// lines times offers. Number 0 is every line.

import { listed } from "./model.js";

const FIELDS = ["products", "categories", "brands", "tags"];
const NONE = [];

/** The distinct integers of a list, ascending. */
function distinct(ids) {
    return [...new Set(ids)].sort((one, other) => one - other);
}

/** The distinct selectors of a book. */
export class Selectors {
    constructor() {
        this._numbers = new Map();
        this._excluded = [];
        this._every = [];
        this._index = FIELDS.map(() => new Map());
        this.add(null);
    }

    get length() {
        return this._excluded.length;
    }

    /** The number of a selector given as JSON (null: every line). */
    add(row) {
        const selector = row ?? {};
        const named = FIELDS.map((field) => distinct(listed(selector, field)));
        const excluded = distinct(listed(selector, "exclude_products"));
        const key = JSON.stringify([named, excluded]);
        if (!this._numbers.has(key)) {
            this._numbers.set(key, this._excluded.length);
            this._place(this._excluded.length, named);
            this._excluded.push(excluded.length ? new Set(excluded) : null);
        }
        return this._numbers.get(key);
    }

    /** Enter a new selector into the index. */
    _place(number, named) {
        if (named.every((ids) => !ids.length)) {
            this._every.push(number);
        }
        named.forEach((ids, field) => {
            const entries = this._index[field];
            for (const id of ids) {
                entries.has(id) ? entries.get(id).push(number) : entries.set(id, [number]);
            }
        });
    }

    /** Per selector number, the places of the lines that it means, ascending. */
    match(lines) {
        const matches = this._excluded.map(() => []);
        const [products, categories, brands, tags] = this._index;
        lines.forEach((line, place) => {
            this._hit(this._every, line, place, matches);
            this._hit(products.get(line.product), line, place, matches);
            for (const category of line.categories) {
                this._hit(categories.get(category), line, place, matches);
            }
            this._hit(brands.get(line.brand), line, place, matches);
            for (const tag of line.tags) {
                this._hit(tags.get(tag), line, place, matches);
            }
        });
        return matches;
    }

    /** Enter a line under the selectors that name something of it, each once; `numbers` may be undefined. */
    _hit(numbers, line, place, matches) {
        for (const number of numbers ?? NONE) {
            const found = matches[number];
            const isNew = !found.length || found[found.length - 1] !== place;
            if (isNew && !this._excluded[number]?.has(line.product)) {
                found.push(place);
            }
        }
    }
}
