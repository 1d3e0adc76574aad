import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import { setOfflineMode, setOnlineMode } from "@point_of_sale/../tests/generic_helpers/offline_util";
import * as ClubTill from "./utils/club_till_util";

const tours = registry.category("web_tour.tours");

/** Two breads for the member, 15 of them from the wallet, up to where the payment has to be confirmed. */
function payByWallet({ query = "09123456789", name = "Member A", bread = "Club Bread", wallet = "Club wallet", cash = "Cash" } = {}) {
    return [
        ClubTill.open(),
        ProductScreen.clickDisplayedProduct(bread),
        ProductScreen.clickDisplayedProduct(bread),
        ClubTill.identify(query),
        ClubTill.memberIs(name),
        ProductScreen.clickPayButton(),
        PaymentScreen.clickPaymentMethod(wallet),
        PaymentScreen.clickPaymentMethod(cash),
        PaymentScreen.clickValidate(),
    ].flat();
}

function payInCash() {
    return [
        PaymentScreen.clickPaymentlineDelButton("Club wallet", "15.00"),
        PaymentScreen.clickPaymentlineDelButton("Cash", "5.00"),
        PaymentScreen.clickPaymentMethod("Cash"),
        PaymentScreen.clickValidate(),
        ReceiptScreen.isShown(),
    ].flat();
}

tours.add("club_till_code", {
    steps: () =>
        [
            payByWallet(),
            ClubTill.confirmSays("The member's PIN is needed, or a code by SMS."),
            ClubTill.screenshot("confirm_pin_or_code"),
            ClubTill.confirmBy("1111"),
            ClubTill.confirmSays("The PIN is wrong."),
            ClubTill.sendCode(),
            ClubTill.confirmSays("+98912•••••89"),
            { content: "another has to wait", trigger: ".club-send-code:disabled:contains('Send another in')" },
            ClubTill.screenshot("confirm_code_sent"),
            ClubTill.confirmBy("000000"),
            ClubTill.confirmSays("The code is wrong. Tries left: 4."),
            ClubTill.screenshot("confirm_code_wrong"),
            ..."012345".split("").map((digit) => ({
                content: `press ${digit}`,
                trigger: `.club-confirm .numpad button[value='${digit}']`,
                run: "click",
            })),
            { content: "confirm", trigger: ".club-confirm-button:enabled", run: "click" },
            ReceiptScreen.isShown(),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_code_server_gone", {
    steps: () =>
        [
            payByWallet(),
            ClubTill.confirmSays("A code by SMS is needed from the member."),
            setOfflineMode(),
            ClubTill.sendCode(),
            ClubTill.confirmSays("The server cannot be reached; no code can be sent until the connection is back."),
            ClubTill.screenshot("confirm_server_gone"),
            Dialog.cancel(),
            payInCash(),
            Dialog.confirm("Continue with limited functionality"),
            setOnlineMode(),
            ClubTill.reconnect(),
            ClubTill.allSynced(),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_code_no_phone", {
    steps: () =>
        [
            payByWallet({ query: "Member A" }),
            ClubTill.says("The member has no phone number for a code by SMS"),
            ClubTill.screenshot("confirm_no_phone"),
            ClubTill.ok(),
            payInCash(),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_code_persian", {
    steps: () =>
        [
            payByWallet({ query: "۰۹۱۲۳۴۵۶۷۸۹", name: "سارا", bread: "نان باشگاه", wallet: "کیف پول", cash: "نقد" }),
            { content: "the dialog is open", trigger: ".club-confirm .club-send-code" },
            ClubTill.screenshot("fa_confirm_pin_or_code"),
            ClubTill.sendCode(),
            ClubTill.confirmSays("+98912•••••89"),
            ClubTill.screenshot("fa_confirm_code_sent"),
            ClubTill.confirmBy("۹۹۹۹۹۹"),
            { content: "it is wrong", trigger: ".club-confirm .club-message.alert-warning" },
            ClubTill.screenshot("fa_confirm_code_wrong"),
            ClubTill.confirmBy("۰۱۲۳۴۵"),
            { content: "the receipt", trigger: ".receipt-screen .club-receipt" },
            Chrome.endTour(),
        ].flat(),
});
