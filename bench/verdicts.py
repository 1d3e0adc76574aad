"""What a purchase with its verdicts takes on the disk, and how long it takes to look at one among many.

    ./club bench verdicts [--purchases N] [--members N] [--offers N] [--database NAME]

The purchases are those of `bench/make_data.py`; each has the verdicts of one of many baskets that the engine really judged,
and what a member earned stands as an award and a use of a two percent offer with a control group.
"""

import argparse
import json
import random
import time
from statistics import median

import club_databases
import make_data
from club_bench import environment, milliseconds

PATTERNS = 500
AWARDS = {
    "verdicts": make_data.BATCH + """
        INSERT INTO club_verdict (purchase_id, content, create_uid, write_uid, create_date, write_date)
        SELECT %(purchase)s + j, pattern.content, %(user)s, %(user)s, at, at
          FROM batch JOIN pattern ON pattern.n = pg_temp.pick(j, 9, %(patterns)s)""",
    "awards": make_data.BATCH + """
        INSERT INTO club_award_line (purchase_id, program_id, offer_id, revision_id, discount, credit, points, create_uid,
            write_uid, create_date, write_date)
        SELECT %(purchase)s + j, %(program)s, %(offer)s, %(revision)s, 0, earned, 0, %(user)s, %(user)s, at, at
          FROM batch WHERE m IS NOT NULL""",
    "uses": make_data.BATCH + """
        INSERT INTO club_offer_use (offer_id, member_id, purchase_id, source_key, quantity, budget, used_at)
        SELECT %(offer)s, %(member)s + m, %(purchase)s + j, 'import:' || j, 1, earned, at FROM batch WHERE m IS NOT NULL""",
}
TABLES = ("club_purchase", "club_verdict", "club_award_line", "club_offer_use", "club_wallet_entry", "club_wallet_lot",
          "club_wallet_allocation")
BESIDE = ("club_verdict", "club_award_line", "club_offer_use")  # what is written beside the purchases


def make_offers(env, program, count):
    """Two percent back with a control group, and offers of all sorts. Returns the first."""
    pick = random.Random(1)
    offers = env["club.offer"].create([{
        "name": "Two percent", "program_id": program.id, "stacking": "always", "control_percent": 10,
        "benefit_ids": [(0, 0, {"kind": "credit", "rate_bps": 200})]}] + [{
            "name": f"Offer {number}", "program_id": program.id, "stacking": "alone",
            "benefit_ids": [(0, 0, {"kind": "percent_off", "rate_bps": 100 * pick.randrange(3, 20)})],
            "condition_ids": [(0, 0, pick.choice((
                {"kind": "visits", "min_visits": pick.randrange(50)},
                {"kind": "basket_amount", "min_amount": pick.randrange(400)},
                {"kind": "weekdays", "monday": True, "friday": True}, {"kind": "birthday", "days_before": 3, "days_after": 3},
                {"kind": "inactive", "days": 1 + pick.randrange(200)})))]} for number in range(1, count)])
    offers.action_start()
    env["club.offer.book"]._rebuild_queued()
    return offers[0]


def verdicts(env, program):
    """Contents of verdict rows, of baskets that the engine judged."""
    from odoo.addons.customer_club.engine.offers import evaluate
    from odoo.addons.customer_club.models.club_verdict import packed

    pick, branch = random.Random(2), program.branch_ids[0]
    book = env["club.offer.book"]._current(branch)
    for _number in range(PATTERNS):
        member = {"id": 1, "visits": pick.randrange(60), "days_since_last": pick.randrange(300), "joined_days": 400,
                  "days_to_birthday": pick.randrange(-180, 180)}
        basket = {"codes": [], "lines": [
            {"id": f"l{line}", "product": line, "categories": [], "brand": None, "tags": [], "qty_milli": 1000,
             "amount_minor": pick.randrange(500, 20_000), "cost_minor": None, "discountable": True}
            for line in range(pick.randrange(1, 8))]}
        context = {**branch._engine_context(), "weekday": pick.randrange(1, 8)}
        answer = evaluate(book._compiled(), context, pick.choice((member, member, None)), basket)
        yield json.dumps({
            "book": book.version, "server": packed(answer["verdicts"]), "till_book": book.version, "problems": []})


