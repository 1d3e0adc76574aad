/** A figure drawn by Chart.js as Odoo's graphs load it; a click opens the records of a bar or point. */

import { Component, onWillStart, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor, getCustomColor, lightenColor } from "@web/core/colors/colors";
import { localization } from "@web/core/l10n/localization";
import { formatValue } from "./format";

const ROW_HEIGHT = 26;

export class ClubChart extends Component {
    static template = "customer_club.DashboardChart";
    static props = { figure: Object, currency: Number, open: Function };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            (canvas) => {
                const chart = new window.Chart(canvas, this.config());
                return () => chart.destroy();
            },
            () => [this.canvas.el, this.props.figure]
        );
    }

    /** Bars across need room for each of their names. */
    get height() {
        const { chart, rows } = this.props.figure;
        return chart === "across" ? Math.max(160, 60 + ROW_HEIGHT * rows.length) : 260;
    }

    /** Columns that are drawn, each with its place among all. */
    get columns() {
        return this.props.figure.columns.map((column, place) => ({ ...column, place })).filter((column) => !column.hidden);
    }

    config() {
        const { chart, rows } = this.props.figure;
        return {
            type: chart === "line" ? "line" : "bar",
            data: { labels: rows.map((row) => row.label), datasets: this.columns.map((column, place) => this.series(column, place)) },
            options: this.options(),
        };
    }

    series(column, place) {
        const color = getColor(place, cookie.get("color_scheme"), "sm");
        const isLine = this.props.figure.chart === "line";
        return {
            label: column.label,
            data: this.props.figure.rows.map((row) => row.cells[column.place].value),
            backgroundColor: isLine ? lightenColor(color, 0.5) : color,
            borderColor: color,
            borderWidth: isLine ? 2 : 0,
            pointRadius: this.props.figure.rows.length > 60 ? 0 : 3,
            cubicInterpolationMode: "monotone",
            maxBarThickness: this.props.figure.chart === "across" ? 24 : 48,
        };
    }

    options() {
        const isRtl = localization.direction === "rtl";
        const scheme = cookie.get("color_scheme");
        const text = getCustomColor(scheme, "#111827", "#E4E4E4");
        const isAcross = this.props.figure.chart === "across";
        const stacked = this.props.figure.chart === "stacked";
        const [column] = this.columns;
        const values = {
            beginAtZero: true,
            stacked,
            position: isAcross ? "bottom" : isRtl ? "right" : "left",
            reverse: isAcross && isRtl,
            ticks: { color: text, maxTicksLimit: 6, callback: (value) => this.format(column, value, true) },
            grid: { color: getCustomColor(scheme, "rgba(0,0,0,.1)", "rgba(255,255,255,.15)") },
            border: { display: false },
        };
        const names = {
            stacked,
            position: isAcross ? (isRtl ? "right" : "left") : "bottom",
            reverse: isRtl && !isAcross,
            ticks: { color: text, autoSkip: !isAcross },
            grid: { display: false },
        };
        return {
            responsive: true,
            maintainAspectRatio: false,
            animation: false,
            indexAxis: isAcross ? "y" : "x",
            interaction: { mode: "nearest", intersect: true },
            font: { family: getComputedStyle(document.body).fontFamily },
            scales: isAcross ? { x: values, y: names } : { x: names, y: values },
            plugins: {
                legend: {
                    display: this.columns.length > 1, rtl: isRtl, position: "top", labels: { color: text, boxWidth: 14 } },
                tooltip: { rtl: isRtl, callbacks: { label: (item) => this.tell(item) } },
            },
            onHover: (event, elements) => {
                event.native.target.style.cursor = this.opened(elements) ? "pointer" : "default";
            },
            onClick: (_event, elements) => {
                const found = this.opened(elements);
                if (found) {
                    this.props.open(found);
                }
            },
        };
    }

    format(column, value, isShort = false) {
        return formatValue(column.kind, value, this.props.currency, isShort);
    }

    tell(item) {
        return `${item.dataset.label}: ${this.format(this.columns[item.datasetIndex], item.raw)}`;
    }

    /** The records behind what was hit. */
    opened([hit]) {
        return hit && this.props.figure.rows[hit.index].cells[this.columns[hit.datasetIndex].place].open;
    }
}
