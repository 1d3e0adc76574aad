import { registry } from "@web/core/registry";
import { screenshot } from "./utils/club_till_util";

// Codes in the back office: a batch is made and filled, codes are handed out; a wallet's points become a partner's code; a
// receipt is asked for, and an alert dealt with. The steps name fields and buttons, never their texts, so that the same tour
// runs in each language.

const step = (content, trigger, run) => ({ content, trigger, ...(run ? { run } : {}) });
const form = "body:not(:has(.modal)) .o_form_view";
const inDialog = (name) => `.modal .o_field_widget[name=${name}]`;
const tours = registry.category("web_tour.tours");

tours.add("customer_club_code_tour", {
    steps: () => [
        step("the batches", ".o_list_view .o_list_button_add", "click"),
        step("its name", ".o_form_view .o_field_widget[name=name] input", "edit Letter of spring"),
        step("for one use in a member's hand", ".o_form_view .o_field_widget[name=bound] input", "click"),
        step("keep it", ".o_form_button_save", "click"),
        step("add codes", `${form} button.club-code-add`, "click"),
        step("how many", `${inDialog("count")} input`, "edit 500"),
        ...screenshot("codes_add"),
        step("make them", ".modal footer button[name=action_done]:visible", "click"),
        step("there are 500", `${form} .o_field_widget[name=free_count]:contains("500")`),
        step("hand out", `${form} button.club-code-give`, "click"),
        step("to members", `${inDialog("to")} input[data-value=members]`, "click"),
        step("to whom", `${inDialog("member_ids")} input`, "edit Sara Tour"),
        step("her", '.o-autocomplete--dropdown-item:contains("Sara Tour") a', "click"),
        ...screenshot("codes_give"),
        step("hand out", ".modal footer button[name=action_done]:visible", "click"),
        step("the dialog is gone", form),
        step("see them", `${form} button[name=action_open_codes]`, "click"),
        step("the codes", ".o_list_view .o_data_row .o_data_cell[name=shown_text]"),
        ...screenshot("codes_list"),
    ],
});

tours.add("customer_club_code_batch_tour", {
    steps: () => [step("a batch", `${form} .o_field_widget[name=code_count]`), ...screenshot("codes_batch")],
});

tours.add("customer_club_code_exchange_tour", {
    steps: () => [
        step("exchange points", `${form} button.club-exchange`, "click"),
        step("for a code", `${inDialog("into")} input[data-value=code]`, "click"),
        step("of which partner", `${inDialog("batch_id")} input`, "edit Cinema"),
        step("this one", '.o-autocomplete--dropdown-item:contains("Cinema") a', "click"),
        step("what it costs", `${inDialog("code_points")}:contains("40")`),
        ...screenshot("exchange_for_code"),
        step("exchange", ".modal footer button[name=action_done]:visible", "click"),
        step("here it is", `${inDialog("code_text")}:contains("CINE-1")`),
        ...screenshot("exchange_code"),
        step("close", ".modal footer button[name=action_close]:visible", "click"),
        step("the points are gone", `${form} .o_field_widget[name=balance_points]:contains("60")`),
    ],
});

tours.add("customer_club_why_tour", {
    steps: () => [
        step("the menu", ".o_menu_sections [data-menu-xmlid='customer_club.club_purchase_menu_root']", "click"),
        step("ask for a receipt", ".o-dropdown--menu [data-menu-xmlid='customer_club.club_purchase_why_menu']", "click"),
        step("its number", `${inDialog("number")} input`, "edit Order 99-1-000001"),
        ...screenshot("why_ask"),
        step("show", ".modal footer button[name=action_done]:visible", "click"),
        step("the reasons", `${form} .nav-link[name=verdicts]`, "click"),
        step("each offer", `${form} .o_field_widget[name=verdicts_html] tbody tr, ${form} .o_field_widget[name=verdicts_html] tr td`),
        ...screenshot("why_answer"),
        step("the menu", ".o_menu_sections [data-menu-xmlid='customer_club.club_alert_menu_root']", "click"),
        step("the alerts", ".o-dropdown--menu [data-menu-xmlid='customer_club.club_alert_menu']", "click"),
        step("counted by kind", ".o_search_panel .o_search_panel_counter"),
        ...screenshot("alerts_list"),
        step("open one", ".o_data_row .o_data_cell[name=message]", "click"),
        step("what to do", `${form} .o_field_widget[name=advice]`),
        step("done", `${form} .o_field_widget[name=done] input`, "click"),
        step("by whom", `${form} .o_field_widget[name=done_by_id]`),
        ...screenshot("alert_done"),
    ],
});
