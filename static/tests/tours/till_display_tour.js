import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import { run } from "@point_of_sale/../tests/generic_helpers/utils";
import * as ClubTill from "./utils/club_till_util";

const tours = registry.category("web_tour.tours");

/** The till: what it tells the customer's display. */
tours.add("club_till_display_sends", {
    steps: () =>
        [
            ClubTill.open(),
            ProductScreen.addOrderline("Club Bread", "3"),
            ClubTill.identify("09123456789"),
            ClubTill.memberIs("Member A"),
            ProductScreen.checkTotalAmount("28.00"),
            run(() => {
                // Tours are loaded in the back office too, where the till's own modules are not: hence no import.
                const { CustomerDisplayPosAdapter } = odoo.loader.modules.get(
                    "@point_of_sale/app/customer_display/customer_display_adapter"
                );
                const adapter = new CustomerDisplayPosAdapter();
                adapter.formatOrderData(window.posmodel.getOrder());
                const told = JSON.parse(JSON.stringify(adapter.data));
                const { member, saved, balance } = told.club;
                if (/\d\.\d{3,}/.test(JSON.stringify(told.lines)) || !told.lines[0].clubSaved.includes("2.00")) {
                    throw new Error(JSON.stringify(told.lines)); // no percent like 9.523809
                }
                if (member !== "Member A" || !saved.includes("2.00") || !balance.includes("15.00")) {
                    throw new Error(JSON.stringify(told.club));
                }
            }, "look at what the display is told"),
            Chrome.endTour(),
        ].flat(),
});
