import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { markRaw } from "@odoo/owl";
import { Club } from "./club";

patch(PosStore.prototype, {
    async processServerData() {
        await super.processServerData(...arguments);
        this.club = markRaw(new Club(this));
        this.data.connectWebSocket("CLUB_BOOK", () => this.club.refresh());
    },

    async afterProcessServerData() {
        await super.afterProcessServerData(...arguments);
        if (this.config.raw.club_branch_id) {
            this.club.refresh(); // not awaited: the till opens with the book it has
        }
    },

    /** A paid order that has not reached the server has to be sent, even if a failed attempt has cleared its mark. */
    async syncAllOrders() {
        this.models["pos.order"].filter((order) => order.isUnsyncedPaid && !order.isDirty()).forEach((order) => order._markDirty());
        return super.syncAllOrders(...arguments);
    },

    async preSyncAllOrders(orders) {
        for (const order of orders) {
            const snapshot = order.state === "paid" && this.club?.active && this.club.snapshot(order);
            if (snapshot && !order.club_till) {
                order.club_till = snapshot;
                this.club.onPaid(order);
            }
        }
        return super.preSyncAllOrders(...arguments);
    },

    /** What no wallet covered is the branch's: the cashier should know why staff will ask. */
    async postSyncAllOrders(orders) {
        await super.postSyncAllOrders(...arguments);
        for (const order of orders.filter((one) => one.club_receipt?.shortfall && !one.uiState.clubTold)) {
            order.uiState.clubTold = true;
            const amount = this.env.utils.formatCurrency(order.club_receipt.shortfall);
            const text = _t("The wallet did not pay %(amount)s of %(order)s: it was not set aside, or too long ago. The sale stands; staff will look into it.", {
                amount,
                order: order.name,
            });
            this.notification.add(text, { type: "warning", sticky: true });
        }
    },

    /** An order that goes away gives back what was set aside for it. */
    removeOrder(order) {
        if (this.club?.active && !order.finalized) {
            this.club.release(order);
        }
        return super.removeOrder(...arguments);
    },
});
