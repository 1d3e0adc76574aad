// What the receipt tells of the club: the server's word once the order is there, before that what the till showed.

import { _t } from "@web/core/l10n/translation";
import { formatCurrency } from "@web/core/currency";
import { patch } from "@web/core/utils/patch";
import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { nextTierText } from "../tiers";

patch(PosOrder.prototype, {
    /** {program, member, tier, nextTier, rows: [{name, value}]} or null where the club has nothing to tell. */
    get clubReceipt() {
        const told = this.club_receipt || this.clubExpectedReceipt;
        if (!told) {
            return null;
        }
        const money = (amount) => formatCurrency(amount, this.currency.id);
        const { paid, bonus, points } = told.balances || {};
        const by = told.paid_by || {};
        const rows = [
            [_t("Paid by bonus"), by.bonus && money(by.bonus)],
            [_t("Paid by points"), by.points && money(by.points)],
            [_t("Paid by credit"), by.paid && money(by.paid)],
            [_t("You saved"), told.saved && money(told.saved)],
            [told.credit < 0 ? _t("Credit taken back") : _t("Credit earned"), told.credit && money(Math.abs(told.credit))],
            [told.points < 0 ? _t("Points taken back") : _t("Points earned"), told.points && String(Math.abs(told.points))],
            [_t("Wallet balance"), told.balances && money(paid + bonus)],
            [_t("Points balance"), points && String(points)],
        ];
        const shown = rows.filter(([, value]) => value).map(([name, value]) => ({ name, value }));
        return shown.length || told.tier ? { ...told, nextTier: nextTierText(told.next_tier, money), rows: shown } : null;
    },

    /** What the customer's display tells: {program, member, tier, nextTier, saved, balance}, or null. */
    get clubDisplay() {
        const { member, shown } = this.uiState?.club || {};
        if (!member && !shown?.saved) {
            return null;
        }
        const money = (amount) => formatCurrency(amount, this.currency.id);
        const { paid, bonus, points } = this.club_receipt?.balances || member?.balances || {};
        const tiers = this.club_receipt || { tier: member?.tier?.name, next_tier: member?.next_tier };
        return {
            program: this.config.club_till?.program?.name,
            member: member?.name || "",
            tier: tiers.tier || "",
            nextTier: nextTierText(tiers.next_tier, money),
            saved: shown?.saved ? money(shown.saved) : "",
            balance: [
                (paid || bonus) && money((paid || 0) + (bonus || 0)),
                points && _t("%s points", points),
            ]
                .filter(Boolean)
                .join(" · "),
        };
    },

    /** What the till showed, for a receipt printed before the server has the order. */
    get clubExpectedReceipt() {
        const club = this.uiState?.club;
        if (!club?.shown || (!club.shown.saved && !club.member)) {
            return null;
        }
        return {
            program: this.config.club_till?.program?.name,
            member: club.member?.name,
            tier: club.member?.tier?.name,
            saved: club.shown.saved,
            credit: club.shown.credit,
            points: club.shown.points,
            balances: null,
        };
    },
});
