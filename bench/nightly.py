"""The nightly jobs against the one hand-written statement of the same result.

    ./club bench nightly [--members N ...] [--rounds N] [--only JOB ...] [--purchases N] [--keep]

For each size a database is filled by `make_data` (ten purchases per member unless told) and dropped at the end, or kept and
used again. A job runs all its batches, then the statement runs on the same data; both in a transaction that is rolled back,
with fresh statistics and no dead rows. What both wrote is compared. Sizes are compared too: how the time per member grows from
the smallest to the largest, and how that of the statement does, which no longer fits into the database's memory either.

tiers       the first night of a programme with tiers: everybody counted and moved, with the history
segments    a rule that holds for half of the members
scores      recency, frequency and monetary scores of everybody
habits      the days of buying of everybody, which the outlooks (BG/NBD) are worked out from
facts       visits and last purchase of everybody recounted and compared
birthdays   the bonus of a month of birthdays: whom it is for, the log, and their wallets with entry and lot
outlooks    BG/NBD fitted and told of everybody; nothing to compare with in SQL
"""

import argparse
import json
import time
from contextlib import contextmanager
from datetime import date, timedelta
from hashlib import sha256
from statistics import median

import club_databases
import psycopg2
from club_bench import ensure_database, load, peak_memory

AIM, LINEAR, FLAT = 2, 1.5, 30.0  # times, times, MB
TIER_DAYS, SCORED_DAYS = 1_500, 1_500  # all purchases that `make_data` makes
BONUS, LATE_DAYS = 5, 30
KEY = "bench.nightly"  # the parameter in which a filled database keeps its values

TIERS = """
    WITH counted AS (
        SELECT m.id, COALESCE(SUM(sale.amount_untaxed + COALESCE(back.amount, 0)), 0) AS value,
               MIN(sale.purchased_at)::date AS oldest
          FROM club_member m
          LEFT JOIN club_purchase sale ON sale.member_id = m.id AND sale.origin_id IS NULL
           AND sale.purchased_at >= %(today)s::date - %(days)s + 1 AND sale.purchased_at < %(today)s::date + 1
          LEFT JOIN (SELECT origin_id, SUM(amount_untaxed) AS amount FROM club_purchase
                      WHERE origin_id IS NOT NULL GROUP BY origin_id) back ON back.origin_id = sale.id
         WHERE m.program_id = %(program)s AND m.active GROUP BY m.id
    ), reached AS (
        SELECT counted.*, tier.id AS tier_id, tier.threshold_amount AS needed FROM counted LEFT JOIN LATERAL (
               SELECT id, threshold_amount FROM club_tier WHERE program_id = %(program)s AND threshold_amount <= value
                ORDER BY threshold_amount DESC LIMIT 1) tier ON TRUE
    ), written AS (
        UPDATE club_member m SET tier_progress = value, tier_counted_from = %(today)s::date - %(days)s + 1,
               tier_counted_until = oldest + %(days)s - 1, tier_version = %(version)s, tier_earned_id = reached.tier_id,
               tier_id = reached.tier_id, tier_since = CASE WHEN reached.tier_id IS NOT NULL THEN %(today)s::date END,
               tier_valid_until = CASE WHEN reached.tier_id IS NOT NULL THEN %(today)s::date + %(days)s END
          FROM reached WHERE m.id = reached.id)
    INSERT INTO club_tier_history (moved_at, user_id, member_id, program_id, why, tier_id, valid_until, metric, counted, needed,
                                   window_start, window_end)
    SELECT now(), 1, id, %(program)s, 'reached', tier_id, %(today)s::date + %(days)s, 'spend', value, needed,
           %(today)s::date - %(days)s + 1, %(today)s FROM reached WHERE tier_id IS NOT NULL"""

SEGMENT = """
    WITH written AS (
        INSERT INTO club_segment_member (segment_id, member_id, since)
        SELECT %(segment)s, id, now() FROM club_member
         WHERE program_id = %(program)s AND active AND state <> 'left' AND visits >= %(visits)s RETURNING 1)
    UPDATE club_segment SET size = (SELECT COUNT(*) FROM written), changed_at = now() WHERE id = %(segment)s"""

