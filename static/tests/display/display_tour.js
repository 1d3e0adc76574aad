// The customer's display is a page of its own, with a bundle of its own.

import { registry } from "@web/core/registry";
import { run } from "@point_of_sale/../tests/generic_helpers/utils";
import * as ClubTill from "../tours/utils/club_till_util";

const LINE = {
    productId: 1,
    discount: "",
    customerNote: "",
    internalNote: "[]",
    productName: "Club Bread",
    price: "$ 18.00",
    qty: "2",
    unit: "Units",
    unitPrice: "$ 9.00",
    packLotLines: [],
    clubOffers: "A tenth off",
    clubSaved: "$ 2.00",
};
const CLUB = {
    program: "Test club",
    member: "Member A",
    tier: "Silver",
    nextTier: "$ 190.00 more until Gold",
    saved: "$ 2.00",
    balance: "$ 15.00",
};

const send = (data, content) =>
    run(() => new BroadcastChannel("UPDATE_CUSTOMER_DISPLAY").postMessage({ amount: "$ 18.00", paymentLines: [], ...data }), content);

registry.category("web_tour.tours").add("club_till_display_shows", {
    steps: () =>
        [
            send({ finalized: false, lines: [LINE], club: CLUB }, "a basket"),
            { content: "the member", trigger: ".club-display-member:contains('Member A')" },
            { content: "the tier", trigger: ".club-display-tier:contains('Silver')" },
            { content: "what is missing", trigger: ".club-display-next-tier:contains('190.00 more until Gold')" },
            { content: "the balance", trigger: ".club-display-balance:contains('15.00')" },
            { content: "what is saved", trigger: ".club-display-saved:contains('2.00')" },
            { content: "the offer on its line", trigger: ".orderline .club-saved:contains('A tenth off'):contains('2.00')" },
            ClubTill.screenshot("display_basket"),
            send({ finalized: true, lines: [], club: CLUB }, "it is paid"),
            { content: "what was saved", trigger: ".club-display-end:contains('2.00'):contains('190.00 more until Gold')" },
            ClubTill.screenshot("display_end"),
        ].flat(),
});
