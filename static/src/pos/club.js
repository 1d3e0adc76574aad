// The club at the till: the offer book, who stands there, and the offers on the basket.
//
// One instance per till (`pos.club`), kept out of reactivity: the engine's book is large and never shown. What screens show is
// `order.uiState.club`: {member, codes, shown, joining}. A change of the basket is evaluated once, after the change is through.

import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { compileBook, evaluate } from "../engine/offers/run.js";
import { NEWCOMER, basketLine, contextOf, digitsOf, fromMinor, joinedDiscount, shiftFacts, toMinor } from "./snapshot";

const STALE_DAYS = 7;
const OWN_FIELDS = new Set(["club_manual_discount"]);
const CHANGES = new Set(["qty", "price_unit", "discount", "tax_ids", "price_type", "product_id", ...OWN_FIELDS]);

export class Club {
    constructor(pos) {
        this.pos = pos;
        this.data = null;
        this.book = null;
        this.waiting = new Set();
        this.writing = false;
        this.load(pos.config.club_till);
        const lines = pos.models["pos.order.line"];
        lines.addEventListener("create", ({ ids }) => this.onLines(lines.readMany(ids)));
        lines.addEventListener("update", ({ id, fields }) => {
            if (fields?.some((field) => CHANGES.has(field))) {
                this.onLines([lines.get(id)]);
            }
        });
        lines.addEventListener("delete", () => this.schedule(pos.getOrder()));
    }

    get active() {
        return Boolean(this.book);
    }

    get digits() {
        return this.data.program.minor_digits;
    }

    /** Take the till's data: {program, branch, book} or null where no programme runs. */
    load(data) {
        this.data = data || null;
        this.book = data ? compileBook(data.book.program, data.book.offers) : null;
    }

    /** Ask the server for the current book; offline the last one stays. */
    async refresh() {
        try {
            this.load(await this.pos.data.call("pos.config", "club_till_data", [this.pos.config.id]));
        } catch {
            return; // no connection: the next announcement or start brings it
        }
        this.pos.models["pos.order"].filter((order) => !order.finalized).forEach((order) => this.schedule(order));
    }

    onLines(lines) {
        if (!this.writing) {
            lines.filter(Boolean).forEach((line) => this.schedule(line.order_id));
        }
    }

    /** Evaluate an order once the change that is going on is through. */
    schedule(order) {
        if (!this.active || !order || order.finalized) {
            return;
        }
        if (!this.waiting.size) {
            setTimeout(() => this.run());
        }
        this.waiting.add(order.uuid);
    }

    run() {
        const uuids = [...this.waiting];
        this.waiting.clear();
        for (const uuid of uuids) {
            const order = this.pos.models["pos.order"].getBy("uuid", uuid);
            if (order && !order.finalized) {
                this.apply(order);
            }
        }
    }

    // -- evaluating ---------------------------------------------------------------------------------------------------

    /** Evaluate the order and write the discounts: silently, then one recompute, none when nothing changed. */
    apply(order) {
        if (order.isRefund) {
            return;
        }
        const input = this.input(order);
        const answer = evaluate(this.bookFor(order), input.context, input.member, input.basket);
        const amounts = new Map(input.basket.lines.map((line) => [line.id, line.amount_minor]));
        let changed = false;
        this.writing = true;
        for (const line of order.lines) {
            const manual = line.club_manual_discount || 0;
            const off = answer.lines[line.uuid] || 0;
            const discount = amounts.has(line.uuid) ? joinedDiscount(manual, amounts.get(line.uuid), off) : line.discount;
            if (line.discount !== discount) {
                line.update({ discount }, { silent: true });
                changed = true;
            }
        }
        this.writing = false;
        order.uiState.club = {
            ...order.uiState.club,
            input,
            answer,
            joining: this.joining(input, answer),
            shown: this.shown(answer),
        };
        if (changed) {
            order.triggerRecomputeAllPrices();
        }
    }