SALES = "program_id = %(program)s AND origin_id IS NULL AND wholly_returned IS NOT TRUE AND member_id IS NOT NULL"
SCORES = f"""
    INSERT INTO club_member_habit (member_id, program_id, last_on, orders, net, recency, frequency, monetary)
    SELECT member_id, %(program)s, last_on, orders, net, ntile(5) OVER (ORDER BY last_on, member_id),
           ntile(5) OVER (ORDER BY orders, member_id), ntile(5) OVER (ORDER BY net, member_id)
      FROM (SELECT sale.member_id, MAX(purchased_at)::date AS last_on, COUNT(*) AS orders,
                   SUM(amount_untaxed + COALESCE(back.amount, 0)) AS net
              FROM club_purchase sale
              LEFT JOIN (SELECT origin_id AS of_id, SUM(amount_untaxed) AS amount FROM club_purchase
                          WHERE origin_id IS NOT NULL GROUP BY origin_id) back ON back.of_id = sale.id
             WHERE {SALES} AND purchased_at >= %(today)s::date - %(scored)s AND purchased_at < %(today)s::date
             GROUP BY sale.member_id) sales"""

HABITS = f"""
    INSERT INTO club_member_habit (member_id, program_id, first_on, latest_on, buying_days)
    SELECT member_id, %(program)s, MIN(day), MAX(day), COUNT(*)
      FROM (SELECT DISTINCT member_id, purchased_at::date AS day FROM club_purchase WHERE {SALES}) days GROUP BY member_id"""

FACTS = f"""
    SELECT m.id FROM club_member m LEFT JOIN (
           SELECT member_id, COUNT(*) AS visits, MAX(purchased_at) AS last FROM club_purchase WHERE {SALES} GROUP BY member_id
           ) told ON told.member_id = m.id
     WHERE m.program_id = %(program)s AND m.merged_into_id IS NULL
       AND (m.visits <> COALESCE(told.visits, 0) OR m.last_purchase_at IS DISTINCT FROM told.last)"""

BIRTHDAYS = """
    WITH feast AS (
        SELECT day::date, EXTRACT(month FROM day) AS month, EXTRACT(day FROM day) AS number
          FROM generate_series(%(today)s::date - %(late)s, %(today)s::date, interval '1 day') day
    ), due AS (
        INSERT INTO club_step_grant (step_id, program_id, member_id, occasion, occurred_on, given_at, user_id, outcome, reward,
                                     amount)
        SELECT %(step)s, %(program)s, m.id, 'gregorian:' || EXTRACT(year FROM feast.day), feast.day, now(), 1, 'given',
               'credit', %(bonus)s
          FROM feast JOIN club_member m ON m.birth_month = feast.month AND m.birth_day = feast.number
         WHERE m.program_id = %(program)s AND m.calendar = 'gregorian' AND m.active AND m.state = 'active'
           AND m.joined_at::date <= feast.day AND COALESCE(m.birthday_changed_on <= feast.day - 30, TRUE)
        RETURNING member_id, occasion
    ), entry AS (
        INSERT INTO club_wallet_entry (wallet_id, member_id, program_id, program_company_id, branch_id, purse, kind, amount,
                                       source_key, sequence, request_hash, entered_at, user_id, reason)
        SELECT w.id, m.id, %(program)s, %(company)s, m.branch_id, 'bonus', 'earn', %(bonus)s,
               'step:' || %(step)s || ':' || due.occasion, 0, %(hash)s, now(), 1, 'Birthday'
          FROM due JOIN club_member m ON m.id = due.member_id JOIN club_wallet w ON w.member_id = m.id
        RETURNING id, wallet_id, branch_id
    ), lot AS (
        INSERT INTO club_wallet_lot (entry_id, wallet_id, program_id, program_company_id, branch_id, purse, origin, amount,
                                     remaining, created_at)
        SELECT id, wallet_id, %(program)s, %(company)s, branch_id, 'bonus', 'gift', %(bonus)s, %(bonus)s, now() FROM entry
    ), told AS (
        UPDATE club_step SET given_count = (SELECT COUNT(*) FROM due), given_amount = (SELECT COUNT(*) FROM due) * %(bonus)s
         WHERE id = %(step)s)
    UPDATE club_wallet w SET balance_bonus = balance_bonus + %(bonus)s, version = version + 1
      FROM entry WHERE w.id = wallet_id"""

