"""Who comes again: the members whose first purchase ever fell into one month, and how many of them bought in each later one."""

from odoo import fields, models

from ..engine.periods import next_start


class ClubReportCohort(models.Model):
    _name = "club.report.cohort"
    _description = "Members by the Month of their First Purchase"
    _order = "start desc, age, id"
    _rec_name = "start_name"
    _log_access = False  # rows are written by statements

    program_id = fields.Many2one("club.program", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="program_id.currency_id")
    start = fields.Date(required=True, readonly=True, help="The first day of the month, in the programme's calendar.")
    start_name = fields.Char("First purchase", required=True, readonly=True)
    age = fields.Integer("Months since", required=True, readonly=True, aggregator=None, help="0: the month itself.")
    members = fields.Integer(readonly=True, help="Who bought in the month.")
    net = fields.Monetary(readonly=True)

    _once = models.UniqueIndex("(program_id, start, age)")

    def action_open_members(self):
        """Show the members of this month's first purchases who bought in the month that the row is about."""
        self.ensure_one()
        program, month = self.program_id, self.start
        end = next_start(program.calendar, "month", month)
        first = "new", month, end
        for _month in range(self.age):
            month, end = end, next_start(program.calendar, "month", end)
        return self.env["club.member"]._open_counted(program, self.env["club.branch"], first, ("active", month, end))
