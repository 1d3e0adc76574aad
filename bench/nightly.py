"""The nightly jobs against the one hand-written statement of the same result.

    ./club bench nightly [--members N ...] [--rounds N] [--only JOB] [--purchases N]

For each size a database is filled by `make_data` (ten purchases per member unless told) and dropped at the end. A job runs
all its batches, then the statement runs on the same data; both in a transaction that is rolled back, with fresh statistics
and no dead rows. What both wrote is compared. Sizes are compared too: a job is linear when its time per member stays.

tiers       the first night of a programme with tiers: everybody counted and moved, with the history
segments    a rule that holds for half of the members
scores      recency, frequency and monetary scores of everybody
habits      the days of buying of everybody, which the outlooks (BG/NBD) are worked out from
facts       visits and last purchase of everybody recounted and compared
outlooks    BG/NBD fitted and told of everybody; nothing to compare with in SQL
"""

import argparse
import time
from contextlib import contextmanager
from statistics import median

import club_databases
from club_bench import ensure_database, load, peak_memory

AIM, LINEAR, FLAT = 2, 1.5, 30.0  # times, times, MB
TIER_DAYS, SCORED_DAYS = 1_500, 1_500  # all purchases that `make_data` makes

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
     WHERE m.program_id = %(program)s
       AND (m.visits <> COALESCE(told.visits, 0) OR m.last_purchase_at IS DISTINCT FROM told.last)"""

WROTE = {  # what both sides have written, in short
    "tiers": """SELECT tier_id, COUNT(*), SUM(tier_progress), MIN(tier_valid_until), MIN(tier_counted_until),
                       MAX(tier_counted_until), (SELECT COUNT(*) FROM club_tier_history) FROM club_member
                 WHERE program_id = %(program)s GROUP BY tier_id ORDER BY tier_id""",
    "segments": "SELECT COUNT(*), SUM(member_id) FROM club_segment_member WHERE segment_id = %(segment)s",
    "scores": """SELECT recency, frequency, monetary, COUNT(*), SUM(net), SUM(orders), SUM(member_id)
                   FROM club_member_habit GROUP BY 1, 2, 3 ORDER BY 1, 2, 3""",
    "habits": "SELECT COUNT(*), SUM(buying_days), MIN(first_on), MAX(latest_on) FROM club_member_habit",
}
STATEMENTS = {"tiers": TIERS, "segments": SEGMENT, "scores": SCORES, "habits": HABITS, "facts": FACTS}


class Night:
    """A filled database and its jobs."""

    def __init__(self, members, purchases):
        from make_data import fill
        from odoo import fields

        self.name = club_databases.own_name(f"nightly{members}")
        club_databases.drop(self.name)
        self.registry = load(ensure_database(self.name))
        with self.environment() as env:
            program = fill(env, members, purchases)
            program.write({"tier_window": "rolling", "tier_window_days": TIER_DAYS, "tier_notice_days": 0,
                           "rfm_days": SCORED_DAYS, "use_rfm": True})
            env["club.tier"].create([
                {"program_id": program.id, "name": name, "code": name, "sequence": number, "threshold_amount": amount}
                for number, (name, amount) in enumerate((("silver", 300), ("gold", 900)))])
            program.tier_metric = "spend"
            env.cr.execute("SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY visits) FROM club_member")
            [visits] = env.cr.fetchone()
            segment = env["club.segment"].create({"program_id": program.id, "name": "Half", "code": "half", "kind": "rule",
                                                  "rule": "[('visits', '<', 0)]"})
            env.cr.execute("UPDATE club_segment SET rule = %s WHERE id = %s", [f"[('visits', '>=', {visits})]", segment.id])
            self.values = {
                "program": program.id, "segment": segment.id, "visits": visits, "today": fields.Date.today(),
                "days": TIER_DAYS, "scored": SCORED_DAYS, "version": program.tier_version}
            env.cr.commit()

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

    def job(self, name, env):
        """Run all batches of a job."""
        program = env["club.program"].browse(self.values["program"])
        if name == "tiers":
            for step in (program._renew_tier_counts, program._review_tiers):
                self.batches(env, lambda after, step=step: step(after, 2_000))
        elif name == "segments":
            env["club.segment"].browse(self.values["segment"])._refresh()
        elif name == "scores":
            program._score_habits()
        elif name == "habits":
            program._count_habits()
        elif name == "facts":
            if wrong := program._check_facts():
                raise SystemExit(f"facts are wrong: {wrong}")
        else:
            program._fit_alive()
            self.batches(env, lambda after: program._tell_alive(after, 10_000))

    def batches(self, env, step):
        after = 0
        while (batch := step(after)).found:
            after = batch.last_id
            env.invalidate_all()  # as the commit between two batches does

    def seconds(self, name, side):
        """(seconds, what was written) of one side of a job, rolled back."""
        self.vacuum()
        with self.environment(commit=False) as env:
            start = time.perf_counter()
            if side == "job":
                self.job(name, env)
            else:
                env.cr.execute(STATEMENTS[name], self.values)
                env.cr.fetchall() if env.cr.description else None
            took, wrote = time.perf_counter() - start, None
            if name in WROTE:
                env.cr.execute(WROTE[name], self.values)
                wrote = env.cr.fetchall()
        return took, wrote

    def vacuum(self):
        from odoo.sql_db import db_connect

        with db_connect(self.name).cursor() as cursor:
            cursor._cnx.autocommit = True
            cursor.execute(
                "VACUUM ANALYZE club_member, club_purchase, club_member_habit, club_segment_member, club_tier_history")
            cursor._cnx.autocommit = False

    # -- what is told -------------------------------------------------------------------------------------------------

    def compare(self, name, rounds):
        """Print and return the seconds of the job, the middle of some rounds."""
        mine, ratios, memory = [], [], peak_memory()
        for number in range(rounds):
            found = {side: self.seconds(name, side) for side in (("job", "hand") if number % 2 else ("hand", "job"))}
            if found["job"][1] != found["hand"][1]:
                raise SystemExit(f"{name}: the job wrote {found['job'][1]}, the statement {found['hand'][1]}")
            mine.append(found["job"][0])
            ratios.append(found["job"][0] / found["hand"][0])
        ratio, grew = median(ratios), peak_memory() - memory
        verdict = "met" if ratio <= AIM and grew <= FLAT else "MISSED"
        print(f"  {name:<10} {median(mine):8.2f} s, {ratio:5.2f} times the statement [{min(ratios):.2f}, {max(ratios):.2f}], "
              f"memory +{grew:.0f} MB: {verdict}", flush=True)
        return median(mine)

    def outlooks(self):
        """The seconds of fitting and telling, on habits that are there."""
        memory = peak_memory()
        with self.environment(commit=False) as env:
            self.job("habits", env)
            start = time.perf_counter()
            self.job("outlooks", env)
            took = time.perf_counter() - start
            told = env["club.program"].browse(self.values["program"]).alive_text
        print(f"  outlooks   {took:8.2f} s, memory +{peak_memory() - memory:.0f} MB. {told}", flush=True)
        return took


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--purchases", type=int, help="of each size; ten per member unless told")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=[*STATEMENTS, "outlooks"])
    arguments = parser.parse_args()
    times, sizes = {}, sorted(arguments.members)
    for members in sizes:
        night = Night(members, arguments.purchases or 10 * members)
        print(f"{members:,} members:", flush=True)
        try:
            for name in [arguments.only] if arguments.only else [*STATEMENTS, "outlooks"]:
                took = night.outlooks() if name == "outlooks" else night.compare(name, arguments.rounds)
                times.setdefault(name, []).append(took / members)
        finally:
            night.registry.delete(night.name)
            club_databases.drop(night.name)
    if len(sizes) > 1:
        for name, found in times.items():
            growth = found[-1] / found[0]
            print(f"{name}: time per member {growth:.2f} times from {sizes[0]:,} to {sizes[-1]:,} members, aim {LINEAR}: "
                  f"{'met' if growth <= LINEAR else 'MISSED'}")


if __name__ == "__main__":
    main()
