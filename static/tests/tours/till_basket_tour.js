import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import { scan_barcode } from "@point_of_sale/../tests/generic_helpers/utils";
import * as TextInputPopup from "@point_of_sale/../tests/generic_helpers/text_input_popup_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as ClubTill from "./utils/club_till_util";

const tours = registry.category("web_tour.tours");

tours.add("club_till_gift", {
    steps: () =>
        [
            ClubTill.open(),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            { content: "the gift is offered", trigger: ".club-gift:contains('Club Jam')" },
            ClubTill.screenshot("gift_offered"),
            { content: "take it", trigger: ".club-gift:contains('Club Jam')", run: "click" },
            ProductScreen.orderLineHas("Club Jam", "1", "0.00"),
            { content: "it is offered once", trigger: ".club-panel:not(:has(.club-gift))" },
            ProductScreen.checkTotalAmount("20.00"),
            ProductScreen.clickLine("Club Bread", "2"),
            ProductScreen.clickNumpad("1"),
            { content: "without its condition it goes", trigger: ".order-container:not(:contains('Club Jam'))" },
            ProductScreen.clickNumpad("⌫", "3"),
            { content: "and comes again", trigger: ".club-gift:contains('Club Jam')", run: "click" },
            ProductScreen.orderLineHas("Club Jam", "1", "0.00"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_manual_discount", {
    steps: () =>
        [
            ClubTill.open(),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ProductScreen.checkTotalAmount("18.00"),
            ProductScreen.clickNumpad("%", "5", "0"),
            ProductScreen.checkTotalAmount("9.00"),
            { content: "the line shows the cashier's half", trigger: ".orderline .info-list:contains('50%')" },
            ClubTill.lineSaves("1.00"),
            ClubTill.screenshot("manual_discount"),
            ProductScreen.clickDisplayedProduct("Club Jam"),
            ProductScreen.checkTotalAmount("13.50"),
            ProductScreen.clickLine("Club Bread", "2"),
            ProductScreen.clickNumpad("%", "⌫"),
            ProductScreen.clickNumpad("⌫"),
            ProductScreen.checkTotalAmount("22.50"),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_scan", {
    steps: () =>
        [
            ClubTill.open(),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            scan_barcode("100000000008"),
            ClubTill.memberIs("Member A"),
            ProductScreen.checkTotalAmount("10.00"),
            scan_barcode("spring"),
            { content: "the code is on the order", trigger: ".club-panel .badge:contains('spring')" },
            ProductScreen.checkTotalAmount("9.00"),
            { content: "take the code off", trigger: ".club-panel .badge:contains('spring') a", run: "click" },
            ProductScreen.checkTotalAmount("10.00"),
            { content: "type it", trigger: ".club-code", run: "click" },
            TextInputPopup.inputText("winter"),
            Dialog.confirm(),
            { content: "nobody gives for this", trigger: ".o_notification:contains('No offer has the code winter.')" },
            { content: "type it", trigger: ".club-code", run: "click" },
            TextInputPopup.inputText("SPRING"),
            Dialog.confirm(),
            ProductScreen.checkTotalAmount("9.00"),
            ClubTill.screenshot("scan_and_code"),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_near", {
    steps: () =>
        [
            ClubTill.open(),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            { content: "ten more of anything", trigger: ".club-near:contains('A tenth off'):contains('10.00'):contains('0.90')" },
            ClubTill.screenshot("near_miss"),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ClubTill.offerIs("A tenth off", "2.00"),
            { content: "the second best", trigger: ".club-near:contains('Next best: A hundredth off'):contains('0.20')" },
            { content: "and one out of reach stays out", trigger: ".club-panel:not(:contains('Members only'))" },
            ClubTill.screenshot("next_best"),
            Chrome.endTour(),
        ].flat(),
});
