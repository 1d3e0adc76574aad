// What a customer could still get: offers within reach ("buy 40,000 more"), and the best of those that another one beat.

import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { nearMisses, nearMissSentence } from "../engine/offers/near.js";
import { Words } from "../engine/offers/words.js";

const SHOWN = 2;
const GROUPS = {
    products: (models, id) => models["product.product"]?.get(id),
    categories: (models, id) => models["product.category"]?.get(id),
    // Product tags and till categories share one space of ids, as the offer book writes them.
    tags: (models, id) => models[id % 2 ? "pos.category" : "product.tag"]?.get(Math.floor(id / 2)),
};

/** Sentences for an evaluated order: [{offer, text}]. `money` writes minor units. */
export function withinReach(club, order, book, money) {
    const { input, answer } = order.uiState.club;
    const misses = nearMisses(book, input.context, input.member, input.basket, SHOWN);
    const rows = misses.map((miss) => ({ miss, names: namesFor(club, miss) }));
    const texts = rows.map(({ miss, names }) => ({ offer: miss.offer, text: sentence(plainly(miss, names), names, money) }));
    const next = nextBest(answer);
    return next ? [...texts, { offer: next.offer, text: nextText(club, next, money) }] : texts;
}

function sentence(miss, names, money) {
    return nearMissSentence(miss, new Words({ language: user.context.lang.slice(0, 2), money, names }));
}

/** The verdict that would be worth most if nothing better applied; null where nothing lost. */
function nextBest(answer) {
    const lost = answer.verdicts.filter((verdict) => verdict.status === "lost" && verdict.value_minor > 0);
    return lost.sort((one, other) => other.value_minor - one.value_minor)[0] || null;
}

function nextText(club, verdict, money) {
    return _t("Next best: %(offer)s, worth %(value)s", {
        offer: club.offerName(verdict.offer),
        value: money(verdict.value_minor),
    });
}

/** Names of what a near miss speaks of, as `Words` wants them. */
function namesFor(club, miss) {
    const names = { offers: { [miss.offer]: club.offerName(miss.offer) } };
    for (const [group, find] of Object.entries(GROUPS)) {
        const ids = miss.missing.flatMap((row) => row.selector?.[group] || []);
        const found = ids.map((id) => [id, find(club.pos.models, id)]).filter(([, record]) => record);
        names[group] = Object.fromEntries(found.map(([id, record]) => [id, record.display_name || record.name]));
    }
    return names;
}

/** A near miss whose selectors name only what this till has a name for; the others are left out of the sentence. */
function plainly(miss, names) {
    const named = ({ selector }) =>
        ["products", "categories", "brands", "tags"].every((group) =>
            (selector?.[group] || []).every((id) => Object.hasOwn(names[group] || {}, id))
        );
    return { ...miss, missing: miss.missing.map((row) => (named(row) ? row : { ...row, selector: null })) };
}
