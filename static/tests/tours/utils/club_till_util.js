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
