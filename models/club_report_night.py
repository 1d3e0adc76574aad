"""How the summaries are worked out: a year of a programme at a time, in a few statements over tables that last as long as the
transaction.

    sums_purchase   the year's purchases as `club.report` defines them, with the month of the programme's calendar
    sums_line       their lines
    sums_sold       the purchases with lines, cost and, of a member's sale, the day of the sale before (empty: the first ever)
    sums_bought     what each member bought in each month and branch

Only months that are due are written, and the year's own rows.
"""

from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ..engine.periods import next_start, period_name, starts_between

ONE_DAY = timedelta(days=1)
TABLES = ("sums_purchase", "sums_line", "sums_sold", "sums_bought")
SUMMED = SQL("sales, lines, gross, discount, net, untaxed, cost, margin")
OF_PURCHASES = SQL(
    """COUNT(*) FILTER (WHERE is_sale) AS sales, SUM(lines) AS lines, SUM(net + discount) AS gross, SUM(discount) AS discount,
       SUM(net) AS net, SUM(untaxed) AS untaxed, SUM(cost) AS cost""")


class ClubReportNight(models.AbstractModel):
    _name = "club.report.night"
    _description = "Working out the Summaries"

    def _work_out(self, program, year, months):
        """Write the summaries of these months (first days) of a year (its first day), and the year's own."""
        until = next_start(program.calendar, "year", year)
        self._gather(program, year, until)
        self._write_days(program, months)
        self._write_cuts(program, months)
        for span, starts in (("month", months), ("year", [year])):
            self._write_members(program, span, starts)
            self._write_deciles(program, span, starts)
        self.env.invalidate_all()

    def _month(self, program, day, since, until):
        """SQL of the first day of the programme's month that a day lies in."""
        starts = starts_between(program.calendar, "month", since, until)
        return SQL("(%s::date[])[width_bucket(%s, %s::date[])]", starts, day, starts)

    def _names(self, program, span, starts):
        """SQL of a table `named` (start, name)."""
        names = [period_name(program.calendar, span, start) for start in starts]
        return SQL("unnest(%s::date[], %s::text[]) AS named (start, name)", starts, names)

    def _gather(self, program, since, until):
        report, execute = self.env["club.report"], self.env.cr.execute
        execute("DROP TABLE IF EXISTS " + ", ".join(TABLES))
        self._keep("sums_purchase", SQL(
            "SELECT sold.*, %s AS month FROM (%s) sold",
            self._month(program, SQL("day"), since, until), report._sold(program, since, until)))
        self._keep("sums_line", report._lines("sums_purchase"))
        self._keep("sums_sold", SQL(
            """SELECT p.*, COALESCE(line.lines, 0) AS lines, COALESCE(line.cost, 0) AS cost,
                      CASE WHEN p.is_sale AND p.member_id IS NOT NULL THEN COALESCE(
                          LAG(p.day) OVER (PARTITION BY p.member_id, p.is_sale ORDER BY p.purchased_at, p.id),
                          (SELECT (b.purchased_at AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(branch.tz, %s))::date
                             FROM club_purchase b LEFT JOIN club_branch branch ON branch.id = b.branch_id
                            WHERE b.member_id = p.member_id AND b.origin_id IS NULL AND b.purchased_at <= p.purchased_at
                              AND (b.purchased_at, b.id) < (p.purchased_at, p.id)
                            ORDER BY b.purchased_at DESC, b.id DESC LIMIT 1)) END AS previous
                 FROM sums_purchase p
                 LEFT JOIN (SELECT purchase_id, SUM(lines) AS lines, SUM(cost) AS cost FROM sums_line GROUP BY 1) line
                   ON line.purchase_id = p.id""", program.tz))
        self._keep("sums_bought", SQL(
            """SELECT company_id, branch_id, month, member_id, %s, BOOL_OR(is_sale AND previous IS NULL) AS is_new,
                      COALESCE(BOOL_OR(day - previous > %s), FALSE) AS is_back
                 FROM sums_sold WHERE member_id IS NOT NULL GROUP BY 1, 2, 3, 4""", OF_PURCHASES, program.inactive_days))

    def _keep(self, table, query):
        name = SQL.identifier(table)
        self.env.cr.execute(SQL("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s", name, query))
        self.env.cr.execute(SQL("ANALYZE %s", name))

    # -- purchases ----------------------------------------------------------------------------------------------------

    def _write_days(self, program, months):
        self.env.cr.execute(SQL(
            "DELETE FROM club_report_day WHERE program_id = %s AND month = ANY(%s::date[])", program.id, months))
        self.env.cr.execute(SQL(
            """INSERT INTO club_report_day (program_id, company_id, branch_id, day, month, month_name, with_club, returns,
                      first_sales, earned_credit, earned_points, paid_by_paid, paid_by_bonus, paid_by_points, %s)
               SELECT %s, company_id, branch_id, day, month, name, with_club, returns, first_sales, earned_credit,
                      earned_points, paid_by_paid, paid_by_bonus, paid_by_points, sales, lines, gross, discount, net, untaxed,
                      cost, untaxed - cost
                 FROM (SELECT company_id, branch_id, day, month, member_id IS NOT NULL AS with_club,
                              COUNT(*) FILTER (WHERE NOT is_sale AND net < 0) AS returns,
                              COUNT(*) FILTER (WHERE member_id IS NOT NULL AND is_sale AND previous IS NULL) AS first_sales,
                              SUM(COALESCE(earned_credit, 0)) AS earned_credit,
                              SUM(COALESCE(earned_points, 0)) AS earned_points,
                              SUM(COALESCE(paid_by_paid, 0)) AS paid_by_paid,
                              SUM(COALESCE(paid_by_bonus, 0)) AS paid_by_bonus,
                              SUM(COALESCE(paid_by_points, 0)) AS paid_by_points, %s
                         FROM sums_sold WHERE month = ANY(%s::date[]) GROUP BY 1, 2, 3, 4, 5) days
                 JOIN %s ON named.start = month""",
            SUMMED, program.id, OF_PURCHASES, months, self._names(program, "month", months)))

    def _write_cuts(self, program, months):
        self.env.cr.execute(SQL(
            "DELETE FROM club_report_cut WHERE program_id = %s AND month = ANY(%s::date[])", program.id, months))
        age = self.env["club.member"]._age_group_sql(SQL("m"), program._today())
        for cut, key in (("tier", SQL("m.tier_id::text")), ("age", age), ("gender", SQL("m.gender")),
                         ("city", SQL("btrim(partner.city)"))):
            self._write_cut(program, months, cut, SQL(
                """SELECT bought.*, %s AS key FROM sums_bought bought JOIN club_member m ON m.id = bought.member_id
                     LEFT JOIN res_partner partner ON partner.id = m.partner_id""", key))
        self._write_cut(program, months, "segment", SQL(
            """SELECT bought.*, own.segment_id::text AS key
                 FROM sums_bought bought JOIN club_segment_member own ON own.member_id = bought.member_id"""))
        for cut, key in (("channel", SQL("channel")), ("weekday", SQL("EXTRACT(ISODOW FROM local_at)::text")),
                         ("hour", SQL("to_char(local_at, 'ID-HH24')"))):
            self._write_cut(program, months, cut, SQL(
                "SELECT company_id, branch_id, month, member_id, %s AS key, %s FROM sums_sold GROUP BY 1, 2, 3, 4, 5",
                key, OF_PURCHASES))
        for cut, column in (("category", SQL("categ_id")), ("brand", SQL("brand_id"))):
            self._write_cut(program, months, cut, SQL(
                """SELECT p.company_id, p.branch_id, p.month, p.member_id, line.%s::text AS key,
                          COUNT(DISTINCT p.id) FILTER (WHERE p.is_sale) AS sales, SUM(line.lines) AS lines,
                          SUM(line.amount + line.discount) AS gross, SUM(line.discount) AS discount, SUM(line.amount) AS net,
                          SUM(line.untaxed) AS untaxed, SUM(COALESCE(line.cost, 0)) AS cost
                     FROM sums_line line JOIN sums_purchase p ON p.id = line.purchase_id GROUP BY 1, 2, 3, 4, 5""", column))

    def _write_cut(self, program, months, cut, rows):
        """`rows`: a query of the sums by company_id, branch_id, month, member_id and key."""
        self.env.cr.execute(SQL(
            """INSERT INTO club_report_cut (program_id, cut, company_id, branch_id, month, month_name, with_club, key,
                      segment_id, tier_id, categ_id, brand_id, age_group, gender, channel, weekday, members, %(summed)s)
               SELECT %(program)s, %(cut)s, company_id, branch_id, month, name, with_club, key,
                      CASE WHEN %(cut)s = 'segment' THEN NULLIF(key, '')::int END,
                      CASE WHEN %(cut)s = 'tier' THEN NULLIF(key, '')::int END,
                      CASE WHEN %(cut)s = 'category' THEN NULLIF(key, '')::int END,
                      CASE WHEN %(cut)s = 'brand' THEN NULLIF(key, '')::int END,
                      CASE WHEN %(cut)s = 'age' THEN NULLIF(key, '') END, CASE WHEN %(cut)s = 'gender' THEN NULLIF(key, '') END,
                      CASE WHEN %(cut)s = 'channel' THEN key END,
                      CASE WHEN %(cut)s = 'weekday' THEN key WHEN %(cut)s = 'hour' THEN left(key, 1) END,
                      members, sales, lines, gross, discount, net, untaxed, cost, untaxed - cost
                 FROM (SELECT company_id, branch_id, month, member_id IS NOT NULL AS with_club, COALESCE(key, '') AS key,
                              COUNT(member_id) FILTER (WHERE sales > 0) AS members, SUM(sales) AS sales, SUM(lines) AS lines,
                              SUM(gross) AS gross, SUM(discount) AS discount, SUM(net) AS net, SUM(untaxed) AS untaxed,
                              SUM(cost) AS cost
                         FROM (%(rows)s) own WHERE month = ANY(%(months)s::date[]) GROUP BY 1, 2, 3, 4, 5) found
                 JOIN %(names)s ON named.start = month""",
            summed=SUMMED, program=program.id, cut=cut, rows=rows, months=months,
            names=self._names(program, "month", months)))

    # -- members ------------------------------------------------------------------------------------------------------

    def _members(self, span, starts):
        """Query of who bought: start, branch_id with `whole` (1: of all branches), member_id and sums."""
        start = SQL("month") if span == "month" else SQL("%s::date", starts[0])
        condition = SQL("month = ANY(%s::date[])", starts) if span == "month" else SQL("TRUE")
        return SQL(
            """SELECT start, branch_id, GROUPING(branch_id) AS whole, member_id, SUM(sales) AS sales, SUM(net) AS net,
                      SUM(untaxed) AS untaxed, SUM(cost) AS cost, BOOL_OR(is_new) AS is_new, BOOL_OR(is_back) AS is_back
                 FROM (SELECT bought.*, %s AS start FROM sums_bought bought WHERE %s) own
                GROUP BY GROUPING SETS ((start, branch_id, member_id), (start, member_id))
               HAVING SUM(sales) > 0 AND (GROUPING(branch_id) = 1 OR branch_id IS NOT NULL)""", start, condition)

    def _in_segments(self, rows):
        """Rows of members once for all, with segment_id empty, and once for each segment that they are in."""
        return SQL(
            """SELECT own.*, NULL::integer AS segment_id FROM %(rows)s own
                UNION ALL SELECT own.*, segment.segment_id FROM %(rows)s own
                  JOIN club_segment_member segment ON segment.member_id = own.member_id""", rows=rows)

    def _write_members(self, program, span, starts):
        self._delete(program, "club_report_members", span, starts)
        self.env.cr.execute(SQL(
            """WITH bought AS MATERIALIZED (%s)
               INSERT INTO club_report_members (program_id, span, start, start_name, branch_id, segment_id, active_members, new,
                      "returning", reactivated, repeat, inactive)
               SELECT %s, %s, start, MIN(name), branch_id, segment_id, COUNT(*), COUNT(*) FILTER (WHERE is_new),
                      COUNT(*) FILTER (WHERE NOT is_new), COUNT(*) FILTER (WHERE is_back), COUNT(*) FILTER (WHERE sales > 1), 0
                 FROM (%s) own JOIN %s USING (start) GROUP BY start, branch_id, segment_id""",
            self._members(span, starts), program.id, span, self._in_segments(SQL("bought")),
            self._names(program, span, starts)))

    def _write_deciles(self, program, span, starts):
        self._delete(program, "club_report_decile", span, starts)
        self.env.cr.execute(SQL(
            """INSERT INTO club_report_decile (program_id, span, start, start_name, branch_id, decile, members, net, untaxed,
                      cost, margin)
               SELECT %s, %s, start, MIN(name), branch_id, decile, COUNT(*), SUM(net), SUM(untaxed), SUM(cost),
                      SUM(untaxed - cost)
                 FROM (SELECT own.*, ntile(10) OVER (PARTITION BY start, branch_id ORDER BY untaxed - cost DESC, member_id)
                              AS decile FROM (%s) own) own
                 JOIN %s USING (start) GROUP BY start, branch_id, decile""",
            program.id, span, self._members(span, starts), self._names(program, span, starts)))

    def _delete(self, program, table, span, starts):
        self.env.cr.execute(SQL(
            "DELETE FROM %s WHERE program_id = %s AND span = %s AND start = ANY(%s::date[])",
            SQL.identifier(table), program.id, span, starts))

    # -- the whole history --------------------------------------------------------------------------------------------

    def _look_back(self, program, least):
        """Write who comes again, and who was inactive at the end of each month and year from `least` on."""
        [(first,)] = self.env.execute_query(SQL(
            "SELECT MIN(purchased_at)::date - 1 FROM club_purchase WHERE program_id = %s", program.id))
        if first:
            until = next_start(program.calendar, "month", program._today())
            self._write_cohorts(program, first, until)
            self._write_inactive(program, least)
            self.env.invalidate_all()

    def _write_cohorts(self, program, since, until):
        starts = starts_between(program.calendar, "month", since, until)
        sold = self.env["club.report"]._sold(program, starts[0], until, SQL("p.member_id IS NOT NULL"))
        self.env.cr.execute(SQL("DELETE FROM club_report_cohort WHERE program_id = %s", program.id))
        self.env.cr.execute(SQL(
            """WITH bought AS MATERIALIZED (
                   SELECT member_id, width_bucket(day, %(starts)s::date[]) AS number, COUNT(*) FILTER (WHERE is_sale) AS sales,
                          SUM(net) AS net FROM (%(sold)s) sold GROUP BY 1, 2),
               first AS (SELECT member_id, MIN(number) AS number FROM bought WHERE sales > 0 GROUP BY 1)
               INSERT INTO club_report_cohort (program_id, start, start_name, age, members, net)
               SELECT %(program)s, (%(starts)s::date[])[first.number], (%(names)s::text[])[first.number],
                      bought.number - first.number, COUNT(*) FILTER (WHERE sales > 0), SUM(net)
                 FROM bought JOIN first USING (member_id) WHERE bought.number >= first.number
                GROUP BY first.number, bought.number""",
            starts=starts, sold=sold, program=program.id,
            names=[period_name(program.calendar, "month", start) for start in starts]))

    def _write_inactive(self, program, least):
        """A member is inactive at an end when their last sale before it is too long ago; in the branch of that sale."""
        today, spans, starts, ends, names = program._today(), [], [], [], []
        for span in ("month", "year"):
            for start in starts_between(program.calendar, span, least, max(today, least) + ONE_DAY):
                spans.append(span)
                starts.append(start)
                names.append(period_name(program.calendar, span, start))
                ends.append(min(next_start(program.calendar, span, start), max(today, start)))
        sold = self.env["club.report"]._sold(
            program, "1900-01-01", max(ends), SQL("p.member_id IS NOT NULL AND p.origin_id IS NULL"))
        there = SQL(
            "program_id = %s AND (span, start) IN (SELECT * FROM unnest(%s::text[], %s::date[]))", program.id, spans, starts)
        self.env.cr.execute(SQL("DELETE FROM club_report_members WHERE %s AND active_members = 0", there))
        self.env.cr.execute(SQL("UPDATE club_report_members SET inactive = 0 WHERE %s AND inactive <> 0", there))
        self.env.cr.execute(SQL(
            """WITH sale AS (
                   SELECT member_id, branch_id, day,
                          LEAD(day) OVER (PARTITION BY member_id ORDER BY purchased_at, id) AS next FROM (%(sold)s) sold),
               away AS MATERIALIZED (
                   SELECT told.span, told.start, told.name, sale.branch_id, sale.member_id
                     FROM sale JOIN unnest(%(spans)s::text[], %(starts)s::date[], %(ends)s::date[], %(names)s::text[])
                            AS told (span, start, until, name)
                       ON told.until - sale.day > %(days)s AND (sale.next IS NULL OR sale.next >= told.until)
                    WHERE sale.next IS NULL OR sale.next - sale.day > %(days)s)
               INSERT INTO club_report_members (program_id, span, start, start_name, branch_id, segment_id, active_members, new,
                      "returning", reactivated, repeat, inactive)
               SELECT %(program)s, span, start, name, branch_id, segment_id, 0, 0, 0, 0, 0, COUNT(*) FROM (%(away)s) away
                GROUP BY GROUPING SETS ((span, start, name, branch_id, segment_id), (span, start, name, segment_id))
               HAVING GROUPING(branch_id) = 1 OR branch_id IS NOT NULL
                   ON CONFLICT (program_id, span, start, COALESCE(branch_id, 0), COALESCE(segment_id, 0))
                   DO UPDATE SET inactive = excluded.inactive""",
            sold=sold, program=program.id, spans=spans, starts=starts, ends=ends, names=names, days=program.inactive_days,
            away=self._in_segments(SQL("away"))))
