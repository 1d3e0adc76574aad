/** One figure in its frame: drawn, or as numbers. */

import { Component, useState } from "@odoo/owl";
import { ClubChart } from "./chart";
import { ClubTable } from "./table";

export class ClubCard extends Component {
    static template = "customer_club.DashboardCard";
    static components = { ClubChart, ClubTable };
    static props = { figure: Object, currency: Number, open: Function };

    setup() {
        this.state = useState({ numbers: false });
    }

    get isDrawn() {
        return Boolean(this.props.figure.chart) && !this.state.numbers;
    }
}
