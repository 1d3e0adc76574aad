import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as TextInputPopup from "@point_of_sale/../tests/generic_helpers/text_input_popup_util";
import { scan_barcode } from "@point_of_sale/../tests/generic_helpers/utils";
import { setOfflineMode, setOnlineMode } from "@point_of_sale/../tests/generic_helpers/offline_util";
import * as ClubTill from "./utils/club_till_util";

const tours = registry.category("web_tour.tours");

const badge = (code) => ({ content: `the code ${code} is on the order`, trigger: `.club-panel .badge:contains("${code}")` });
const noBadge = (code) => ({ content: `the code ${code} is off`, trigger: `.club-panel:not(:has(.badge:contains("${code}")))` });
const told = (text) => ({ content: `the till tells: ${text}`, trigger: `.o_notification:contains("${text}")` });
const enter = (code) => [{ content: "enter a code", trigger: ".club-code", run: "click" }, TextInputPopup.inputText(code), Dialog.confirm()];

function payCash() {
    return [
        ProductScreen.clickPayButton(),
        PaymentScreen.clickPaymentMethod("Cash"),
        PaymentScreen.clickValidate(),
        ReceiptScreen.isShown(),
    ].flat();
}

// Codes of the test: ACDE2345KMNP (which another till takes meanwhile) and QRTU6789ACDE.
tours.add("club_till_codes", {
    steps: () =>
        [
            ClubTill.open(),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            scan_barcode("ACDE2345KMNP"),
            badge("ACDE2345KMNP"),
            ProductScreen.checkTotalAmount("5.00"),
            ClubTill.screenshot("code_on_the_order"),
            enter("QRTU-6789-ACDE"),
            told("One code of this kind is on the order already"),
            ClubTill.meanwhile("other_till"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            ClubTill.says("Another order is just using the code …KMNP."),
            ClubTill.screenshot("code_taken_elsewhere"),
            ClubTill.ok(),
            PaymentScreen.clickBack(),
            noBadge("ACDE2345KMNP"),
            ProductScreen.checkTotalAmount("10.00"),
            enter("qrtu-6789-acde"),
            ProductScreen.checkTotalAmount("5.00"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentlineDelButton("Cash", "5.00"),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            ClubTill.receiptHas("You saved", "5.00"),
            ReceiptScreen.clickNextOrder(),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            scan_barcode("QRTU6789ACDE"),
            ClubTill.says("The code …ACDE was used on"),
            ClubTill.screenshot("code_used"),
            ClubTill.ok(),
            ProductScreen.checkTotalAmount("10.00"),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_codes_offline", {
    steps: () =>
        [
            ClubTill.open(),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            enter("ACDE2345KMNP"),
            ProductScreen.checkTotalAmount("5.00"),
            setOfflineMode(),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            ClubTill.says("cannot be used: ACDE2345KMNP"),
            ClubTill.screenshot("code_offline"),
            ClubTill.ok(),
            PaymentScreen.clickBack(),
            noBadge("ACDE2345KMNP"),
            ProductScreen.checkTotalAmount("10.00"),
            enter("QRTU6789ACDE"),
            told("only codes for many are known, and QRTU6789ACDE is none of them"),
            enter("nowruz۰۵"),
            badge("nowruz05"),
            ProductScreen.checkTotalAmount("9.00"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentlineDelButton("Cash", "5.00"),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            Dialog.confirm("Continue with limited functionality"),
            ReceiptScreen.clickNextOrder(),
            setOnlineMode(),
            ClubTill.reconnect(),
            ClubTill.allSynced(),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_codes_held", {
    steps: () =>
        [
            ClubTill.open(),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            enter("ACDE2345KMNP"),
            ProductScreen.checkTotalAmount("5.00"),
            {
                content: "the code is set aside, as validating does it",
                trigger: "body",
                run: () => window.posmodel.club.reserve(window.posmodel.getOrder(), { offers: [], codes: ["ACDE2345KMNP"] }),
            },
            setOfflineMode(),
            payCash(),
            Dialog.confirm("Continue with limited functionality"),
            ReceiptScreen.clickNextOrder(),
            setOnlineMode(),
            ClubTill.reconnect(),
            ClubTill.allSynced(),
            Chrome.endTour(),
        ].flat(),
});
