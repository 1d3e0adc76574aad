import { formatCurrency } from "@web/core/currency";
import { patch } from "@web/core/utils/patch";
import { CustomerDisplayPosAdapter } from "@point_of_sale/app/customer_display/customer_display_adapter";

/** What the customer's display shows of the club: plain values, since the display loads no models. */
patch(CustomerDisplayPosAdapter.prototype, {
    formatOrderData(order) {
        super.formatOrderData(...arguments);
        this.data.club = order.clubDisplay;
    },

    /** An offer's discount is told by its name and what it saves; the percent that it comes to is nobody's business. */
    getOrderlineData(line) {
        const data = super.getOrderlineData(...arguments);
        if (!line.clubDiscounts) {
            return data;
        }
        const manual = line.clubManualDiscount;
        return {
            ...data,
            discount: manual ? String(manual) : "",
            clubOffers: line.clubOfferNames,
            clubSaved: line.clubSaved ? formatCurrency(line.clubSaved, line.currency.id) : "",
        };
    },
});
