import { registry } from "@web/core/registry";
import { screenshot } from "./utils/club_till_util";

// What a manager sees of the effect of offers, of a rehearsal and of suggestions. The steps name fields and buttons, never
// their texts, so that the same tour runs in each language.

const step = (content, trigger, run) => ({ content, trigger, ...(run ? { run } : {}) });
const tab = (name) => step(`page ${name}`, `.o_notebook a[name=${name}]`, "click");

registry.category("web_tour.tours").add("customer_club_effect_tour", {
    steps: () => [
        tab("effect"),
        step("count", "button[name=action_count_effect]", "click"),
        step("it is counted", ".o_field_widget[name=effect_ids] .o_data_row"),
        ...screenshot("effect_of_offer"),
        step("its own page", ".o_field_widget[name=effect_ids] .o_data_row td[name=sentence]", "click"),
        step("in words", ".o_field_widget[name=sentence]:visible"),
        ...screenshot("effect"),
    ],
});

registry.category("web_tour.tours").add("customer_club_effect_list_tour", {
    steps: () => [
        step("the list", ".o_list_view .o_data_row"),
        ...screenshot("effects"),
        step("pivot", "button.o_switch_view.o_pivot", "click"),
        step("the pivot", ".o_pivot table"),
        ...screenshot("effects_pivot"),
    ],
});

registry.category("web_tour.tours").add("customer_club_suggestion_tour", {
    steps: () => [
        step("a segment", ".o_list_view .o_group_header"),
        step("an offer", ".o_list_view .o_data_row button[name=action_draft]"),
        ...screenshot("suggestions"),
        step("draft and rehearse", ".o_list_view .o_data_row button[name=action_draft]", "click"),
        step("it is in line", ".o_form_view .o_field_widget[name=progress]"),
        ...screenshot("rehearsal_waits"),
    ],
});

registry.category("web_tour.tours").add("customer_club_rehearsal_tour", {
    steps: () => [
        step("in words", ".o_form_view .o_field_widget[name=sentence]"),
        ...screenshot("rehearsal"),
        tab("changes"),
        step("a change", ".o_field_widget[name=change_ids] .o_data_row"),
        ...screenshot("rehearsal_changes"),
        tab("members"),
        step("a member", ".o_field_widget[name=member_row_ids] .o_data_row"),
        ...screenshot("rehearsal_members"),
        step("again", "button[name=action_start]:visible", "click"),
        step("it can be cancelled", "button[name=action_cancel]:visible", "click"),
        step("and started again", "button[name=action_start]:visible"),
    ],
});
