// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// The kinds that the engine knows, the only list to extend (twin: engine/offers/registry.py).

import { AmountOff } from "./benefits/amount_off.js";
import { Credit } from "./benefits/credit.js";
import { CreditFlat } from "./benefits/credit_flat.js";
import { Gift } from "./benefits/gift.js";
import { PercentOff } from "./benefits/percent_off.js";
import { Points } from "./benefits/points.js";
import { PointsFlat } from "./benefits/points_flat.js";
import { UnitOff } from "./benefits/unit_off.js";
import { UnknownBenefit } from "./benefits/unknown.js";
import { Anniversary } from "./conditions/anniversary.js";
import { BasketAmount } from "./conditions/basket_amount.js";
import { Birthday } from "./conditions/birthday.js";
import { Branch } from "./conditions/branch.js";
import { Channel } from "./conditions/channel.js";
import { Code } from "./conditions/code.js";
import { EveryNthVisit } from "./conditions/every_nth_visit.js";
import { FirstPurchase } from "./conditions/first_purchase.js";
import { Hours } from "./conditions/hours.js";
import { Inactive } from "./conditions/inactive.js";
import { Joined } from "./conditions/joined.js";
import { Member } from "./conditions/member.js";
import { Period } from "./conditions/period.js";
import { Quantity } from "./conditions/quantity.js";
import { Segment } from "./conditions/segment.js";
import { Tier } from "./conditions/tier.js";
import { UnknownCondition } from "./conditions/unknown.js";
import { Visits } from "./conditions/visits.js";
import { Weekdays } from "./conditions/weekdays.js";

/** Map, not object: a kind named like a property of every object stays unknown. */
function byKind(...classes) {
    return new Map(classes.map((one) => [one.kind, one]));
}

export const CONDITIONS = byKind(
    Member,
    Tier,
    Segment,
    Visits,
    EveryNthVisit,
    FirstPurchase,
    Inactive,
    Birthday,
    Anniversary,
    Joined,
    BasketAmount,
    Quantity,
    Period,
    Weekdays,
    Hours,
    Branch,
    Channel,
    Code
);

export const BENEFITS = byKind(PercentOff, AmountOff, UnitOff, Credit, CreditFlat, Points, PointsFlat, Gift);

/** The compiled condition of a JSON row; one that refuses when its kind is unknown. */
export function condition(row, selectors) {
    return new (CONDITIONS.get(row.kind) ?? UnknownCondition)(row, selectors);
}

/** The compiled benefit of a JSON row; one that refuses the offer when its kind is unknown. */
export function benefit(row, selectors) {
    return new (BENEFITS.get(row.kind) ?? UnknownBenefit)(row, selectors);
}
