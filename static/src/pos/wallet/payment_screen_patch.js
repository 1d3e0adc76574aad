import { patch } from "@web/core/utils/patch";
import { PaymentScreen } from "@point_of_sale/app/screens/payment_screen/payment_screen";
import { WALLET } from "./purses";
import { ClubPaymentPanel } from "./club_payment_panel";

patch(PaymentScreen, { components: { ...PaymentScreen.components, ClubPaymentPanel } });

patch(PaymentScreen.prototype, {
    onMounted() {
        super.onMounted();
        const order = this.currentOrder;
        const back = order.isRefund && !this.paymentLines.length ? order.clubWalletRefund : 0;
        const wallet = this.payment_methods_from_config.find((method) => method.type === WALLET);
        if (back && wallet) {
            this.addNewPaymentLine(wallet);
        }
    },

    /** A wallet payment that is taken off gives back what was set aside for it. */
    deletePaymentLine(uuid) {
        const wallet = this.paymentLines.find((line) => line.uuid === uuid)?.payment_method_id.type === WALLET;
        super.deletePaymentLine(...arguments);
        if (wallet && this.pos.club?.active) {
            this.pos.club.release(this.currentOrder);
        }
    },
});
