import { Component, onMounted, onWillDestroy, useRef, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { Numpad, BACKSPACE, ZERO, getButtons } from "@point_of_sale/app/components/numpad/numpad";

const SHORTEST = 4;
const CLEAR = { value: "Clear", text: "C" };

/** The member's PIN, or the code that they get by SMS. It closes with the server's answer once that wants nothing more. */
export class ConfirmDialog extends Component {
    static template = "customer_club.ConfirmDialog";
    static components = { Dialog, Numpad };
    static props = { message: String, ways: Array, attempt: Function, sendCode: Function, getPayload: Function, close: Function };

    setup() {
        this.input = useRef("input");
        this.buttons = getButtons([CLEAR, ZERO, BACKSPACE]);
        const { message, ways } = this.props;
        this.state = useState({ typed: "", way: ways[0], ways, message, wrong: false, wait: 0, busy: false });
        onMounted(() => this.input.el.focus());
        onWillDestroy(() => clearInterval(this.timer));
    }

    get canSend() {
        return this.state.ways.includes("sms");
    }

    get sendLabel() {
        const { wait } = this.state;
        return wait ? _t("Send another in %s seconds", wait) : _t("Send a code");
    }

    get placeholder() {
        return this.state.way === "pin" ? _t("PIN") : _t("Code");
    }

    get isComplete() {
        return this.state.typed.trim().length >= SHORTEST && !this.state.busy;
    }

    press(key) {
        const { typed } = this.state;
        this.state.typed = key === CLEAR.value ? "" : key === BACKSPACE.value ? typed.slice(0, -1) : typed + key;
        this.input.el.focus();
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            this.confirm();
        }
    }

    async sendCode() {
        this.state.typed = "";
        const sent = await this.busy(() => this.props.sendCode());
        this.tell(sent.message, !sent.ok);
        if (sent.ok) {
            this.state.way = "sms";
            this.countDown(sent.wait);
        }
    }

    async confirm() {
        if (!this.isComplete) {
            return;
        }
        const name = this.state.way === "pin" ? "pin" : "code";
        const typed = this.state.typed.trim();
        this.state.typed = "";
        const answer = await this.busy(() => this.props.attempt({ [name]: typed }));
        const { message, ways } = answer?.wallet || {};
        if (!ways?.length) {
            this.props.getPayload(answer);
            return this.props.close();
        }
        this.state.ways = ways;
        this.state.way = ways.includes(this.state.way) ? this.state.way : ways[0];
        this.tell(message, true);
    }

    tell(message, wrong) {
        Object.assign(this.state, { message, wrong });
        this.input.el.focus();
    }

    /** Run a call with the dialog's buttons off. */
    async busy(call) {
        this.state.busy = true;
        try {
            return await call();
        } finally {
            this.state.busy = false;
        }
    }

    countDown(seconds) {
        clearInterval(this.timer);
        this.state.wait = seconds;
        this.timer = setInterval(() => {
            this.state.wait -= 1;
            if (this.state.wait <= 0) {
                clearInterval(this.timer);
            }
        }, 1000);
    }
}
