import { registry } from "@web/core/registry";

/** Clicks through a path of menus and waits until the screen that it opens has been drawn. */
function open(menu, title, entry = null) {
    const steps = [{ content: `Open ${menu}`, trigger: `.o_menu_sections [data-menu-xmlid='${menu}']`, run: "click" }];
    if (entry) {
        steps.push({
            content: `Choose ${entry}`,
            trigger: `.o-dropdown--menu [data-menu-xmlid='${entry}']`,
            run: "click",
        });
    }
    steps.push({ content: `${title} is shown`, trigger: `.o_breadcrumb .active:contains("${title}")` });
    return steps;
}

registry.category("web_tour.tours").add("customer_club_backend_tour", {
    steps: () => [
        ...open("customer_club.club_member_menu", "Members"),
        { content: "Open the member", trigger: ".o_data_cell:contains('Sara Tour')", run: "click" },
        { content: "The member has a card", trigger: ".o_form_view .o_field_widget[name=card_number]" },
        { content: "Set a PIN", trigger: "button[name=action_set_pin]", run: "click" },
        { content: "Type it", trigger: ".modal .o_field_widget[name=pin] input", run: "edit 1234" },
        { content: "Again", trigger: ".modal .o_field_widget[name=pin_again] input", run: "edit 1234" },
        { content: "Save it", trigger: ".modal button[name=action_done]", run: "click" },
        { content: "It is set", trigger: "body:not(:has(.modal)) button[name=action_set_pin]:contains('Replace PIN')" },
        { content: "The wallet", trigger: "button[name=action_open_wallet]", run: "click" },
        { content: "shows what is left", trigger: ".o_field_widget[name=open_lot_ids] .o_data_row" },
        ...open("customer_club.club_purchase_menu", "Purchases"),
        ...open("customer_club.club_wallet_menu_root", "Wallets", "customer_club.club_wallet_menu"),
        ...open("customer_club.club_wallet_menu_root", "Wallet entries", "customer_club.club_wallet_entry_menu"),
        { content: "Open the entry", trigger: ".o_data_cell:contains('Sara Tour')", run: "click" },
        { content: "It touched a credit", trigger: ".o_form_view .o_field_widget[name=kind]" },
        ...open("customer_club.club_wallet_menu_root", "Lapsing soon", "customer_club.club_wallet_lapsing_menu"),
        ...open("customer_club.club_wallet_menu_root", "Adjustments", "customer_club.club_wallet_adjustment_menu"),
        ...open("customer_club.club_unusual_movement_menu", "Unusual movements"),
        ...open("customer_club.club_offer_menu", "Offers"),
        ...open("customer_club.club_alert_menu", "Alerts"),
        ...open("customer_club.club_configuration_menu", "Programmes", "customer_club.club_program_menu"),
        ...open("customer_club.club_configuration_menu", "Branches", "customer_club.club_branch_menu"),
        ...open("customer_club.club_configuration_menu", "Tiers", "customer_club.club_tier_menu"),
    ],
});
