import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import { scan_barcode } from "@point_of_sale/../tests/generic_helpers/utils";
import { setOfflineMode, setOnlineMode } from "@point_of_sale/../tests/generic_helpers/offline_util";
import * as ClubTill from "./utils/club_till_util";

const tours = registry.category("web_tour.tours");

function payCash() {
    return [
        ProductScreen.clickPayButton(),
        PaymentScreen.clickPaymentMethod("Cash"),
        PaymentScreen.clickValidate(),
        ReceiptScreen.isShown(),
    ].flat();
}

tours.add("club_till_offline", {
    steps: () =>
        [
            ClubTill.open(),
            ClubTill.identify("09123456789"),
            ClubTill.memberIs("Member A"),
            ClubTill.forget(),
            setOfflineMode(),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ClubTill.identify("+98 912 345 67 89"),
            ClubTill.memberIs("Member A"),
            ProductScreen.checkTotalAmount("18.00"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("Club wallet"),
            PaymentScreen.enterPaymentLineAmount("Club wallet", "5"),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.selectedPaymentlineHas("Cash", "13.00"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            Dialog.confirm("Continue with limited functionality"),
            ClubTill.receiptHas("You saved", "2.00"),
            ClubTill.screenshot("offline_receipt"),
            ReceiptScreen.clickNextOrder(),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            scan_barcode("200000000006"),
            ClubTill.cardIsKept("200000000006"),
            ClubTill.screenshot("offline_card"),
            payCash(),
            ReceiptScreen.clickNextOrder(),
            setOnlineMode(),
            ClubTill.reconnect(),
            ClubTill.allSynced(),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_join_offline", {
    steps: () =>
        [
            ClubTill.open(),
            setOfflineMode(),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ClubTill.identify("0935 123 4567"),
            { content: "says how it goes on", trigger: ".club-message:contains('let the customer join')" },
            { content: "the name", trigger: ".club-join-name", run: "edit Mina" },
            { content: "a day", trigger: ".club-join-birth-day", run: "edit 30" },
            { content: "of a month", trigger: ".club-join-birth-month", run: "edit 2" },
            { content: "agrees", trigger: ".club-join-consent input", run: "click" },
            ClubTill.screenshot("offline_join"),
            { content: "join", trigger: ".club-join-button", run: "click" },
            { content: "is kept with the order", trigger: ".club-panel .club-joins:contains('Mina')" },
            { content: "taken off", trigger: ".club-forget", run: "click" },
            ClubTill.identify("09351234567"),
            ClubTill.join("Mina"),
            { content: "is kept again", trigger: ".club-panel .club-joins:contains('Mina')" },
            ClubTill.screenshot("offline_joins"),
            payCash(),
            Dialog.confirm("Continue with limited functionality"),
            ReceiptScreen.clickNextOrder(),
            setOnlineMode(),
            ClubTill.reconnect(),
            ClubTill.allSynced(),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_member_offline", {
    steps: () =>
        [
            ClubTill.open(),
            ClubTill.identify("09123456789"),
            ClubTill.memberIs("Member A"),
            ClubTill.forget(),
            setOfflineMode(),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ClubTill.identify("09123456789"),
            ProductScreen.checkTotalAmount("5.00"),
            Chrome.createFloatingOrder(),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ClubTill.identify("09123456789"),
            ProductScreen.checkTotalAmount("5.00"),
            payCash(),
            Dialog.confirm("Continue with limited functionality"),
            ReceiptScreen.clickNextOrder(),
            ClubTill.openParked(),
            ProductScreen.checkTotalAmount("9.00"),
            payCash(),
            ReceiptScreen.clickNextOrder(),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ClubTill.identify("09123456789"),
            ClubTill.memberIs("Member A"),
            ProductScreen.checkTotalAmount("10.00"),
            payCash(),
            ReceiptScreen.clickNextOrder(),
            setOnlineMode(),
            ClubTill.reconnect(),
            ClubTill.allSynced(),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_parked_offline", {
    steps: () =>
        [
            ClubTill.open(),
            ClubTill.leaseIs(1),
            setOfflineMode(),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ProductScreen.checkTotalAmount("5.00"),
            Chrome.createFloatingOrder(),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ProductScreen.checkTotalAmount("5.00"),
            payCash(),
            Dialog.confirm("Continue with limited functionality"),
            ReceiptScreen.clickNextOrder(),
            ClubTill.openParked(),
            ProductScreen.checkTotalAmount("10.00"),
            payCash(),
            ReceiptScreen.clickNextOrder(),
            setOnlineMode(),
            ClubTill.reconnect(),
            ClubTill.allSynced(),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_lease_of_two", {
    steps: () =>
        [
            ClubTill.open(),
            ClubTill.leaseIs(2),
            setOfflineMode(),
            ["5.00", "5.00", "10.00"].flatMap((total, number) => [
                ProductScreen.clickDisplayedProduct("Club Bread"),
                ProductScreen.checkTotalAmount(total),
                payCash(),
                number ? [] : Dialog.confirm("Continue with limited functionality"),
                ReceiptScreen.clickNextOrder(),
            ]),
            setOnlineMode(),
            ClubTill.reconnect(),
            ClubTill.allSynced(),
            Chrome.endTour(),
        ].flat(Infinity),
});

tours.add("club_till_lease", {
    steps: () =>
        [
            ClubTill.open(),
            ClubTill.leaseIs(1),
            setOfflineMode(),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ProductScreen.checkTotalAmount("5.00"),
            payCash(),
            Dialog.confirm("Continue with limited functionality"),
            ReceiptScreen.clickNextOrder(),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ProductScreen.checkTotalAmount("10.00"),
            payCash(),
            ReceiptScreen.clickNextOrder(),
            setOnlineMode(),
            ClubTill.reconnect(),
            ClubTill.allSynced(),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_lease_online", {
    steps: () =>
        [
            ClubTill.open(),
            ClubTill.leaseIs(1),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ProductScreen.checkTotalAmount("5.00"),
            payCash(),
            ReceiptScreen.clickNextOrder(),
            ClubTill.leaseIs(1), // another portion
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ProductScreen.checkTotalAmount("5.00"),
            payCash(),
            ReceiptScreen.clickNextOrder(),
            ClubTill.leaseIs(0),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ProductScreen.checkTotalAmount("10.00"),
            Chrome.endTour(),
        ].flat(),
});
