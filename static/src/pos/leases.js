// What this till may still give of limited offers: the portions leased to its session, as the server told them last, less
// what the till has given since. Kept beside the till's data, so that a restart without a connection forgets nothing.

import { browser } from "@web/core/browser/browser";

const FIELDS = ["remaining_uses", "remaining_budget_minor"];

/** The limited offers of a book, by id. */
export function limitedOffers(book) {
    const limited = book.offers.filter((offer) => FIELDS.some((field) => (offer[field] ?? null) !== null));
    return new Map(limited.map((offer) => [offer.id, offer]));
}

export class Leases {
    /** @param {number} sessionId leases belong to one session; those of an earlier one are void */
    constructor(sessionId) {
        this.key = `club_leases_${sessionId}`;
        this.offers = new Map();
        this.left = JSON.parse(browser.localStorage.getItem(this.key) || "null");
    }

    useBook(book) {
        this.offers = limitedOffers(book);
        this.perMember = new Set(book.offers.filter((offer) => offer.max_uses_per_member).map((offer) => offer.id));
    }

    /** Take over what the server says is leased, less what paid orders took that it has not received. */
    told(left, unsynced) {
        this.left = { ...left };
        unsynced.forEach((club) => this.spend(club));
        this.save();
    }

    /** Remaining values for an order, or null where nothing is limited: offer id -> {remaining_uses, remaining_budget_minor}. */
    limitsOf(club) {
        const refused = club?.refused || [];
        if ((!this.offers.size || !this.left) && !refused.length) {
            return null;
        }
        const limits = Object.fromEntries(refused.map((id) => [id, { remaining_uses: 0 }]));
        for (const [id, offer] of this.offers) {
            limits[id] ??= this.limitOf(id, offer, club);
        }
        return limits;
    }

    limitOf(id, offer, club) {
        const own = club?.taken?.includes(id) ? 1 : 0;
        const limit = {};
        for (const field of FIELDS.filter((name) => (offer[name] ?? null) !== null)) {
            limit[field] = (this.left?.[id]?.[field] ?? 0) + (field === "remaining_uses" ? own : 0);
        }
        return limit;
    }

    /** Ids of the offers that apply to an order and are limited, in all or for its member. */
    appliedTo(club) {
        const limited = (id) => this.offers.has(id) || (club.member && this.perMember.has(id));
        return (club?.answer?.applied || []).map((row) => row.offer).filter(limited);
    }

    /** What the server answered when an order took its uses: what it has left for later orders. */
    taken(answers) {
        for (const [id, item] of Object.entries(answers)) {
            this.left = { ...this.left, [id]: item.code === "ended" ? { remaining_uses: 0 } : this.fields(item) };
        }
        this.save();
    }

    /** An order that took its uses gives them back. */
    giveBack(ids) {
        ids.forEach((id) => this.change(id, "remaining_uses", 1));
        this.save();
    }

    /** An order is paid: budgets shrink by what it gave, uses by those that it had not taken before. */
    spend(club) {
        for (const row of club?.answer?.applied || []) {
            if (this.offers.has(row.offer)) {
                this.change(row.offer, "remaining_uses", club.taken?.includes(row.offer) ? 0 : -1);
                this.change(row.offer, "remaining_budget_minor", -(row.discount_minor + row.credit_minor));
            }
        }
        this.save();
    }

    /** Whether some limited offer has nothing left here, so that asking for another portion may help. */
    get isShort() {
        return [...this.offers].some(([id, offer]) => Object.values(this.limitOf(id, offer)).includes(0));
    }

    change(id, field, by) {
        const left = this.left?.[id];
        if (left && (left[field] ?? null) !== null) {
            this.left = { ...this.left, [id]: { ...left, [field]: Math.max(0, left[field] + by) } };
        }
    }

    fields(item) {
        return Object.fromEntries(FIELDS.filter((name) => name in item).map((name) => [name, item[name]]));
    }

    save() {
        browser.localStorage.setItem(this.key, JSON.stringify(this.left));
    }
}
