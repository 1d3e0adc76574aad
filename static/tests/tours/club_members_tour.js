// A manager notes a consent, starts a step and gives one by hand.

import { registry } from "@web/core/registry";
import { screenshot } from "./utils/club_till_util";

const step = (content, trigger, run) => ({ content, trigger, ...(run ? { run } : {}) });
registry.category("web_tour.tours").add("club_members_tour", {
    steps: () => [
        step("the member", ".o_data_cell:contains('Parvin Arad')", "click"),
        step("what was said", ".o_notebook a[name=consents]", "click"),
        ...screenshot("member_consents"),
        step("something new", "button[name=action_note_consent]", "click"),
        step("agrees", ".modal .o_field_widget[name=agreed] input:first", "click"),
        step("the words", ".modal .o_field_widget[name=wording] textarea", "edit Offers by SMS, yes."),
        ...screenshot("member_consent_note"),
        step("note it", ".modal button[name=action_done]", "click"),
        step("it stands there", ".o_field_widget[name=consent_ids] .o_data_row:contains('Offers by SMS, yes.')"),
        step("the menu", ".o_menu_sections [data-menu-xmlid='customer_club.club_offer_menu_root']", "click"),
        step("steps", ".o-dropdown--menu [data-menu-xmlid='customer_club.club_step_menu']", "click"),
        step("are listed", ".o_breadcrumb .active:contains('Steps')"),
        step("a new one", ".o_list_button_add", "click"),
        step("its name", ".o_field_widget[name=name] input", "edit A word of thanks"),
        step("its kind", ".o_field_widget[name=kind] input, .o_field_widget[name=kind] select", "click"),
        step("by hand", ".o_select_menu_item:contains('Given by hand')", "click"),
        step("how much", ".o_field_widget[name=amount] input", "edit 7"),
        step("start it", "button[name=action_start]", "click"),
        step("it runs", "button[name=action_give]", "click"),
        step("to whom", ".modal .o_field_widget[name=member_ids] input", "edit parv"),
        step("to her", ".o-autocomplete--dropdown-item:contains('Parvin Arad')", "click"),
        ...screenshot("step_give"),
        step("give", ".modal button[name=action_done]", "click"),
        step("was given once", "body:not(:has(.modal)) button[name=action_open_grants]:contains('1')"),
        ...screenshot("step_form"),
        step("the log", "button[name=action_open_grants]", "click"),
        step("says to whom", ".o_data_row:contains('Parvin Arad')"),
        step("the menu", ".o_menu_sections [data-menu-xmlid='customer_club.club_member_menu_root']", "click"),
        step("who may be there twice", ".o-dropdown--menu [data-menu-xmlid='customer_club.club_member_duplicate_menu']", "click"),
        step("are listed", ".o_data_row:contains('Same e-mail')"),
        ...screenshot("duplicates"),
        step("merge", ".club-merge-duplicate", "click"),
        step("the older stays", ".modal .o_field_widget[name=target_id] input"),
        step("not now", ".modal .modal-footer button[special=cancel], .modal .modal-footer .o_form_button_cancel, .modal .btn-close", "click"),
        step("the list again", "body:not(:has(.modal)) .o_data_row:contains('Same e-mail')"),
    ],
});
