// Which purses pay: told before the payment is validated, on its line and in the panel.

import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { PaymentScreenPaymentLines } from "@point_of_sale/app/screens/payment_screen/payment_lines/payment_lines";
import { splitOverPurses } from "../../engine/ledger/lots.js";
import { fromMinor, toMinor } from "../snapshot";

export const WALLET = "club_wallet";

/** What is in purses, for a screen: [{name, value}]. `money` writes an amount. */
export function namedPurses({ bonus, points, paid }, money) {
    return [
        { name: _t("Bonus"), value: bonus && money(bonus) },
        { name: _t("Points"), value: points && String(points) },
        { name: _t("Paid credit"), value: paid && money(paid) },
    ].filter((purse) => purse.value);
}

/** [least, most] that bonus and points may pay of a bill, in minor units; as the server's `_redeem_bounds`. */
function redeemBounds({ redeem_least, redeem_most, redeem_share_bps }, bill, digits) {
    const bounds = redeem_most ? [toMinor(redeem_most, digits)] : [];
    if (redeem_share_bps < 10000) {
        bounds.push(Math.floor((bill * redeem_share_bps) / 10000));
    }
    return [toMinor(redeem_least, digits), bounds.length ? Math.min(...bounds) : null];
}

patch(PosOrder.prototype, {
    /** What wallet payments of this order come to. */
    get clubWalletAmount() {
        return this.payment_ids
            .filter((payment) => payment.payment_method_id.type === WALLET)
            .reduce((sum, payment) => sum + payment.getAmount(), 0);
    },

    /** How the member's wallet would pay an amount: {split: purse -> amount, missing: amount that nothing pays}. */
    clubSplit(amount) {
        const { minor_digits, point_price, purse_order, ...rules } = this.config.club_till.program;
        const digits = { paid: minor_digits, bonus: minor_digits, points: 0 };
        const each = (purses, change) =>
            Object.fromEntries(Object.entries(purses).map(([purse, value]) => [purse, change(value, digits[purse])]));
        const { split, missing } = splitOverPurses(
            toMinor(amount, minor_digits),
            each(this.clubMember.balances, toMinor),
            purse_order,
            toMinor(point_price, minor_digits),
            ...redeemBounds(rules, toMinor(this.totalDue, minor_digits), minor_digits)
        );
        return { split: each(split, fromMinor), missing: fromMinor(missing, minor_digits) };
    },

    /** How the wallet payment is split over the purses: as it was set aside, before that as it will be; null without one. */
    get clubWalletSplit() {
        const { held, split } = this.uiState.club || {};
        const amount = this.clubWalletAmount;
        if (!this.clubMember || amount <= 0) {
            return null;
        }
        return held === amount ? split : this.clubSplit(amount).split;
    },
});

patch(PaymentScreenPaymentLines.prototype, {
    /** The purses that this payment takes from; none for other payments. */
    clubPurses(line) {
        const split = line.payment_method_id?.type === WALLET && line.pos_order_id.clubWalletSplit;
        return split ? namedPurses(split, this.env.utils.formatCurrency) : [];
    },
});
