/** One figure with what it was in the period before. */

import { Component } from "@odoo/owl";
import { formatValue } from "./format";

export class ClubTile extends Component {
    static template = "customer_club.DashboardTile";
    static props = { tile: Object, currency: Number, open: Function };

    format(value) {
        return formatValue(this.props.tile.kind, value, this.props.currency);
    }

    /** How it changed; nothing where there is nothing to compare with. */
    get change() {
        const { change, better } = this.props.tile;
        if (change === null || change === undefined) {
            return null;
        }
        const isGood = better === "down" ? change < 0 : change > 0;
        const color = change === 0 || !better ? "text-muted" : isGood ? "text-success" : "text-danger";
        const icon = change === 0 ? "" : change > 0 ? "fa-caret-up" : "fa-caret-down";
        return { text: formatValue("percent", Math.abs(change)), color, icon };
    }
}
