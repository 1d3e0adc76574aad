import { Component, onMounted, useRef, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";

/** Phone, card or name in, member out; an unknown phone joins in the same dialog. */
export class IdentifyDialog extends Component {
    static template = "customer_club.IdentifyDialog";
    static components = { Dialog };
    static props = { onFound: Function, onCard: Function, close: Function };

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
        const answer = await this.ask(() => this.pos.club.members.identify(query));
        this.state.found = answer.found;
        this.state.message = answer.message || "";
        if (answer.found.length === 1) {
            this.choose(answer.found[0]);
        } else if (answer.card) {
            this.props.onCard(answer.card);
            this.props.close();
        } else if (answer.phone) {
            this.state.join = { name: "", phone: answer.phone, birth_month: "", birth_day: "", calendar: this.pos.club.calendar };
        }
    }

    async join() {
        const answer = await this.ask(() => this.pos.club.members.join(this.state.join));
        if (answer?.member) {
            this.choose(answer.member);
        } else if (answer) {
            this.state.message = answer.message;
        }
    }

    /** Run a call with the dialog's buttons off. */
    async ask(call) {
        this.state.busy = true;
        this.state.message = "";
        try {
            return await call();
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
