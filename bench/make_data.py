"""Fills a database with members and purchases by set-based SQL, so that every invariant of the ledger holds.

    ./club bench make_data [--members N] [--purchases N] [--seed N] [--database NAME] [--batch N] [--no-ledger]

The database is a fresh copy of the template with customer_club installed, and stays. Whatever has a number is a function
of that number and the seed, so nothing is kept in memory and the same seed gives the same data.

The story: every second purchase goes round all members, the others to the most loyal tenth or to passers-by. Each purchase
of a member earns 2 % bonus that lasts a year; a later round pays with half of what the round before earned; some purchases
are returned whole; a quarter of the members topped up, half of these spent of it.

Indexes are dropped before and made at the end, and no foreign key is asked for single rows: a killed run leaves a database
that is good for nothing.
"""

import argparse
import time
from contextlib import contextmanager

import club_databases
from club_bench import environment, peak_memory
from psycopg2 import sql

BRANCHES = 20
YEARS = 3
START = "2023-01-01"  # of the first year; the last purchase is made YEARS later

ENTRY = ("id, wallet_id, member_id, program_id, program_company_id, branch_id, purse, kind, amount, source_key,"
         " sequence, request_hash, entered_at, user_id")
LOT = ("id, entry_id, wallet_id, program_id, program_company_id, branch_id, purse, origin, amount, remaining,"
       " created_at, expires_on")

FUNCTIONS = """
CREATE FUNCTION pg_temp.pick(number bigint, salt int, below bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
    $$ SELECT (hashint8extended(number, %(seed)s * 100 + salt) & 9007199254740991) %% below $$;

-- Number of the member who made purchase j (0 .. members - 1), or none for a passer-by.
CREATE FUNCTION pg_temp.buyer(j bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
    $$ SELECT CASE WHEN j %% 2 = 0 THEN (j / 2) %% %(members)s
                   WHEN pg_temp.pick(j, 1, 10) < 2 THEN NULL
                   ELSE pg_temp.pick(j, 2, GREATEST(1, %(members)s / 10)) END $$;

CREATE FUNCTION pg_temp.paid(j bigint) RETURNS numeric LANGUAGE sql IMMUTABLE AS
    $$ SELECT 5 + pg_temp.pick(j, 3, 20000) / 100.0 $$;

CREATE FUNCTION pg_temp.bought_at(j bigint) RETURNS timestamp LANGUAGE sql IMMUTABLE AS
    $$ SELECT timestamp '{start}' + j * (interval '{years} years' / %(purchases)s) $$;

-- Every 20th purchase of the loyal ones is returned whole.
CREATE FUNCTION pg_temp.returned(j bigint) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT j %% 20 = 19 $$;

-- What the wallet pays of purchase j: half of what the same member's purchase one round before earned.
CREATE FUNCTION pg_temp.spent(j bigint) RETURNS numeric LANGUAGE sql IMMUTABLE AS
    $$ SELECT CASE WHEN j %% 2 = 0 AND j >= 2 * %(members)s
                    AND pg_temp.bought_at(j) < pg_temp.bought_at(j - 2 * %(members)s) + interval '1 year'
                   THEN trunc(pg_temp.paid(j - 2 * %(members)s) * 0.01, 2) ELSE 0 END $$;
"""

# The purchases of one batch, as the statements below see them.
BATCH = """
WITH batch AS (
    SELECT j, pg_temp.buyer(j) AS m, pg_temp.paid(j) AS amount, round(pg_temp.paid(j) * 0.02, 2) AS earned,
           pg_temp.spent(j) AS spent, pg_temp.bought_at(j) AS at, pg_temp.returned(j) AS returned,
           pg_temp.spent(j + 2 * %(members)s) * (j + 2 * %(members)s < %(purchases)s)::int AS spent_later,
           %(branch)s + j %% %(branches)s AS branch
      FROM generate_series(%(from)s, %(to)s) AS j
), fate AS (
    SELECT *, CASE WHEN returned THEN 0 WHEN at + interval '1 year' < date_trunc('day', now()) THEN 0
                   ELSE earned - spent_later END AS remaining,
           CASE WHEN returned THEN 'claw_back'
                WHEN at + interval '1 year' < date_trunc('day', now()) THEN 'expire' END AS ends
      FROM batch
)
"""
ENTRY_VALUES = "%(wallet)s + m, %(member)s + m, %(program)s, %(company)s, branch"
OF_MEMBER = "%(wallet)s + m, %(member)s + m, %(program)s, %(company)s, %(branch)s"

