// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// Second step: why an offer is refused, all reasons at once (twin: engine/offers/check.py).

import { UNKNOWN } from "./benefits/base.js";
import { number, reason } from "./model.js";

/** The reasons that refuse an offer before it is priced, in the contract's order. */
export function refusals(scene, offer) {
    const found = [];
    for (const condition of offer.conditions) {
        const refusal = condition.refusal(scene);
        if (refusal !== null) {
            found.push(refusal);
        }
    }
    for (const benefit of offer.benefits) {
        if (benefit.family === UNKNOWN) {
            found.push(reason("unknown_kind", benefit.kind));
        }
    }
    addLimits(scene, offer, found);
    return found;
}

/** Add the refusals by the offer's limits and by the control group. */
function addLimits(scene, offer, found) {
    if (offer.maxUsesPerMember !== null) {
        addMemberLimit(scene.member, offer, found);
    }
    if (offer.remainingUses !== null && offer.remainingUses <= 0) {
        found.push(reason("uses_spent"));
    }
    if (offer.remainingBudgetMinor !== null && offer.remainingBudgetMinor <= 0) {
        found.push(reason("budget_spent"));
    }
    if (scene.member !== null && scene.member.holdout?.includes(offer.id)) {
        found.push(reason("holdout"));
    }
}

/** Add the refusal when the member has used the offer up; a passer-by has no uses to count. */
function addMemberLimit(member, offer, found) {
    if (member === null) {
        found.push(reason("no_member"));
        return;
    }
    const uses = number(member.uses ?? {}, String(offer.id));
    if (uses >= offer.maxUsesPerMember) {
        found.push(reason("member_limit", offer.maxUsesPerMember, uses));
    }
}
