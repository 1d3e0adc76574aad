import { registry } from "@web/core/registry";
import { screenshot } from "./utils/club_till_util";

// Reports over the club's own records: the graph, the pivot, and the records behind a figure. The steps name fields and
// buttons, never their texts, so that the same tours run in each language.

const step = (content, trigger, run) => ({ content, trigger, ...(run ? { run } : {}) });

function report(name) {
    return [
        step("the graph", ".o_graph_view .o_graph_canvas_container canvas"),
        ...screenshot(`report_${name}_graph`),
        step("pivot", "button.o_switch_view.o_pivot", "click"),
        step("the pivot", ".o_pivot table .o_pivot_cell_value"),
        ...screenshot(`report_${name}_pivot`),
        step("what is behind a figure", ".o_pivot table .o_pivot_cell_value:not(.o_empty):first", "click"),
        step("records", ".o_list_view .o_data_row"),
        ...screenshot(`report_${name}_records`),
    ];
}

for (const name of ["members", "tiers", "credit", "activity", "messages"]) {
    registry.category("web_tour.tours").add(`customer_club_report_${name}_tour`, { steps: () => report(name) });
}

registry.category("web_tour.tours").add("customer_club_goal_tour", {
    steps: () => [
        step("the goals", ".o_list_view .o_data_row .o_progressbar"),
        ...screenshot("goals"),
        step("graph", "button.o_switch_view.o_graph", "click"),
        step("the graph", ".o_graph_view canvas"),
        ...screenshot("goals_graph"),
        step("list", "button.o_switch_view.o_list", "click"),
        step("one of them", ".o_list_view .o_data_row td[name=metric]", "click"),
        step("its form", ".o_form_view .o_field_widget[name=percent] .o_progressbar"),
        ...screenshot("goal"),
        step("what is counted", "button[name=action_open_records]", "click"),
        step("the records", ".o_list_view .o_data_row"),
    ],
});