PURCHASES = {
    "purchases": BATCH + """
        INSERT INTO club_purchase (id, program_id, branch_id, company_id, member_id, channel, source_key, purchased_at,
            amount, amount_untaxed, saved, paid_by_paid, paid_by_bonus, paid_by_points, earned_credit, earned_points,
            wholly_returned, return_count, create_uid, write_uid, create_date, write_date)
        SELECT %(purchase)s + j, %(program)s, branch, %(own_company)s, %(member)s + m, 'import', 'import:' || j, at,
               amount, round(amount / 1.1, 2), 0, 0, spent, 0, CASE WHEN m IS NULL THEN 0 ELSE earned END, 0, returned,
               returned::int, %(user)s, %(user)s, at, at
          FROM batch""",
    "returns": BATCH + """
        INSERT INTO club_purchase (id, program_id, branch_id, company_id, member_id, channel, source_key, purchased_at,
            amount, amount_untaxed, earned_credit, origin_id, create_uid, write_uid, create_date, write_date)
        SELECT %(purchase)s + %(purchases)s + j / 20, %(program)s, branch, %(own_company)s, %(member)s + m, 'import',
               'import:' || j || ':return', at + interval '2 days', -amount, -round(amount / 1.1, 2),
               CASE WHEN m IS NULL THEN 0 ELSE -earned END, %(purchase)s + j, %(user)s, %(user)s, at, at
          FROM batch WHERE returned""",
}

LEDGER = {
    "earned": BATCH + f"""
        INSERT INTO club_wallet_entry ({ENTRY})
        SELECT %(entry)s + 3 * j, {ENTRY_VALUES}, 'bonus', 'earn', earned, 'import:' || j, 0, 'import', at, %(user)s
          FROM fate WHERE m IS NOT NULL""",
    "lots": BATCH + f"""
        INSERT INTO club_wallet_lot ({LOT})
        SELECT %(lot)s + j, %(entry)s + 3 * j, %(wallet)s + m, %(program)s, %(company)s, branch, 'bonus', 'purchase',
               earned, remaining, at, (at + interval '1 year')::date
          FROM fate WHERE m IS NOT NULL""",
    "spent": BATCH + f"""
        INSERT INTO club_wallet_entry ({ENTRY})
        SELECT %(entry)s + 3 * j + 1, {ENTRY_VALUES}, 'bonus', 'spend', -spent, 'import:' || j, 0, 'import', at,
               %(user)s
          FROM fate WHERE spent > 0""",
    "spent of lots": BATCH + """
        INSERT INTO club_wallet_allocation (entry_id, lot_id, amount)
        SELECT %(entry)s + 3 * j + 1, %(lot)s + j - 2 * %(members)s, -spent FROM batch WHERE spent > 0""",
    "taken back or expired": BATCH + f"""
        INSERT INTO club_wallet_entry ({ENTRY})
        SELECT %(entry)s + 3 * j + 2, {ENTRY_VALUES}, 'bonus', ends, spent_later - earned, 'import:' || j, 0, 'import',
               at + CASE WHEN returned THEN interval '2 days' ELSE interval '1 year 1 day' END, %(user)s
          FROM fate WHERE m IS NOT NULL AND ends IS NOT NULL""",
    "taken back or expired of lots": BATCH + """
        INSERT INTO club_wallet_allocation (entry_id, lot_id, amount)
        SELECT %(entry)s + 3 * j + 2, %(lot)s + j, spent_later - earned FROM fate
         WHERE m IS NOT NULL AND ends IS NOT NULL""",
}

# Members `from` to `to`: a quarter topped up 50, half of these spent 20 of it. The ids lie behind those of the purchases.
TOP_UPS = {
    "topped up": f"""
        INSERT INTO club_wallet_entry ({ENTRY})
        SELECT %(entry)s + 3 * %(purchases)s + m / 2, {OF_MEMBER}, 'paid', 'top_up', 50,
               'import:top-up:' || m, 0, 'import', timestamp '{START}', %(user)s
          FROM generate_series(%(from)s, %(to)s) m WHERE m %% 4 = 0""",
    "lots of top-ups": f"""
        INSERT INTO club_wallet_lot ({LOT})
        SELECT %(lot)s + %(purchases)s + m / 4, %(entry)s + 3 * %(purchases)s + m / 2, %(wallet)s + m, %(program)s,
               %(company)s, %(branch)s, 'paid', 'top_up', 50, CASE WHEN m %% 8 = 0 THEN 30 ELSE 50 END,
               timestamp '{START}', NULL
          FROM generate_series(%(from)s, %(to)s) m WHERE m %% 4 = 0""",
    "paid by top-ups": f"""
        INSERT INTO club_wallet_entry ({ENTRY})
        SELECT %(entry)s + 3 * %(purchases)s + m / 2 + 1, {OF_MEMBER}, 'paid', 'spend', -20,
               'import:paid:' || m, 0, 'import', timestamp '{START}', %(user)s
          FROM generate_series(%(from)s, %(to)s) m WHERE m %% 8 = 0""",
    "paid of lots": """
        INSERT INTO club_wallet_allocation (entry_id, lot_id, amount)
        SELECT %(entry)s + 3 * %(purchases)s + m / 2 + 1, %(lot)s + %(purchases)s + m / 4, -20
          FROM generate_series(%(from)s, %(to)s) m WHERE m %% 8 = 0""",
}

