"""The summaries that reports read, against SQL by hand.

    ./club bench reports [--purchases N] [--members N] [--rounds N] [--pairs N] [--keep]

A database is filled by `make_data` (ten purchases per member unless told, two lines each) and dropped at the end.

night       all months of a programme worked out anew by the job, in its batches, against one statement that writes the same
            rows; both in a transaction that is rolled back. What both wrote is compared
one month   the job after one sale has changed: its year is read, its month and the present one are written. No peer
dashboard   the figures of a page, each read through the ORM with a manager's rights against a statement that asks the same
            of the same summaries; the answers are compared
"""

import argparse
import time
from contextlib import contextmanager
from decimal import Decimal
from statistics import median

import club_databases
from club_bench import ensure_database, load, pairs, peak_memory, tell

AIM, FLAT = 2, 30.0  # times, MB
TABLES = ("club_report_day", "club_report_cut", "club_report_members", "club_report_decile", "club_report_cohort")

LINES = """
    INSERT INTO club_history_line (purchase_id, product_id, product_code, product_name, categ_id, brand_id, quantity, price,
                                   discount, amount)
    SELECT p.id, %(product)s + p.id %% 20 * 2 + n, 'P' || p.id %% 20, 'Product', %(categ)s + (p.id + n) %% 12,
           %(brand)s + (p.id + n) %% 40, sign(p.amount), abs(p.amount) / 2, 0, p.amount / 2
      FROM club_purchase p CROSS JOIN generate_series(0, 1) n
     WHERE p.id BETWEEN %(purchase)s + %(from)s AND %(purchase)s + %(to)s"""
PROFILES = """
    UPDATE club_member SET gender = (ARRAY['female', 'male', NULL])[1 + id %% 3], birth_year = 1945 + id %% 65
     WHERE program_id = %(program)s"""
CITIES = """
    UPDATE res_partner partner SET city = 'City ' || partner.id %% 30 FROM club_member m
     WHERE m.program_id = %(program)s AND partner.id = m.partner_id"""
SEGMENTS = """
    INSERT INTO club_segment_member (segment_id, member_id, since)
    SELECT segment, m.id, now() FROM club_member m
      JOIN (VALUES (%(half)s, 2), (%(tenth)s, 10)) AS told (segment, part) ON m.id %% told.part = 0
     WHERE m.program_id = %(program)s"""

SUMS = "sales, lines, gross, discount, net, untaxed, cost"
SUMMED = ", ".join(f"SUM({name}) AS {name}" for name in SUMS.split(", "))
OF_PURCHASES = """COUNT(*) FILTER (WHERE is_sale) AS sales, SUM(lines) AS lines, SUM(net + discount) AS gross,
                  SUM(discount) AS discount, SUM(net) AS net, SUM(untaxed) AS untaxed, SUM(cost) AS cost"""
