import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as NumberPopup from "@point_of_sale/../tests/generic_helpers/number_popup_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import { setOfflineMode, setOnlineMode } from "@point_of_sale/../tests/generic_helpers/offline_util";
import { run } from "@point_of_sale/../tests/generic_helpers/utils";
import * as ClubTill from "./utils/club_till_util";

const tours = registry.category("web_tour.tours");

function sellTwoBreads(phone, name) {
    return [
        ProductScreen.clickDisplayedProduct("Club Bread"),
        ProductScreen.clickDisplayedProduct("Club Bread"),
        ClubTill.identify(phone),
        ClubTill.memberIs(name),
        ProductScreen.clickPayButton(),
    ].flat();
}

tours.add("club_till_short", {
    steps: () =>
        [
            ClubTill.open(),
            sellTwoBreads("09123456789", "Member A"),
            ClubTill.pursesShow("Bonus", "15.00"),
            PaymentScreen.clickPaymentMethod("Club wallet"),
            PaymentScreen.enterPaymentLineAmount("Club wallet", "16"),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            ClubTill.says("The wallet can pay $ 15.00; $ 16.00 is needed."),
            ClubTill.screenshot("wallet_short"),
            ClubTill.ok(),
            PaymentScreen.clickPaymentlineDelButton("Cash", "4.00"),
            PaymentScreen.clickPaymentlineDelButton("Club wallet", "16.00"),
            PaymentScreen.clickPaymentMethod("Club wallet"),
            PaymentScreen.selectedPaymentlineHas("Club wallet", "15.00"),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            ClubTill.screenshot("wallet_receipt"),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_share", {
    steps: () =>
        [
            ClubTill.open(),
            sellTwoBreads("09123456789", "Member A"),
            PaymentScreen.clickPaymentMethod("Club wallet"),
            PaymentScreen.selectedPaymentlineHas("Club wallet", "6.00"),
            PaymentScreen.enterPaymentLineAmount("Club wallet", "7"),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            ClubTill.says("Bonus and points pay at most $ 6.00 of this bill"),
            ClubTill.screenshot("wallet_share"),
            ClubTill.ok(),
            PaymentScreen.clickPaymentlineDelButton("Cash", "13.00"),
            PaymentScreen.clickPaymentlineDelButton("Club wallet", "7.00"),
            PaymentScreen.clickPaymentMethod("Club wallet"),
            PaymentScreen.selectedPaymentlineHas("Club wallet", "6.00"),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_blocked", {
    steps: () =>
        [
            ClubTill.open(),
            sellTwoBreads("09123456780", "Member B"),
            PaymentScreen.clickPaymentMethod("Club wallet"),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            ClubTill.says("The member is blocked"),
            ClubTill.screenshot("wallet_blocked"),
            ClubTill.ok(),
            PaymentScreen.clickPaymentlineDelButton("Club wallet", "5.00"),
            PaymentScreen.clickPaymentlineDelButton("Cash", "15.00"),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_server_gone", {
    steps: () =>
        [
            ClubTill.open(),
            sellTwoBreads("09123456789", "Member A"),
            PaymentScreen.clickPaymentMethod("Club wallet"),
            PaymentScreen.clickPaymentMethod("Cash"),
            setOfflineMode(),
            PaymentScreen.clickValidate(),
            ClubTill.says("Without a connection the wallet pays at most"),
            ClubTill.screenshot("wallet_server_gone"),
            ClubTill.ok(),
            PaymentScreen.clickPaymentlineDelButton("Club wallet", "15.00"),
            PaymentScreen.clickPaymentlineDelButton("Cash", "5.00"),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            Dialog.confirm("Continue with limited functionality"),
            setOnlineMode(),
            ClubTill.reconnect(),
            ClubTill.allSynced(),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_pin", {
    steps: () =>
        [
            ClubTill.open(),
            sellTwoBreads("09123456789", "Member A"),
            PaymentScreen.clickPaymentMethod("Club wallet"),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            ClubTill.confirmBy("1111"),
            ClubTill.confirmSays("The PIN is wrong."),
            ClubTill.screenshot("wallet_pin"),
            ClubTill.confirmBy("2580"),
            ReceiptScreen.isShown(),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_purses", {
    steps: () =>
        [
            ClubTill.open(),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            sellTwoBreads("09123456789", "Member A"),
            PaymentScreen.clickPaymentMethod("Club wallet"),
            PaymentScreen.selectedPaymentlineHas("Club wallet", "27.00"), // of 30
            ClubTill.paymentTakes("Bonus", "15.00"),
            ClubTill.paymentTakes("Points", "4"),
            ClubTill.paymentTakes("Paid credit", "10.00"),
            ClubTill.setAside(27),
            { content: "the panel says so", trigger: ".club-payment .club-split:contains('Set aside'):contains('10.00')" },
            PaymentScreen.enterPaymentLineAmount("Club wallet", "16.25"), // another amount takes its place
            ClubTill.paymentTakes("Points", "2"),
            ClubTill.paymentTakes("Paid credit", "0.25"),
            { content: "the panel says so too", trigger: ".club-payment .club-split:contains('Will pay'):contains('0.25')" },
            ClubTill.screenshot("wallet_purses"),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            ClubTill.receiptHas("Paid by bonus", "15.00"),
            ClubTill.receiptHas("Paid by points", "1.00"),
            ClubTill.receiptHas("Paid by credit", "0.25"),
            ClubTill.receiptHas("Points balance", "2"),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_release", {
    steps: () =>
        [
            ClubTill.open(),
            sellTwoBreads("09123456789", "Member A"),
            PaymentScreen.clickPaymentMethod("Club wallet"),
            ClubTill.setAside(15),
            { content: "the split is shown", trigger: ".club-payment .club-split:contains('15.00')" },
            ClubTill.screenshot("wallet_split"),
            PaymentScreen.clickPaymentlineDelButton("Club wallet", "15.00"),
            { content: "the split is gone", trigger: ".club-payment:not(:has(.club-split))" },
            PaymentScreen.clickBack(),
            ClubTill.setAside(14),
            ClubTill.forget(),
            ClubTill.identify("09123456789"),
            ClubTill.memberIs("Member A"),
            ClubTill.setAside(13),
            ProductScreen.clickControlButton("Cancel Order"),
            Dialog.confirm(),
            ProductScreen.orderIsEmpty(),
            run(() => new Promise((resolve) => setTimeout(resolve, 1000)), "let the call go out"),
            Chrome.endTour(),
        ].flat(),
});

function payTwice(wallet, amount) {
    return [
        PaymentScreen.clickPaymentMethod("Club wallet"),
        PaymentScreen.selectedPaymentlineHas("Club wallet", amount),
        ClubTill.setAside(wallet),
    ].flat();
}

tours.add("club_till_expired", {
    steps: () =>
        [
            ClubTill.open(),
            sellTwoBreads("09123456789", "Member A"),
            payTwice(15, "15.00"),
            ClubTill.meanwhile("expire"),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(), // the money is still there: it is set aside once more
            ReceiptScreen.isShown(),
            ClubTill.receiptHas("Paid by bonus", "15.00"),
            ReceiptScreen.clickNextOrder(),
            ClubTill.meanwhile("earn"),
            sellTwoBreads("09123456789", "Member A"),
            payTwice(15, "15.00"),
            ClubTill.meanwhile("expire"),
            ClubTill.meanwhile("spend"), // at another till
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            ClubTill.says("The wallet can pay $ 3.00; $ 15.00 is needed."),
            ClubTill.screenshot("wallet_expired"),
            ClubTill.ok(),
            ClubTill.pursesShow("Bonus", "3.00"),
            PaymentScreen.clickPaymentlineDelButton("Cash", "5.00"),
            PaymentScreen.clickPaymentlineDelButton("Club wallet", "15.00"),
            PaymentScreen.clickPaymentMethod("Club wallet"),
            PaymentScreen.selectedPaymentlineHas("Club wallet", "3.00"),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            ClubTill.receiptHas("Paid by bonus", "3.00"),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_expired_late", {
    steps: () =>
        [
            ClubTill.open(),
            sellTwoBreads("09123456789", "Member A"),
            PaymentScreen.clickPaymentMethod("Club wallet"),
            PaymentScreen.clickPaymentMethod("Cash"),
            run(() => {
                const { club } = window.posmodel;
                const reserve = club.reserve;
                club.reserve = async function () {
                    const answer = await reserve.apply(this, arguments);
                    await club.members.call("club_search", "expire");
                    return answer;
                };
            }, "what is set aside will run out before the order arrives"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            { content: "the cashier is told", trigger: ".o_notification:contains('$ 15.00'):contains('not set aside, or too long ago')" },
            ClubTill.screenshot("wallet_expired_late"),
            ClubTill.receiptHas("Wallet balance", "15.00"),
            ClubTill.receiptLacks("Paid by bonus"),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_top_up", {
    steps: () =>
        [
            ClubTill.open(),
            ClubTill.identify("09123456789"),
            ClubTill.memberIs("Member A"),
            { content: "top up", trigger: ".club-top-up", run: "click" },
            NumberPopup.enterValue("25"),
            Dialog.confirm(),
            ProductScreen.checkTotalAmount("25.00"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            ClubTill.receiptHas("Wallet balance", "40.00"),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_change", {
    steps: () =>
        [
            ClubTill.open(),
            sellTwoBreads("09123456789", "Member A"),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.enterPaymentLineAmount("Cash", "23"),
            { content: "keep the change", trigger: ".club-keep-change", run: "click" },
            { content: "nothing is left to give back", trigger: ".club-payment:not(:has(.club-keep-change))" },
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            ClubTill.receiptHas("Wallet balance", "18.00"),
            Chrome.endTour(),
        ].flat(),
});
