import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { useService } from "@web/core/utils/hooks";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { ProductScreen } from "@point_of_sale/app/screens/product_screen/product_screen";
import { parseFloat } from "@web/views/fields/parsers";
import { NumberPopup } from "@point_of_sale/app/components/popups/number_popup/number_popup";
import { TextInputPopup } from "@point_of_sale/app/components/popups/text_input_popup/text_input_popup";
import { makeAwaitable } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { IdentifyDialog } from "../identify_dialog/identify_dialog";
import { nextTierText } from "../tiers";

/** Who the customer is to the club, what the offers give on this basket, and what is within reach. */
export class ClubPanel extends Component {
    static template = "customer_club.ClubPanel";
    static props = { order: Object };

    setup() {
        this.pos = usePos();
        this.dialog = useService("dialog");
        this.notification = useService("notification");
    }

    get club() {
        return this.pos.club;
    }

    get state() {
        return this.props.order.uiState.club || {};
    }

    get member() {
        return this.state.member;
    }

    money(minor) {
        return this.env.utils.formatCurrency(this.club.amount(minor));
    }

    get saved() {
        return this.state.answer?.discount_minor || 0;
    }

    get offers() {
        return (this.state.answer?.applied || []).map((row) => ({
            id: row.offer,
            name: this.club.offerName(row.offer),
            gives: [
                row.discount_minor && _t("%s off", this.money(row.discount_minor)),
                row.credit_minor && _t("%s credit", this.money(row.credit_minor)),
                row.points && _t("%s points", row.points),
            ]
                .filter(Boolean)
                .join(", "),
        }));
    }

    get joiningGives() {
        const joining = this.state.joining;
        const more = joining && joining.value_minor - (this.state.answer?.value_minor || 0);
        return more > 0 ? this.money(more) : "";
    }

    get nextTier() {
        return nextTierText(this.member?.next_tier, this.env.utils.formatCurrency);
    }

    identify() {
        this.dialog.add(IdentifyDialog, {
            onFound: (member, query) => this.club.putMember(this.props.order, member, query),
            onCard: (card) => this.club.putCard(this.props.order, card),
            onJoin: (values) => this.club.putJoin(this.props.order, values),
        });
    }

    forget() {
        this.club.takeMemberAway(this.props.order);
    }

    enterCode() {
        this.dialog.add(TextInputPopup, {
            title: _t("Code"),
            placeholder: _t("Type or scan the code"),
            getPayload: (code) => this.addCode(code),
            close: () => {},
        });
    }

    async addCode(code) {
        const { message } = await this.club.addCode(this.props.order, code);
        if (message) {
            this.notification.add(message, { type: "warning" });
        }
    }

    get gifts() {
        return this.club.gifts(this.props.order);
    }

    async topUp() {
        const typed = await makeAwaitable(this.dialog, NumberPopup, { title: _t("Top up the wallet by"), isValid: this.isAmount });
        if (this.isAmount(typed)) {
            await this.club.topUp(this.props.order, parseFloat(typed));
        }
    }

    isAmount(typed) {
        return Boolean(typed) && parseFloat(typed) > 0;
    }

    removeCode(code) {
        this.club.removeCode(this.props.order, code);
    }
}

patch(ProductScreen, {
    components: { ...ProductScreen.components, ClubPanel },
});
