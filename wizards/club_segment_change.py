"""Puts members into a segment by hand, or takes them out."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..models.club_client import CLOSE, notification


class ClubSegmentChange(models.TransientModel):
    _name = "club.segment.change"
    _description = "Change a Segment by Hand"
    _rec_name = "segment_id"

    segment_id = fields.Many2one("club.segment", required=True, ondelete="cascade", domain="[('kind', '=', 'manual')]")
    program_id = fields.Many2one(related="segment_id.program_id")
    member_ids = fields.Many2many("club.member", string="Members", domain="[('program_id', '=', program_id)]")

    @api.model
    def default_get(self, names):
        """The members that are ticked in a list; the segment whose members the list shows."""
        values = super().default_get(names)
        if self.env.context.get("active_model") == "club.member":
            values["member_ids"] = [(6, 0, self.env.context.get("active_ids", []))]
            values.setdefault("segment_id", self.env.context.get("customer_club_segment_id", False))
        return values

    def action_add(self):
        self._check()
        return self._done(self.segment_id._add_members(self._members_sql()), self.env._("%s members are added."))

    def action_remove(self):
        self._check()
        return self._done(self.segment_id._remove_members(self._members_sql()), self.env._("%s members are taken out."))

    def _check(self):
        self.segment_id._check_by_hand()
        self.member_ids.check_access("read")

    def _members_sql(self):
        return SQL("SELECT unnest(%s::int[])", list(self.member_ids.ids))

    def _done(self, count, sentence):
        return notification(sentence % count, CLOSE, kind="success" if count else "warning")
