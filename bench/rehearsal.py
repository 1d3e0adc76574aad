"""How long a rehearsal takes: offers tried on purchases as tills recorded them.

    ./club bench rehearsal [--purchases N] [--offers N] [--lines N] [--members N] [--database NAME]

One order is sold through Odoo's own door and its rows are the pattern of all, by set-based SQL; each copy has a basket, a
member and facts of its own, and what the engine gave it then. The offers are those of `bench/sync.py`; one more is a draft.
Memory is told after the first pages and at the end: it must not grow with the number of purchases.
"""

import argparse
import json
import time
from types import SimpleNamespace
from uuid import uuid4

import club_databases
from club_bench import ensure_database, environment, peak_memory
from make_data import copy_of, next_id
from sync import Shop

GOAL_SECONDS = 30  # for 10,000 purchases and 30 offers
BATCH = 2_000


def baskets(env, shop, count, lines):
    """What `count` tills recorded: JSON of the snapshot, price in minor units."""
    pick, products = shop.random, env["product.product"].browse(shop.ids["products"])
    branch, values = env["club.branch"].browse(shop.ids["branch"]), products._club_engine_values()
    book, context = env["club.offer.book"]._current(branch), branch._engine_context()
    members = env["club.member"].browse(shop.ids["members"])
    facts = [member._to_engine(branch._local_time().date()) for member in members]
    prices = {product.id: round(product.list_price * 100) for product in products}
    for number in range(count):
        sold = []
        for product in pick.sample(products.ids, lines):
            quantity = pick.randrange(1, 4)
            sold.append({**values[product], "id": str(uuid4()), "qty_milli": 1000 * quantity, "cost_minor": None,
                         "amount_minor": quantity * prices[product], "discountable": True})
        yield json.dumps({
            "book": book.version, "context": {**context, "minute": 480 + pick.randrange(720), "weekday": 1 + number % 7},
            "member": {**facts[number % len(facts)], "visits": pick.randrange(60), "days_since_last": pick.randrange(90)},
            "basket": {"codes": [], "lines": sold}}), sum(line["amount_minor"] for line in sold)


def fill(env, shop, count, lines):
    """Copy one sold order `count` times. Returns how many purchases there are then."""
    data = shop.order(env, "club")
    env["pos.order"].sync_from_ui([data])
    order = env["pos.order"].search([("uuid", "=", data["uuid"])])
    purchase = env["club.purchase"].search([("pos_order_id", "=", order.id)])
    assert purchase.award_line_ids, "the pattern got nothing"
    env.cr.execute("CREATE TEMP TABLE basket (n integer PRIMARY KEY, till jsonb, price numeric)")
    rows = ((number, till, price / 100) for number, (till, price) in enumerate(baskets(env, shop, count, lines)))
    env.cr.execute_values("INSERT INTO basket VALUES %s", rows, page_size=500)
    ids = {"order": next_id(env, "pos_order"), "line": next_id(env, "pos_order_line"),
           "purchase": next_id(env, "club_purchase"), "award": next_id(env, "club_award_line")}
    values = ids | {"members": len(shop.ids["members"]), "first": shop.ids["members"][0]}
    statements = [copy_of(
        env, order, id="%(order)s + m", uuid="gen_random_uuid()::text", club_till="(SELECT till FROM basket WHERE n = m)",
        name="'Bench ' || m", pos_reference="'Bench ' || m")]
    for place, line in enumerate(order.lines):
        statements.append(copy_of(
            env, line, id=f"%(line)s + m * {len(order.lines)} + {place}", order_id="%(order)s + m",
            uuid="gen_random_uuid()::text"))
    statements.append(copy_of(
        env, purchase, id="%(purchase)s + m", pos_order_id="%(order)s + m", source_key="'pos.order:bench-' || m",
        member_id="%(first)s + m %% %(members)s", amount="(SELECT price FROM basket WHERE n = m) - t.saved",
        amount_untaxed="(SELECT price / 1.1 FROM basket WHERE n = m)"))
    awards = purchase.award_line_ids
    for place, award in enumerate(awards):
        statements.append(copy_of(
            env, award, id=f"%(award)s + m * {len(awards)} + {place}", purchase_id="%(purchase)s + m",
            pos_order_line_id="NULL"))
    for start in range(0, count, BATCH):
        for statement in statements:
            env.cr.execute(statement, values | {"from": start, "to": min(start + BATCH, count) - 1})
    for table, own in (("pos_order", 1), ("pos_order_line", len(order.lines)), ("club_purchase", 1),
                       ("club_award_line", len(awards))):
        env.cr.execute("SELECT setval(%s, %s)", [f"{table}_id_seq", next_id(env, table) + own])
    env.cr.commit()
    env.invalidate_all()
    env.cr.execute("ANALYZE")
    return count + 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--purchases", type=int, default=10_000)
    parser.add_argument("--offers", type=int, default=30)
    parser.add_argument("--lines", type=int, default=5)
    parser.add_argument("--members", type=int, default=50)
    parser.add_argument("--database", help="a database with the module that may be filled; default: a fresh one")
    arguments = parser.parse_args()
    name = arguments.database or club_databases.own_name("rehearsal")
    ensure_database(name)
    try:
        return run(name, arguments)
    finally:
        if not arguments.database:
            club_databases.drop(name)


def run(name, arguments):
    with environment(name) as env:
        shop = Shop(env, SimpleNamespace(**vars(arguments)))
    with environment(name) as env:
        start = time.perf_counter()
        count = fill(env, shop, arguments.purchases, arguments.lines)
        print(f"{count:,} purchases in {time.perf_counter() - start:.1f} s", flush=True)
    with environment(name) as env:
        seconds, rehearsal = rehearse(env, shop)
        met = "met" if seconds <= GOAL_SECONDS else "MISSED"
        print(f"{count:,} purchases x {arguments.offers} offers: {seconds:.1f} s; aim {GOAL_SECONDS} s: {met}")
        print(rehearsal.sentence)
        assert rehearsal.state == "done" and rehearsal.purchase_count == count, (rehearsal.state, rehearsal.error)
    return int(seconds > GOAL_SECONDS)


def rehearse(env, shop):
    """(seconds, the rehearsal) of the offers that run and one draft."""
    build = type("Builders", (shop.build,), {"env": env})
    build.program = env["club.program"].browse(shop.build.program.id)
    draft = build.given_offer("Draft", [{"kind": "percent_off", "rate_bps": 1500}], [{"kind": "member"}], running=False)
    today = env["club.program"].browse(build.program.id)._today()
    rehearsal = env["club.rehearsal"].create({
        "program_id": build.program.id, "offer_ids": [(6, 0, draft.ids)], "date_from": today, "date_to": today})
    rehearsal.action_start()
    env.cr.commit()
    start = time.perf_counter()
    before = peak_memory()
    rehearsal._work()
    seconds = time.perf_counter() - start
    print(f"Memory grew by {peak_memory() - before:.0f} MB", flush=True)
    return seconds, rehearsal


if __name__ == "__main__":
    raise SystemExit(main())
