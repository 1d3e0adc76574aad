import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ClubTill from "./utils/club_till_util";

const tours = registry.category("web_tour.tours");

tours.add("club_till_persian", {
    steps: () =>
        [
            ClubTill.open(),
            { content: "from right to left", trigger: "body.o_rtl, html[dir=rtl] body" },
            ProductScreen.clickDisplayedProduct("نان باشگاه"),
            ProductScreen.clickDisplayedProduct("نان باشگاه"),
            ProductScreen.clickDisplayedProduct("نان باشگاه"),
            { content: "the club's words are Persian", trigger: ".club-identify:contains('باشگاه')" },
            ClubTill.screenshot("fa_passer_by"),
            { content: "open the dialog", trigger: ".club-identify", run: "click" },
            { content: "an unknown phone", trigger: ".club-query", run: "edit ۰۹۳۵۱۲۳۴۵۶۷" },
            { content: "search", trigger: ".club-search", run: "click" },
            { content: "joining is offered", trigger: ".club-join-name" },
            ClubTill.screenshot("fa_join"),
            { content: "the right phone", trigger: ".club-query", run: "edit ۰۹۱۲۳۴۵۶۷۸۹" },
            { content: "search again", trigger: ".club-search", run: "click" },
            ClubTill.memberIs("سارا"),
            ClubTill.screenshot("fa_product"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("کیف پول"),
            PaymentScreen.clickPaymentMethod("نقد"),
            ClubTill.screenshot("fa_payment"),
            PaymentScreen.clickValidate(),
            { content: "the receipt", trigger: ".receipt-screen .club-receipt" },
            ClubTill.screenshot("fa_receipt"),
            Chrome.endTour(),
        ].flat(),
});
