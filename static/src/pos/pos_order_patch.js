import { patch } from "@web/core/utils/patch";
import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { PosOrderline } from "@point_of_sale/app/models/pos_order_line";
import { accountTaxHelpers } from "@account/helpers/account_tax";

let manualOnly = false; // while true a line tells the cashier's own discount only

function withManualDiscounts(read) {
    manualOnly = true;
    try {
        return read();
    } finally {
        manualOnly = false;
    }
}

patch(PosOrder.prototype, {
    initState() {
        super.initState();
        this.uiState.club = { member: null, codes: [] };
    },

    /** What each line would cost, tax included, without offers: line uuid -> amount, by Odoo's own tax arithmetic. */
    clubAmountsBefore() {
        return withManualDiscounts(() => {
            const baseLines = this.lines.map((line) => line.getBaseLine());
            accountTaxHelpers.add_tax_details_in_base_lines(baseLines, this.company);
            accountTaxHelpers.round_base_lines_tax_details(baseLines, this.company);
            return Object.fromEntries(
                baseLines.map((line) => [line.record.uuid, line.tax_details.total_included_currency])
            );
        });
    },
});

patch(PosOrderline.prototype, {
    /** The numpad and barcodes write the cashier's own discount; the offers' part is added by the club. */
    setDiscount() {
        super.setDiscount(...arguments);
        this.club_manual_discount = this.discount;
    },

    getDiscount() {
        return manualOnly ? this.club_manual_discount || 0 : super.getDiscount();
    },

    /** Lines merge when the cashier gave the same discount, whatever offers made of them. */
    canBeMergedWith() {
        return withManualDiscounts(() => super.canBeMergedWith(...arguments));
    },

    /** The cashier's own discount in percent; of a return, that of the line it returns. */
    get clubManualDiscount() {
        return (this.refunded_orderline_id || this).club_manual_discount || 0;
    },

    /** Whether offers are in this line's discount. */
    get clubDiscounts() {
        return Boolean(this.config.club_till) && Math.abs(this.discount - this.clubManualDiscount) > 1e-9;
    },

    /** What offers did to this line: {saved, names} or nothing; the server's word once the order is there. */
    get clubLine() {
        const order = this.order_id;
        return order?.club_receipt?.lines?.[this.uuid] || order?.uiState?.club?.shown?.lines[this.uuid];
    },

    /** What offers save on this line, in the order's currency. */
    get clubSaved() {
        return this.clubLine?.saved || 0;
    },

    get clubOfferNames() {
        return this.clubLine?.names || "";
    },
});
