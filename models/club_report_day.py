"""Purchases summed up: one row per programme, company, branch, day of the branch's own clock, and with or without the club."""

from datetime import timedelta

from odoo import fields, models


class ClubReportDay(models.Model):
    _name = "club.report.day"
    _description = "Purchases per Day"
    _inherit = ["club.report.sums"]
    _order = "day desc, branch_id, with_club desc, id"
    _rec_name = "day"

    day = fields.Date(required=True, readonly=True, help="On the branch's own clock.")
    returns = fields.Integer(readonly=True)
    first_sales = fields.Integer(readonly=True, help="Sales that were a member's first ever.")
    earned_credit = fields.Monetary(readonly=True, help="Credit that purchases earned, less what returns took back.")
    earned_points = fields.Float(readonly=True, digits=(16, 0))
    paid_by_paid = fields.Monetary("From paid credit", readonly=True)
    paid_by_bonus = fields.Monetary("From bonus", readonly=True)
    paid_by_points = fields.Monetary("From points", readonly=True, help="What the points that paid are worth.")

    _once = models.UniqueIndex("(program_id, day, company_id, COALESCE(branch_id, 0), with_club)")

    def _days(self):
        return self.day, self.day + timedelta(days=1)
