import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import { scan_barcode } from "@point_of_sale/../tests/generic_helpers/utils";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as ClubTill from "./utils/club_till_util";

const tours = registry.category("web_tour.tours");

tours.add("club_till_offers", {
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
            ClubTill.offerIs("A tenth off", "4.00"),
            ClubTill.lineSaves("4.00"),
            scan_barcode("0712345678911"),
            ProductScreen.selectedOrderlineHas("Club Bread", "5"),
            ProductScreen.checkTotalAmount("45.00"),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_identify", {
    steps: () =>
        [
            Chrome.startPoS(),
            Dialog.confirm("Open Register"),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ClubTill.joiningGives("5.00"),
            ClubTill.identify("\u06F0\u06F9\u06F1\u06F2\u06F3\u06F4\u06F5\u06F6\u06F7\u06F8\u06F9"),
            ClubTill.memberIs("Member A"),
            ClubTill.offerIs("For members", "5.00"),
            ProductScreen.checkTotalAmount("5.00"),
            ClubTill.forget(),
            ProductScreen.checkTotalAmount("10.00"),
            ClubTill.identify("09351234567"),
            ClubTill.join("Mina"),
            ClubTill.memberIs("Mina"),
            ProductScreen.checkTotalAmount("5.00"),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_wallet", {
    steps: () =>
        [
            Chrome.startPoS(),
            Dialog.confirm("Open Register"),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ClubTill.identify("09123456789"),
            ClubTill.memberIs("Member A"),
            ProductScreen.checkTotalAmount("18.00"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("Club wallet"),
            PaymentScreen.selectedPaymentlineHas("Club wallet", "15.00"),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.validateButtonIsHighlighted(true),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            ClubTill.receiptHas("Paid by bonus", "15.00"),
            ClubTill.receiptHas("You saved", "2.00"),
            ClubTill.receiptHas("Credit earned", "0.30"),
            ClubTill.receiptHas("Wallet balance", "0.30"),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_paused", {
    steps: () =>
        [
            Chrome.startPoS(),
            Dialog.confirm("Open Register"),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ProductScreen.checkTotalAmount("5.00"),
            ClubTill.meanwhile("pause"),
            ProductScreen.checkTotalAmount("10.00"),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_scene", {
    steps: () =>
        [
            Chrome.startPoS(),
            Dialog.confirm("Open Register"),
            ProductScreen.clickDisplayedProduct("Club Cake"),
            ProductScreen.clickDisplayedProduct("Club Feast"),
            ClubTill.identify("09123456789"),
            ClubTill.memberIs("Member A"),
            ClubTill.offerIs("Birthday", "120,000.00"),
            ProductScreen.checkTotalAmount("600,000.00"),
            { content: "only the best applies", trigger: ".club-offers:not(:has(.club-offer + .club-offer))" },
            { content: "the next best", trigger: ".club-near:contains('Next best: Silver')" },
            ClubTill.screenshot("scene"),
            Chrome.endTour(),
        ].flat(),
});