BALANCES = """
    UPDATE club_wallet w SET balance_paid = sums.paid, balance_bonus = sums.bonus, version = 1
      FROM (SELECT wallet_id, COALESCE(SUM(amount) FILTER (WHERE purse = 'paid'), 0) AS paid,
                   COALESCE(SUM(amount) FILTER (WHERE purse = 'bonus'), 0) AS bonus
              FROM club_wallet_entry WHERE program_id = %(program)s GROUP BY wallet_id) sums
     WHERE w.id = sums.wallet_id"""
FACTS = """
    UPDATE club_member m SET visits = sums.visits, last_purchase_at = sums.last
      FROM (SELECT member_id, COUNT(*) AS visits, MAX(purchased_at) AS last FROM club_purchase
             WHERE program_id = %(program)s AND member_id IS NOT NULL AND origin_id IS NULL AND NOT wholly_returned
             GROUP BY member_id) sums
     WHERE m.id = sums.member_id"""

TABLES = {
    "partner": "res_partner", "member": "club_member", "wallet": "club_wallet", "purchase": "club_purchase",
    "entry": "club_wallet_entry", "lot": "club_wallet_lot"}
BARE = (*TABLES.values(), "club_wallet_allocation")


@contextmanager
def bare(cr, tables):
    """Tables without the indexes that are no constraints, and without triggers, those of foreign keys among them."""
    cr.execute("""
        SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
         WHERE indrelid = ANY(%s::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)""",
               [list(tables)])
    indexes = cr.fetchall()
    for name, _definition in indexes:
        cr.execute(f"DROP INDEX {name}")
    cr.execute("SET session_replication_role = replica")
    cr.commit()
    yield
    start = time.perf_counter()
    cr.execute("SET maintenance_work_mem = '1GB'")
    for _name, definition in indexes:
        cr.execute(definition)
        cr.commit()
    cr.execute("RESET maintenance_work_mem")
    cr.execute("RESET session_replication_role")
    cr.commit()
    print(f"  {'indexes':<34} {len(indexes):>11,}      {time.perf_counter() - start:>8.1f} s", flush=True)


class Filler:
    """Runs statements over ranges of numbers, commits after each batch and counts what was written."""

    def __init__(self, env, values, batch):
        self.cr, self.values, self.batch = env.cr, values, batch
        self.rows, self.start = 0, time.perf_counter()

    def run(self, title, statements, count):
        before, start = self.rows, time.perf_counter()
        for first in range(0, count, self.batch):
            self.values |= {"from": first, "to": min(first + self.batch, count) - 1}
            for statement in statements.values():
                self.cr.execute(statement, self.values)
                self.rows += self.cr.rowcount
            self.cr.commit()
        self.tell(title, self.rows - before, time.perf_counter() - start)

    def once(self, title, statement):
        """Run a statement over everything."""
        start = time.perf_counter()
        self.cr.execute(statement, self.values)
        rows = self.cr.rowcount
        self.rows += rows
        self.cr.commit()
        self.tell(title, rows, time.perf_counter() - start)

    def tell(self, title, rows, seconds):
        rate = rows / max(seconds, 1e-9)
        print(f"  {title:<34} {rows:>11,} rows {seconds:>8.1f} s {rate:>10,.0f} rows/s", flush=True)


def copy_of(env, record, **changes):
    """The statement that inserts one row per number of a range: the row of `record` with some columns changed.

    `changes`: column -> SQL over the number `m`. All other columns, those of other modules too, stay as they are.
    """
    env.flush_all()
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'",
        [record._table])
    columns = [row[0] for row in env.cr.fetchall()]
    values = [sql.SQL(changes[name]) if name in changes else sql.Identifier("t", name) for name in columns]
    return sql.SQL(
        "INSERT INTO {table} ({columns})"
        " SELECT {values} FROM generate_series(%(from)s, %(to)s) m, {table} t WHERE t.id = {id}").format(
        table=sql.Identifier(record._table), id=sql.Literal(record.id), values=sql.SQL(", ").join(values),
        columns=sql.SQL(", ").join(map(sql.Identifier, columns))).as_string(env.cr._cnx)