AT = "(%(today)s::date)"
BY_HAND = f"""
    WITH line AS MATERIALIZED (
        SELECT l.purchase_id, l.categ_id, l.brand_id, l.discount, l.amount,
               CASE WHEN p.amount = 0 THEN l.amount ELSE l.amount * p.amount_untaxed / p.amount END AS untaxed,
               (product.standard_price ->> p.company_id::text)::numeric * l.quantity AS cost
          FROM club_history_line l JOIN club_purchase p ON p.id = l.purchase_id
          LEFT JOIN product_product product ON product.id = l.product_id WHERE p.program_id = %(program)s
    ), sold AS MATERIALIZED (
        SELECT p.id, p.company_id, p.branch_id, p.member_id, p.origin_id IS NULL AS is_sale, p.channel, p.purchased_at,
               p.purchased_at::date AS day, date_trunc('month', p.purchased_at)::date AS month, p.amount AS net,
               p.amount_untaxed AS untaxed, COALESCE(p.saved, 0) + COALESCE(p.discounted, 0) AS discount,
               COALESCE(p.earned_credit, 0) AS earned_credit, COALESCE(p.earned_points, 0) AS earned_points,
               COALESCE(p.paid_by_paid, 0) AS paid_by_paid, COALESCE(p.paid_by_bonus, 0) AS paid_by_bonus,
               COALESCE(p.paid_by_points, 0) AS paid_by_points, COALESCE(own.lines, 0) AS lines, COALESCE(own.cost, 0) AS cost,
               CASE WHEN p.member_id IS NOT NULL AND p.origin_id IS NULL THEN
                    LAG(p.purchased_at::date) OVER (PARTITION BY p.member_id, p.origin_id IS NULL ORDER BY p.purchased_at, p.id)
                    END AS previous,
               LEAD(p.purchased_at::date) OVER (PARTITION BY p.member_id, p.origin_id IS NULL ORDER BY p.purchased_at, p.id)
                    AS next
          FROM club_purchase p
          LEFT JOIN (SELECT purchase_id, COUNT(*) AS lines, SUM(cost) AS cost FROM line GROUP BY 1) own
            ON own.purchase_id = p.id
         WHERE p.program_id = %(program)s
    ), bought AS MATERIALIZED (
        SELECT company_id, branch_id, month, member_id, {OF_PURCHASES}, BOOL_OR(is_sale AND previous IS NULL) AS is_new,
               COALESCE(BOOL_OR(day - previous > 90), FALSE) AS is_back
          FROM sold WHERE member_id IS NOT NULL GROUP BY 1, 2, 3, 4
    ), in_span AS MATERIALIZED (
        SELECT span, start, branch_id, member_id, SUM(sales) AS sales, SUM(net) AS net, SUM(untaxed) AS untaxed,
               SUM(cost) AS cost, BOOL_OR(is_new) AS is_new, BOOL_OR(is_back) AS is_back
          FROM bought CROSS JOIN LATERAL (VALUES ('month', month), ('year', date_trunc('year', month)::date)) t (span, start)
         GROUP BY GROUPING SETS ((span, start, branch_id, member_id), (span, start, member_id))
        HAVING SUM(sales) > 0
    ), days AS (
        INSERT INTO club_report_day (program_id, company_id, branch_id, day, month, month_name, with_club, returns, first_sales,
               earned_credit, earned_points, paid_by_paid, paid_by_bonus, paid_by_points, {SUMS}, margin)
        SELECT %(program)s, company_id, branch_id, day, month, to_char(month, 'YYYY-MM'), member_id IS NOT NULL,
               COUNT(*) FILTER (WHERE NOT is_sale AND net < 0),
               COUNT(*) FILTER (WHERE member_id IS NOT NULL AND is_sale AND previous IS NULL),
               SUM(earned_credit), SUM(earned_points), SUM(paid_by_paid), SUM(paid_by_bonus), SUM(paid_by_points),
               {OF_PURCHASES}, SUM(untaxed - cost)
          FROM sold GROUP BY company_id, branch_id, day, month, member_id IS NOT NULL
    ), cuts AS (
        INSERT INTO club_report_cut (program_id, cut, company_id, branch_id, month, month_name, with_club, key, segment_id,
               tier_id, categ_id, brand_id, age_group, gender, channel, weekday, members, {SUMS}, margin)
        SELECT %(program)s, cut, company_id, branch_id, month, to_char(month, 'YYYY-MM'), with_club, key,
               CASE WHEN cut = 'segment' THEN key::int END, CASE WHEN cut = 'tier' THEN NULLIF(key, '')::int END,
               CASE WHEN cut = 'category' THEN NULLIF(key, '')::int END, CASE WHEN cut = 'brand' THEN NULLIF(key, '')::int END,
               CASE WHEN cut = 'age' THEN NULLIF(key, '') END, CASE WHEN cut = 'gender' THEN NULLIF(key, '') END,
               CASE WHEN cut = 'channel' THEN key END, CASE WHEN cut IN ('weekday', 'hour') THEN left(key, 1) END,
               members, {SUMS}, untaxed - cost
          FROM (SELECT cut, company_id, branch_id, month, member_id IS NOT NULL AS with_club, COALESCE(key, '') AS key,
                       COUNT(member_id) FILTER (WHERE sales > 0) AS members, {SUMMED}
                  FROM (SELECT b.company_id, b.branch_id, month, b.member_id, told.cut, told.key, {SUMS}
                          FROM bought b JOIN club_member m ON m.id = b.member_id
                          LEFT JOIN res_partner partner ON partner.id = m.partner_id
                         CROSS JOIN LATERAL (VALUES
                               ('tier', m.tier_id::text), ('gender', m.gender), ('city', btrim(partner.city)),
                               ('age', CASE WHEN m.birth_year > 0 THEN (ARRAY['00', '18', '25', '35', '45', '55', '65'])[
                                    width_bucket(EXTRACT(YEAR FROM {AT})::int - m.birth_year
                                        - ((COALESCE(m.birth_month, 0), COALESCE(m.birth_day, 0))
                                           > (EXTRACT(MONTH FROM {AT})::int, EXTRACT(DAY FROM {AT})::int))::int,
                                        ARRAY[0, 18, 25, 35, 45, 55, 65])] END)) told (cut, key)
                         UNION ALL
                        SELECT company_id, branch_id, month, b.member_id, 'segment' AS cut, own.segment_id::text, {SUMS}
                          FROM bought b JOIN club_segment_member own ON own.member_id = b.member_id
                         UNION ALL
                        SELECT company_id, branch_id, month, member_id, told.cut, told.key, {OF_PURCHASES}
                          FROM sold CROSS JOIN LATERAL (VALUES
                               ('channel', channel), ('weekday', EXTRACT(ISODOW FROM purchased_at)::text),
                               ('hour', to_char(purchased_at, 'ID-HH24'))) told (cut, key)
                         GROUP BY 1, 2, 3, 4, 5, 6
                         UNION ALL
                        SELECT p.company_id, p.branch_id, p.month, p.member_id, told.cut, told.key,
                               COUNT(DISTINCT p.id) FILTER (WHERE p.is_sale), COUNT(*), SUM(line.amount + line.discount),
                               SUM(line.discount), SUM(line.amount), SUM(line.untaxed), SUM(COALESCE(line.cost, 0))
                          FROM line JOIN sold p ON p.id = line.purchase_id CROSS JOIN LATERAL (VALUES
                               ('category', line.categ_id::text), ('brand', line.brand_id::text)) told (cut, key)
                         GROUP BY 1, 2, 3, 4, 5, 6) rows
                 GROUP BY 1, 2, 3, 4, 5, 6) found
    ), ends AS (
        SELECT span, start, LEAST(next, GREATEST({AT}, start)) AS until
          FROM (SELECT 'month' AS span, m::date AS start, (m + interval '1 month')::date AS next
                  FROM generate_series((SELECT date_trunc('month', MIN(day)) FROM sold), {AT}, interval '1 month') m
                 UNION ALL
                SELECT 'year', y::date, (y + interval '1 year')::date
                  FROM generate_series((SELECT date_trunc('year', MIN(day)) FROM sold), {AT}, interval '1 year') y) told
    ), away AS MATERIALIZED (
        SELECT ends.span, ends.start, sold.branch_id, sold.member_id
          FROM sold JOIN ends ON ends.until - sold.day > 90 AND (sold.next IS NULL OR sold.next >= ends.until)
         WHERE sold.is_sale AND sold.member_id IS NOT NULL AND (sold.next IS NULL OR sold.next - sold.day > 90)
    ), members AS (
        INSERT INTO club_report_members (program_id, span, start, start_name, branch_id, segment_id, active_members, new,
               "returning", reactivated, repeat, inactive)
        SELECT %(program)s, span, start, to_char(start, CASE span WHEN 'month' THEN 'YYYY-MM' ELSE 'YYYY' END), branch_id,
               segment_id, SUM(active), SUM(new), SUM(back), SUM(reactivated), SUM(repeat), SUM(inactive)
          FROM (SELECT span, start, branch_id, segment_id, COUNT(*) AS active, COUNT(*) FILTER (WHERE is_new) AS new,
                       COUNT(*) FILTER (WHERE NOT is_new) AS back, COUNT(*) FILTER (WHERE is_back) AS reactivated,
                       COUNT(*) FILTER (WHERE sales > 1) AS repeat, 0 AS inactive
                  FROM (SELECT in_span.*, NULL::int AS segment_id FROM in_span
                         UNION ALL SELECT in_span.*, own.segment_id FROM in_span
                          JOIN club_segment_member own ON own.member_id = in_span.member_id) rows GROUP BY 1, 2, 3, 4
                 UNION ALL
                SELECT span, start, branch_id, segment_id, 0, 0, 0, 0, 0, COUNT(*)
                  FROM (SELECT away.*, NULL::int AS segment_id FROM away
                         UNION ALL SELECT away.*, own.segment_id FROM away
                          JOIN club_segment_member own ON own.member_id = away.member_id) rows
                 GROUP BY GROUPING SETS ((span, start, branch_id, segment_id), (span, start, segment_id))) both_sides
         GROUP BY span, start, branch_id, segment_id
    ), deciles AS (
        INSERT INTO club_report_decile (program_id, span, start, start_name, branch_id, decile, members, net, untaxed, cost,
               margin)
        SELECT %(program)s, span, start, to_char(start, CASE span WHEN 'month' THEN 'YYYY-MM' ELSE 'YYYY' END), branch_id,
               decile, COUNT(*), SUM(net), SUM(untaxed), SUM(cost), SUM(untaxed - cost)
          FROM (SELECT in_span.*, ntile(10) OVER (PARTITION BY span, start, branch_id ORDER BY untaxed - cost DESC, member_id)
                       AS decile FROM in_span) rows GROUP BY span, start, branch_id, decile
    ), by_month AS MATERIALIZED (
        SELECT member_id, month, SUM(sales) AS sales, SUM(net) AS net FROM bought GROUP BY 1, 2
    ), first AS (
        SELECT member_id, MIN(month) AS month FROM by_month WHERE sales > 0 GROUP BY 1)
    INSERT INTO club_report_cohort (program_id, start, start_name, age, members, net)
    SELECT %(program)s, first.month, to_char(first.month, 'YYYY-MM'),
           (EXTRACT(YEAR FROM by_month.month) * 12 + EXTRACT(MONTH FROM by_month.month)
            - EXTRACT(YEAR FROM first.month) * 12 - EXTRACT(MONTH FROM first.month))::int AS age,
           COUNT(*) FILTER (WHERE sales > 0), SUM(net)
      FROM by_month JOIN first USING (member_id) WHERE by_month.month >= first.month GROUP BY 2, 3, 4"""

