"""The wallet's writer against the database itself.

    ./club bench ledger [--members N] [--pairs N] [--entries N] [--only spend|bulk|statement]

spend       one `wallet.spend` against a hand-written transaction of the same row work, committed each
bulk        `post_many` and `expire_batch` for all members against one set-based statement that writes the same rows;
            the writer commits after each batch, as a job does
statement   one wallet with so many entries: the first page of its list, and all of them read
"""

import argparse
import time
from contextlib import contextmanager
from datetime import timedelta

import club_databases
from club_bench import ensure_database, environment, load, pairs, peak_memory, tell

AIM_SPEND, AIM_BULK, AIM_STATEMENT = 4, 3, 1.0


class Ledger:
    """A programme whose wallets the benchmark writes, and transactions on it."""

    def __init__(self, name, members):
        self.registry = load(name)
        with environment(name) as env:
            from make_data import fill

            self.program_id = fill(env, members, 0).id
            env.cr.execute("SELECT MIN(id), MAX(id) FROM club_wallet WHERE program_id = %s", [self.program_id])
            self.first, self.last = env.cr.fetchone()

    @contextmanager
    def transaction(self):
        from odoo import SUPERUSER_ID, api

        with self.registry.cursor() as cursor:
            yield api.Environment(cursor, SUPERUSER_ID, {})

    def cause(self, key, **values):
        from odoo.addons.customer_club.models.club_wallet import Cause

        return Cause(key, **values)

    def check(self):
        with self.transaction() as env:
            if wrong := env["club.program"].browse(self.program_id)._check_invariants():
                raise SystemExit(f"the ledger is not sound: {wrong}")


# -- one spend --------------------------------------------------------------------------------------------------------

BY_HAND = (
    "SELECT id, member_id, program_id FROM club_wallet WHERE id = %(wallet)s FOR NO KEY UPDATE",
    """SELECT id, remaining FROM club_wallet_lot WHERE wallet_id = %(wallet)s AND purse = 'bonus' AND remaining > 0
        ORDER BY expires_on, created_at, id""",
    """INSERT INTO club_wallet_entry (wallet_id, member_id, program_id, purse, kind, amount, source_key, sequence,
                                      request_hash, entered_at, user_id)
       VALUES (%(wallet)s, %(member)s, %(program)s, 'bonus', 'spend', -1, %(key)s, 0, 'hand', now(), 1) RETURNING id""",
    "INSERT INTO club_wallet_allocation (entry_id, lot_id, amount) VALUES (%(entry)s, %(lot)s, -1)",
    "UPDATE club_wallet_lot SET remaining = remaining - 1 WHERE id = %(lot)s",
    "UPDATE club_wallet SET balance_bonus = balance_bonus - 1, version = version + 1 WHERE id = %(wallet)s",
)


def spend_by_hand(registry, wallet_id, key):
    lock, lots, entry, allocation, lot, wallet = BY_HAND
    with registry.cursor() as cursor:
        values = {"wallet": wallet_id, "key": key}
        cursor.execute(lock, values)
        _id, values["member"], values["program"] = cursor.fetchone()
        cursor.execute(lots, values)
        values["lot"] = cursor.fetchone()[0]
        cursor.execute(entry, values)
        values["entry"] = cursor.fetchone()[0]
        for statement in (allocation, lot, wallet):
            cursor.execute(statement, values)


def bench_spend(ledger, count):
    """Both sides spend 1 of the same three lots of one wallet after the other."""
    wallets = range(ledger.first, min(ledger.last, ledger.first + 100) + 1)
    with ledger.transaction() as env:
        for wallet in env["club.wallet"].browse(wallets):
            for number in range(3):
                wallet.earn("bonus", 10_000, ledger.cause(f"bench:spend:{number}"))
    numbers = iter(range(10**9))

    def mine():
        number = next(numbers)
        return lambda: spend_by_writer(number)

    def spend_by_writer(number):
        with ledger.transaction() as env:
            env["club.wallet"].browse(wallets[number % len(wallets)]).spend(
                {"bonus": 1}, ledger.cause(f"bench:{number}")
            )

    def peer():
        number = next(numbers)
        return lambda: spend_by_hand(ledger.registry, wallets[number % len(wallets)], f"bench:{number}")

    tell("One spend against SQL by hand", pairs(mine, peer, count, warm_up=20), AIM_SPEND)