WROTE = {  # what both sides have written, in short
    "tiers": """SELECT tier_id, COUNT(*), SUM(tier_progress), MIN(tier_valid_until), MIN(tier_counted_until),
                       MAX(tier_counted_until), (SELECT COUNT(*) FROM club_tier_history WHERE program_id = %(program)s)
                  FROM club_member
                 WHERE program_id = %(program)s GROUP BY tier_id ORDER BY tier_id""",
    "segments": "SELECT COUNT(*), SUM(member_id) FROM club_segment_member WHERE segment_id = %(segment)s",
    "scores": """SELECT recency, frequency, monetary, COUNT(*), SUM(net), SUM(orders), SUM(member_id)
                   FROM club_member_habit WHERE program_id = %(program)s GROUP BY 1, 2, 3 ORDER BY 1, 2, 3""",
    "habits": """SELECT COUNT(*), SUM(buying_days), MIN(first_on), MAX(latest_on) FROM club_member_habit
                  WHERE program_id = %(program)s""",
    "birthdays": """SELECT g.occasion, g.occurred_on, g.outcome, g.reward, e.source_key, e.branch_id, e.request_hash, e.reason,
                           l.origin, l.expires_on, w.version, s.given_count, s.given_amount,
                           COUNT(*), SUM(g.member_id), SUM(g.amount), SUM(e.amount), SUM(l.remaining), SUM(w.balance_bonus)
                      FROM club_step_grant g JOIN club_step s ON s.id = g.step_id
                      JOIN club_wallet_entry e ON e.member_id = g.member_id AND e.source_key LIKE 'step:%%'
                      JOIN club_wallet_lot l ON l.entry_id = e.id JOIN club_wallet w ON w.id = l.wallet_id
                     WHERE g.step_id = %(step)s GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 ORDER BY 1, 2, 6""",
}
STATEMENTS = {"tiers": TIERS, "segments": SEGMENT, "scores": SCORES, "habits": HABITS, "facts": FACTS,
              "birthdays": BIRTHDAYS}


def prepare(env, members, purchases):
    """Fill a database with the story of these numbers. Returns what the statements need to know of it."""
    from make_data import fill

    program = fill(env, members, purchases, ledger=False)
    program.write({"tier_window": "rolling", "tier_window_days": TIER_DAYS, "tier_notice_days": 0,
                   "rfm_days": SCORED_DAYS, "use_rfm": True})
    env["club.tier"].create([
        {"program_id": program.id, "name": name, "code": name, "sequence": number, "threshold_amount": amount}
        for number, (name, amount) in enumerate((("silver", 300), ("gold", 900)))])
    program.tier_metric = "spend"
    env.flush_all()
    env.cr.execute(
        "SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY visits) FROM club_member WHERE program_id = %s", [program.id])
    [visits] = env.cr.fetchone()
    segment = env["club.segment"].create({
        "program_id": program.id, "name": "Half", "code": "half", "kind": "rule", "rule": "[('visits', '<', 0)]"})
    env.cr.execute("UPDATE club_segment SET rule = %s WHERE id = %s", [f"[('visits', '>=', {visits})]", segment.id])
    step = env["club.step"].create({
        "program_id": program.id, "name": "Birthday", "kind": "birthday", "amount": BONUS, "late_days": LATE_DAYS})
    step.action_start()
    step.started_at -= timedelta(days=LATE_DAYS + 1)
    env.flush_all()
    env.invalidate_all()
    return {
        "program": program.id, "segment": segment.id, "visits": visits, "step": step.id, "days": TIER_DAYS, "bonus": BONUS,
        "scored": SCORED_DAYS, "version": program.tier_version, "company": program.program_company_ids.id, "late": LATE_DAYS,
        "hash": sha256(f"earn|bonus|{100 * BONUS}".encode()).hexdigest()}


def run_job(env, name, values):
    """Run all batches of a job."""
    from odoo import fields
    from odoo.addons.customer_club.models.club_tier_review import ROWS

    program = env["club.program"].browse(values["program"])
    if name == "tiers":
        run_batches(env, lambda after: program._renew_tier_counts(after, ROWS)[0])
        run_batches(env, lambda after: program._review_tiers(after, ROWS))
    elif name == "segments":
        env["club.segment"].browse(values["segment"])._refresh()
    elif name == "scores":
        program._score_habits()
    elif name == "habits":
        program._count_habits()
    elif name == "birthdays":
        for _done in env["club.step"].browse(values["step"])._give_due(fields.Datetime.now()):
            env.invalidate_all()
    elif name == "facts":
        if wrong := program._check_facts():
            raise SystemExit(f"facts are wrong: {wrong}")
    else:
        program._fit_alive()
        run_batches(env, lambda after: program._tell_alive(after, 10_000))


def run_batches(env, step):
    after = 0
    while (batch := step(after)).found:
        after = batch.last_id
        env.invalidate_all()  # as the commit between two batches does


def run_statement(env, name, values):
    env.cr.execute(STATEMENTS[name], values | {"today": date.today()})
    if name not in WROTE and env.cr.fetchall():
        raise SystemExit(f"{name}: the statement has found something wrong")


def written(env, name, values):
    """What a job, or its statement, has written."""
    if name not in WROTE:
        return None
    env.flush_all()
    env.cr.execute(WROTE[name], values)
    return env.cr.fetchall()


