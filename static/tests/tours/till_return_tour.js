import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import * as ClubTill from "./utils/club_till_util";

const tours = registry.category("web_tour.tours");

function giveBack(quantity, order = "001") {
    return [
        ReceiptScreen.clickNextOrder(),
        ProductScreen.clickRefund(),
        TicketScreen.selectOrder(order),
        ProductScreen.clickNumpad(quantity),
        TicketScreen.toRefundTextContains(`To Refund: ${quantity}`),
        TicketScreen.confirmRefund(),
        PaymentScreen.isShown(),
    ].flat();
}

function pay(method, amount) {
    return [PaymentScreen.clickPaymentMethod(method), PaymentScreen.selectedPaymentlineHas(method, amount)].flat();
}

function validate() {
    return [PaymentScreen.clickValidate(), ReceiptScreen.isShown()].flat();
}

/** Four breads of 10, a tenth off; the wallet pays its 16, cash the rest. */
function sellFour() {
    return [
        ClubTill.open(),
        ProductScreen.addOrderline("Club Bread", "4"),
        ClubTill.identify("09123456789"),
        ClubTill.memberIs("Member A"),
        ProductScreen.checkTotalAmount("36.00"),
        ProductScreen.clickPayButton(),
        pay("Club wallet", "16.00"),
        PaymentScreen.clickPaymentMethod("Cash"),
        validate(),
    ].flat();
}

tours.add("club_till_return", {
    steps: () =>
        [
            sellFour(),
            giveBack("1"),
            PaymentScreen.selectedPaymentlineHas("Club wallet", "-4.00"),
            pay("Cash", "-5.00"),
            ClubTill.screenshot("return_payment"),
            validate(),
            ClubTill.receiptHas("Wallet balance", "5.50"),
            ClubTill.screenshot("return_receipt"),
            giveBack("3"),
            PaymentScreen.selectedPaymentlineHas("Club wallet", "-12.00"),
            pay("Cash", "-15.00"),
            validate(),
            ClubTill.receiptHas("Wallet balance", "16.00"),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_return_spent", {
    steps: () =>
        [
            ClubTill.open(),
            ProductScreen.addOrderline("Club Bread", "4"),
            ClubTill.identify("09123456789"),
            ClubTill.memberIs("Member A"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("Cash"),
            validate(),
            ClubTill.meanwhile("spend"),
            giveBack("4"),
            PaymentScreen.totalIs("-37.00"),
            ClubTill.screenshot("return_spent"),
            pay("Cash", "-37.00"),
            validate(),
            ClubTill.screenshot("return_spent_receipt"),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_return_later", {
    steps: () =>
        [
            ClubTill.open(),
            ProductScreen.clickRefund(),
            TicketScreen.selectOrderByPrice("36.00"),
            ProductScreen.clickNumpad("1"),
            TicketScreen.toRefundTextContains("To Refund: 1"),
            TicketScreen.confirmRefund(),
            PaymentScreen.selectedPaymentlineHas("Club wallet", "-4.00"),
            pay("Cash", "-5.00"),
            validate(),
            ClubTill.receiptHas("Credit taken back", "0.50"),
            ClubTill.receiptHas("Wallet balance", "5.50"),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_return_alone", {
    steps: () =>
        [
            sellFour(),
            giveBack("4"),
            PaymentScreen.selectedPaymentlineHas("Club wallet", "-16.00"),
            PaymentScreen.clickBackToProductScreen(),
            ClubTill.forget(),
            ClubTill.screenshot("return_alone"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentline("Club wallet", "-16.00"),
            pay("Cash", "-20.00"),
            validate(),
            ClubTill.receiptHas("Credit taken back", "2.00"),
            ClubTill.receiptLacks("Member A"),
            ClubTill.receiptLacks("Wallet balance"),
            ClubTill.screenshot("return_alone_receipt"),
            ReceiptScreen.clickNextOrder(),
            ProductScreen.addOrderline("Club Bread", "1"),
            ProductScreen.clickPayButton(),
            pay("Cash", "10.00"),
            validate(),
            giveBack("1", "003"), // of a passer-by: there is no wallet to give back to
            PaymentScreen.clickPaymentMethod("Club wallet"),
            ClubTill.says("Name the club member first"),
            ClubTill.ok(),
            pay("Cash", "-10.00"),
            validate(),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_exchange", {
    steps: () =>
        [
            sellFour(),
            giveBack("1"),
            PaymentScreen.selectedPaymentlineHas("Club wallet", "-4.00"),
            PaymentScreen.clickBackToProductScreen(),
            ProductScreen.clickDisplayedProduct("Club Bread"), // a line of its own, which offers discount
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ClubTill.offerIs("A tenth off", "2.00"),
            ProductScreen.checkTotalAmount("9.00"),
            ProductScreen.clickLine("Club Bread", "-1"),
            ProductScreen.clickNumpad("5"),
            ClubTill.says("What comes back stays as it was sold"),
            ClubTill.ok(),
            ClubTill.screenshot("exchange"),
            ProductScreen.clickPayButton(),
            pay("Cash", "9.00"), // the wallet gets nothing back: what it had paid pays the new goods
            ClubTill.screenshot("exchange_payment"),
            validate(),
            ClubTill.receiptHas("You saved", "2.00"),
            ClubTill.receiptHas("Wallet balance", "3.30"),
            ClubTill.screenshot("exchange_receipt"),
            giveBack("3"),
            PaymentScreen.clickBackToProductScreen(),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ProductScreen.checkTotalAmount("-18.00"),
            ProductScreen.clickPayButton(),
            PaymentScreen.selectedPaymentlineHas("Club wallet", "-8.00"),
            pay("Cash", "-10.00"),
            validate(),
            ClubTill.receiptHas("Wallet balance", "10.70"),
            Chrome.endTour(),
        ].flat(),
});