# -- in bulk ----------------------------------------------------------------------------------------------------------

GRANT_AT_ONCE = """
    WITH entry AS (
        INSERT INTO club_wallet_entry (wallet_id, member_id, program_id, purse, kind, amount, source_key, sequence,
                                       request_hash, entered_at, user_id)
        SELECT id, member_id, program_id, 'bonus', 'earn', 5, %(key)s, 0, 'hand', now(), 1
          FROM club_wallet WHERE program_id = %(program)s RETURNING id, wallet_id, program_id
    ), lot AS (
        INSERT INTO club_wallet_lot (entry_id, wallet_id, program_id, purse, origin, amount, remaining, created_at,
                                     expires_on)
        SELECT id, wallet_id, program_id, 'bonus', 'gift', 5, 5, now(), %(expires)s FROM entry
    )
    UPDATE club_wallet w SET balance_bonus = balance_bonus + 5, version = version + 1 FROM entry WHERE w.id = wallet_id
"""

EXPIRE_AT_ONCE = """
    WITH due AS (
        SELECT l.id, l.wallet_id, w.member_id, l.program_id, l.remaining
          FROM club_wallet_lot l JOIN club_wallet w ON w.id = l.wallet_id
         WHERE l.program_id = %(program)s AND l.remaining > 0 AND l.expires_on = %(expires)s AND l.purse = 'bonus'
    ), entry AS (
        INSERT INTO club_wallet_entry (wallet_id, member_id, program_id, purse, kind, amount, source_key, sequence,
                                       request_hash, entered_at, user_id)
        SELECT wallet_id, member_id, program_id, 'bonus', 'expire', -remaining, 'lot:' || id, 0, 'hand', now(), 1
          FROM due RETURNING id, wallet_id
    ), allocation AS (
        INSERT INTO club_wallet_allocation (entry_id, lot_id, amount)
        SELECT entry.id, due.id, -due.remaining FROM entry JOIN due USING (wallet_id)
    ), lot AS (
        UPDATE club_wallet_lot l SET remaining = 0 FROM due WHERE l.id = due.id
    )
    UPDATE club_wallet w SET balance_bonus = balance_bonus - due.remaining, version = version + 1
      FROM due WHERE w.id = due.wallet_id
"""


