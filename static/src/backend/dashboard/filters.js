/** What the page shows: programme, period, branch, segment. What leaves no choice is not shown. */

import { Component } from "@odoo/owl";

export class ClubFilters extends Component {
    static template = "customer_club.DashboardFilters";
    static props = { filters: Object, choices: Object, change: Function };

    choose(name, ev) {
        const value = ev.target.value;
        this.props.change({ [name]: name === "period" ? value : Number(value) || false });
    }
}