WROTE = {  # what both sides have written, in short
    "days": """SELECT month_name, with_club, COUNT(*), SUM(returns), SUM(first_sales), SUM(earned_credit), SUM(paid_by_bonus),
                       SUM(sales), SUM(lines), SUM(gross), SUM(net), ROUND(SUM(untaxed), 2), ROUND(SUM(margin), 2)
                  FROM club_report_day GROUP BY 1, 2 ORDER BY 1, 2""",
    "cuts": """SELECT cut, month_name, with_club, COUNT(*), COUNT(DISTINCT key), SUM(members), SUM(sales), SUM(lines),
                      SUM(gross), SUM(net), ROUND(SUM(untaxed), 2), ROUND(SUM(margin), 2), SUM(segment_id), SUM(categ_id)
                 FROM club_report_cut GROUP BY 1, 2, 3 ORDER BY 1, 2, 3""",
    "members": """SELECT span, start_name, segment_id, branch_id, active_members, new, "returning", reactivated, repeat,
                         inactive FROM club_report_members WHERE active_members + inactive > 0 ORDER BY 1, 2, 3, 4""",
    "deciles": """SELECT span, start_name, branch_id, decile, members, net, ROUND(margin, 2) FROM club_report_decile
                   ORDER BY 1, 2, 3, 4""",
    "cohorts": "SELECT start_name, age, members, net FROM club_report_cohort ORDER BY 1, 2",
}

