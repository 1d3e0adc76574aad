// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// Fourth step: the allowed set that is worth most (twin: engine/offers/choose.py).

import { extrasMost } from "./bound.js";
import { Contest } from "./contest.js";
import { bestGain } from "./greedy.js";
import { Search } from "./search.js";
import { isBetter } from "./totals.js";

// Up to this many `together` offers the answer is always exact; with more, the search stops after so many nodes.
const EXACT_UP_TO = 12;
const NODES = 2000;

/** The best `Choice` among the candidates, which stand in the book's order, and whether it is proven best. */
export function bestSet(scene, candidates) {
    const contest = new Contest(scene, candidates);
    const bases = contest.bases(scene.room, 0, new Float64Array(scene.matches.length));
    const best = bestAlone(contest, contest.price([]), bases);
    if (!contest.together.length) {
        return { choice: best, exact: true };
    }
    const start = bestGain(contest, best, bases);
    const search = new Search(contest, start, bases, contest.together.length <= EXACT_UP_TO ? null : NODES);
    const exact = search.run();
    return { choice: search.best, exact };
}

/** The better of `best` and the best `alone` offer; those that cannot reach it are not priced. */
function bestAlone(contest, none, bases) {
    const always = [...contest.forced.map((step) => step.candidate), ...contest.idle];
    const most = (one) => one.discountMost + extrasMost(contest, one, bases);
    const floor = always.reduce((sum, one) => sum + most(one), 0);
    const ranked = contest.alone.map((candidate) => ({ candidate, most: most(candidate) }));
    ranked.sort((one, other) => other.most - one.most || one.candidate.place - other.candidate.place);
    let best = none;
    for (const one of ranked) {
        if (floor + one.most < best.totals.whole) {
            break;
        }
        const choice = contest.price([one.candidate]);
        if (isBetter(choice, best)) {
            best = choice;
        }
    }
    return best;
}
