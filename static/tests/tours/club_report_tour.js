import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { screenshot } from "./utils/club_till_util";

// What a manager sees of the summaries. The steps name fields and views, never their texts.

const step = (content, trigger, run) => ({ content, trigger, ...(run ? { run } : {}) });
const picture = (name) => screenshot(`${name}_${user.context.lang.slice(0, 2)}`);

registry.category("web_tour.tours").add("customer_club_report_sales_tour", {
    steps: () => [
        step("the graph", ".o_graph_view canvas"),
        ...picture("report_sales_graph"),
        step("to the pivot", ".o_switch_view.o_pivot", "click"),
        step("the pivot", ".o_pivot table td.o_pivot_cell_value"),
        ...picture("report_sales_pivot"),
        step("to the list", ".o_switch_view.o_list", "click"),
        step("a day", ".o_data_row td[name=day]", "click"),
        step("its purchases", ".o_data_row td[name=purchased_at]"),
        ...picture("report_sales_purchases"),
    ],
});

registry.category("web_tour.tours").add("customer_club_report_cohorts_tour", {
    steps: () => [step("the cohorts", ".o_pivot table td.o_pivot_cell_value"), ...picture("report_cohorts")],
});

registry.category("web_tour.tours").add("customer_club_report_active_tour", {
    steps: () => [
        step("months", ".o_pivot table td.o_pivot_cell_value"),
        ...picture("report_active"),
        step("to the list", ".o_switch_view.o_list", "click"),
        step("who bought", ".o_data_row button[name=action_open_members]", "click"),
        step("members", ".o_data_row td[name=partner_id], .o_kanban_record"),
    ],
});

registry.category("web_tour.tours").add("customer_club_report_tenths_tour", {
    steps: () => [step("the tenths", ".o_graph_view canvas"), ...picture("report_tenths")],
});
