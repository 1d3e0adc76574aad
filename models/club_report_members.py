"""Members of a month or a year, counted: one row per programme, branch (empty: all) and segment (empty: all)."""

from odoo import fields, models

from ..engine.periods import next_start

SPANS = [("month", "Month"), ("year", "Year")]


class ClubReportMembers(models.Model):
    _name = "club.report.members"
    _description = "Members per Month and Year"
    _order = "start desc, span, branch_id, segment_id, id"
    _rec_name = "start_name"
    _log_access = False  # rows are written by statements

    program_id = fields.Many2one("club.program", required=True, readonly=True, ondelete="cascade")
    branch_id = fields.Many2one("club.branch", readonly=True, ondelete="cascade", help="Empty: the whole programme.")
    segment_id = fields.Many2one("club.segment", readonly=True, ondelete="cascade", help="Empty: all members.")
    span = fields.Selection(SPANS, required=True, readonly=True)
    start = fields.Date(required=True, readonly=True, help="The first day, in the programme's calendar.")
    start_name = fields.Char("Period", required=True, readonly=True, help="2026-11 or 1405-08; of a year 2026 or 1405.")
    active_members = fields.Integer("Active", readonly=True, help="Members who bought.")
    new = fields.Integer(readonly=True, help="Whose first purchase ever it was.")
    returning = fields.Integer(readonly=True, help="Who bought and had bought before.")
    reactivated = fields.Integer(
        readonly=True, help="Who came back after a pause that was longer than the programme's days of inactivity.")
    repeat = fields.Integer("Bought again", readonly=True, help="Who bought twice or more in it.")
    inactive = fields.Integer(
        readonly=True, help="At its end: whose last purchase, in this branch, is longer ago than the days of inactivity.")

    _once = models.UniqueIndex("(program_id, span, start, COALESCE(branch_id, 0), COALESCE(segment_id, 0))")

    def action_open_members(self):
        """Show the members whom a figure of the row (`figure` of the context) counts, who are still in its segment."""
        self.ensure_one()
        program, figure = self.program_id, self.env.context.get("figure", "active")
        until = next_start(program.calendar, self.span, self.start)
        if figure == "inactive":  # of the present one: today
            until = min(until, max(program._today(), self.start))
        action = self.env["club.member"]._open_counted(program, self.branch_id, (figure, self.start, until))
        if self.segment_id:
            action["domain"].append(("segment_ids", "in", self.segment_id.ids))
        return action