MONTHS = [("month", ">=", "2025-01-01"), ("month", "<", "2026-01-01")]
OWN = "program_id = %(program)s AND company_id = %(company)s"
OF_MONTHS = f"{OWN} AND month >= '2025-01-01' AND month < '2026-01-01'"
YEAR = [("day", ">=", "2025-01-01"), ("day", "<", "2026-01-01")]
OF_YEAR = f"{OWN} AND day >= '2025-01-01' AND day < '2026-01-01'"
WHOLE = "program_id = %(program)s AND branch_id IS NULL"


def of_cut(name):
    return [("cut", "=", name), *MONTHS], f"cut = '{name}' AND {OF_MONTHS}"


# figure: (model, domain, group by, aggregates, the statement)
FIGURES = {
    "sales of a year by month, with and without the club": (
        "day", YEAR, ["month_name", "with_club"], ["sales:sum", "net:sum", "margin:sum"],
        f"SELECT month_name, with_club, SUM(sales), SUM(net), SUM(margin) FROM club_report_day WHERE {OF_YEAR} GROUP BY 1, 2"),
    "sums of a year": (
        "day", YEAR, [], ["sales:sum", "net:sum", "discount:sum", "margin:sum", "earned_credit:sum", "paid_by_bonus:sum"],
        "SELECT SUM(sales), SUM(net), SUM(discount), SUM(margin), SUM(earned_credit), SUM(paid_by_bonus)"
        f" FROM club_report_day WHERE {OF_YEAR}"),
    "days of a month in one branch": (
        "day", [("day", ">=", "2025-06-01"), ("day", "<", "2025-07-01"), ("branch_id", "=", "branch")], ["day:day"],
        ["net:sum"],
        f"SELECT day, SUM(net) FROM club_report_day WHERE {OWN} AND day >= '2025-06-01' AND day < '2025-07-01'"
        " AND branch_id = %(branch)s GROUP BY 1"),
    "branches of a year": (
        "day", YEAR, ["branch_id"], ["sales:sum", "net:sum"],
        f"SELECT branch_id, SUM(sales), SUM(net) FROM club_report_day WHERE {OF_YEAR} GROUP BY 1"),
    **{f"{name} of a year": (
        "cut", of_cut(name)[0], [column], ["members:sum", "net:sum", "margin:sum"],
        f"SELECT {column}, SUM(members), SUM(net), SUM(margin) FROM club_report_cut WHERE {of_cut(name)[1]} GROUP BY 1")
       for name, column in (("category", "categ_id"), ("brand", "brand_id"), ("segment", "segment_id"), ("age", "age_group"),
                            ("city", "key"), ("hour", "key"))},
    "members by month": (
        "members", [("branch_id", "=", False), ("segment_id", "=", False), ("span", "=", "month")], ["start_name"],
        ["active_members:sum", "new:sum", "returning:sum", "inactive:sum"],
        'SELECT start_name, SUM(active_members), SUM(new), SUM("returning"), SUM(inactive) FROM club_report_members'
        f" WHERE {WHOLE} AND segment_id IS NULL AND span = 'month' GROUP BY 1"),
    "who comes again": (
        "cohort", [], ["start_name", "age"], ["members:sum"],
        "SELECT start_name, age, SUM(members) FROM club_report_cohort WHERE program_id = %(program)s GROUP BY 1, 2"),
    "tenths of a year": (
        "decile", [("branch_id", "=", False), ("span", "=", "year"), ("start", "=", "2025-01-01")], ["decile"],
        ["members:sum", "margin:sum"],
        f"SELECT decile, SUM(members), SUM(margin) FROM club_report_decile WHERE {WHOLE} AND span = 'year'"
        " AND start = '2025-01-01' GROUP BY 1"),
}


