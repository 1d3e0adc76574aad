"""From which numbers on the manager's daily list names a movement; zero: not watched."""

from odoo import fields, models


class ClubProgram(models.Model):
    _inherit = "club.program"

    watch_sales = fields.Integer("Sales on one card", default=5, help="In a day, from this number on.")
    watch_enrolments = fields.Integer("Members enrolled by one person", default=20, help="In a day, from this number on.")
    watch_adjustments = fields.Integer("Adjustments by one person", default=3, help="In a day, from this number on.")
    watch_givers = fields.Integer("Members who give to one", default=3, help="Transfers in a day, from this number on.")
    watch_phone_days = fields.Integer(
        "Days after a new phone", default=7,
        help="Who pays with the wallet within so many days of a new phone number is listed.")
    watched_until = fields.Date(readonly=True, copy=False, help="The last day that was looked through.")

    _watch_not_negative = models.Constraint(
        "CHECK(COALESCE(watch_sales, 0) >= 0 AND COALESCE(watch_enrolments, 0) >= 0 AND COALESCE(watch_adjustments, 0) >= 0"
        " AND COALESCE(watch_givers, 0) >= 0 AND COALESCE(watch_phone_days, 0) >= 0)",
        "What is watched has no negative numbers.")
