// The club at the till: the offer book, who stands there, and the offers on the basket.
//
// One instance per till (`pos.club`), kept out of reactivity: the engine's book is large and never shown. What screens show is
// `order.uiState.club`: {member, card, codes, shown, joining, ...}. A change of the basket is evaluated once, after the change is
// through.

import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { markRaw, toRaw } from "@odoo/owl";
import { compileBook, evaluate } from "../engine/offers/run.js";
import { Leases } from "./leases";
import { Members } from "./members/members";
import { withinReach } from "./near";
import {
    NEWCOMER,
    afterPurchase,
    asciiDigits,
    basketLine,
    contextOf,
    digitsOf,
    fromMinor,
    joinedDiscount,
    shiftFacts,
    toMinor,
} from "./snapshot";

const STALE_DAYS = 7;
const PAUSE_MS = 200;
const WARM_UPS = 30;
const whenIdle = window.requestIdleCallback?.bind(window) || setTimeout;
const OWN_FIELDS = new Set(["club_manual_discount"]);
const CHANGES = new Set(["qty", "price_unit", "discount", "tax_ids", "price_type", "product_id", ...OWN_FIELDS]);

export class Club {
    constructor(pos) {
        this.pos = pos;
        this.data = null;
        this.waiting = new Set();
        this.writing = false;
        this.leases = new Leases(pos.session.id);
        this.load(pos.config.club_till);
        const lines = pos.models["pos.order.line"];
        lines.addEventListener("create", ({ ids }) => this.onLines(lines.readMany(ids)));
        lines.addEventListener("update", ({ id, fields }) => {
            if (fields?.includes("order_id")) {
                this.openOrders().forEach((order) => this.schedule(order)); // a line moved: both orders are others now
            } else if (fields?.some((field) => CHANGES.has(field))) {
                this.onLines([lines.get(id)]);
            }
        });
        lines.addEventListener("delete", () => this.schedule(pos.getOrder()));
        const orders = pos.models["pos.order"];
        orders.addEventListener("create", ({ ids }) => orders.readMany(ids).forEach((order) => this.onPartner(order)));
        orders.addEventListener("update", ({ id, fields }) => {
            if (fields?.includes("partner_id")) {
                this.onPartner(orders.get(id));
            }
        });
    }

    openOrders() {
        return this.pos.models["pos.order"].filter((order) => !order.finalized);
    }

    get active() {
        return Boolean(this.data);
    }

    get digits() {
        return this.data.program.minor_digits;
    }

    /** Take the till's data: {program, branch, book, leases} or null where no programme runs. */
    load(data) {
        this.data = data || null;
        this.compiled = {};
        if (data) {
            this.members = new Members(this.pos, data.program.id);
            this.leases.useBook(data.book);
            whenIdle(() => this.warmUp(data, WARM_UPS));
        }
    }

    /** Evaluate made-up baskets while nobody waits: the browser makes fast code only of what has run some times. */
    warmUp(data, rounds) {
        if (this.data !== data || !rounds) {
            return;
        }
        const products = this.pos.models["product.product"].getAll().slice(0, WARM_UPS);
        const lines = products.map((product) => {
            const values = { uuid: String(product.id), product: this.productOf(product), qty: 1, amount: product.lst_price || 0 };
            return basketLine({ ...values, discountable: true }, this.digits);
        });
        const context = contextOf(this.now(), data.branch.id);
        evaluate(this.bookFor(this.leases.limitsOf()), context, rounds % 2 ? NEWCOMER : null, { codes: [], lines });
        whenIdle(() => this.warmUp(data, rounds - 1));
    }

    /** Ask the server for the current book and this till's portions of limited offers; offline the last ones stay. */
    async refresh() {
        try {
            this.load(await this.pos.data.call("pos.config", "club_till_data", [this.pos.config.id]));
        } catch {
            return; // no connection: the next announcement or start brings it
        }
        const orders = this.pos.models["pos.order"].getAll();
        if (this.data) {
            this.leases.told(this.data.leases, orders.filter((order) => order.isUnsyncedPaid).map((order) => order.uiState.club));
        }
        this.openOrders().forEach((order) => this.schedule(order));
    }

