// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// The offers engine: which offers a customer gets, and why not the others (twin: engine/offers/run.py).
//
// Calls the steps collect -> check -> price -> choose -> spread -> explain and does nothing else.

import { refusals } from "./check.js";
import { bestSet } from "./choose.js";
import { collect } from "./collect.js";
import { verdicts } from "./explain.js";
import { ALWAYS, Book, listed, readOffer, readProgram } from "./model.js";
import { priced } from "./price.js";
import { benefit, condition } from "./registry.js";
import { Selectors } from "./selectors.js";
import { awards } from "./spread.js";

/** The `Book` of a programme's offers, given as the contract's JSON; made once, used for any number of baskets. */
export function compileBook(program, offers) {
    const selectors = new Selectors();
    const compiled = (offers ?? []).map((row) =>
        readOffer(
            row,
            listed(row, "conditions").map((one) => condition(one, selectors)),
            listed(row, "benefits").map((one) => benefit(one, selectors))
        )
    );
    compiled.sort((one, other) => one.sequence - other.sequence || one.id - other.id);
    return new Book(readProgram(program), compiled, selectors);
}

/** The answer of the contract for one basket, as JSON; `context`, `member` and `basket` are the contract's JSON. */
export function evaluate(book, context, member, basket) {
    const scene = collect(book, context, member, basket);
    const refused = book.offers.map((offer) => refusals(scene, offer));
    const candidates = priced(scene, book.offers, refused);
    const { choice, exact } = bestSet(scene, candidates);
    const chosen = new Set(choice.places);
    const applied = candidates.filter((one) => chosen.has(one.place) || one.offer.stacking === ALWAYS);
    const { rows, lines } = awards(scene, applied);
    return {
        applied: rows,
        discount_minor: choice.totals.discount,
        credit_minor: choice.totals.credit,
        points: choice.totals.points,
        value_minor: choice.totals.whole,
        lines,
        verdicts: verdicts(book.offers, refused, candidates, choice),
        exact,
    };
}

/** Compile and evaluate the JSON input of the contract. */
export function run(data) {
    const book = compileBook(data.program, data.offers);
    return evaluate(book, data.context, data.member, data.basket);
}
