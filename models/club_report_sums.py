"""What all summaries of purchases have: whose they are, of which month, and the sums. `club_report_night.py` writes them."""

from odoo import fields, models


class ClubReportSums(models.AbstractModel):
    _name = "club.report.sums"
    _description = "Summary of Purchases"
    _log_access = False  # rows are written by statements

    program_id = fields.Many2one("club.program", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    branch_id = fields.Many2one("club.branch", readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="program_id.currency_id")
    month = fields.Date(required=True, readonly=True, help="Its first day, in the programme's calendar.")
    month_name = fields.Char(
        "Month", required=True, readonly=True, help="In the programme's calendar: 2026-11, or 1405-08 in the Jalali one.")
    with_club = fields.Boolean("By members", readonly=True, help="A named member bought; otherwise a passer-by.")
    sales = fields.Integer(readonly=True)
    lines = fields.Integer(readonly=True, help="Of sales and returns.")
    gross = fields.Monetary(readonly=True, help="Net and discounts together.")
    discount = fields.Monetary(readonly=True, help="What customers saved.")
    net = fields.Monetary(readonly=True, help="What customers paid, tax included; returns are taken off on their own day.")
    untaxed = fields.Monetary("Net without tax", readonly=True)
    cost = fields.Monetary(readonly=True, help="What the goods cost, as far as it is known; returns are taken off.")
    margin = fields.Monetary(readonly=True, help="Net without tax, less the cost of the goods.")