    /** The book as it is for an order: with what this till has left of limited offers. */
    bookFor(limits) {
        const key = JSON.stringify(limits);
        if (this.compiled.key !== key) {
            const { program, offers } = this.data.book;
            const limited = limits ? offers.map((offer) => ({ ...offer, ...limits[offer.id] })) : offers;
            this.compiled = { key, book: compileBook(program, limited) };
        }
        return this.compiled.book;
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
        order.clubMarkReturn();
        if (order.isRefund) {
            order.uiState.club = { ...order.uiState.club, input: null, answer: null, joining: null, shown: null, near: [] };
            return;
        }
        const input = this.input(order);
        const limits = this.leases.limitsOf(order.uiState.club);
        const book = this.bookFor(limits);
        const answer = evaluate(book, input.context, input.member, input.basket);
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
        // Marked raw: the engine would read through proxies otherwise, which makes it several times slower.
        const found = { input: markRaw(input), answer: markRaw(answer), joining: this.joining(book, input, answer) };
        this.show(order, { ...found, limits, shown: this.shown(answer) });
        if (changed) {
            order.triggerRecomputeAllPrices();
            this.pos.updateRewards?.(); // gift cards and eWallets of pos_loyalty pay what is due now
        }
        this.dropVoidGifts(order);
        this.lookAround(order, book);
    }

