// Who stands at the till. Asked of the server in one audited call; without a connection the members that this till has seen
// lately are known, and any other card is kept on the order until the server can resolve it.

import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { digestOf } from "../../engine/codes.js";
import { digitsOf, isCard } from "../snapshot";

const MOST_KNOWN = 200;
const PHONE_DIGITS = 9; // of a phone's end, so that 0912..., +98912... and 912... are the same

const hasDigits = (text) => /[0-9\u06F0-\u06F9\u0660-\u0669]/.test(text);
const phoneKey = (text) => digitsOf(text).slice(-PHONE_DIGITS);

export class Members {
    constructor(pos, programId) {
        this.pos = pos;
        this.key = `club_members_${programId}`;
    }

    call(method, ...args) {
        return this.pos.data.call("pos.session", method, [this.pos.session.id, ...args]);
    }

    /** Ask who has this phone or card, or, for letters, this name: {found, code, message, phone}; offline {found, card, message}. */
    async identify(query) {
        try {
            return await this.call(hasDigits(query) ? "club_identify" : "club_search", query);
        } catch (error) {
            return this.withoutServer(error, () => this.recall(query));
        }
    }

    /** The member who is this customer, or null; silent, since nobody asked for it. */
    async ofPartner(partner) {
        try {
            const answer = await this.call("club_of_partner", partner.id);
            return answer.found[0] || null;
        } catch (error) {
            return this.withoutServer(error, () => this.known().find((member) => member.partner === partner.id) || null);
        }
    }

    /** Join a customer: {member} or {code, message}; offline {kept: values}, for the order to carry to the server. */
    async join(values) {
        try {
            return await this.call("club_join", values);
        } catch (error) {
            return this.withoutServer(error, () => ({ kept: values }));
        }
    }

    /** Send a member the code that confirms a wallet payment: {ok, message, wait}. */
    async sendCode(memberId) {
        try {
            return await this.call("club_send_code", memberId);
        } catch (error) {
            return this.withoutServer(error, () => ({
                ok: false,
                message: _t("The server cannot be reached; no code can be sent until the connection is back."),
            }));
        }
    }

    /** What a code is to running offers, and whether it is good for one order only: {digest, single} or {code, message}. */
    async code(typed, order) {
        try {
            return await this.call("club_code", typed, order.uuid, order.uiState.club?.member?.id || null);
        } catch (error) {
            return this.withoutServer(error, () => this.codeOffline(typed));
        }
    }

    async codeOffline(typed) {
        const digest = await digestOf(typed, this.pos.club.data.program);
        return digest
            ? { digest, message: _t("Without a connection only codes for many are known, and %s is none of them.", typed) }
            : { code: "offline", message: _t("The server cannot be reached; codes have to wait until the connection is back.") };
    }

    /** What of the credit that these sold lines (id -> quantity) earned is spent already; null when nobody can tell. */
    async deduction(returns) {
        try {
            return (await this.call("club_deduction", returns)).amount;
        } catch (error) {
            return this.withoutServer(error, () => null);
        }
    }

    withoutServer(error, answer) {
        if (error instanceof ConnectionLostError) {
            return answer();
        }
        throw error;
    }

    // -- members this till has seen ---------------------------------------------------------------------------------

    known() {
        return JSON.parse(browser.localStorage.getItem(this.key) || "[]");
    }

    /** Keep a member for the next time without a connection, the latest first. */
    remember(member) {
        const others = this.known().filter((one) => one.id !== member.id);
        this.keep([member, ...others].slice(0, MOST_KNOWN));
    }

    /** Change what is kept of a member this till knows, until the server tells it again. */
    learn(memberId, change) {
        this.keep(this.known().map((one) => (one.id === memberId ? change(one) : one)));
    }

    keep(members) {
        browser.localStorage.setItem(this.key, JSON.stringify(members));
    }

    recall(query) {
        const typed = query.trim().toLowerCase();
        const test = hasDigits(query)
            ? (member) => member.card === digitsOf(query) || this.phoneOf(member) === phoneKey(query)
            : (member) => member.name.toLowerCase().includes(typed);
        const found = this.known().filter(test).slice(0, 5);
        if (found.length) {
            return { found };
        }
        if (isCard(query)) {
            return { found, card: digitsOf(query) };
        }
        const message = _t("The server cannot be reached. Scan the card, or let the customer join: it is kept with the order.");
        return { found, message, phone: digitsOf(query).length >= PHONE_DIGITS ? query : null };
    }

    phoneOf(member) {
        return phoneKey(member.records["res.partner"][0].phone || "");
    }
}
