// Beside other modules. Nothing of theirs is imported: these files are loaded where they are not installed, too.

import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as TextInputPopup from "@point_of_sale/../tests/generic_helpers/text_input_popup_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as ClubTill from "./utils/club_till_util";

const tours = registry.category("web_tour.tours");

tours.add("club_till_beside_loyalty", {
    steps: () =>
        [
            ClubTill.open(),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ClubTill.identify("09123456789"),
            ClubTill.memberIs("Member A"),
            ProductScreen.checkTotalAmount("9.00"),
            ProductScreen.clickControlButton("Enter Code"),
            TextInputPopup.inputText("044123456"),
            Dialog.confirm(),
            { content: "no order sold this card", trigger: ".modal .modal-header:contains('Unpaid gift card')" },
            Dialog.confirm(),
            ProductScreen.checkTotalAmount("4.00"),
            ProductScreen.clickControlButtonMore(),
            { content: "pay by eWallet", trigger: ".control-buttons button.highlight:contains('eWallet Pay')", run: "click" },
            ProductScreen.checkTotalAmount("0.00"),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ProductScreen.checkTotalAmount("7.00"), // 18, of which the card paid 5 and the eWallet all it has
            ClubTill.offerIs("A tenth off", "2.00"),
            ClubTill.screenshot("beside_loyalty"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("Club wallet"),
            PaymentScreen.selectedPaymentlineHas("Club wallet", "7.00"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            ClubTill.receiptHas("You saved", "2.00"),
            Chrome.endTour(),
        ].flat(),
});

const table = (name) => ({ content: `table ${name}`, trigger: `.floor-map .table:has(.label:contains("${name}"))`, run: "click" });

tours.add("club_till_beside_restaurant", {
    steps: () =>
        [
            ClubTill.open(),
            table("7"),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ClubTill.identify("09123456789"),
            ClubTill.memberIs("Member A"),
            ProductScreen.checkTotalAmount("27.00"),
            ProductScreen.clickControlButton("Split"),
            {
                content: "one bread on a bill of its own",
                trigger: ".splitbill-screen .order-container .orderline:contains('Club Bread')",
                run: "click",
            },
            { content: "pay it", trigger: ".splitbill-screen .pay-button button, .splitbill-screen button:contains('Pay')", run: "click" },
            { content: "at its own price", trigger: ".payment-screen" },
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.selectedPaymentlineHas("Cash", "10.00"), // the member stays with the bill that was split
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            ClubTill.screenshot("beside_restaurant"),
            { content: "go on with the rest", trigger: ".receipt-screen .btn:contains('Continue')", run: "click" },
            { content: "which is not split again", trigger: ".pos .btn:contains('Back')", run: "click" },
            ClubTill.memberIs("Member A"),
            ProductScreen.checkTotalAmount("18.00"),
            Chrome.endTour(),
        ].flat(),
});

/** Moves the order that is open to another table, and waits until it is shown there. */
function moveTo(name) {
    return [
        ProductScreen.clickControlButton("Transfer"),
        table(name),
        { content: `it is at table ${name}`, trigger: `.product-screen, .pos-leftheader .badge:contains("${name}")` },
    ].flat();
}

tours.add("club_till_beside_tables", {
    steps: () =>
        [
            ClubTill.open(),
            table("7"),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ClubTill.identify("09123456789"),
            ClubTill.memberIs("Member A"),
            moveTo("8"), // which is free
            ClubTill.memberIs("Member A"),
            ProductScreen.checkTotalAmount("18.00"),
            ProductScreen.clickPayButton(false),
            PaymentScreen.clickPaymentMethod("Club wallet"),
            ClubTill.setAside(15),
            PaymentScreen.clickPaymentlineDelButton("Club wallet", "15.00"),
            PaymentScreen.clickBackToProductScreen(),
            ClubTill.setAside(14),
            { content: "to the tables", trigger: ".pos-leftheader .table-button, .pos-leftheader button:contains('Table')", run: "click" },
            table("9"),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ProductScreen.checkTotalAmount("10.00"),
            moveTo("8"), // to the member's bread: one bill, one member
            ClubTill.memberIs("Member A"),
            ProductScreen.checkTotalAmount("27.00"),
            ClubTill.screenshot("beside_tables"),
            ProductScreen.clickPayButton(false),
            PaymentScreen.clickPaymentMethod("Club wallet"),
            PaymentScreen.selectedPaymentlineHas("Club wallet", "15.00"),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            ClubTill.receiptHas("Paid by bonus", "15.00"),
            ClubTill.receiptHas("You saved", "3.00"),
            Chrome.endTour(),
        ].flat(),
});