class Night:
    """A filled database and its jobs."""

    def __init__(self, members, purchases, keep):
        self.name = club_databases.own_name(f"nightly{members}")
        story = f"{members} members, {purchases} purchases"
        if keep and club_databases.exists(self.name) and self.told().get(story):
            club_databases.update(self.name, "customer_club")
            self.registry = load(self.name)
        else:
            club_databases.drop(self.name)
            self.registry = load(ensure_database(self.name))
            with self.environment() as env:
                env["ir.config_parameter"].set_param(KEY, json.dumps({story: prepare(env, members, purchases)}))
        self.values = self.told()[story]

    def told(self):
        """{the story: its values} of a database that was filled to the end."""
        with psycopg2.connect(dbname=self.name) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT value FROM ir_config_parameter WHERE key = %s", [KEY])
            return json.loads((cursor.fetchone() or ["{}"])[0])

    @contextmanager
    def environment(self, commit=True):
        from odoo import SUPERUSER_ID, api

        cursor = self.registry.cursor()
        try:
            yield api.Environment(cursor, SUPERUSER_ID, {"tracking_disable": True})
            cursor.commit() if commit else cursor.rollback()
        finally:
            cursor.close()

    # -- both sides ---------------------------------------------------------------------------------------------------

    def seconds(self, name, side):
        """(seconds, what was written) of one side of a job, rolled back."""
        self.vacuum()
        with self.environment(commit=False) as env:
            start = time.perf_counter()
            (run_job if side == "job" else run_statement)(env, name, self.values)
            return time.perf_counter() - start, written(env, name, self.values)

    def vacuum(self):
        from odoo.sql_db import db_connect

        with db_connect(self.name).cursor() as cursor:
            cursor._cnx.autocommit = True
            cursor.execute(
                "VACUUM ANALYZE club_member, club_purchase, club_member_habit, club_segment_member, club_tier_history,"
                " club_step_grant, club_wallet, club_wallet_entry, club_wallet_lot")
            cursor._cnx.autocommit = False

    # -- what is told -------------------------------------------------------------------------------------------------

    def compare(self, name, rounds):
        """Print and return the seconds of the job and of the statement, the middle of some rounds."""
        mine, peer, ratios, memory = [], [], [], peak_memory()
        for number in range(rounds):
            found = {side: self.seconds(name, side) for side in (("job", "hand") if number % 2 else ("hand", "job"))}
            if found["job"][1] != found["hand"][1]:
                raise SystemExit(f"{name}: the job wrote {found['job'][1]}, the statement {found['hand'][1]}")
            mine.append(found["job"][0])
            peer.append(found["hand"][0])
            ratios.append(found["job"][0] / found["hand"][0])
        ratio, grew = median(ratios), peak_memory() - memory
        verdict = "met" if ratio <= AIM and grew <= FLAT else "MISSED"
        print(f"  {name:<10} {median(mine):8.2f} s, {ratio:5.2f} times the statement [{min(ratios):.2f}, {max(ratios):.2f}], "
              f"memory +{grew:.0f} MB: {verdict}", flush=True)
        return median(mine), median(peer)

    def outlooks(self):
        """Print the seconds of fitting and telling, on habits that are there."""
        memory = peak_memory()
        with self.environment(commit=False) as env:
            run_job(env, "habits", self.values)
            start = time.perf_counter()
            run_job(env, "outlooks", self.values)
            took = time.perf_counter() - start
            told = env["club.program"].browse(self.values["program"]).alive_text
        print(f"  outlooks   {took:8.2f} s, memory +{peak_memory() - memory:.0f} MB. {told}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--purchases", type=int, help="of each size; ten per member unless told")
    parser.add_argument("--rounds", type=int, default=3, help="zero: make the data only")
    parser.add_argument("--only", nargs="+", choices=[*STATEMENTS, "outlooks"], default=[*STATEMENTS, "outlooks"])
    parser.add_argument("--keep", action="store_true", help="keep the databases, and use those that were kept")
    arguments = parser.parse_args()
    times, sizes = {}, sorted(arguments.members)
    for members in sizes:
        night = Night(members, arguments.purchases or 10 * members, arguments.keep)
        print(f"{members:,} members:", flush=True)
        try:
            for name in arguments.only if arguments.rounds else ():
                if name == "outlooks":
                    night.outlooks()
                else:
                    times.setdefault(name, []).append([took / members for took in night.compare(name, arguments.rounds)])
        finally:
            night.registry.delete(night.name)
            if not arguments.keep:
                club_databases.drop(night.name)
    if len(sizes) > 1:
        for name, found in times.items():
            growth, peer = (last / first for last, first in zip(found[-1], found[0], strict=True))
            print(f"{name}: time per member {growth:.2f} times from {sizes[0]:,} to {sizes[-1]:,} members, the statement's "
                  f"{peer:.2f} times, aim {LINEAR} or the statement's: {'met' if growth <= max(LINEAR, peer) else 'MISSED'}")


if __name__ == "__main__":
    main()
