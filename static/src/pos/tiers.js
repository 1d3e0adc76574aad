// What a customer misses for the next tier, in words.

import { _t } from "@web/core/l10n/translation";

/** "$ 40.00 more until Silver"; "" at the top. `next`: {name, metric, missing} of the server. `money` writes an amount. */
export function nextTierText(next, money) {
    if (!next) {
        return "";
    }
    const { name: tier, missing } = next;
    if (next.metric === "spend") {
        return _t("%(missing)s more until %(tier)s", { missing: money(missing), tier });
    }
    return next.metric === "visits"
        ? _t("%(missing)s purchases more until %(tier)s", { missing, tier })
        : _t("%(missing)s points more until %(tier)s", { missing, tier });
}