def make_programme(env):
    """A live programme with its set-up complete, branches and one member, whose rows are the pattern of all."""
    program = env["club.program"].create({
        "name": "Filled club", "state": "live", "tz": "UTC", "currency_id": env.company.currency_id.id,
        "program_company_ids": [(0, 0, {"company_id": env.company.id})]})
    program.action_complete_setup()
    branches = env["club.branch"].create([
        {"name": f"Shop {number + 1}", "program_id": program.id, "company_id": env.company.id, "tz": "UTC"}
        for number in range(BRANCHES)])
    partner = env["res.partner"].create({"name": "Pattern", "phone": "+999000000000000", "lang": env.lang})
    member = env["club.member"].create({
        "program_id": program.id, "partner_id": partner.id, "branch_id": branches[0].id, "joined_at": START})
    return program, branches, member


def next_id(env, table):
    env.cr.execute(sql.SQL("SELECT COALESCE(MAX(id), 0) + 1 FROM {}").format(sql.Identifier(table)))
    return env.cr.fetchone()[0]


def fill(env, members, purchases, seed=1, batch=50_000, ledger=True, also=None, beside=()):
    """Write the data, without wallet entries where `ledger` is not set. Returns the programme.

    `also(env, filler, program)` writes more once the purchases are there, into the tables `beside`.
    """
    program, branches, member = make_programme(env)
    values = {name: next_id(env, table) for name, table in TABLES.items()} | {
        "members": members, "purchases": purchases, "seed": seed, "program": program.id, "user": env.uid,
        "company": program.program_company_ids.id, "own_company": env.company.id, "branch": branches[0].id,
        "branches": BRANCHES}
    env.cr.execute(FUNCTIONS.format(start=START, years=YEARS), values)
    filler = Filler(env, values, batch)
    people = {
        "partners": copy_of(
            env, member.partner_id, id="%(partner)s + m", commercial_partner_id="%(partner)s + m", name="'Customer ' || m",
            complete_name="'Customer ' || m", phone="'+999' || lpad(m::text, 12, '0')",
            phone_sanitized="'+999' || lpad(m::text, 12, '0')"),
        "members": copy_of(
            env, member, id="%(member)s + m", partner_id="%(partner)s + m", accounting_partner_id="%(partner)s + m",
            card_number="lpad(m::text, 12, '0')", name_key="'customer' || m", phone_key="'+999' || lpad(m::text, 12, '0')",
            referral_code="NULL", branch_id="%(branch)s + m %% %(branches)s",
            birth_month="1 + m %% 12", birth_day="1 + m / 12 %% 28"),
        "wallets": copy_of(env, member.wallet_id, id="%(wallet)s + m", member_id="%(member)s + m")}
    with bare(env.cr, (*BARE, *beside)):
        for name, statement in people.items():
            filler.run(name, {name: statement}, members)
        filler.run("purchases", PURCHASES, purchases)
        if also:
            also(env, filler, program)
        filler.once("facts", FACTS)
        if ledger:
            filler.run("entries, lots", LEDGER, purchases)
            filler.run("top-ups", TOP_UPS, members)
            filler.once("balances", BALANCES)
        for table in TABLES.values():
            env.cr.execute("SELECT setval(%s, %s)", [f"{table}_id_seq", next_id(env, table)])
    env.cr.execute("ANALYZE")
    env.cr.commit()
    filler.tell("all", filler.rows, time.perf_counter() - filler.start)
    return program


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=10_000)
    parser.add_argument("--purchases", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=50_000)
    parser.add_argument("--database", default=club_databases.own_name("filled"))
    parser.add_argument("--no-ledger", action="store_true", help="members and purchases only, without wallet entries")
    arguments = parser.parse_args()
    print(f"Database {arguments.database}: copy of the template, customer_club installed ...", flush=True)
    club_databases.module_database(arguments.database)
    with environment(arguments.database) as env:
        memory = peak_memory()
        program = fill(env, arguments.members, arguments.purchases, arguments.seed, arguments.batch,
                       not arguments.no_ledger)
        print(f"  memory of the generator grew by {peak_memory() - memory:.0f} MB", flush=True)
        start = time.perf_counter()
        wrong = program._check_invariants()
        print(f"  invariants checked in {time.perf_counter() - start:.1f} s: {wrong or 'all hold'}", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
