"""Figures of a programme from its purchases, each defined once; screens and exports ask here.

A sale counts on the day of its branch's own clock. `net` is what customers paid, returns taken off on their own day;
`discount` is what they saved, `gross` both together. `since` is the first day, `until` the day after the last. Rows are
plain tuples, as each function says.
"""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .club_purchase_line import OWN_COST

AT = "%Y-%m-%d %H:%M:%S"  # an instant in a domain, as JSON can hold it


class ClubReport(models.AbstractModel):
    _name = "club.report"
    _description = "Figures of the Club"

    def _sold(self, program, since, until, condition=None):
        """Query of the purchases of these days: who sold to whom, `net`, `untaxed`, `discount` and what was earned and paid,
        the branch's own time `local_at` and `day`, and what `_lines` needs.
        """
        self.env.flush_all()
        return SQL(
            """SELECT * FROM (
                   SELECT p.id, p.program_id, p.company_id, p.branch_id, p.member_id, p.origin_id IS NULL AS is_sale,
                          p.channel, p.origin_id, p.pos_order_id, p.move_id, p.purchased_at, local.at AS local_at,
                          local.at::date AS day, p.amount AS net, COALESCE(p.amount_untaxed, 0) AS untaxed,
                          COALESCE(p.saved, 0) + COALESCE(p.discounted, 0) AS discount, p.earned_credit, p.earned_points,
                          p.paid_by_paid, p.paid_by_bonus, p.paid_by_points
                     FROM club_purchase p LEFT JOIN club_branch b ON b.id = p.branch_id
                    CROSS JOIN LATERAL (
                          SELECT p.purchased_at AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(b.tz, %(tz)s) AS at) local
                    WHERE p.program_id = %(program)s AND %(condition)s
                      AND p.purchased_at >= %(since)s::date - 1 AND p.purchased_at < %(until)s::date + 1) sold
                WHERE day >= %(since)s AND day < %(until)s""",
            program=program.id, tz=program.tz, since=since, until=until, condition=condition or SQL("TRUE"))

    @api.model
    def _bought(self, program, since, until, branch=None):
        """Domain of the purchases that `_sold` reads: of a branch, of none (an empty one), or (None) of all."""
        def days(tz):
            first, last = (datetime.combine(day, time(), ZoneInfo(tz)).astimezone(UTC) for day in (since, until))
            return Domain("purchased_at", ">=", f"{first:{AT}}") & Domain("purchased_at", "<", f"{last:{AT}}")

        found = Domain("program_id", "=", program.id)
        if branch is not None:
            return found & Domain("branch_id", "=", branch.id) & days(branch.tz or program.tz)
        # sudo: only the clocks are read; the purchases are found with the reader's rights
        clocks = program.sudo().with_context(active_test=False).branch_ids.grouped("tz")
        clocks.pop(program.tz, None)
        apart = [branch.id for branches in clocks.values() for branch in branches]
        usual = days(program.tz) & (Domain("branch_id", "not in", apart) if apart else Domain.TRUE)
        return found & Domain.OR([usual, *(
            Domain("branch_id", "in", branches.ids) & days(tz) for tz, branches in clocks.items())])

    def _lines(self, purchases="sold"):
        """Query of the lines of purchases: purchase_id, product_id, categ_id, brand_id (of a file's line as the file has it),
        lines (1), discount (of offers, and of the file), amount (what was paid), untaxed, cost (empty: not known).

        `purchases`: the table with the rows of `_sold`. Credit notes have the share of their invoice's lines that they
        take back; these count as no lines.
        """
        origins = f"""(SELECT DISTINCT origin.id, origin.program_id, origin.company_id, origin.channel, origin.origin_id,
                             origin.pos_order_id, origin.move_id, origin.amount AS net, origin.amount_untaxed AS untaxed
                        FROM {purchases} back JOIN club_purchase origin ON origin.id = back.origin_id
                       WHERE back.channel = 'invoice')"""
        return SQL(
            """%s UNION ALL
               SELECT back.id, line.product_id, line.categ_id, line.brand_id, 0, 0, line.amount * share.of,
                      line.untaxed * share.of, line.cost * share.of
                 FROM %s back JOIN club_purchase origin ON origin.id = back.origin_id AND origin.amount <> 0
                CROSS JOIN LATERAL (SELECT back.net / origin.amount AS of) share
                 JOIN (%s) line ON line.purchase_id = back.origin_id
                WHERE back.channel = 'invoice'""",
            self._own_lines(purchases), SQL(purchases), self._own_lines(origins))

    def _own_lines(self, purchases):
        """As `_lines`, without credit notes."""
        return SQL(
            """SELECT line.purchase_id, line.product_id, line.categ_id, line.brand_id, 1 AS lines, line.discount, line.amount,
                      CASE WHEN purchase.net = 0 THEN line.amount ELSE line.amount * purchase.untaxed / purchase.net END
                      AS untaxed, %s * line.quantity AS cost
                 FROM club_history_line line JOIN %s purchase ON purchase.id = line.purchase_id
                 LEFT JOIN product_product product ON product.id = line.product_id
                UNION ALL
               SELECT line.purchase_id, line.product_id, t.categ_id, t.club_brand_id, 1, COALESCE(award.discount, 0),
                      line.amount, line.amount_untaxed, line.cost
                 FROM (%s) line JOIN product_product product ON product.id = line.product_id
                 JOIN product_template t ON t.id = product.product_tmpl_id
                 LEFT JOIN LATERAL (
                      SELECT SUM(discount) AS discount FROM club_award_line a WHERE a.purchase_id = line.purchase_id
                         AND (a.pos_order_line_id = line.pos_order_line_id OR a.move_line_id = line.move_line_id)) award ON TRUE
            """, SQL(OWN_COST), SQL(purchases), SQL(self.env["club.purchase.line"]._of_documents(purchases)))

    # -- sales --------------------------------------------------------------------------------------------------------

    @api.model
    @api.private
    def sales(self, program, since, until):
        """(branch id, first day of the month, sales, lines, gross, discount, net) per branch and Gregorian month."""
        return self.env.execute_query(SQL(
            """WITH sold AS MATERIALIZED (%s), line AS (SELECT purchase_id, SUM(lines) AS lines FROM (%s) line GROUP BY 1)
               SELECT branch_id, date_trunc('month', day)::date, COUNT(*) FILTER (WHERE is_sale), COALESCE(SUM(lines), 0),
                      SUM(net + discount), SUM(discount), SUM(net)
                 FROM sold LEFT JOIN line ON line.purchase_id = sold.id GROUP BY 1, 2 ORDER BY 1, 2""",
            self._sold(program, since, until), self._lines()))

    @api.model
    @api.private
    def sold_by(self, program, since, until, what):
        """(record id or None, lines, gross, net) by `what`: brand, categ or product; the greatest net first."""
        return self.env.execute_query(SQL(
            """WITH sold AS MATERIALIZED (%s)
               SELECT line.%s, SUM(line.lines), SUM(line.amount + line.discount), SUM(line.amount) FROM (%s) line
                GROUP BY 1 ORDER BY 4 DESC, 1""",
            self._sold(program, since, until), SQL.identifier(f"{what}_id"), self._lines()))

    # -- members ------------------------------------------------------------------------------------------------------

    @api.model
    @api.private
    def buyers(self, program, since, until, branch=None):
        """(member id, sales, net, last day, credit earned) of each member who bought, in one branch or any; the least id first.
        """
        where = SQL("p.member_id IS NOT NULL")
        if branch:
            where = SQL("%s AND p.branch_id = %s", where, branch.id)
        return self.env.execute_query(SQL(
            """SELECT member_id, COUNT(*) FILTER (WHERE is_sale), SUM(net), MAX(day) FILTER (WHERE is_sale),
                      SUM(COALESCE(earned_credit, 0))
                 FROM (%s) sold GROUP BY 1 HAVING COUNT(*) FILTER (WHERE is_sale) > 0 ORDER BY 1""",
            self._sold(program, since, until, where)))

    @api.model
    @api.private
    def repeat_rate(self, program, since, until):
        """(members who bought twice or more, members who bought)"""
        counts = [sales for _member, sales, *_rest in self.buyers(program, since, until)]
        return sum(sales > 1 for sales in counts), len(counts)

    @api.model
    @api.private
    def new_and_returning(self, program, since, until):
        """(first day of the month, members who bought, those whose first purchase ever it was, the others) by month."""
        first = SQL(
            """SELECT p.member_id, MIN((p.purchased_at AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(b.tz, %s))::date) AS day
                 FROM club_purchase p LEFT JOIN club_branch b ON b.id = p.branch_id
                WHERE p.program_id = %s AND p.member_id IS NOT NULL AND p.origin_id IS NULL GROUP BY 1""",
            program.tz, program.id)
        rows = self.env.execute_query(SQL(
            """WITH first AS MATERIALIZED (%s),
                    active AS MATERIALIZED (
                        SELECT DISTINCT member_id, date_trunc('month', day)::date AS month FROM (%s) sold WHERE is_sale)
               SELECT month, COUNT(*), COUNT(*) FILTER (WHERE date_trunc('month', first.day) = month)
                 FROM active JOIN first USING (member_id) GROUP BY 1 ORDER BY 1""",
            first, self._sold(program, since, until, SQL("p.member_id IS NOT NULL"))))
        return [(month, active, new, active - new) for month, active, new in rows]

    @api.model
    @api.private
    def inactive(self, program, on, days):
        """Ids of members whose last purchase lies more than so many days before a day; those who never bought are none."""
        rows = self.env.execute_query(SQL(
            "SELECT member_id FROM (%s) sold WHERE is_sale GROUP BY 1 HAVING %s::date - MAX(day) > %s ORDER BY 1",
            self._sold(program, "1900-01-01", on, SQL("p.member_id IS NOT NULL")), on, days))
        return [row[0] for row in rows]

    @api.model
    @api.private
    def pareto(self, program, since, until, percent=20):
        """(how many members are the top percent, rounded up; their net; the net of all members)"""
        nets = sorted((net for _member, _sales, net, *_rest in self.buyers(program, since, until)), reverse=True)
        top = -(-len(nets) * percent // 100)
        return top, sum(nets[:top]), sum(nets)

    @api.model
    @api.private
    def redeemed(self, program):
        """(campaign, its type, coupons redeemed, members, different codes) of imported coupons, by campaign."""
        return self.env.execute_query(SQL(
            """SELECT campaign, campaign_type, COUNT(*), COUNT(DISTINCT member_id), COUNT(DISTINCT coupon)
                 FROM club_redemption WHERE program_id = %s GROUP BY 1, 2 ORDER BY 1, 2""", program.id))
