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

    /**
     * A paid order that has not reached the server has to be sent, even if a failed attempt has cleared its mark. What it took is
     * noted as soon as it is paid: without a connection Odoo comes no further than here.
     */
    async syncAllOrders() {
        const orders = this.models["pos.order"];
        orders.filter((order) => order.isUnsyncedPaid && !order.isDirty()).forEach((order) => order._markDirty());
        orders.filter((order) => order.state === "paid" && !order.club_till).forEach((order) => this.clubNotePaid(order));
        return super.syncAllOrders(...arguments);
    },

    clubNotePaid(order) {
        const snapshot = this.club?.active && this.club.snapshot(order);
        if (snapshot) {
            order.club_till = snapshot;
            this.club.onPaid(order);
        }
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
