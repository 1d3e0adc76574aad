import { Component } from "@odoo/owl";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { namedPurses } from "./purses";

/** What the member's wallet holds, purse by purse, and which of it pay; the change can go into it. */
export class ClubPaymentPanel extends Component {
    static template = "customer_club.ClubPaymentPanel";
    static props = { order: Object };

    setup() {
        this.pos = usePos();
    }

    get state() {
        return this.props.order.uiState.club || {};
    }

    get member() {
        return this.state.member;
    }

    get balances() {
        return namedPurses(this.member.balances, this.env.utils.formatCurrency);
    }

    /** Whether what is to be paid was set aside. */
    get isHeld() {
        return Boolean(this.state.held) && this.state.held === this.props.order.clubWalletAmount;
    }

    get split() {
        return namedPurses(this.props.order.clubWalletSplit || {}, this.env.utils.formatCurrency);
    }

    /** What would be given back in money now. */
    get change() {
        const { order } = this.props;
        return order.isRefund ? 0 : Math.max(0, order.currency.round(order.amountPaid - order.totalDue));
    }

    get canKeepChange() {
        return this.pos.club.data.program.change_to_wallet && this.change > 0;
    }

    /** Put the change into the wallet: it is topped up by it, and nothing is left to give back. */
    async keepChange() {
        await this.pos.club.topUp(this.props.order, this.change);
    }
}
