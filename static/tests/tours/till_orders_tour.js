// Orders after they are paid: their invoice, the list of orders with its details, and the receipt printed once more.

import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import * as ClubTill from "./utils/club_till_util";

const tours = registry.category("web_tour.tours");

/** Three breads of 10 and one off: a third of the lines' percents has no end. */
function sellThree() {
    return [
        ClubTill.open(),
        ProductScreen.addOrderline("Club Bread", "3"),
        ClubTill.identify("09123456789"),
        ClubTill.memberIs("Member A"),
        ProductScreen.checkTotalAmount("29.00"),
        ProductScreen.clickPayButton(),
        PaymentScreen.clickPaymentMethod("Club wallet"),
        PaymentScreen.selectedPaymentlineHas("Club wallet", "15.00"),
        PaymentScreen.clickPaymentMethod("Cash"),
    ].flat();
}

function figures() {
    return [
        ["You saved", "1.00"],
        ["Paid by bonus", "15.00"],
        ["Credit earned", "1.40"],
        ["Wallet balance", "1.40"],
    ];
}

/** No percent with a fraction in what the page shows. */
function noOddPercent(where) {
    return [
        {
            content: `no odd percent in ${where}`,
            trigger: where,
            run: ({ anchor }) => {
                const [odd] = anchor.innerText.match(/\d+[.,]\d+\s*%/) || [];
                if (odd) {
                    throw new Error(`${odd} in ${anchor.innerText}`);
                }
            },
        },
    ];
}

const invoiced = () => [{ content: "the receipt; an invoice takes its time", trigger: ".receipt-screen", timeout: 60000 }];

tours.add("club_till_invoice", {
    steps: () =>
        [
            sellThree(),
            PaymentScreen.clickInvoiceButton(),
            PaymentScreen.clickValidate(),
            invoiced(),
            figures().flatMap(([name, value]) => ClubTill.receiptHas(name, value)),
            noOddPercent(".receipt-screen"),
            ClubTill.screenshot("invoice_receipt"),
            ReceiptScreen.clickNextOrder(),
            ProductScreen.clickRefund(),
            TicketScreen.selectOrder("001"),
            ProductScreen.clickNumpad("3"),
            TicketScreen.toRefundTextContains("To Refund: 3"),
            TicketScreen.confirmRefund(),
            PaymentScreen.isInvoiceButtonChecked(),
            PaymentScreen.clickBackToProductScreen(),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ProductScreen.checkTotalAmount("-20.00"),
            ProductScreen.clickPayButton(),
            PaymentScreen.selectedPaymentlineHas("Club wallet", "-10.34"),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            invoiced(),
            ClubTill.screenshot("invoice_exchange_receipt"),
            Chrome.endTour(),
        ].flat(),
});

/** Presses Print Receipt and looks at what would be printed. */
function reprint() {
    const printed = {};
    return [
        {
            content: "watch what is printed",
            trigger: ".ticket-screen",
            run: () => {
                window.print = (element) => (printed.text = element.innerText.replace(/\u00A0/g, " "));
            },
        },
        TicketScreen.clickControlButton("Print Receipt"),
        {
            content: "it tells the same",
            trigger: ".ticket-screen",
            run: async () => {
                for (let tries = 0; tries < 40 && !printed.text; tries++) {
                    await new Promise((resolve) => setTimeout(resolve, 250));
                }
                for (const [name, value] of [...figures(), ["A tenth", "1.00"], ["Member A", ""]]) {
                    if (!printed.text?.includes(name) || !printed.text.includes(value) || /\d[.,]\d+ ?%/.test(printed.text)) {
                        throw new Error(`${name} ${value} in ${printed.text}`);
                    }
                }
            },
        },
    ].flat();
}

const lookUp = () =>
    [
        Chrome.clickOrders(),
        TicketScreen.selectFilter("Paid"),
        TicketScreen.selectOrder("001"),
        ClubTill.lineSaves("1.00"),
        noOddPercent(".ticket-screen"),
        ClubTill.screenshot("orders"),
        reprint(),
        TicketScreen.clickControlButton("Details"),
        { content: "the order's details", trigger: ".modal .o_form_view" },
        ClubTill.screenshot("orders_details"),
        { content: "close them", trigger: ".modal .o_form_button_cancel, .modal .btn-close", run: "click" },
    ].flat();

tours.add("club_till_orders", {
    steps: () =>
        [
            sellThree(),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            figures().flatMap(([name, value]) => ClubTill.receiptHas(name, value)),
            ReceiptScreen.clickNextOrder(),
            lookUp(),
            Chrome.endTour(),
        ].flat(),
});

/** The same till after it was loaded again: it knows the order from the server only. */
tours.add("club_till_orders_again", {
    steps: () => [{ content: "start", trigger: ".screen-login .btn.open-register-btn", run: "click" }, lookUp(), Chrome.endTour()].flat(),
});
