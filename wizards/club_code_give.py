"""Hands out codes of a batch: on paper, or each to a member."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..models.report_code_sheet import MOST_PRINTED


class ClubCodeGive(models.TransientModel):
    _name = "club.code.give"
    _description = "Hand Out Codes"

    batch_id = fields.Many2one("club.code.batch", required=True, readonly=True, ondelete="cascade",
                               default=lambda self: self.env.context.get("active_id"))
    bound = fields.Boolean(related="batch_id.bound")
    free_count = fields.Integer(related="batch_id.free_count")
    program_id = fields.Many2one(related="batch_id.program_id")
    to = fields.Selection([("paper", "On paper"), ("members", "To members")], required=True, default="paper")
    count = fields.Integer("How many", default=24)
    member_ids = fields.Many2many("club.member", string="Members", domain="[('program_id', '=', program_id)]")

    def action_done(self):
        self.ensure_one()
        self.batch_id.check_access("write")
        wanted = self.count if self.to == "paper" else len(self.member_ids)
        if self.to == "paper" and not 0 < wanted <= MOST_PRINTED:
            raise UserError(self.env._(
                "A sheet holds 1 to %(most)s codes; %(count)s was asked for.", most=MOST_PRINTED, count=wanted))
        # sudo: codes are written by the club; who may hand them out was decided above
        codes = self.batch_id.sudo()._hand_out(wanted, self.sudo().member_ids if self.to == "members" else None)
        if self.to == "members":
            return {"type": "ir.actions.act_window_close"}
        return self.env.ref("customer_club.club_code_sheet_report").report_action(codes.ids, config=False)


class ClubCodeBatch(models.Model):
    _inherit = "club.code.batch"

    def _hand_out(self, count, members=None):
        """Mark `count` free codes as handed out, one to each of `members` where they are named. Returns the codes."""
        if self.kind != "single" or self.state != "running":
            raise UserError(self.env._("“%s” has no codes to hand out.", self.name))
        if members and (other := members.filtered(lambda member: member.program_id != self.program_id)):
            raise UserError(self.env._("%s belongs to another programme.", other[:1].display_name))
        codes = self.env["club.code"]._pick(self, count)
        if not count or len(codes) < count:
            raise UserError(self.env._(
                "“%(batch)s” has %(have)s free codes; %(need)s are needed.", batch=self.name, have=len(codes),
                need=max(1, count)))
        if members:
            for member, code in zip(members, codes, strict=True):
                code._give(member)
            self.message_post(body=self.env._(
                "%(count)s codes were handed out; %(told)s messages tell of them.", count=count, told=codes._tell_given()))
        else:
            codes._give()
            self.message_post(body=self.env._("%s codes were handed out.", count))
        return codes
