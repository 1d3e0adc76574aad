// Paying with the wallet: what is proposed, what is refused before it costs time, and the hold before validation.

import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { patch } from "@web/core/utils/patch";
import { PosOrder } from "@point_of_sale/app/models/pos_order";
import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";
import { makeAwaitable } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { ConfirmDialog } from "./confirm_dialog";
import { WALLET } from "./purses";

patch(PosOrder.prototype, {
    get clubMember() {
        return this.uiState.club?.member || null;
    },

    /** The wallet pays at most what it has, and never more than is due. */
    getDefaultAmountDueToPayIn(paymentMethod) {
        const due = super.getDefaultAmountDueToPayIn(...arguments);
        if (paymentMethod.type === WALLET && due < 0 && this.clubWalletRefund) {
            return -Math.min(this.clubWalletRefund, -due);
        }
        if (paymentMethod.type !== WALLET || due <= 0 || !this.clubMember) {
            return due;
        }
        return this.currency.round(due - this.clubSplit(due).missing);
    },

    addPaymentline(paymentMethod) {
        if (paymentMethod.type === WALLET) {
            if (!this.clubMember && !this.clubWalletRefund) {
                return { status: false, data: _t("Name the club member first; the wallet is theirs.") };
            }
            if (this.payment_ids.some((payment) => payment.payment_method_id.type === WALLET)) {
                return { status: false, data: _t("There is already a wallet payment.") };
            }
        }
        return super.addPaymentline(...arguments);
    },
});

patch(OrderPaymentValidation.prototype, {
    async askBeforeValidation() {
        if ((await super.askBeforeValidation(...arguments)) === false) {
            return false;
        }
        const club = this.pos.club;
        return !club?.active || this.order.isRefund || (await this.clubReserve(club));
    },

    /** Set aside what the order takes of wallet and limited offers. False stops the validation; the sale can go on otherwise. */
    async clubReserve(club) {
        const order = this.order;
        const amount = Math.max(0, order.currency.round(order.clubWalletAmount)); // below zero it goes back to the wallet
        const offers = club.leases.appliedTo(order.uiState.club);
        const refusal = this.clubRefusal(order, amount);
        if (refusal) {
            return this.clubSay(refusal);
        }
        const codes = club.singleCodes(order);
        if ((!amount && !offers.length && !codes.length) || !order.isPaid()) {
            return true; // nothing to set aside, or core is about to say what is missing
        }
        const member = order.clubMember;
        const request = { member: member?.id, card: member?.typedCard || null, offers, codes, ...(amount ? { amount, bill: order.totalDue } : {}) };
        const answer = await this.clubAsk(club, order, request);
        if (!answer) {
            return false;
        }
        const refused = [...Object.values(answer.offers), ...Object.values(answer.codes || {})].filter((item) => !item.ok);
        const title = refused.some((item) => item.code.startsWith("code_")) ? _t("Code") : _t("Offer");
        return refused.length ? this.clubSay(refused.map((item) => item.message).join("\n"), title) : true;
    },

    /** What is wrong with an order before anybody is asked, or "". */
    clubRefusal(order, amount) {
        const topUp = order.lines.some((line) => line.product_id.id === this.pos.club.data.top_up_product);
        if ((amount || topUp) && !order.clubMember) {
            return _t("Name the club member first; the wallet is theirs.");
        }
        const due = order.currency.round(order.totalDue);
        if (amount && amount > due) {
            const money = this.pos.env.utils.formatCurrency;
            return _t("The wallet pays %(amount)s, but only %(due)s is due.", { amount: money(amount), due: money(due) });
        }
        return "";
    },

    /** The server's answer, once the member has confirmed the payment where they must; null when the wallet cannot pay now. */
    async clubAsk(club, order, request) {
        let answer = await this.clubTry(club, order, request);
        if (answer?.wallet?.ways?.length) {
            answer = await this.clubConfirm(club, order, request, answer.wallet);
        }
        if (answer?.wallet && !answer.wallet.ok) {
            this.clubSay(answer.wallet.message);
            return null;
        }
        return answer || null;
    },

    /** What the server answers; without one, what the till may do by itself, or null. */
    async clubTry(club, order, request) {
        if (this.pos.data.network.offline) {
            return this.clubOffline(club, order, request);
        }
        try {
            return await club.reserve(order, request);
        } catch (error) {
            if (error instanceof ConnectionLostError) {
                return this.clubOffline(club, order, request);
            }
            throw error;
        }
    },

    /** The answer to the member's PIN or code; nothing when the cashier gives up. */
    clubConfirm(club, order, request, { message, ways }) {
        return makeAwaitable(this.pos.dialog, ConfirmDialog, {
            message,
            ways,
            attempt: (typed) => this.clubTry(club, order, { ...request, ...typed }),
            sendCode: () => club.members.sendCode(request.member),
        });
    },

    /** Without a server the wallet pays at most the programme's offline allowance; offers spend what the till has leased;
     *  of single-use codes only those count that were set aside before. */
    clubOffline(club, order, { amount = 0, codes }) {
        const allowance = club.data.program.offline_allowance;
        const held = order.uiState.club.heldCodes || [];
        const lost = codes.filter((typed) => !held.includes(typed));
        if (lost.length) {
            club.dropCodes(order, lost);
            this.clubSay(
                _t("Without a connection a code that is good for one purchase cannot be used: %s. It was taken off; look at the amount.", lost.join(", ")),
                _t("Code")
            );
            return null;
        }
        if (amount > allowance) {
            this.clubSay(
                _t("Without a connection the wallet pays at most %(allowance)s; %(amount)s was asked for. Choose another payment.", {
                    allowance: this.pos.env.utils.formatCurrency(allowance),
                    amount: this.pos.env.utils.formatCurrency(amount),
                })
            );
            return null;
        }
        return { offers: {} };
    },

    clubSay(body, title = _t("Club wallet")) {
        this.pos.dialog.add(AlertDialog, { title, body });
        return false;
    },
});
