"""Two memberships of one person become one."""

from odoo import fields, models

from ..models.club_errors import ClubNotAllowed


class ClubMemberMergeInto(models.TransientModel):
    _name = "club.member.merge"
    _description = "Merge Members"

    member_id = fields.Many2one(
        "club.member", "This member goes", required=True, readonly=True, ondelete="cascade",
        default=lambda self: self.env.context.get("active_id"))
    program_id = fields.Many2one(related="member_id.program_id")
    target_id = fields.Many2one(
        "club.member", "and becomes part of", required=True, ondelete="cascade",
        domain="[('program_id', '=', program_id), ('id', '!=', member_id)]")

    def action_done(self):
        self.ensure_one()
        members = self.member_id | self.target_id
        if not self.env.user.has_group("customer_club.customer_club_group_manager"):
            raise ClubNotAllowed(self.env._("%s has no right to merge members.", self.env.user.name))
        members._check_may_manage()
        if self.member_id.merged_into_id != self.target_id:  # pressed twice
            self.member_id.sudo()._merge(self.target_id.sudo())  # sudo: decided above; balances and purchases move
        return {
            "type": "ir.actions.act_window", "res_model": "club.member", "view_mode": "form", "res_id": self.target_id.id}
