"""What all summaries of purchases have: whose they are, of which month, and the sums. `club_report_night.py` writes them."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.periods import next_start

BUYERS = [("members", "Members"), ("passers_by", "Passers-by")]


class ClubReportSums(models.AbstractModel):
    _name = "club.report.sums"
    _description = "Summary of Purchases"
    _inherit = ["club.told.mixin"]
    _log_access = False  # rows are written by statements

    program_id = fields.Many2one("club.program", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    branch_id = fields.Many2one("club.branch", readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="program_id.currency_id")
    month = fields.Date(required=True, readonly=True, help="Its first day, in the programme's calendar.")
    month_name = fields.Char(
        "Month", required=True, readonly=True, help="In the programme's calendar: 2026-11, or 1405-08 in the Jalali one.")
    with_club = fields.Boolean("By members", readonly=True, help="A named member bought; otherwise a passer-by.")
    bought_by = fields.Selection(
        BUYERS, compute="_compute_bought_by", search=lambda self, *asked: self._search_told("bought_by", *asked))
    sales = fields.Integer(readonly=True)
    lines = fields.Integer(readonly=True, help="Of sales and returns.")
    gross = fields.Monetary(readonly=True, help="Net and discounts together.")
    discount = fields.Monetary(readonly=True, help="What customers saved.")
    net = fields.Monetary(readonly=True, help="What customers paid, tax included; returns are taken off on their own day.")
    untaxed = fields.Monetary("Net without tax", readonly=True)
    cost = fields.Monetary(readonly=True, help="What the goods cost, as far as it is known; returns are taken off.")
    margin = fields.Monetary(readonly=True, help="Net without tax, less the cost of the goods.")

    @api.depends("with_club")
    def _compute_bought_by(self):
        for row in self:
            row.bought_by = "members" if row.with_club else "passers_by"

    def _told_sql(self, alias, name):
        if name == "bought_by":
            return SQL("CASE WHEN %s.with_club THEN 'members' ELSE 'passers_by' END", alias)
        return super()._told_sql(alias, name)

    # -- the purchases behind a row -----------------------------------------------------------------------------------

    def action_open_purchases(self):
        """Show the purchases that this row sums up."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "name": self.env._("Purchases"), "res_model": "club.purchase",
            "view_mode": "list,form", "views": [[False, "list"], [False, "form"]], "domain": self._purchases_domain()}

    def _days(self):
        """(first day, the day after the last) of this row."""
        return self.month, next_start(self.program_id.calendar, "month", self.month)

    def _purchases_domain(self):
        return [
            *self.env["club.report"]._bought(self.program_id, *self._days(), self.branch_id),
            ("company_id", "=", self.company_id.id), ("member_id", "!=" if self.with_club else "=", False)]
