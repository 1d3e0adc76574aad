import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import * as ClubTill from "./utils/club_till_util";

function giveBack(quantity) {
    return [
        ReceiptScreen.clickNextOrder(),
        ProductScreen.clickRefund(),
        TicketScreen.selectOrder("001"),
        ProductScreen.clickNumpad(quantity),
        TicketScreen.toRefundTextContains(`To Refund: ${quantity}`),
        TicketScreen.confirmRefund(),
        PaymentScreen.isShown(),
    ].flat();
}

registry.category("web_tour.tours").add("club_till_return", {
    steps: () =>
        [
            ClubTill.open(),
            ProductScreen.addOrderline("Club Bread", "4"),
            ClubTill.identify("09123456789"),
            ClubTill.memberIs("Member A"),
            ProductScreen.checkTotalAmount("36.00"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("Club wallet"),
            PaymentScreen.selectedPaymentlineHas("Club wallet", "16.00"),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            giveBack("1"),
            PaymentScreen.selectedPaymentlineHas("Club wallet", "-4.00"),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.selectedPaymentlineHas("Cash", "-5.00"),
            ClubTill.screenshot("return_payment"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            ClubTill.receiptHas("Wallet balance", "5.50"),
            ClubTill.screenshot("return_receipt"),
            giveBack("3"),
            PaymentScreen.selectedPaymentlineHas("Club wallet", "-12.00"),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.selectedPaymentlineHas("Cash", "-15.00"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            ClubTill.receiptHas("Wallet balance", "16.00"),
            Chrome.endTour(),
        ].flat(),
});
