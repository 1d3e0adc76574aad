// Steps of the club at the till, for tours.

const step = (content, trigger, run) => ({ content, trigger, ...(run ? { run } : {}) });

export function identify(query) {
    return [
        step("open the member dialog", ".club-identify", "click"),
        step("type phone, card or name", ".club-query", `edit ${query}`),
        step("search", ".club-search", "click"),
    ];
}

export function join(name) {
    return [
        step("type the name", ".club-join-name", `edit ${name}`),
        step("join", ".club-join-button", "click"),
    ];
}

export function memberIs(name) {
    return [step(`the member is ${name}`, `.club-panel .club-member:contains("${name}")`)];
}

export function forget() {
    return [step("take the member away", ".club-forget", "click"), step("nobody is named", ".club-identify")];
}

export function offerIs(name, gives) {
    return [step(`${name} gives ${gives}`, `.club-offer:contains("${name}"):contains("${gives}")`)];
}

export function lineSaves(amount) {
    return [step(`the line saves ${amount}`, `.orderline .club-saved:contains("${amount}")`)];
}

export function joiningGives(amount) {
    return [step(`joining would give ${amount}`, `.club-joining:contains("${amount}")`)];
}

export function receiptHas(name, value) {
    return [step(`the receipt tells ${name} ${value}`, `.club-receipt div:contains("${name}"):contains("${value}")`)];
}

/** Leaves a picture of the page where the test asks for pictures (tests/till_common.py). */
export function screenshot(name) {
    return [
        step(`picture ${name}`, "body", async () => {
            if (document.cookie.includes("club_screenshots=1")) {
                await new Promise((resolve) => setTimeout(resolve, 600));
                console.log(`club screenshot: ${name}`);
                await new Promise((resolve) => setTimeout(resolve, 600));
            }
        }),
    ];
}

export function says(text) {
    return [step(`the till says: ${text}`, `.modal .modal-body:contains("${text}")`)];
}

export function ok() {
    return [step("close the message", ".modal .modal-footer .btn-primary", "click")];
}

export function pursesShow(name, amount) {
    return [step(`${name} holds ${amount}`, `.club-payment .club-purse:contains("${name}"):contains("${amount}")`)];
}

/** On the line of the wallet payment: which purse pays how much. */
export function paymentTakes(name, amount) {
    return [step(`${name} pays ${amount}`, `.paymentline .club-payment-purse:contains("${name}"):contains("${amount}")`)];
}

export function cardIsKept(card) {
    return [step(`card ${card} waits for the server`, `.club-panel .club-card:contains("${card}")`)];
}

/** Opens the till and the register; in any language. */
export function open() {
    return [
        step("start", ".screen-login .btn.open-register-btn", "click"),
        step("open the register", ".modal:not(.o_inactive_modal) .modal-footer .btn-primary", "click"),
    ];
}

/** Waits until every paid order has reached the server. */
export function allSynced() {
    return [
        step("all orders are on the server", "body", async () => {
            for (let tries = 0; tries < 36; tries++) {
                if (!window.posmodel.models["pos.order"].some((order) => order.isUnsyncedPaid)) {
                    return;
                }
                await new Promise((resolve) => setTimeout(resolve, 250));
            }
            throw new Error("some order has not reached the server");
        }),
    ];
}

/** Tries the connection again now, rather than when Odoo's own timer does. */
export function reconnect() {
    return [
        step("the connection is back", "body", async () => {
            await window.posmodel.data.checkConnectivity();
            await window.posmodel.syncAllOrders();
        }),
    ];
}

/** Goes back to the order that was parked with goods in it. */
export function openParked() {
    return [
        step("back to the parked order", "body", () => {
            window.posmodel.setOrder(window.posmodel.models["pos.order"].find((order) => !order.finalized && order.lines.length));
        }),
    ];
}

/** Waits until the till holds this many uses of its only limited offer. */
export function leaseIs(uses) {
    return [
        step(`${uses} uses are leased to the till`, "body", async () => {
            const { leases } = window.posmodel.club;
            for (let tries = 0; tries < 40; tries++) {
                const [left] = Object.values(leases.left || {});
                if (left?.remaining_uses === uses) {
                    return;
                }
                await new Promise((resolve) => setTimeout(resolve, 250));
            }
            throw new Error(`the till holds ${JSON.stringify(leases.left)}`);
        }),
    ];
}

/** Sets an amount of the member's wallet aside for the open order, as validating it does. */
export function setAside(amount) {
    return [
        step(`set ${amount} aside`, "body", async () => {
            const order = window.posmodel.getOrder();
            const { id, card } = order.uiState.club.member;
            await window.posmodel.club.reserve(order, { member: id, card, offers: [], amount });
        }),
    ];
}

/** Something happens behind the till's back: the test does it when the till asks for this name (`meanwhile` in till_common.py). */
export function meanwhile(what) {
    return [step(`meanwhile: ${what}`, "body", () => window.posmodel.club.members.call("club_search", what))];
}

export function receiptLacks(name) {
    return [step(`the receipt does not tell ${name}`, `.club-receipt:not(:contains("${name}"))`)];
}

export function closeDialog() {
    return [step("close the dialog", ".modal .btn-close", "click")];
}

/** Type a PIN or a code into the dialog that asks for it. */
export function confirmBy(typed) {
    return [step(`type ${typed}`, ".club-confirm .club-typed", `edit ${typed}`), step("confirm", ".club-confirm-button:enabled", "click")];
}

export function confirmSays(sentence) {
    return [step(`the dialog says ${sentence}`, `.club-confirm .club-message:contains("${sentence}")`)];
}

export function sendCode() {
    return [step("send a code", ".club-confirm .club-send-code:enabled", "click")];
}