def with_verdicts(count):
    def write(env, filler, program):
        offer = make_offers(env, program, count)
        env.cr.execute("CREATE TEMP TABLE pattern (n integer PRIMARY KEY, content jsonb)")
        env.cr.execute_values("INSERT INTO pattern VALUES %s", list(enumerate(verdicts(env, program))))
        env.cr.execute("UPDATE club_offer_revision SET create_date = %s WHERE id = %s", [make_data.START, offer.revision_id.id])
        filler.values |= {"patterns": PATTERNS, "offer": offer.id, "revision": offer.revision_id.id}
        filler.run("verdicts, awards, uses", AWARDS, filler.values["purchases"])
    return write


def tell_sizes(env, purchases):
    whole = 0
    for table in TABLES:
        env.cr.execute(f"SELECT pg_relation_size('{table}'), pg_total_relation_size('{table}'), COUNT(*) FROM {table}")
        rows, total, count = env.cr.fetchone()
        whole += total
        print(f"  {table:<24} {count:>11,} rows {total / 1e6:>9,.0f} MB, {total / purchases:>6,.0f} bytes per purchase"
              f" ({rows / max(1, count):,.0f} a row without indexes)", flush=True)
    print(f"  {'all':<24} {'':>11}      {whole / 1e6:>9,.0f} MB, {whole / purchases:>6,.0f} bytes per purchase", flush=True)


def tell_times(env, program, purchases, members):
    pick = random.Random(3)
    env.cr.execute("SELECT MIN(id) FROM club_purchase WHERE program_id = %s", [program.id])
    first = env.cr.fetchone()[0]
    env.cr.execute("SELECT MIN(id) + 1 FROM club_member WHERE program_id = %s", [program.id])
    member = env.cr.fetchone()[0]

    def fresh(action):
        env.invalidate_all()
        return milliseconds(action)

    def show(title, action, runs):
        times = [fresh(action) for _run in range(runs)]
        print(f"  {title:<62} {median(times):>10,.1f} ms (slowest of {runs}: {max(times):,.0f})", flush=True)

    purchase_model = env["club.purchase"]
    show("one purchase with its reasons in words", lambda: purchase_model.browse(
        first + pick.randrange(purchases)).read(["amount", "verdicts_html", "award_line_ids"]), 31)
    show("the first page of a member's purchases", lambda: purchase_model.search_read(
        [("member_id", "=", member + pick.randrange(members))], ["amount", "saved"], limit=80), 31)
    show("the newest purchases of a branch", lambda: purchase_model.search_read(
        [("program_id", "=", program.id), ("branch_id", "=", pick.choice(program.branch_ids.ids))], ["amount"], limit=80), 31)
    offer = env["club.offer"].search([("program_id", "=", program.id), ("name", "=", "Two percent")])
    show("effect of an offer in nearly every purchase, all three years", lambda: env["club.offer.effect"]._count(
        offer.revision_id), 3)
    print(f"  {offer.effect_ids.sentence}")
    start = time.perf_counter()
    count = thin(env, program, 10)
    seconds = time.perf_counter() - start
    print(f"  thinning: {count:,} old purchases in {seconds:.1f} s, {count / seconds:,.0f} a second", flush=True)


def thin(env, program, batches):
    program.reason_months = 1
    run = env["club.repair.run"].create({"program_id": program.id, "step": "thin"})
    done = 0
    for _batch in range(batches):
        batch = run._step_thin()
        done += batch.found
        run.after_id = batch.last_id
        env.cr.commit()
    return done


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--purchases", type=int, default=20_000)
    parser.add_argument("--members", type=int, default=4_000)
    parser.add_argument("--offers", type=int, default=30)
    parser.add_argument("--database", help="keep the data here; default: a database that is dropped")
    arguments = parser.parse_args()
    name = arguments.database or club_databases.own_name("verdicts")
    club_databases.module_database(name)
    try:
        with environment(name) as env:
            program = make_data.fill(
                env, arguments.members, arguments.purchases, also=with_verdicts(arguments.offers), beside=BESIDE)
            tell_sizes(env, arguments.purchases)
            tell_times(env, program, arguments.purchases, arguments.members)
    finally:
        if not arguments.database:
            club_databases.drop(name)


if __name__ == "__main__":
    main()
