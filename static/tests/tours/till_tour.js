import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";

registry.category("web_tour.tours").add("club_till_offers", {
    steps: () =>
        [
            Chrome.startPoS(),
            Dialog.confirm("Open Register"),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ProductScreen.checkTotalAmount("10.00"),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ProductScreen.checkTotalAmount("36.00"),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ProductScreen.selectedOrderlineHas("Club Bread", "5"),
            ProductScreen.checkTotalAmount("45.00"),
            Chrome.endTour(),
        ].flat(),
});
