/** A figure as rows and columns; each cell that has records opens them. */

import { Component } from "@odoo/owl";
import { formatValue } from "./format";

export class ClubTable extends Component {
    static template = "customer_club.DashboardTable";
    static props = { figure: Object, currency: Number, open: Function };

    format(column, cell) {
        return formatValue(cell.kind ?? column.kind, cell.value, this.props.currency);
    }

    /** The greater the darker, where the figure is a grid. */
    shade(cell) {
        if (!this.props.figure.shaded || !cell.value) {
            return "";
        }
        const greatest = Math.max(...this.props.figure.rows.flatMap((row) => row.cells.map((each) => each.value ?? 0)));
        return `background-color: rgba(67, 197, 177, ${(0.1 + (0.6 * cell.value) / greatest).toFixed(2)})`;
    }
}
