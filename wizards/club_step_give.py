"""Gives a step by hand to the members who are chosen. The key is made when the dialog opens: pressed twice it gives once."""

from uuid import uuid4

from odoo import fields, models

from ..models.club_client import CLOSE, notification
from ..models.club_errors import ClubNotAllowed


class ClubStepGive(models.TransientModel):
    _name = "club.step.give"
    _description = "Give a Step by Hand"

    step_id = fields.Many2one(
        "club.step", required=True, ondelete="cascade", domain="[('kind', '=', 'manual'), ('state', '=', 'running')]")
    program_id = fields.Many2one(related="step_id.program_id")
    reward_text = fields.Char(related="step_id.reward_text")
    member_ids = fields.Many2many(
        "club.member", string="Members", required=True,
        default=lambda self: self.env.context.get("active_model") == "club.member" and self.env.context.get("active_ids"),
        domain="[('program_id', '=', program_id), ('state', '=', 'active')]")
    request_key = fields.Char(required=True, readonly=True, default=lambda self: uuid4().hex)

    def action_done(self):
        self.ensure_one()
        if not self.env.user.has_group("customer_club.customer_club_group_manager"):
            raise ClubNotAllowed(self.env._("%s has no right to give steps.", self.env.user.name))
        self.member_ids._check_may_manage()
        self.step_id.check_access("write")
        # sudo: decided above; nobody may write the ledger by hand
        count = self.step_id.sudo()._give_by_hand(self.member_ids.sudo(), self.request_key)
        chosen = len(self.member_ids)
        return notification(self.env._("Given to %s members.", count) if count == chosen else self.env._(
            "Given to %(count)s of %(chosen)s members: the others had it often enough, or may get nothing now.", count=count,
            chosen=chosen), CLOSE)
