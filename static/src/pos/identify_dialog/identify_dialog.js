import { Component, onMounted, useRef, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";

const TYPED = ["name", "email", "birth_day", "birth_month", "anniversary_day", "anniversary_month", "referrer"];
const blank = () => Object.fromEntries(TYPED.map((name) => [name, ""]));

/** Phone, card or name in, member out; an unknown phone joins in the same dialog. */
export class IdentifyDialog extends Component {
    static template = "customer_club.IdentifyDialog";
    static components = { Dialog };
    static props = { onFound: Function, onCard: Function, onJoin: Function, close: Function };

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
            this.state.join = { phone: answer.phone, calendar: this.pos.club.calendar, consent: false, ...blank() };
        }
    }

    /** Whether the programme asks for a field of whoever joins: "no", "optional" or "required". */
    asks(name) {
        return this.pos.club.data.program.join.fields[name];
    }

    hint(name, text) {
        return this.asks(name) === "required" ? `${text} *` : text;
    }

    get texts() {
        return {
            name: this.hint("name", _t("Name")),
            email: this.hint("email", _t("E-mail")),
            birthday: this.hint("birthday", _t("Birthday: day")),
            anniversary: this.hint("anniversary", _t("Anniversary: day")),
        };
    }

    /** The words to which a customer agrees. */
    get wording() {
        return this.pos.club.data.program.join.wording || _t("The customer agrees to offers and news by SMS and e-mail.");
    }

    async join() {
        const answer = await this.ask(() => this.pos.club.members.join({ ...this.state.join, wording: this.wording }));
        if (answer?.member) {
            this.choose(answer.member);
        } else if (answer?.kept) {
            this.props.onJoin(answer.kept);
            this.props.close();
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