    /** What screens and receipts tell of an answer: {saved, credit, points, lines: line uuid -> {saved, names}}. */
    shown(answer) {
        const lines = {};
        for (const row of answer.applied) {
            for (const [uuid, minor] of Object.entries(row.lines)) {
                const line = (lines[uuid] ??= { saved: 0, names: "" });
                line.saved = this.amount(this.minor(line.saved) + minor);
                line.names = [line.names, this.offerName(row.offer)].filter(Boolean).join(", ");
            }
        }
        const [saved, credit] = [answer.discount_minor, answer.credit_minor].map((minor) => this.amount(minor));
        return { saved, credit, points: answer.points, lines };
    }

    /** What joining would give a passer-by on this basket beyond what they get anyway: an answer, or null. */
    joining(input, answer) {
        if (input.member || !input.basket.lines.length) {
            return null;
        }
        const asMember = evaluate(this.book, input.context, NEWCOMER, input.basket);
        return asMember.value_minor > answer.value_minor ? asMember : null;
    }

    /** The engine's input for an order, as the server gets it too. */
    input(order) {
        const state = order.uiState.club || {};
        return {
            context: contextOf(this.now(), this.data.branch.id),
            member: this.facts(state.member),
            basket: { codes: state.codes || [], lines: this.lines(order).map((line) => basketLine(line, this.digits)) },
        };
    }

    now() {
        return luxon.DateTime.now().setZone(this.data.branch.tz);
    }

    facts(member) {
        if (!member) {
            return null;
        }
        const told = luxon.DateTime.fromISO(member.facts_on, { zone: this.data.branch.tz });
        return shiftFacts(member.facts, Math.round(this.now().startOf("day").diff(told, "days").days), STALE_DAYS);
    }

    lines(order) {
        const amounts = this.amountsBefore(order);
        return order.lines.filter((line) => this.isGoods(line)).map((line) => ({
            uuid: line.uuid,
            product: line.product_id.club_engine || { product: line.product_id.id, categories: [], brand: null, tags: [] },
            qty: line.qty,
            amount: amounts[line.uuid],
            cost: this.cost(line),
            discountable: this.isDiscountable(line),
        }));
    }

    isGoods(line) {
        return !line.refunded_orderline_id && line.product_id?.id !== this.data.top_up_product;
    }

    /** The same rule as the server's `_club_discountable`. */
    isDiscountable(line) {
        const ownPrice = line.price_type === "original" || this.data.program.discount_priced_lines;
        const tip = this.pos.config.tip_product_id?.id === line.product_id.id;
        return line.qty > 0 && ownPrice && !line.is_reward_line && !tip && !line.combo_line_ids.length;
    }

    /** What each line costs, tax included, with the cashier's own discount only: line uuid -> amount in the till's currency. */
    amountsBefore(order) {
        const told = order.lines.filter((line) => line.discount !== (line.club_manual_discount || 0));
        if (!told.length) {
            return Object.fromEntries(order.lines.map((line) => [line.uuid, line.priceIncl]));
        }
        return order.clubAmountsBefore();
    }

    /** Cost of the line on the tax basis of its price; 0 where the product has none. */
    cost(line) {
        const untaxed = line.priceExcl;
        return untaxed ? (line.product_id.standard_price * line.qty * line.priceIncl) / untaxed : 0;
    }

    // -- members and codes --------------------------------------------------------------------------------------------

    /** Ask the server who has this phone or card, or, for letters, this name: {found, code, message, phone}. */
    async identify(query) {
        const method = /[0-9\u06F0-\u06F9\u0660-\u0669]/.test(query) ? "club_identify" : "club_search";
        return this.pos.data.call("pos.session", method, [this.pos.session.id, query]);
    }

    /** Join a customer: {member} or {code, message}. */
    async join(values) {
        return this.pos.data.call("pos.session", "club_join", [this.pos.session.id, values]);
    }

