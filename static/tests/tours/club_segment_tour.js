import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { screenshot } from "./utils/club_till_util";

// What a manager does with segments and scores. The steps name fields and buttons, never their texts, so that the same tour runs
// in each language; `picture` tells the languages apart.

const step = (content, trigger, run) => ({ content, trigger, ...(run ? { run } : {}) });
const picture = (name) => screenshot(`${name}_${user.context.lang.slice(0, 2)}`);

registry.category("web_tour.tours").add("customer_club_segment_rule_tour", {
    steps: () => [
        step("the rule", ".o_form_view .o_field_widget[name=rule]"),
        ...picture("segment_rule"),
        step("refresh", "button[name=action_refresh]", "click"),
        step("the difference", ".o_notification"),
        ...picture("segment_refreshed"),
        step("over time", "button[name=action_open_sizes]", "click"),
        step("the graph", ".o_graph_view canvas"),
        ...picture("segment_over_time"),
    ],
});

registry.category("web_tour.tours").add("customer_club_segment_import_tour", {
    steps: () => [
        step("import", "button[name=action_import]", "click"),
        step("paste", ".modal .o_field_widget[name=text] textarea", (helpers) => helpers.edit("0912 345 6789\n0935 000 0000")),
        ...picture("segment_import"),
        step("do it", ".modal button[name=action_import]", "click"),
        step("what nobody has", ".modal .o_field_widget[name=unknown]:contains(0935)"),
        ...picture("segment_imported"),
        step("close", ".modal footer button[special=cancel]:visible", "click"),
        step("closed", "body:not(:has(.modal))"),
    ],
});

registry.category("web_tour.tours").add("customer_club_scores_tour", {
    steps: () => [
        step("page of scores", ".o_notebook a[name=scores]", "click"),
        step("the map", ".o_field_widget[name=rfm_cell_ids] .o_data_row"),
        ...picture("scores_map"),
        step("the grid", "button[name=action_open_habits]", "click"),
        step("a pivot", ".o_pivot table td"),
        ...picture("scores_grid"),
    ],
});

registry.category("web_tour.tours").add("customer_club_scored_member_tour", {
    steps: () => [
        step("scores", ".o_field_widget[name=rfm_text]"),
        step("coming again", ".o_field_widget[name=alive_text]"),
        ...picture("scored_member"),
    ],
});
