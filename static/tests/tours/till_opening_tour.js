// Tells for bench/opening.py how long the till took to open.

import { registry } from "@web/core/registry";

let openedAt = null;
if (location.pathname.startsWith("/pos/ui")) {
    const watch = new MutationObserver(() => {
        if (document.querySelector(".open-register-btn")) {
            openedAt = performance.now();
            watch.disconnect();
        }
    });
    watch.observe(document, { childList: true, subtree: true });
}

registry.category("web_tour.tours").add("club_opening_bench", {
    steps: () => [
        {
            content: "tell when the till was there",
            trigger: ".open-register-btn",
            run() {
                const offers = window.posmodel.club.data?.book.offers.length ?? null;
                console.log(`club bench: ${JSON.stringify({ opened: openedAt, offers })}`);
            },
        },
    ],
});
