// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// Everything that the JavaScript engine says about the inputs of test_explain.py, from standard input to standard output.

import { readFileSync } from "node:fs";
import { explain } from "../static/src/engine/offers/explain.js";
import { nearMissSentence, nearMisses } from "../static/src/engine/offers/near.js";
import { compileBook, evaluate } from "../static/src/engine/offers/run.js";
import { Words } from "../static/src/engine/offers/words.js";

const { cases, names } = JSON.parse(readFileSync(0, "utf8"));

function tell({ program, offers, context, member, basket }) {
    const book = compileBook(program, offers);
    const answer = evaluate(book, context, member, basket);
    const near = nearMisses(book, context, member, basket);
    const told = [near];
    for (const language of ["en", "fa"]) {
        const words = new Words({ language, minorDigits: 2, unit: "kr", names });
        told.push(explain(answer, words), near.map((row) => nearMissSentence(row, words)));
    }
    return told;
}

console.log(JSON.stringify(cases.map(tell)));