def seconds(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def bench_bulk(ledger, rounds):
    """Grant 5 to everyone, then let it lapse; in turns by the writer and by one statement."""
    from odoo import fields

    memory, found = peak_memory(), {"Granting": [], "Expiring": []}
    today = fields.Date.today()
    for number in range(rounds):
        turns = ("writer", "hand") if number % 2 else ("hand", "writer")
        times = {turn: bulk_round(ledger, turn, f"bench:{turn}:{number}", today) for turn in turns}
        for name in found:
            mine, peer = times["writer"][name], times["hand"][name]
            found[name].append(mine / peer)
            print(f"  {name}: {mine:.1f} s against {peer:.1f} s, ratio {mine / peer:.2f}", flush=True)
    for name, ratios in found.items():
        middle = sorted(ratios)[len(ratios) // 2]
        print(
            f"{name} to {ledger.last - ledger.first + 1:,} members: ratio {middle:.2f}, the middle of {len(ratios)}; "
            f"aim {AIM_BULK}: {'met' if middle <= AIM_BULK else 'MISSED'}"
        )
    print(f"Peak memory grew by {peak_memory() - memory:.0f} MB")


def bulk_round(ledger, turn, key, today):
    """Seconds of granting and of expiring by one side, each on tables with fresh statistics and no dead rows."""
    values = {"program": ledger.program_id, "key": key, "expires": today}
    actions = {
        "writer": (lambda: grant(ledger, key, today), lambda: expire(ledger, today + timedelta(days=1))),
        "hand": (lambda: at_once(ledger, GRANT_AT_ONCE, values), lambda: at_once(ledger, EXPIRE_AT_ONCE, values)),
    }[turn]
    times = {}
    for name, action in zip(("Granting", "Expiring"), actions, strict=True):
        vacuum(ledger)
        times[name] = seconds(action)
    return times


def grant(ledger, key, expires_on):
    from odoo.addons.customer_club.models.club_wallet import BATCH

    for start in range(ledger.first, ledger.last + 1, BATCH):
        amounts = [(wallet_id, 5) for wallet_id in range(start, min(start + BATCH, ledger.last + 1))]
        with ledger.transaction() as env:
            program = env["club.program"].browse(ledger.program_id)
            env["club.wallet"].post_many(program, "earn", "bonus", amounts, ledger.cause(key), expires_on=expires_on)


def expire(ledger, day):
    from odoo import fields

    more = 1
    while more:
        with ledger.transaction() as env:
            program = env["club.program"].browse(ledger.program_id)
            more = env["club.wallet"].expire_batch(program, now=fields.Datetime.to_datetime(day) + timedelta(hours=12))


def at_once(ledger, statement, values):
    with ledger.transaction() as env:
        env.cr.execute(statement, values)


def vacuum(ledger):
    """As autovacuum would in time: without it the one statement may get a plan that takes a hundred times as long."""
    from odoo.sql_db import db_connect

    with db_connect(ledger.registry.db_name).cursor() as cursor:
        connection = cursor._cnx
        connection.autocommit = True
        cursor.execute("VACUUM ANALYZE club_wallet, club_wallet_lot, club_wallet_entry, club_wallet_allocation")
        connection.autocommit = False


# -- a statement ------------------------------------------------------------------------------------------------------


def bench_statement(ledger, entries):
    """The entries of one wallet as its list shows them: the newest 80, and all of them with their numbers."""
    with ledger.transaction() as env:
        env.cr.execute(
            """
            INSERT INTO club_wallet_entry (wallet_id, member_id, program_id, purse, kind, amount, source_key, sequence,
                                           request_hash, entered_at, user_id)
            SELECT w.id, w.member_id, w.program_id, 'points', 'earn', 1, 'bench:' || n, 0, 'bench', now(), 1
              FROM club_wallet w, generate_series(1, %s) n WHERE w.id = %s""",
            [entries, ledger.last],
        )
        env.cr.execute("ANALYZE club_wallet_entry")
    names = ["kind", "purse", "amount", "source_key", "entered_at", "branch_id", "reason"]
    domain = [("wallet_id", "=", ledger.last)]
    with ledger.transaction() as env:
        model = env["club.wallet.entry"]
        model.search(domain, limit=1)
        page = seconds(lambda: model.web_search_read(domain, {name: {} for name in names}, limit=80))
        env.invalidate_all()
        whole = seconds(lambda: [entry.amount for entry in model.search_fetch(domain, names)])
        env.invalidate_all()
        balance = seconds(lambda: model._read_group(domain, ["purse", "kind"], ["amount:sum"]))
    for name, took in (("first page", page), ("read whole", whole), ("summed by kind", balance)):
        print(
            f"Statement of {entries:,} entries, {name}: {took:.3f} s; aim under {AIM_STATEMENT:.0f} s: "
            f"{'met' if took < AIM_STATEMENT else 'MISSED'}"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=1_000_000)
    parser.add_argument("--pairs", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--only", choices=("spend", "bulk", "statement"))
    arguments = parser.parse_args()
    name = club_databases.own_name("ledger")
    club_databases.drop(name)
    ensure_database(name)
    try:
        ledger = Ledger(name, arguments.members)
        if arguments.only in (None, "spend"):
            bench_spend(ledger, arguments.pairs)
        if arguments.only in (None, "bulk"):
            bench_bulk(ledger, arguments.rounds)
        ledger.check()
        if arguments.only in (None, "statement"):
            bench_statement(ledger, arguments.entries)
    finally:
        club_databases.drop(name)


if __name__ == "__main__":
    main()
