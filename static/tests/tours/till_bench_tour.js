// Measures the till for bench/till.py: what a change of the basket costs, with and without the club, in turns.

import { registry } from "@web/core/registry";
import * as ClubTill from "./utils/club_till_util";

const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/** Thirty lines of thirty products, which count to the offers as the world's lines do. */
async function fill(pos, lines) {
    const products = pos.models["product.product"].filter((product) => product.display_name.startsWith("Bench "));
    for (const [place, { product, categories, brand, tags }] of lines.entries()) {
        products[place].club_engine = { product, categories, brand, tags };
        const values = { product_id: products[place], product_tmpl_id: products[place].product_tmpl_id };
        await pos.addLineToCurrentOrder(values, {}, false);
    }
    return pos.getOrder();
}

/** Run what is Odoo's work and not the club's: computing prices, drawing the screen anew. */
function timeOfOthers(club, work) {
    const start = performance.now();
    work();
    club.others += performance.now() - start;
}

/** A change of one quantity until the screen shows it: milliseconds, and of these the club's own. */
async function change(club, order, round, withClub) {
    const line = order.lines[(round * 7) % order.lines.length];
    let own = 0;
    const { apply, show } = club;
    club.schedule = withClub ? Object.getPrototypeOf(club).schedule : () => {};
    club.apply = (changed) => {
        const [start, others] = [performance.now(), club.others];
        apply.call(club, changed);
        own += performance.now() - start - (club.others - others);
    };
    club.show = (...values) => timeOfOthers(club, () => show.apply(club, values));
    const start = performance.now();
    line.setQuantity((line.qty % 5) + 1);
    await frame();
    await frame();
    const wait = performance.now() - start;
    delete club.apply;
    delete club.show;
    delete club.schedule;
    clearTimeout(club.around);
    return { wait, own };
}

const result = { stock: [], club: [], own: [], idleRecomputes: 0 };

/** The basket, the member, and a count of how often Odoo computes prices. */
async function prepare() {
    const pos = window.posmodel;
    const { club } = pos;
    const order = await fill(pos, club.data.bench.lines);
    const told = {
        name: "Bench",
        state: "active",
        balances: { paid: 0, bonus: 0, points: 0 },
        facts: club.data.bench.member,
        facts_on: club.now().toISODate(),
    };
    order.uiState.club = { ...order.uiState.club, member: told };
    Object.assign(result, { offers: club.data.book.offers.length, lines: order.lines.length });
    club.others = club.recomputes = 0;
    const recompute = order.triggerRecomputeAllPrices;
    order.triggerRecomputeAllPrices = function () {
        club.recomputes += 1;
        timeOfOthers(club, () => recompute.apply(this, arguments));
    };
}

/** Some changes in turns: without the club, with it. A step of a tour has ten seconds, so they come in portions. */
async function measure(first, rounds) {
    const { club } = window.posmodel;
    const order = window.posmodel.getOrder();
    for (let round = first; round < first + rounds; round++) {
        const stock = await change(club, order, 2 * round, false);
        const other = await change(club, order, 2 * round + 1, true);
        result.stock.push(stock.wait);
        result.club.push(other.wait);
        result.own.push(other.own);
    }
}

function finish() {
    const { club } = window.posmodel;
    club.apply(window.posmodel.getOrder());
    club.recomputes = 0;
    club.apply(window.posmodel.getOrder());
    result.idleRecomputes = club.recomputes;
    console.log(`club bench: ${JSON.stringify(result)}`);
}

const step = (content, run) => ({ content, trigger: ".product-screen", run });

registry.category("web_tour.tours").add("club_till_bench", {
    steps: () => [
        ...ClubTill.open(),
        step("fill the basket", prepare),
        ...Array.from({ length: 15 }, (_, part) => step(`measure, part ${part}`, () => measure(2 * part, 2))),
        step("tell", finish),
    ],
});
