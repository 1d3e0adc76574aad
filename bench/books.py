# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""What the daily posting costs, against the same journal items made by stock Odoo.

    ./club bench books [--wallets N] [--keep]

N wallets (default 5000) each get paid credit and a gift of bonus on one day. Prints the seconds of posting that day, of
stock's entry with as many items for as many partners, of posting again when nothing is left, of the liability report as
of today and of the day before, and the ratio to stock (to keep: at most 2).
"""

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "devtools"), str(ROOT / "bench")]

import club_databases  # noqa: E402
from closing import environment, shop  # noqa: E402

MOST = 2


def timed(work):
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


def stock_entry(env, row, partners):
    """What an accountant would make by hand: an item for each partner and one against them."""
    move = env["account.move"].create({"journal_id": row.journal_id.id, "line_ids": [
        *((0, 0, {"account_id": row.paid_account_id.id, "partner_id": partner.id, "credit": 10}) for partner in partners),
        (0, 0, {"account_id": row.opening_account_id.id, "debit": 10 * len(partners)})]})
    move._post(soft=False)
    env.flush_all()
    return move


def run(env, count):
    from datetime import timedelta

    from odoo.addons.customer_club.models.club_wallet import Cause

    _till, _methods, members = shop(env, count)
    program = members.program_id
    row, today = program.program_company_ids, program._today()
    pairs = [(wallet.id, 10) for wallet in env["club.wallet"].search([("member_id", "in", members.ids)])]
    env["club.wallet"].post_many(program, "earn", "bonus", pairs, Cause("gift"), origin="gift")
    env.flush_all()
    env.invalidate_all()
    seconds, posted = timed(lambda: (row.action_post_books(today), env.flush_all())[0])
    again, _none = timed(lambda: row.action_post_books(today))
    stock, _move = timed(lambda: stock_entry(env, row, members.accounting_partner_id))
    env.cr.execute("DELETE FROM account_move_line WHERE move_id = %s", [_move.id])
    env.invalidate_all()
    liability = env["club.liability"]
    now, rows = timed(lambda: liability._reconcile(row, today))
    past, _rows = timed(lambda: liability._reconcile(row, today - timedelta(days=1)))
    if any(one.difference or one.waiting for one in rows):
        raise SystemExit(f"ledger and books differ: {rows}")
    print(f"posting {posted} entries of {count} wallets  {seconds:8.2f} s")
    print(f"posting again                          {again:8.2f} s")
    print(f"stock's entry with {count} partners        {stock:8.2f} s")
    print(f"liability report, today                {now:8.2f} s")
    print(f"liability report, a day ago            {past:8.2f} s")
    print(f"{seconds / stock:.2f} times stock (at most {MOST})")
    return seconds / stock


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wallets", type=int, default=5000)
    parser.add_argument("--keep", action="store_true", help="keep the database")
    arguments = parser.parse_args()
    database = club_databases.module_database(club_databases.own_name("bench_books"))
    try:
        env = environment(database)
        ratio = run(env, arguments.wallets)
        env.cr.close()
    finally:
        if not arguments.keep:
            club_databases.drop(database)
    return int(ratio > MOST)


if __name__ == "__main__":
    sys.exit(main())
