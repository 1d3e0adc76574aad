// Who stands at the till: found by name, chosen from Odoo's own list, taken for another.

import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as ClubTill from "./utils/club_till_util";

const tours = registry.category("web_tour.tours");

const found = (name) => `.club-identify-dialog .list-group-item:contains("${name}")`;

tours.add("club_till_name", {
    steps: () =>
        [
            ClubTill.open(),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            { content: "open the member dialog", trigger: ".club-identify", run: "click" },
            { content: "a part of the name", trigger: ".club-query", run: "edit parvin" },
            { content: "Enter searches", trigger: ".club-query", run: "press Enter" },
            { content: "both are found", trigger: found("Parvin Arad") },
            { content: "with enough of the phone to tell them apart", trigger: `${found("Parvin Bayat")}:contains("91")` },
            ClubTill.screenshot("member_names"),
            { content: "too short a name", trigger: ".club-query", run: "edit pa" },
            { content: "search", trigger: ".club-search", run: "click" },
            { content: "says so", trigger: ".club-message:contains('at least 3 letters of the name; these are 2')" },
            { content: "a name that nobody has", trigger: ".club-query", run: "edit zebra" },
            { content: "search", trigger: ".club-search", run: "click" },
            { content: "says so", trigger: ".club-message:contains('No member has this name')" },
            { content: "again", trigger: ".club-query", run: "edit parvin" },
            { content: "search", trigger: ".club-search", run: "click" },
            { content: "this one", trigger: found("Parvin Bayat"), run: "click" },
            ClubTill.memberIs("Parvin Bayat"),
            ProductScreen.checkTotalAmount("9.00"),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_join_fields", {
    steps: () =>
        [
            ClubTill.open(),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ClubTill.identify("09351234567"),
            { content: "the name", trigger: ".club-join-name", run: "edit Mina" },
            { content: "what is required has a star", trigger: ".club-join-email[placeholder='E-mail *']" },
            ClubTill.screenshot("join_fields"),
            { content: "join", trigger: ".club-join-button", run: "click" },
            { content: "says what is missing", trigger: ".club-message:contains('Missing: E-mail, Anniversary')" },
            { content: "the e-mail", trigger: ".club-join-email", run: "edit mina@example.com" },
            { content: "a day that no year has", trigger: ".club-join-anniversary-day", run: "edit 31" },
            { content: "of a month", trigger: ".club-join-anniversary-month", run: "edit 12" },
            { content: "Jalali", trigger: ".club-join select", run: "select jalali" },
            { content: "join", trigger: ".club-join-button", run: "click" },
            { content: "says so", trigger: ".club-message:contains('has at most 30 days; there is no day 31')" },
            ClubTill.screenshot("join_refused"),
            { content: "the right day", trigger: ".club-join-anniversary-day", run: "edit 30" },
            { content: "who brought her", trigger: ".club-join-referrer", run: "edit friend22" },
            { content: "agrees", trigger: ".club-join-consent input", run: "click" },
            { content: "join", trigger: ".club-join-button", run: "click" },
            ClubTill.memberIs("Mina"),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_customer_list", {
    steps: () =>
        [
            ClubTill.open(),
            ProductScreen.clickDisplayedProduct("Club Bread"),
            ProductScreen.clickPartnerButton(),
            ProductScreen.clickCustomer("Parvin Arad"),
            ClubTill.memberIs("Parvin Arad"),
            ProductScreen.checkTotalAmount("9.00"),
            ClubTill.screenshot("member_from_list"),
            ProductScreen.clickPartnerButton(),
            ProductScreen.clickCustomer("Nobody of the club"),
            { content: "is no member", trigger: ".club-panel .club-identify" },
            ProductScreen.checkTotalAmount("10.00"),
            ProductScreen.clickPartnerButton(),
            ProductScreen.clickCustomer("Parvin Bayat"), // was taken for another: put right before payment
            ClubTill.memberIs("Parvin Bayat"),
            ProductScreen.checkTotalAmount("9.00"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            { content: "on the receipt", trigger: ".club-receipt-member:contains('Parvin Bayat')" },
            Chrome.endTour(),
        ].flat(),
});
