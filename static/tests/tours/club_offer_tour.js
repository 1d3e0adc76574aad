import { registry } from "@web/core/registry";
import { screenshot } from "./utils/club_till_util";

// A manager makes an offer: from a template, reading what it says, trying a basket, starting and changing it. The steps
// name fields and buttons; `numbers` are what the words must show, in the reader's digits.

const step = (content, trigger, run) => ({ content, trigger, ...(run ? { run } : {}) });
const form = "body:not(:has(.modal)) .o_form_view";
const says = (text) => step(`the offer says ${text}`, `${form} .o_field_widget[name=in_words]:contains("${text}")`);

const steps = (numbers) => [
    step("from a template", "button.club-templates", "click"),
    step("fifteen cards", ".o_kanban_view .o_kanban_record:not(.o_kanban_ghost):eq(14)"),
    ...screenshot("offer_templates"),
    step("from an amount", ".o_kanban_view .o_kanban_record:has(.fa-shopping-basket)", "click"),
    says(numbers.ten),
    ...screenshot("offer_draft"),

    step("open the benefit", `${form} .o_field_widget[name=benefit_ids] .o_data_row .o_data_cell[name=sentence]`, "click"),
    step("another percentage", ".modal .o_field_widget[name=percent] input", `edit 25`),
    step("leave the field", ".modal .o_field_widget[name=max_amount] input", "click"),
    step("it says so", `.modal .o_field_widget[name=sentence]:contains("${numbers.more}")`),
    ...screenshot("offer_benefit"),
    step("keep it", ".modal footer .o_form_button_save", "click"),
    says(numbers.more),

    step("try a basket", `${form} button[name=action_try]`, "click"),
    step("this offer alone is judged", ".modal .o_field_widget[name=result] .badge"),
    step("into the quantity", ".modal .o_field_widget[name=line_ids] .o_data_row:first .o_data_cell[name=quantity]", "click"),
    step("much of it", ".modal .o_field_widget[name=line_ids] .o_selected_row .o_field_widget[name=quantity] input", "edit 1000"),
    step("leave it", ".modal .o_field_widget[name=codes] input", "click"),
    step("it is given", ".modal .o_field_widget[name=result] .badge.text-bg-success"),
    ...screenshot("offer_trial"),
    step("close", ".modal footer .btn-primary", "click"),

    step("start it", `${form} button[name=action_start]`, "click"),
    step("it runs", `${form} button[name=action_pause]:visible`),
    step("change it", `${form} .o_field_widget[name=benefit_ids] .o_data_row .o_data_cell[name=sentence]`, "click"),
    step("less again", ".modal .o_field_widget[name=percent] input", "edit 20"),
    step("keep it", ".modal footer .o_form_button_save", "click"),
    says(numbers.less),
    step("save", `${form} .o_form_button_save`, "click"),
    step("saved", `${form}.o_form_view .o_form_saved, ${form} .o_form_status_indicator_buttons.invisible`),
    step("its history", `${form} .o_notebook a[name=revisions]`, "click"),
    step("the new revision", `${form} .o_field_widget[name=revision_ids] .o_data_row:eq(0):contains("${numbers.less}")`),
    step("the old one", `${form} .o_field_widget[name=revision_ids] .o_data_row:eq(1):contains("${numbers.more}")`),
    ...screenshot("offer_history"),
];

registry.category("web_tour.tours").add("customer_club_offer_tour", {
    steps: () => steps({ ten: "10 %", more: "25 %", less: "20 %" }),
});
registry.category("web_tour.tours").add("customer_club_offer_persian_tour", {
    steps: () => steps({ ten: "۱۰", more: "۲۵", less: "۲۰" }),
});
