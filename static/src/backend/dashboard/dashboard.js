/** The owner's page: what sold, who came, what the club costs. `club.dashboard` (Python) says what is on it. */

import { Component, onWillStart, status, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { ClubCard } from "./card";
import { ClubFilters } from "./filters";
import { ClubTile } from "./tile";

const EVERY = 3000;
const TRIES = 10;

export class ClubDashboard extends Component {
    static template = "customer_club.Dashboard";
    static components = { ClubCard, ClubFilters, ClubTile, Layout };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Dashboard");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ page: null, isLoading: true });
        this.latest = new KeepLast();
        this.open = this.open.bind(this);
        this.change = this.change.bind(this);
        useSetupAction({ getLocalState: () => ({ filters: this.state.page.filters }) });
        onWillStart(() => this.load(this.props.state?.filters ?? {}));
    }

    async load(filters) {
        this.state.isLoading = true;
        try {
            this.state.page = await this.latest.add(this.orm.call("club.dashboard", "figures", [filters]));
        } finally {
            this.state.isLoading = false;
        }
    }

    change(chosen) {
        return this.load({ ...this.state.page.filters, ...chosen });
    }

    /** Starts the job, and shows the page anew until its figures are. */
    async refresh() {
        await this.action.doAction(await this.orm.call("club.report.mark", "action_refresh", []));
        const before = this.state.page.refreshed_at;
        for (let tries = 0; tries < TRIES && this.state.page.refreshed_at === before; tries++) {
            await new Promise((resolve) => setTimeout(resolve, EVERY));
            if (status(this) === "destroyed") {
                return;
            }
            await this.load(this.state.page.filters);
        }
    }

    open({ model, domain, name }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: model,
            domain,
            views: [[false, "list"], [false, "form"]],
            context: { create: false, active_test: false },
        });
    }
}

registry.category("actions").add("club_dashboard", ClubDashboard);
