import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { screenshot } from "./utils/club_till_util";

// What an owner does on the dashboard. The steps name figures, never their texts, so that the same tour runs in each language.

const step = (content, trigger, run) => ({ content, trigger, ...(run ? { run } : {}) });
const picture = (name) => screenshot(`${name}_${user.context.lang.slice(0, 2)}`);
const PAGE = ".o_club_dashboard [aria-busy=false]";

/** Shows a part of the page and takes its picture. */
const look = (figure, name) => [
    step(`look at ${figure}`, `${PAGE} ${figure}`, ({ anchor }) => anchor.scrollIntoView({ block: "start" })),
    ...picture(name),
];

const sections = ["sales", "members", "standing", "sold", "wallet"];
const lookAround = (name) => sections.flatMap((key) => look(`section[data-section=${key}]`, `${name}_${key}`));

registry.category("web_tour.tours").add("customer_club_dashboard_tour", {
    steps: () => [
        step("a tile", `${PAGE} .o_club_tile[data-tile=net]`),
        step("a chart", `${PAGE} [data-figure=sales_in_time] canvas`),
        ...lookAround("dashboard"),
        step("last year", `${PAGE} select[name=period]`, "select last_year"),
        step("has a former year", `${PAGE} .o_club_tile[data-tile=net]`),
        step("this year", `${PAGE} select[name=period]`, "select this_year"),
        step("as numbers", `${PAGE} [data-figure=new_in_time] .o_club_numbers`, "click"),
        ...look("[data-figure=new_in_time] table", "dashboard_year"),
        step("new members of a month", `${PAGE} [data-figure=new_in_time] tbody tr:last .o_club_figure:first`, "click"),
        step("are members", ".o_list_view .o_control_panel"),
        step("back", ".o_breadcrumb .breadcrumb-item:first a, .o_back_button", "click"),
        step("the period is kept", `${PAGE} select[name=period]`, ({ anchor }) => {
            if (anchor.value !== "this_year") {
                throw new Error(`The period is ${anchor.value}`);
            }
        }),
        step("the sales", `${PAGE} .o_club_tile[data-tile=sales]`, "click"),
        step("are purchases", ".o_list_view .o_data_row"),
        ...picture("dashboard_records"),
    ],
});

registry.category("web_tour.tours").add("customer_club_dashboard_phone_tour", {
    steps: () => [
        step("a tile", `${PAGE} .o_club_tile[data-tile=net]`),
        ...look("select[name=period]", "dashboard_phone_top"),
        ...lookAround("dashboard_phone"),
        step("nothing is wider than the phone", `${PAGE}`, ({ anchor }) => {
            const page = anchor.parentElement;
            if (page.scrollWidth > page.clientWidth) {
                throw new Error(`The page is ${page.scrollWidth} wide on a screen of ${page.clientWidth}`);
            }
        }),
        step("outstanding credit", `${PAGE} .o_club_tile[data-tile=liability]`, "click"),
        step("is in wallets", ".o_kanban_view, .o_list_view"),
    ],
});

registry.category("web_tour.tours").add("customer_club_dashboard_new_tour", {
    steps: () => [step("one sentence", `${PAGE} .o_club_dashboard_empty`), ...picture("dashboard_new")],
});
