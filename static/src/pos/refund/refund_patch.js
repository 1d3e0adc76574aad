// Returns and exchanges. Of what comes back the part that the wallet paid goes back to the wallet: that is what the payment
// screen proposes. Goods that are taken in the order of a return make an exchange of it.

import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { ProductScreen } from "@point_of_sale/app/screens/product_screen/product_screen";
import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";
import { WALLET } from "../wallet/purses";

const NUMPAD_MODES = ["quantity", "discount", "price"];

patch(PosOrder.prototype, {
    get clubComesBack() {
        return this.lines.some((line) => line.refunded_orderline_id);
    },

    /** Odoo keeps returns and sales apart; an exchange is both. */
    isSaleDisallowed() {
        return super.isSaleDisallowed(...arguments) && !(this.config.club_till && this.clubComesBack);
    },

    /** To Odoo an order is a return when all its goods come back; an exchange is an order like any other. */
    clubMarkReturn(isReturn = this.lines.every((line) => line.refunded_orderline_id)) {
        if (this.clubComesBack && this.is_refund !== isReturn) {
            this.is_refund = isReturn;
            this.triggerRecomputeAllPrices();
        }
    },

    /** What of this order goes back to the wallet: the wallet's share of the sale that goods come back from, of what is paid out. */
    get clubWalletRefund() {
        const origin = this.lines.find((line) => line.refunded_orderline_id)?.refunded_orderline_id.order_id;
        const total = origin?.amount_total || 0;
        if (total <= 0 || this.totalDue >= 0) {
            return 0;
        }
        const paid = origin.payment_ids
            .filter((payment) => payment.payment_method_id.type === WALLET)
            .reduce((sum, payment) => sum + payment.getAmount(), 0);
        return this.currency.round((paid * Math.min(-this.totalDue, total)) / total);
    },
});

patch(OrderPaymentValidation.prototype, {
    /** The invoice of an exchange that pays out is a credit note. */
    async finalizeValidation() {
        if (this.order.totalDue < 0 && this.order.isToInvoice()) {
            this.order.clubMarkReturn(true);
        }
        return super.finalizeValidation(...arguments);
    },
});

patch(ProductScreen.prototype, {
    /** What comes back in an exchange stays as it was sold, as in a return. */
    onNumpadClick(value) {
        const order = this.currentOrder;
        const comesBack = !order?.isRefund && order?.getSelectedOrderline()?.refunded_orderline_id;
        if (comesBack && value !== "Backspace" && !NUMPAD_MODES.includes(value)) {
            const body = _t("What comes back stays as it was sold; its quantity is chosen in the list of orders.");
            return this.dialog.add(AlertDialog, { title: _t("Exchange"), body });
        }
        return super.onNumpadClick(...arguments);
    },
});
