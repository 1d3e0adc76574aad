// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// Fourth step: the allowed set that is worth most (twin: engine/offers/choose.py).

import { Contest } from "./contest.js";
import { Lead, bestAlone, bestGain, firstGuess } from "./greedy.js";
import { Search } from "./search.js";

// Up to this many `together` offers the answer is always exact; with more, the search stops after so many nodes.
const EXACT_UP_TO = 12;
const NODES = 2000;

/** The best `Choice` among the candidates, which stand in the book's order, and whether it is proven best. */
export function bestSet(scene, candidates) {
    const contest = new Contest(scene, candidates);
    const none = new Lead(contest, contest.forced, []);
    const best = bestAlone(contest, none);
    if (!contest.together.length) {
        return { choice: best, exact: true };
    }
    const nodes = contest.together.length <= EXACT_UP_TO ? null : NODES;
    const search = new Search(contest, firstGuess(contest, none, best), nodes);
    if (search.run()) {
        return { choice: search.best, exact: true };
    }
    return { choice: bestGain(contest, none, search.best), exact: false };
}
