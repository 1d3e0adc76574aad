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

/** A change of one quantity until the screen shows it: milliseconds, and of these the club's own. */
async function change(club, order, round, withClub) {
    const line = order.lines[(round * 7) % order.lines.length];
    let own = 0;
    const apply = club.apply;
    club.schedule = withClub ? Object.getPrototypeOf(club).schedule : () => {};
    club.apply = (changed) => {
        const [start, recompute] = [performance.now(), club.recomputing];
        apply.call(club, changed);
        own += performance.now() - start - (club.recomputing - recompute);
    };
    const start = performance.now();
    line.setQuantity((line.qty % 5) + 1);
    await frame();
    await frame();
    const wait = performance.now() - start;
    delete club.apply;
    delete club.schedule;
    clearTimeout(club.around);
    return { wait, own };
}

async function measure(rounds) {
    const pos = window.posmodel;
    const { club } = pos;
    const { lines, member } = club.data.bench;
    const order = await fill(pos, lines);
    order.uiState.club = { ...order.uiState.club, member: { facts: member, facts_on: club.now().toISODate() } };
    let recomputes = 0;
    club.recomputing = 0;
    const recompute = order.triggerRecomputeAllPrices;
    order.triggerRecomputeAllPrices = function () {
        const start = performance.now();
        recomputes += 1;
        recompute.apply(this, arguments);
        club.recomputing += performance.now() - start;
    };
    const result = { stock: [], club: [], own: [], offers: club.data.book.offers.length, lines: order.lines.length };
    for (let round = 0; round < rounds; round++) {
        const stock = await change(club, order, 2 * round, false);
        const other = await change(club, order, 2 * round + 1, true);
        result.stock.push(stock.wait);
        result.club.push(other.wait);
        result.own.push(other.own);
    }
    recomputes = 0;
    club.apply(order);
    club.apply(order);
    result.idleRecomputes = recomputes;
    return result;
}

registry.category("web_tour.tours").add("club_till_bench", {
    steps: () => [
        ...ClubTill.open(),
        {
            content: "measure",
            trigger: ".product-screen",
            timeout: 200000,
            run: async () => console.log(`club bench: ${JSON.stringify(await measure(40))}`),
        },
    ],
});