    /** Look for offers within reach when the cashier pauses: it costs more than the evaluation, and nobody waits for it. */
    lookAround(order, book) {
        clearTimeout(this.around);
        this.around = setTimeout(() => {
            const club = order.uiState?.club;
            if (club?.answer && !order.finalized) {
                const money = (minor) => this.pos.env.utils.formatCurrency(this.amount(minor));
                this.show(order, { near: withinReach(this, order, book, money) });
            }
        }, PAUSE_MS);
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
    joining(book, input, answer) {
        if (input.member || !input.basket.lines.length) {
            return null;
        }
        const asMember = evaluate(book, input.context, NEWCOMER, input.basket);
        return asMember.value_minor > answer.value_minor ? asMember : null;
    }

    /** The engine's input for an order, as the server gets it too. */
    input(order) {
        const state = order.uiState.club || {};
        return {
            context: contextOf(this.now(), this.data.branch.id),
            member: this.facts(state.member),
            basket: { codes: (state.codes || []).map((code) => code.digest), lines: this.lines(order).map((line) => basketLine(line, this.digits)) },
        };
    }

    now() {
        return luxon.DateTime.now().setZone(this.data.branch.tz);
    }

    facts(member) {
        return member ? shiftFacts(toRaw(member.facts), this.daysSinceTold(member), STALE_DAYS) : null;
    }

    daysSinceTold(member) {
        const told = luxon.DateTime.fromISO(member.facts_on, { zone: this.data.branch.tz });
        return Math.round(this.now().startOf("day").diff(told, "days").days);
    }

    lines(order) {
        const amounts = this.amountsBefore(order);
        const tip = this.pos.config.tip_product_id?.id;
        return order.lines.filter((line) => this.isGoods(line)).map((line) => ({
            uuid: line.uuid,
            product: this.productOf(line.product_id),
            qty: line.qty,
            amount: amounts[line.uuid],
            cost: this.cost(line),
            discountable: this.isDiscountable(line, tip),
        }));
    }

    /** What offers may ask of a product. */
    productOf(product) {
        return toRaw(product.club_engine) || { product: product.id, categories: [], brand: null, tags: [] };
    }

    /** The same rule as the server's `_club_is_goods`: no returns, no top-ups, nothing of native gift cards and eWallets. */
    isGoods(line) {
        return !line.refunded_orderline_id && !line.is_reward_line && !this.data.not_goods.includes(line.product_id?.id);
    }

    /** The same rule as the server's `_club_discountable`. */
    isDiscountable(line, tip) {
        const ownPrice = line.price_type === "original" || this.data.program.discount_priced_lines;
        return line.qty > 0 && ownPrice && !line.is_reward_line && line.product_id.id !== tip && !line.combo_line_ids.length;
    }

    /** What each line costs, tax included, with the cashier's own discount only: line uuid -> amount in the till's currency. */
    amountsBefore(order) {
        if (order.lines.some((line) => line.club_manual_discount)) {
            return order.clubAmountsBefore();
        }
        const computed = Object.values(order.prices.baseLineByLineUuids); // Odoo keeps each price without a discount, too
        return Object.fromEntries(
            computed.map(({ record, tax_details }) => [record.uuid, tax_details.no_discount_total_included_currency])
        );
    }

    /** Cost of the line on the tax basis of its price; 0 where the product has none, or no rule asks for it. */
    cost(line) {
        const asked = typeof this.data.book.program.margin_floor_bps === "number";
        const untaxed = asked && line.priceExcl;
        return untaxed ? (line.product_id.standard_price * line.qty * line.priceIncl) / untaxed : 0;
    }

    // -- gifts --------------------------------------------------------------------------------------------------------

    /** Gift products that the order's offers give and that are not in the basket yet: [{offer, product, count}]. */
    gifts(order) {
        const gifts = [];
        for (const row of order.uiState.club?.answer?.applied || []) {
            for (const gift of row.gifts.filter((one) => one.what === "product")) {
                const product = this.pos.models["product.product"].get(gift.ref);
                const count = gift.count - this.giftsGiven(order, row.offer, gift.ref);
                if (product && count > 0) {
                    gifts.push({ offer: row.offer, product, count });
                }
            }
        }
        return gifts;
    }

    giftLines(order, offer, productId) {
        return order.lines.filter((line) => line.uiState.clubGift === offer && (!productId || line.product_id.id === productId));
    }

    giftsGiven(order, offer, productId) {
        return this.giftLines(order, offer, productId).reduce((sum, line) => sum + line.qty, 0);
    }

    /** Put a gift into the basket: a line of its own at price 0, which no offer discounts. */
    async addGift(order, { offer, product, count }) {
        const line = await this.pos.addLineToOrder(
            { product_id: product, product_tmpl_id: product.product_tmpl_id, price_unit: 0, qty: count },
            order,
            {},
            false
        );
        if (line) {
            line.uiState.clubGift = offer;
            this.schedule(order);
        }
    }

    /** Take gifts out of the basket whose offer does not give them any more. */
    dropVoidGifts(order) {
        const given = new Set((order.uiState.club.answer.applied || []).filter((row) => row.gifts.length).map((row) => row.offer));
        order.lines
            .filter((line) => line.uiState.clubGift && !given.has(line.uiState.clubGift))
            .forEach((line) => order.removeOrderline(line));
    }

    // -- top-ups --------------------------------------------------------------------------------------------------------

    /** Sell the member wallet credit: a line of the programme's top-up product, which no offer looks at. */
    async topUp(order, amount) {
        const product = this.pos.models["product.product"].get(this.data.top_up_product);
        return this.sellOwn(order, product, amount);
    }

    /**
     * Lower what a return pays out by the earned credit that is spent already, where the programme says so; whether that changed
     * anything. Without a connection the refund stays as it is: the server puts it before staff.
     */
    async deductSpent(order) {
        const product = this.pos.models["product.product"].get(this.data.deduction_product || 0);
        if (!product) {
            return false;
        }
        const back = order.lines.filter((line) => line.refunded_orderline_id);
        const returns = Object.fromEntries(back.map((line) => [line.refunded_orderline_id.id, -line.qty]));
        const amount = await this.members.deduction(returns);
        const lines = order.lines.filter((line) => line.product_id.id === product.id);
        if (amount === null || amount === lines.reduce((sum, line) => sum + line.price_unit * line.qty, 0)) {
            return false;
        }
        lines.forEach((line) => order.removeOrderline(line));
        if (amount) {
            await this.sellOwn(order, product, amount);
        }
        return true;
    }

    /** A line of one of the programme's own products, which no offer looks at. */
    sellOwn(order, product, amount) {
        const values = { product_id: product, product_tmpl_id: product.product_tmpl_id, price_unit: amount, qty: 1 };
        return this.pos.addLineToOrder(values, order, {}, false);
    }

    get canTopUp() {
        return Boolean(this.pos.models["product.product"].get(this.data.top_up_product));
    }

    // -- members ------------------------------------------------------------------------------------------------------

    /** The calendar in which birthdays are asked for. */
    get calendar() {
        return user.context.lang.startsWith("fa") ? "jalali" : "gregorian";
    }

    /** Put a found member on the order: the customer, the facts, the offers. `query`: what was typed or scanned. */
    putMember(order, member, query = "") {
        const { "res.partner": partners } = this.pos.models.loadConnectedData(member.records);
        const { records: _records, ...known } = member;
        this.members.remember(member);
        this.release(order);
        this.setState(order, {
            card: null,
            join: null,
            refused: [],
            member: { ...known, typedCard: digitsOf(query) === member.card ? member.card : null },
        });
        order.club_card_number = false;
        order.club_join = false;
        order.setPartner(partners[0]);
    }

    /** Keep a card that nobody could look up: the server finds its member when the order arrives. */
    putCard(order, card) {
        order.club_card_number = card;
        order.club_join = false;
        this.setState(order, { member: null, card, join: null, refused: [] });
    }

    /** Keep what a customer said who joins without a connection: they are a member when the order arrives. */
    putJoin(order, values) {
        order.club_card_number = false;
        order.club_join = values;
        this.setState(order, { member: null, card: null, join: values.name || values.phone, refused: [] });
    }

    /** Undo a wrong member before payment: customer, discounts and what was set aside go. */
    takeMemberAway(order) {
        this.setState(order, { member: null, card: null, join: null, refused: [] });
        order.club_card_number = false;
        order.club_join = false;
        order.setPartner(false);
        this.release(order);
    }

    /** Another customer was put on the order: their membership, if any, takes the place of what was known. */
    async onPartner(order) {
        const club = order?.uiState?.club;
        if (!this.active || !club || order.finalized || (club.member?.partner ?? false) === (order.partner_id?.id ?? false)) {
            return;
        }
        if (club.member) {
            this.setState(order, { member: null });
            this.release(order);
        }
        const partner = order.partner_id;
        const member = partner && typeof partner.id === "number" && (await this.members.ofPartner(partner));
        if (member && order.partner_id === partner && !order.finalized) {
            this.putMember(order, member);
        }
    }

    // -- what is set aside --------------------------------------------------------------------------------------------

    /** What `club_reserve` answers: {wallet, offers, codes}. */
    async reserve(order, request) {
        let answer = await this.members.call("club_reserve", order.uuid, request);
        if (answer.wallet?.code === "key_reused") {
            await this.members.call("club_release", order.uuid); // another amount was set aside for this order before
            answer = await this.members.call("club_reserve", order.uuid, request);
        }
        const ids = Object.keys(answer.offers).map(Number);
        const ok = (id) => answer.offers[id].ok;
        this.leases.taken(answer.offers);
        this.setState(order, {
            held: answer.wallet?.ok ? answer.wallet.amount : 0,
            split: answer.wallet?.split || null,
            taken: ids.filter(ok),
            refused: ids.filter((id) => !ok(id)),
            heldCodes: Object.keys(answer.codes || {}).filter((typed) => answer.codes[typed].ok),
            ...(answer.wallet?.balances && { member: { ...order.uiState.club.member, balances: answer.wallet.balances } }),
        });
        this.dropCodes(order, Object.keys(answer.codes || {}).filter((typed) => !answer.codes[typed].ok));
        return answer;
    }

    /** Give up what was set aside for an order that is not going to be paid like this. */
    async release(order) {
        const { held, taken, heldCodes } = order.uiState.club || {};
        if (!held && !taken?.length && !heldCodes?.length) {
            return;
        }
        this.leases.giveBack(taken || []);
        this.setState(order, { held: 0, split: null, taken: [], heldCodes: [] });
        try {
            await this.members.call("club_release", order.uuid);
        } catch {
            return; // no connection: the hold runs out by itself
        }
    }

    /**
     * An order is paid: the till's portions shrink; another portion is asked for where one is used up. Without a connection the
     * till knows by itself what the member has bought. Parked orders get what is left.
     */
    onPaid(order) {
        const { member, answer } = order.uiState.club;
        this.leases.spend(order.uiState.club);
        const counted = answer.applied.map((row) => row.offer).filter((id) => this.leases.perMember.has(id));
        const learn = (known) => ({ ...known, facts: afterPurchase(known.facts, this.daysSinceTold(known), counted) });
        if (member) {
            this.members.learn(member.id, learn);
        }
        for (const parked of this.openOrders().filter((one) => one !== order)) {
            const known = parked.uiState.club?.member;
            this.setState(parked, member && known?.id === member.id ? { member: learn(known) } : {});
        }
        if (this.leases.isShort) {
            setTimeout(() => this.refresh(), 2000); // after the order itself has gone to the server
        }
    }

    // -- codes --------------------------------------------------------------------------------------------------------

    /** Digests of all codes that running offers ask for. */
    get digests() {
        const rows = this.data.book.offers.flatMap((offer) => offer.conditions.filter((row) => row.kind === "code"));
        return new Set(rows.flatMap((row) => row.in));
    }

    /** Put a code on the order: {} or why not, {code, message}. */
    async addCode(order, text) {
        const typed = asciiDigits(text.trim());
        const codes = () => order.uiState.club?.codes || [];
        if (!typed || codes().some((code) => code.typed === typed)) {
            return {};
        }
        const { digest, single, ...refusal } = await this.members.code(typed, order);
        if (!this.digests.has(digest)) {
            return refusal.message ? refusal : { code: "no_code", message: _t("No offer has the code %s.", typed) };
        }
        if (!codes().some((code) => code.digest === digest)) {
            this.setState(order, { codes: [...codes(), { typed, digest, single: Boolean(single) }] });
        } else if (single) {
            return { code: "code_twice", message: _t("One code of this kind is on the order already; a second one gives nothing more.") };
        }
        return {};
    }

    /** Single-use codes that the order's offers ask for, as they were typed. */
    singleCodes(order) {
        const { answer, codes } = order.uiState.club || {};
        const applied = new Set((answer?.applied || []).map((row) => row.offer));
        const offers = this.data.book.offers.filter((offer) => applied.has(offer.id));
        const asked = new Set(offers.flatMap((offer) => offer.conditions).flatMap((row) => (row.kind === "code" ? row.in : [])));
        return (codes || []).filter((code) => code.single && asked.has(code.digest)).map((code) => code.typed);
    }

    /** Take codes off the order that are not good any more. */
    dropCodes(order, typed) {
        if (!typed.length) {
            return;
        }
        this.setState(order, { codes: (order.uiState.club?.codes || []).filter((code) => !typed.includes(code.typed)) });
    }

    removeCode(order, code) {
        this.setState(order, { codes: (order.uiState.club?.codes || []).filter((one) => one.digest !== code.digest) });
    }

    /** Change what the order knows of the club, and evaluate it anew. */
    setState(order, values) {
        this.show(order, values);
        this.schedule(order);
    }

    /** Tell screens; whatever reads `order.uiState.club` is drawn again. */
    show(order, values) {
        order.uiState.club = { ...order.uiState.club, ...values };
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

    /** What travels with a paid order: the book's version, the input and the answer's totals. */
    snapshot(order) {
        const { input, answer, limits, codes } = order.uiState.club || {};
        if (!input) {
            return null;
        }
        return {
            book: this.data.book.version,
            limits: limits || null,
            ...input,
            basket: { ...input.basket, codes: codes.map((code) => code.typed) }, // the server believes codes, not digests
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
