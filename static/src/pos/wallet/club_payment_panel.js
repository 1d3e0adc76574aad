import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";

/** What the member's wallet holds, purse by purse, and what of it was set aside; the change can go into it. */
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
        return this.purses(this.member.balances);
    }

    get split() {
        return this.state.split ? this.purses(this.state.split) : [];
    }

    purses({ bonus, points, paid }) {
        const money = this.env.utils.formatCurrency;
        return [
            { name: _t("Bonus"), value: bonus && money(bonus) },
            { name: _t("Points"), value: points && String(points) },
            { name: _t("Paid credit"), value: paid && money(paid) },
        ].filter((purse) => purse.value);
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
