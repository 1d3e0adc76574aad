import { patch } from "@web/core/utils/patch";
import { formatCurrency } from "@web/core/currency";
import { Orderline } from "@point_of_sale/app/components/orderline/orderline";

/** A line shows the cashier's own percent; of offers it shows what they save, never a percent like 12.345678. */
patch(Orderline.prototype, {
    get lineScreenValues() {
        const values = super.lineScreenValues;
        const line = this.line;
        if (!line.order_id || !line.clubDiscounts) {
            return values;
        }
        const manual = line.clubManualDiscount;
        return {
            ...values,
            discount: values.discount && manual ? String(manual) : false,
            clubSaved: line.clubSaved ? formatCurrency(line.clubSaved, line.currency.id) : "",
            clubOffers: line.clubOfferNames,
        };
    },
});