class Shop:
    """A filled database."""

    def __init__(self, members, purchases, keep):
        self.name = club_databases.own_name(f"reports{purchases}")
        kept = keep and club_databases.exists(self.name)
        if kept:
            club_databases.update(self.name, "customer_club")
        else:
            club_databases.drop(self.name)
        self.registry = load(self.name if kept else ensure_database(self.name))
        with self.environment() as env:
            program = self.of(env) if kept else self.fill(env, members, purchases)
            self.values = {"program": program.id, "company": program.program_company_ids.company_id.id,
                           "branch": program.branch_ids[3].id, "today": program._today()}

    def of(self, env):
        return env["club.program"].search([("name", "=", "Filled club")])

    def fill(self, env, members, purchases):
        from make_data import fill

        brands = env["club.brand"].create([{"name": f"Brand {number}"} for number in range(40)])
        categories = env["product.category"].create([{"name": f"Category {number}"} for number in range(12)])
        products = env["product.product"].create([{"name": f"Product {number}", "standard_price": number / 2}
                                                  for number in range(40)])

        def also(env, filler, program):
            filler.values |= {"product": products[0].id, "categ": categories[0].id, "brand": brands[0].id}
            filler.run("lines", {"lines": LINES}, purchases + purchases // 20 + 1)

        program = fill(env, members, purchases, ledger=False, also=also, beside=("club_history_line",))
        half, tenth = env["club.segment"].create([
            {"program_id": program.id, "name": name, "code": name, "kind": "manual"} for name in ("half", "tenth")])
        values = {"program": program.id, "half": half.id, "tenth": tenth.id}
        for statement in (PROFILES, CITIES, SEGMENTS):
            env.cr.execute(statement, values)
        return program

    @contextmanager
    def environment(self, commit=True):
        from odoo import SUPERUSER_ID, api

        cursor = self.registry.cursor()
        try:
            yield api.Environment(cursor, SUPERUSER_ID, {"tracking_disable": True})
            cursor.commit() if commit else cursor.rollback()
        finally:
            cursor.close()

    def vacuum(self):
        from odoo.sql_db import db_connect

        with db_connect(self.name).cursor() as cursor:
            cursor._cnx.autocommit = True
            cursor.execute(f"VACUUM ANALYZE club_member, club_purchase, club_history_line, res_partner, {', '.join(TABLES)}")
            cursor._cnx.autocommit = False

    # -- the night ----------------------------------------------------------------------------------------------------

    def job(self, env):
        """All batches of the job, as it would work them off."""
        mark = env["club.report.mark"].search([("program_id", "=", self.values["program"])])
        mark = mark or env["club.report.mark"].create({"program_id": self.values["program"]})
        mark._plan()
        while mark.due:
            mark._batch()
            env.invalidate_all()  # as the commit between two batches does

    def seconds(self, side):
        """(seconds, what was written) of one side, rolled back."""
        self.vacuum()
        with self.environment(commit=False) as env:
            start = time.perf_counter()
            self.job(env) if side == "job" else env.cr.execute(BY_HAND, self.values)
            took, wrote = time.perf_counter() - start, {}
            for name, query in WROTE.items():
                env.cr.execute(query)
                wrote[name] = env.cr.fetchall()
        return took, wrote

    def night(self, rounds):
        mine, ratios, memory = [], [], peak_memory()
        for number in range(rounds):
            found = {side: self.seconds(side) for side in (("job", "hand") if number % 2 else ("hand", "job"))}
            for name in WROTE:
                job, hand = (found[side][1][name] for side in ("job", "hand"))
                if job != hand:
                    different = [pair for pair in zip(job, hand, strict=False) if pair[0] != pair[1]][:3]
                    raise SystemExit(f"{name}: the job wrote other rows, {len(job)} against {len(hand)}: {different}")
            mine.append(found["job"][0])
            ratios.append(found["job"][0] / found["hand"][0])
        ratio, grew = median(ratios), peak_memory() - memory
        print(f"night: {median(mine):.1f} s, {ratio:.2f} times the statement [{min(ratios):.2f}, {max(ratios):.2f}] over "
              f"{rounds} rounds, memory +{grew:.0f} MB; aim {AIM}: "
              f"{'met' if ratio <= AIM and grew <= FLAT else 'MISSED'}", flush=True)

    def one_month(self):
        """Work out everything for good; then the job after one sale of the last month has changed."""
        with self.environment() as env:
            self.job(env)
            env["club.report.mark"].search([]).write({"marked_at": "2100-01-01"})
        self.vacuum()
        with self.environment(commit=False) as env:
            env.cr.execute("UPDATE club_purchase SET saved = 1"
                           " WHERE id = (SELECT id FROM club_purchase ORDER BY purchased_at DESC LIMIT 1)")
            start = time.perf_counter()
            self.job(env)
            print(f"one month: {time.perf_counter() - start:.1f} s", flush=True)
            env.cr.execute(" UNION ALL ".join(f"SELECT '{table}', COUNT(*) FROM {table}" for table in TABLES))
            print("rows: " + ", ".join(f"{table.removeprefix('club_report_')} {count:,}" for table, count in env.cr.fetchall()))

    # -- the page -----------------------------------------------------------------------------------------------------

    def dashboard(self, count):
        with self.environment(commit=False) as env:
            company = env["res.company"].browse(self.values["company"])
            user = env["res.users"].create({
                "name": "Manager", "login": "reports_manager", "company_id": company.id, "company_ids": [(6, 0, company.ids)],
                "group_ids": [(4, env.ref("customer_club.customer_club_group_manager").id)]})
            own = env(user=user.id, context={"allowed_company_ids": company.ids})
            for name in FIGURES:
                told, asked = self.by_orm(own, name), self.by_hand(env, name)
                if self.plain(told) != self.plain(asked):
                    raise SystemExit(f"{name}: {self.plain(told)[:3]} is not {self.plain(asked)[:3]}")

            def all_of(read, env):
                return lambda: lambda: [read(env, name) for name in FIGURES]
            tell("the page", pairs(all_of(self.by_orm, own), all_of(self.by_hand, env), count), AIM)
            for name in FIGURES:
                tell(f"  {name}", pairs(lambda name=name: lambda: self.by_orm(own, name),
                                        lambda name=name: lambda: self.by_hand(env, name), count))

    @staticmethod
    def plain(rows):
        """Rows of either side, comparable: ids of records, money to two digits, nothing where there is nothing."""
        return sorted(([round(float(value), 2) if isinstance(value, float | Decimal) else getattr(value, "id", value) or None
                        for value in row] for row in rows), key=str)

    def by_orm(self, env, name):
        model, domain, groups, sums, _statement = FIGURES[name]
        domain = [(field, operator, self.values["branch"] if value == "branch" else value) for field, operator, value in domain]
        return env[f"club.report.{model}"]._read_group([("program_id", "=", self.values["program"]), *domain], groups, sums)

    def by_hand(self, env, name):
        env.cr.execute(FIGURES[name][-1], self.values)
        return env.cr.fetchall()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--purchases", type=int, default=100_000)
    parser.add_argument("--members", type=int, help="a tenth of the purchases unless told")
    parser.add_argument("--rounds", type=int, default=3, help="of the night; zero: none")
    parser.add_argument("--pairs", type=int, default=30, help="of each figure of the page")
    parser.add_argument("--keep", action="store_true", help="keep the database, and use the one that was kept")
    arguments = parser.parse_args()
    shop = Shop(arguments.members or max(10, arguments.purchases // 10), arguments.purchases, arguments.keep)
    try:
        if arguments.rounds:
            shop.night(arguments.rounds)
        shop.one_month()
        shop.dashboard(arguments.pairs)
    finally:
        shop.registry.delete(shop.name)
        if not arguments.keep:
            club_databases.drop(shop.name)


if __name__ == "__main__":
    main()
