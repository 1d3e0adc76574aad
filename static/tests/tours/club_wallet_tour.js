import { registry } from "@web/core/registry";
import { screenshot } from "./utils/club_till_util";

// What people do with a wallet in the back office, dialog by dialog. The steps name fields and buttons, never their
// texts, so that the same tour runs in each language.

const step = (content, trigger, run) => ({ content, trigger, ...(run ? { run } : {}) });
const form = "body:not(:has(.modal)) .o_form_view";
const field = (name) => `.modal .o_field_widget[name=${name}]`;

const opens = (button) => [
    step(`open ${button}`, `${form} button.${button}`, "click"),
    step("the dialog is open", ".modal footer .btn-primary:visible"),
];
const type = (name, text) => step(`type ${text} into ${name}`, `${field(name)} input`, `edit ${text}`);
const choose = (name, text) => [
    type(name, text),
    step(`choose ${text}`, `.o-autocomplete--dropdown-menu .o-autocomplete--dropdown-item:contains("${text}") a`, "click"),
];
const purse = (value) => step(`purse ${value}`, `${field("purse")} input[data-value=${value}]`, "click");
const done = () => [
    step("do it", ".modal footer button[name=action_done]:visible", "click"),
    step("it is done", form),
];
const yes = () => [step("yes", ".modal footer .btn-primary", "click"), step("it is done", form)];
const holds = (name, amount) => step(`${name} is ${amount}`, `${form} .o_field_widget[name=${name}]:contains("${amount}")`);

registry.category("web_tour.tours").add("customer_club_wallet_tour", {
    steps: () => [
        holds("balance_paid", "20.00"),
        ...screenshot("wallet_before"),
        ...opens("club-top-up"),
        type("amount", "100"),
        ...choose("journal_id", "Till drawer"),
        ...screenshot("top_up"),
        ...done(),
        holds("balance_paid", "120.00"),

        ...opens("club-payout"),
        type("amount", "30"),
        ...choose("journal_id", "Till drawer"),
        ...screenshot("payout"),
        ...done(),
        holds("balance_paid", "90.00"),

        ...opens("club-adjust"),
        purse("bonus"),
        type("amount", "50"),
        ...choose("reason_id", "Goodwill"),
        ...screenshot("adjust"),
        ...done(),
        step("it waits", `${form} [name=adjustments]`, "click"),
        step("for a second person", `${form} [name=adjustment_ids] .o_data_row`),
        ...screenshot("adjustment_waits"),

        ...opens("club-exchange"),
        type("points", "200"),
        ...screenshot("exchange"),
        ...done(),
        holds("balance_bonus", "15.00"),

        ...opens("club-transfer"),
        ...choose("target_id", "Reza Tour"),
        purse("paid"),
        step("the amount", `${field("amount")} input:visible`, "edit 40"),
        ...screenshot("transfer"),
        ...done(),
        holds("balance_paid", "50.00"),
        ...screenshot("wallet_after"),
    ],
});

registry.category("web_tour.tours").add("customer_club_member_end_tour", {
    steps: () => [
        step("the member", `${form} .o_field_widget[name=card_number]`),
        ...screenshot("member"),
        step("the card is lost", `${form} button[name=action_lost_card]`, "click"),
        ...yes(),
        step("there is a lost card", `${form} .o_field_widget[name=lost_card_ids] .o_tag`),
        ...screenshot("lost_card"),
        ...opens("club-merge"),
        ...screenshot("merge"),
        step("not now", ".modal footer .btn-secondary", "click"),
        ...opens("club-leave"),
        ...choose("journal_id", "Till drawer"),
        ...screenshot("leave"),
        ...done(),
        step("the member has left", `${form} .o_field_widget[name=left_at]`),
        ...opens("club-leave").slice(0, 1),
        step("erase", `${field("erase")} input`, "click"),
        ...screenshot("erase"),
        step("do it", ".modal footer button.btn-danger:visible", "click"),
        step("sure", ".modal:last .modal-footer .btn-primary", "click"),
        step("erased", `${form}:not(:has(button.club-export))`),
        ...screenshot("erased"),
    ],
});

registry.category("web_tour.tours").add("customer_club_watch_tour", {
    steps: () => [
        step("two rows", ".o_list_view .o_data_row:eq(1)"),
        ...screenshot("unusual_list"),
        step("open the first", ".o_list_view .o_data_row:first .o_data_cell[name=message]", "click"),
        step("it is open", `${form} button[name=action_clear]`),
        ...screenshot("unusual_form"),
        step("clear it", `${form} button[name=action_clear]`, "click"),
        step("it is cleared", `${form} .o_field_widget[name=seen_by_id]`),
        step("look at it", `${form} button[name=action_open]`, "click"),
        step("what was counted", ".o_list_view"),
    ],
});

registry.category("web_tour.tours").add("customer_club_rules_tour", {
    steps: () => [
        step("the wallet's rules", `${form} .o_notebook_headers [name=wallet]`, "click"),
        step("are shown", `${form} .o_field_widget[name=bonus_expiry]`),
        ...screenshot("rules_wallet"),
        step("what is watched", `${form} .o_notebook_headers [name=watch]`, "click"),
        step("is shown", `${form} .o_field_widget[name=watch_sales]`),
        ...screenshot("rules_watch"),
    ],
});
