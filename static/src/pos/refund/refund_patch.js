// Of a return, the part that the wallet paid goes back to the wallet: that is what the payment screen proposes.

import { patch } from "@web/core/utils/patch";
import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { WALLET } from "../wallet/purses";

patch(PosOrder.prototype, {
    /** What of this return goes back to the wallet: the wallet's share of the sale it returns from; 0 where there is none. */
    get clubWalletRefund() {
        const origin = this.lines.find((line) => line.refunded_orderline_id)?.refunded_orderline_id.order_id;
        const total = origin?.amount_total || 0;
        if (!origin || total <= 0) {
            return 0;
        }
        const paid = origin.payment_ids
            .filter((payment) => payment.payment_method_id.type === WALLET)
            .reduce((sum, payment) => sum + payment.getAmount(), 0);
        return this.currency.round((paid * Math.min(-this.totalDue, total)) / total);
    },
});
