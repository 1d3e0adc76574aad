import { patch } from "@web/core/utils/patch";
import { PaymentScreen } from "@point_of_sale/app/screens/payment_screen/payment_screen";
import { WALLET } from "./purses";
import { ClubPaymentPanel } from "./club_payment_panel";

patch(PaymentScreen, { components: { ...PaymentScreen.components, ClubPaymentPanel } });

patch(PaymentScreen.prototype, {
    onMounted() {
        super.onMounted();
        this.clubProposeRefund();
        const { club } = this.pos;
        if (club?.active && this.currentOrder.clubComesBack) {
            club.deductSpent(this.currentOrder).then((changed) => changed && this.clubProposeRefund());
        }
    },

    clubProposeRefund() {
        const { clubWalletRefund } = this.currentOrder;
        const wallet = this.payment_methods_from_config.find((method) => method.type === WALLET);
        const proposed = this.paymentLines.find((line) => line.payment_method_id.type === WALLET && line.amount < 0);
        if (proposed && proposed.amount !== -clubWalletRefund) {
            this.deletePaymentLine(proposed.uuid); // the order has changed since
        }
        if (clubWalletRefund && wallet && !this.paymentLines.length) {
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
