import { registry } from "@web/core/registry";

function services() {
    return odoo.__WOWL_DEBUG__.root.env.services;
}

function leaves(menu) {
    return menu.childrenTree.length ? menu.childrenTree.flatMap(leaves) : [menu];
}

/** Selects a menu and waits until its screen, its dialog or what it tells has been drawn. */
async function open(leaf) {
    const { menu, action } = services();
    const before = action.currentController;
    await menu.selectMenu(leaf);
    const drawn = () =>
        document.querySelector(".o_dialog, .o_notification") ||
        (action.currentController !== before &&
            document.querySelector(".o_action_manager :is(.o_view_controller, .o_client_action)"));
    while (!drawn()) {
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    if (document.querySelector(".o_error_dialog")) {
        throw new Error(`The menu ${leaf.xmlid} shows an error.`);
    }
    document.querySelector(".o_notification_close")?.click();
    while (document.querySelector(".o_notification")) {
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await action.doAction({ type: "ir.actions.act_window_close" });
}

registry.category("web_tour.tours").add("customer_club_backend_tour", {
    steps: () => [
        { content: "Open the member", trigger: ".o_data_cell:contains('Sara Tour')", run: "click" },
        { content: "The member has a card", trigger: ".o_form_view .o_field_widget[name=card_number]" },
        { content: "Set a PIN", trigger: "button[name=action_set_pin]", run: "click" },
        { content: "Type it", trigger: ".modal .o_field_widget[name=pin] input", run: "edit 1234" },
        { content: "Again", trigger: ".modal .o_field_widget[name=pin_again] input", run: "edit 1234" },
        { content: "Save it", trigger: ".modal button[name=action_done]", run: "click" },
        { content: "It is set", trigger: "body:not(:has(.modal)) button[name=action_set_pin]:contains('Replace PIN')" },
        { content: "The wallet", trigger: "button[name=action_open_wallet]", run: "click" },
        { content: "shows what is left", trigger: ".o_field_widget[name=open_lot_ids] .o_data_row" },
    ],
});

registry.category("web_tour.tours").add("customer_club_program_tour", {
    steps: () => [
        { content: "Open the programme", trigger: ".o_data_cell:contains('Test club')", run: "click" },
        { content: "The rules of the wallet", trigger: ".nav-link[name=wallet]", run: "click" },
        {
            content: "So much of a bill",
            trigger: ".o_field_widget[name=redeem_share_bps] input:value(100)",
            run: "edit 12.5",
        },
        { content: "Save", trigger: ".o_form_button_save", run: "click" },
        { content: "It is saved", trigger: ".o_form_saved, .o_form_status_indicator_buttons.invisible" },
        { content: "and shown again", trigger: ".o_field_widget[name=redeem_share_bps] input:value(12.5)" },
    ],
});

/** One step for each menu of the club that the user sees; a step that takes over 10 seconds fails. */
registry.category("web_tour.tours").add("customer_club_menus_tour", {
    steps: () => {
        const { menu } = services();
        const club = menu.getApps().find((app) => app.xmlid === "customer_club.club_menu_root");
        return leaves(menu.getMenuAsTree(club.id)).map((leaf) => ({
            content: `Open ${leaf.xmlid}`,
            trigger: ".o_menu_sections",
            run: () => open(leaf),
        }));
    },
});