    /** The calendar in which birthdays are asked for. */
    get calendar() {
        return user.context.lang.startsWith("fa") ? "jalali" : "gregorian";
    }

    /** Put a found member on the order: the customer, the facts, the offers. */
    putMember(order, member, query = "") {
        const { "res.partner": partners } = this.pos.models.loadConnectedData(member.records);
        order.setPartner(partners[0]);
        const { paid, bonus, points } = member.balances;
        const { records: _records, ...known } = member;
        this.setState(order, {
            member: {
                ...known,
                payable: paid + bonus + points * this.data.program.point_price,
                typedCard: digitsOf(query) === member.card ? member.card : null,
            },
        });
    }

    /** Undo a wrong member before payment: customer, discounts and what was set aside go. */
    takeMemberAway(order) {
        order.setPartner(false);
        this.setState(order, { member: null });
        this.pos.data.call("pos.session", "club_release", [this.pos.session.id, order.uuid]).catch(() => {});
    }

    /** What `club_reserve` answers: {wallet, offers}. */
    async reserve(order, request) {
        return this.pos.data.call("pos.session", "club_reserve", [this.pos.session.id, order.uuid, request]);
    }

    /** Ids of the limited offers that apply to the order. */
    limitedOffers(order) {
        const limited = new Set(
            this.data.book.offers
                .filter((offer) => offer.remaining_uses !== null || offer.remaining_budget_minor !== null)
                .map((offer) => offer.id)
        );
        return (order.uiState.club?.answer?.applied || []).map((row) => row.offer).filter((id) => limited.has(id));
    }

    /** Take over what the server said is left of limited offers, and evaluate again. */
    limit(order, answers) {
        const limits = { ...order.uiState.club?.limits };
        for (const [id, item] of Object.entries(answers)) {
            limits[id] = item.ok ? this.pickLimits(item) : { remaining_uses: 0 };
        }
        this.setState(order, { limits });
    }

    pickLimits(item) {
        const { remaining_uses, remaining_budget_minor } = item;
        return { remaining_uses: remaining_uses ?? null, remaining_budget_minor: remaining_budget_minor ?? null };
    }

    bookFor(order) {
        const limits = order.uiState.club?.limits;
        if (!limits) {
            return this.book;
        }
        const { program, offers } = this.data.book;
        return compileBook(program, offers.map((offer) => ({ ...offer, ...limits[offer.id] })));
    }

    addCode(order, code) {
        const codes = order.uiState.club?.codes || [];
        const typed = code.trim();
        if (typed && !codes.includes(typed)) {
            this.setState(order, { codes: [...codes, typed] });
        }
    }

    removeCode(order, code) {
        this.setState(order, { codes: (order.uiState.club?.codes || []).filter((one) => one !== code) });
    }

    setState(order, values) {
        order.uiState.club = { ...order.uiState.club, ...values };
        this.schedule(order);
    }

    // -- words --------------------------------------------------------------------------------------------------------

    offerName(id) {
        const names = this.data?.book.names?.[id] || {};
        return names[user.context.lang] || Object.values(names)[0] || "";
    }

    balanceText(member, money) {
        const { paid, bonus, points } = member.balances;
        return [money(paid + bonus), points ? _t("%s points", points) : ""].filter(Boolean).join(" · ");
    }

    nearMisses() {
        return [];
    }

    /** What travels with a paid order: the book's version, the input and the answer's totals. */
    snapshot(order) {
        const { input, answer } = order.uiState.club || {};
        if (!input) {
            return null;
        }
        return {
            book: this.data.book.version,
            limits: order.uiState.club.limits || null,
            ...input,
            result: { discount_minor: answer.discount_minor, credit_minor: answer.credit_minor, points: answer.points },
        };
    }

    amount(minor) {
        return fromMinor(minor, this.digits);
    }

    minor(amount) {
        return toMinor(amount, this.digits);
    }
}
