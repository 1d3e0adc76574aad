import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import * as ClubTill from "./utils/club_till_util";

const tours = registry.category("web_tour.tours");
const step = (content, run) => ({ content, trigger: "body", run });

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
            ReceiptScreen.clickNextOrder(),
            step("to the orders", () => window.posmodel.navigate("TicketScreen", { stateOverride: { filter: "SYNCED" } })),
            TicketScreen.selectOrder("001"),
            ProductScreen.clickNumpad("1"),
            ClubTill.screenshot("fa_orders"),
            { content: "give one back", trigger: ".ticket-screen .btn-primary.pay-order-button", run: "click" },
            PaymentScreen.selectedPaymentlineHas("کیف پول", "-6.33"),
            ClubTill.screenshot("fa_return"),
            PaymentScreen.clickBackToProductScreen(),
            ProductScreen.clickDisplayedProduct("نان باشگاه"),
            ProductScreen.clickDisplayedProduct("نان باشگاه"),
            ProductScreen.checkTotalAmount("9.00"),
            ClubTill.screenshot("fa_exchange"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("کیف پول"),
            PaymentScreen.enterPaymentLineAmount("کیف پول", "8"),
            PaymentScreen.clickPaymentMethod("نقد"),
            PaymentScreen.clickValidate(),
            { content: "what the wallet can pay", trigger: ".modal .modal-body:contains('0.24')" },
            ClubTill.screenshot("fa_short"),
            Chrome.endTour(),
        ].flat(),
});
