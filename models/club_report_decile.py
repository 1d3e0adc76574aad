"""The members of a month or a year in tenths by the margin that they brought, and what each tenth brought.

One row per programme, branch (empty: all), span and tenth. The first tenth is the most profitable.
"""

from odoo import fields, models

from ..engine.periods import next_start
from .club_report_members import SPANS


class ClubReportDecile(models.Model):
    _name = "club.report.decile"
    _description = "Members in Tenths by Margin"
    _order = "start desc, span, branch_id, decile, id"
    _rec_name = "decile"
    _log_access = False  # rows are written by statements

    program_id = fields.Many2one("club.program", required=True, readonly=True, ondelete="cascade")
    branch_id = fields.Many2one("club.branch", readonly=True, ondelete="cascade", help="Empty: the whole programme.")
    currency_id = fields.Many2one(related="program_id.currency_id")
    span = fields.Selection(SPANS, required=True, readonly=True)
    start = fields.Date(required=True, readonly=True)
    start_name = fields.Char("Period", required=True, readonly=True)
    decile = fields.Integer("Tenth", required=True, readonly=True, aggregator=None, help="1: the most profitable members.")
    members = fields.Integer(readonly=True)
    net = fields.Monetary(readonly=True)
    untaxed = fields.Monetary("Net without tax", readonly=True)
    cost = fields.Monetary(readonly=True)
    margin = fields.Monetary(readonly=True)

    _once = models.UniqueIndex("(program_id, span, start, COALESCE(branch_id, 0), decile)")

    def action_open_members(self):
        """Show the members of this tenth."""
        self.ensure_one()
        until = next_start(self.program_id.calendar, self.span, self.start)
        return self.env["club.member"]._open_counted(
            self.program_id, self.branch_id, (f"tenth{self.decile}", self.start, until))
