import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import { run } from "@point_of_sale/../tests/generic_helpers/utils";
import * as ClubTill from "./utils/club_till_util";

const tours = registry.category("web_tour.tours");
// Tours are loaded in the back office too, where the till's own modules are not: hence no import.
const tillModule = (name) => odoo.loader.modules.get(name);

const panelTells = (text) => [{ content: `the panel tells: ${text}`, trigger: `.club-panel .club-next-tier:contains("${text}")` }];
const receiptTells = (tier, text) => [
    { content: `the receipt tells ${tier}`, trigger: `.club-receipt .club-receipt-member:contains("${tier}")` },
    { content: `the receipt tells: ${text}`, trigger: `.club-receipt .club-receipt-next-tier:contains("${text}")` },
];

function check(found, wanted) {
    const wrong = wanted.filter((text) => !found.includes(text));
    if (wrong.length) {
        throw new Error(`${wrong.join(", ")} is missing in: ${found}`);
    }
}

function displayTells(...wanted) {
    return run(() => {
        const { CustomerDisplayPosAdapter } = tillModule("@point_of_sale/app/customer_display/customer_display_adapter");
        const adapter = new CustomerDisplayPosAdapter();
        adapter.formatOrderData(window.posmodel.getOrder());
        check(JSON.stringify(adapter.data.club), wanted);
    }, "look at what the display is told");
}

function reprintTells(...wanted) {
    return run(async () => {
        const { OrderReceipt } = tillModule("@point_of_sale/app/screens/receipt_screen/receipt/order_receipt");
        const order = window.posmodel.models["pos.order"].find((one) => one.finalized);
        const paper = await window.posmodel.env.services.renderer.toHtml(OrderReceipt, { order });
        check(paper.textContent, wanted);
    }, "print the receipt again");
}

function sale(bread, member, steps) {
    return [
        ClubTill.open(),
        ProductScreen.addOrderline(bread, "5"),
        ClubTill.identify("09123456789"),
        ClubTill.memberIs(member),
        ...steps,
    ].flat();
}

tours.add("club_till_tier", {
    steps: () =>
        [
            sale("Club Bread", "Member A", [
                panelTells("40.00 more until Silver"),
                displayTells("Bronze", "40.00 more until Silver"),
                ClubTill.screenshot("tier_panel"),
            ]),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            receiptTells("Silver", "190.00 more until Gold"),
            displayTells("Silver", "190.00 more until Gold"),
            ClubTill.screenshot("tier_receipt"),
            ReceiptScreen.clickNextOrder(),
            reprintTells("Silver", "190.00 more until Gold"),
            ClubTill.identify("09123456789"),
            panelTells("190.00 more until Gold"),
            { content: "the new tier is known", trigger: ".club-panel .badge:contains('Silver')" },
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_tier_persian", {
    steps: () =>
        [
            sale("نان باشگاه", "سارا", [panelTells("نقره‌ای"), ClubTill.screenshot("fa_tier_panel")]),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("نقد"),
            PaymentScreen.clickValidate(),
            receiptTells("نقره‌ای", "طلایی"),
            ClubTill.screenshot("fa_tier_receipt"),
            Chrome.endTour(),
        ].flat(),
});
