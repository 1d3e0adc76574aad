# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""What closing a session costs when the wallet paid, against the same session paid in stock's ways.

    ./club bench closing [--orders N] [--keep]

N members (default 1000) each buy once: by card, on account in one sum (stock's cheapest way, one journal item for
all) and with N wallets. Prints queries and seconds of each closing, and how many queries the club adds to the cheapest
for each partner with a `paid` line (to keep: at most 2). A small session of each kind is closed before, so that no
first time is measured.
"""

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "devtools"))

import club_databases  # noqa: E402

MOST_PER_PARTNER = 2


def environment(database):
    """An environment on a database, as the superuser."""
    import odoo.tools
    from odoo.api import SUPERUSER_ID, Environment
    from odoo.modules.registry import Registry

    odoo.tools.config.parse_config(["-d", database, "--log-level=error", "--max-cron-threads=0"])
    return Environment(Registry(database).cursor(), SUPERUSER_ID, {"tracking_disable": True, "mail_create_nolog": True})


def shop(env, count):
    """A live programme with one till, and `count` members with 100 of paid credit each."""
    from odoo.addons.customer_club.models.club_wallet import Cause

    journal = env["account.journal"].create({"name": "Bench bank", "type": "bank", "code": "BNCH"})
    card = env["pos.payment.method"].create({"name": "Card", "journal_id": journal.id})
    account = env["pos.payment.method"].create({"name": "On account"})
    till = env["pos.config"].create({"name": "Bench", "payment_method_ids": [(6, 0, (card | account).ids)]})
    program = env["club.program"].create({"name": "Bench", "state": "live"})
    program.action_complete_setup()
    partners = env["res.partner"].create([{"name": f"Member {number}"} for number in range(count)])
    members = env["club.member"].create([{"program_id": program.id, "partner_id": partner.id} for partner in partners])
    pairs = [(wallet.id, 100) for wallet in env["club.wallet"].search([("member_id", "in", members.ids)])]
    env["club.wallet"].post_many(program, "opening", "paid", pairs, Cause("bench"), origin="opening")
    wallet = program.program_company_ids.payment_method_id
    return till, {"card": card, "on account": account, "wallet": wallet}, members


def fill(env, till, method, members):
    """A session with one paid order of 10 for each member; returns it with its orders."""
    session = env["pos.session"].create({"config_id": till.id, "user_id": env.uid})
    session.set_opening_control(0, None)
    product = env["product.product"].create({"name": "Bread", "type": "service", "list_price": 10, "taxes_id": [(5,)]})
    orders = env["pos.order"].create([{
        "session_id": session.id, "company_id": session.company_id.id, "partner_id": member.partner_id.id,
        "amount_total": 10, "amount_tax": 0, "amount_paid": 10, "amount_return": 0, "state": "paid",
        "lines": [(0, 0, {"product_id": product.id, "qty": 1, "price_unit": 10, "price_subtotal": 10,
                          "price_subtotal_incl": 10, "full_product_name": "Bread"})],
        "payment_ids": [(0, 0, {"amount": 10, "payment_method_id": method.id})],
    } for member in members])
    return session, orders


def spend(orders, members):
    """The ledger's side of wallet payments, as the sync of each order would write it."""
    from odoo.addons.customer_club.models.club_wallet import Cause

    for order, member in zip(orders, members, strict=True):
        member.wallet_id.spend({"paid": 10}, Cause(f"pos.order:{order.uuid}"))


def closing(env, session):
    """(queries, seconds) of closing a session from a cold cache."""
    env.flush_all()
    env.invalidate_all()
    before, start = env.cr.sql_log_count, time.perf_counter()
    answer = session.close_session_from_ui()
    env.flush_all()
    if answer != {"successful": True}:
        raise SystemExit(f"the session did not close: {answer}")
    return env.cr.sql_log_count - before, time.perf_counter() - start


def close_with(env, till, method, members):
    """Close a session in which all members paid with a method: (queries, seconds, the session)."""
    session, orders = fill(env, till, method, members)
    if method.type == "club_wallet":
        spend(orders, members)
    return *closing(env, session), session


def run(env, count):
    """Close a session of each kind and print what they cost. Returns queries added for each partner."""
    till, methods, members = shop(env, count)
    cost = {}
    for some in (members[:5], members):
        for name, method in methods.items():
            *cost[name], session = close_with(env, till, method, some)
    for name, (queries, seconds) in cost.items():
        print(f"{name:14}{queries:8} queries {seconds:8.2f} s")
    lines = session.move_id.line_ids.filtered("partner_id")
    added = cost["wallet"][0] - cost["on account"][0]
    print(f"{len(lines)} partner lines, {added} queries more: {added / count:.3f} each (at most {MOST_PER_PARTNER})")
    return added / count


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=1000)
    parser.add_argument("--keep", action="store_true", help="keep the database")
    arguments = parser.parse_args()
    database = club_databases.module_database(club_databases.own_name("bench_closing"))
    try:
        env = environment(database)
        added = run(env, arguments.orders)
        env.cr.close()
    finally:
        if not arguments.keep:
            club_databases.drop(database)
    return int(added > MOST_PER_PARTNER)


if __name__ == "__main__":
    sys.exit(main())
