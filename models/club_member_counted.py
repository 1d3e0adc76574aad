"""Finding the members that a figure of the reports counts, as `club_report_night.py` counts them.

`counted_as` is asked for a text: figure, programme's id, first day, day after the last, branch's id (0: all), with colons
between; `repeat:1:2026-11-01:2026-12-01:0` are those who bought twice or more in November. Texts joined by + ask for those whom
each counts.
"""

import re

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

DAY = r"(\d{4}-\d\d-\d\d)"
FORM = re.compile(rf"(active|new|returning|reactivated|repeat|inactive|tenth\d+):(\d+):{DAY}:{DAY}:(\d+)")
BEFORE = SQL(
    """FROM club_purchase b LEFT JOIN club_branch branch ON branch.id = b.branch_id
      WHERE b.member_id = sold.member_id AND b.origin_id IS NULL AND (b.purchased_at, b.id) < (sold.purchased_at, sold.id)""")


class ClubMember(models.Model):
    _inherit = "club.member"

    counted_as = fields.Char("Counted in reports as", store=False, search="_search_counted_as")

    @api.model
    def _counted_domain(self, program, branch, *figures):
        """Domain of the members whom each of these (figure, first day, day after the last) counts, in a branch or in all."""
        texts = [f"{figure}:{program.id}:{start}:{until}:{branch.id or 0}" for figure, start, until in figures]
        return [("program_id", "=", program.id), ("counted_as", "=", "+".join(texts))]

    @api.model
    def _open_counted(self, program, branch, *figures):
        """The action that shows them, those who left too."""
        return self.env["ir.actions.act_window"]._for_xml_id("customer_club.club_member_action") | {
            "domain": self._counted_domain(program, branch, *figures), "context": {"active_test": False}}

    @api.model
    def _search_counted_as(self, operator, value):
        if operator != "in":
            return NotImplemented
        asked = [[FORM.fullmatch(part) for part in str(text).split("+")] for text in value]
        return Domain.OR(
            Domain.AND(Domain("id", "in", self._counted(*match.groups())) for match in matches)
            for matches in asked if all(matches))

    @api.model
    def _counted(self, figure, program_id, since, until, branch_id):
        """Query of the ids of the members that a figure counts."""
        # sudo: only the clock and the days of inactivity are read of it; members are found with the reader's rights
        program = self.env["club.program"].sudo().browse(int(program_id)).exists()
        in_branch = SQL("branch_id = %s", int(branch_id)) if int(branch_id) else SQL("TRUE")
        if not program:
            return SQL("(SELECT 0 WHERE FALSE)")
        if figure.startswith("tenth"):
            return SQL("(%s)", self._tenth(program, since, until, in_branch, int(figure.removeprefix("tenth"))))
        report, of_members = self.env["club.report"], SQL("p.member_id IS NOT NULL")
        if figure == "inactive":
            return SQL(
                """(SELECT member_id FROM (SELECT DISTINCT ON (member_id) member_id, branch_id, day FROM (%s) sold
                     WHERE is_sale ORDER BY member_id, purchased_at DESC, id DESC) last
                     WHERE %s::date - day > %s AND %s)""",
                report._sold(program, "1900-01-01", until, of_members), until, program.inactive_days, in_branch)
        condition = {
            "new": SQL("AND NOT EXISTS (SELECT %s)", BEFORE),
            "reactivated": SQL(
                """AND day - (SELECT (b.purchased_at AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(branch.tz, %s))::date %s
                               ORDER BY b.purchased_at DESC, b.id DESC LIMIT 1) > %s""",
                program.tz, BEFORE, program.inactive_days),
            "repeat": SQL("GROUP BY member_id HAVING COUNT(*) > 1")}
        bought = SQL("SELECT member_id FROM (%s) sold WHERE is_sale AND %s",
                     report._sold(program, since, until, of_members), in_branch)
        if figure == "returning":
            return SQL("(%s EXCEPT %s %s)", bought, bought, condition["new"])
        return SQL("(%s %s)", bought, condition.get(figure, SQL()))

    def _tenth(self, program, since, until, in_branch, tenth):
        """Query of the members of a tenth by margin, the first the most profitable."""
        report = self.env["club.report"]
        return SQL(
            """WITH sums_purchase AS MATERIALIZED (SELECT * FROM (%s) sold WHERE %s),
                    goods AS (SELECT purchase_id, SUM(cost) AS cost FROM (%s) line GROUP BY 1)
               SELECT member_id FROM (
                   SELECT member_id, ntile(10) OVER (ORDER BY SUM(untaxed - COALESCE(goods.cost, 0)) DESC, member_id) AS tenth
                     FROM sums_purchase LEFT JOIN goods ON goods.purchase_id = sums_purchase.id
                    GROUP BY member_id HAVING COUNT(*) FILTER (WHERE is_sale) > 0) ranked WHERE tenth = %s""",
            report._sold(program, since, until, SQL("p.member_id IS NOT NULL")), in_branch, report._lines("sums_purchase"),
            tenth)
