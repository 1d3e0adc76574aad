// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// Measure the JavaScript engine: the same file for Node (offers.mjs) and for a browser (the page that offers.py serves).

import { compileBook, evaluate } from "../static/src/engine/offers/run.js";

const WARM_UP = 30;

function median(numbers) {
    const sorted = numbers.slice().sort((one, other) => one - other);
    return sorted[Math.floor(sorted.length / 2)];
}

/** Milliseconds that an action takes. */
function timed(action) {
    const start = performance.now();
    action();
    return performance.now() - start;
}

/** Cold and warm milliseconds of one world: {cold_ms, warm_ms}; cold includes compiling the book. */
export function measure(world, runs) {
    let book = null;
    const once = (n) => evaluate(book, world.context, world.member, world.baskets[n % world.baskets.length]);
    const cold = timed(() => {
        book = compileBook(world.program, world.offers);
        once(0);
    });
    for (let n = 0; n < WARM_UP; n++) {
        once(n);
    }
    const warm = [];
    for (let n = 0; n < runs; n++) {
        warm.push(timed(() => once(n)));
    }
    return { cold_ms: cold, warm_ms: median(warm), exact: once(0).exact };
}
