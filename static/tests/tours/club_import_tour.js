/** A manager brings in a file of members: put in, looked at, tried, imported, its bad row seen. */

import { registry } from "@web/core/registry";

const TABLE = "Member Code;Name;Mobile;Shoe size\nA;Ann;09121000001;x\nB;Bob;12;y\n";

registry.category("web_tour.tours").add("customer_club_import_tour", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        {
            trigger: ".o_field_widget[name=content] .o_select_file_button, .o_field_widget[name=content] input[type=file]",
            run() {
                const files = new DataTransfer();
                files.items.add(new File([TABLE], "members.csv", { type: "text/csv" }));
                const input = document.querySelector(".o_field_widget[name=content] input[type=file]");
                input.files = files.files;
                input.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { trigger: ".o_field_widget[name=content] .o_clear_file_button" },
        { trigger: ".o_form_button_save:enabled", run: "click" },
        { trigger: ".o_field_widget[name=column_ids] .o_data_row:contains('Mobile')" },
        { trigger: "div[role=status]:contains('Shoe size')" },
        { trigger: "button[name=action_try]", run: "click" },
        { trigger: "button[name=action_pause]", run: "click" },
        { trigger: "button[name=action_resume]", run: "click" },
        { trigger: "button[name=action_pause]" },
    ],
});
