import { Component, onMounted, useRef, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";

/** Phone, card or name in, member out; an unknown phone joins in the same dialog. */
export class IdentifyDialog extends Component {
    static template = "customer_club.IdentifyDialog";
    static components = { Dialog };
    static props = { onFound: Function, close: Function };

    setup() {
        this.pos = usePos();
        this.input = useRef("input");
        this.state = useState({ query: "", found: [], message: "", join: null, busy: false });
        onMounted(() => this.input.el.focus());
    }

    async search() {
        const query = this.state.query.trim();
        if (!query || this.state.busy) {
            return;
        }
        this.state.join = null;
        const answer = await this.ask(() => this.pos.club.identify(query));
        if (!answer) {
            return;
        }
        this.state.found = answer.found;
        this.state.message = answer.message || "";
        if (answer.found.length === 1) {
            this.choose(answer.found[0]);
        } else if (answer.phone) {
            this.state.join = { name: "", phone: answer.phone, birth_month: "", birth_day: "", calendar: this.pos.club.calendar };
        }
    }

    async join() {
        const answer = await this.ask(() => this.pos.club.join(this.state.join));
        if (answer?.member) {
            this.choose(answer.member);
        } else if (answer) {
            this.state.message = answer.message;
        }
    }

    /** Run a call; without a connection say so and keep what was typed. */
    async ask(call) {
        this.state.busy = true;
        this.state.message = "";
        try {
            return await call();
        } catch {
            this.state.message = _t("The server cannot be reached. Scan the card: it is kept with the order.");
            return null;
        } finally {
            this.state.busy = false;
        }
    }

    choose(member) {
        this.props.onFound(member, this.state.query);
        this.props.close();
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            this.search();
        }
    }
}
