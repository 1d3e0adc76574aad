"""Sets or replaces the PIN of a member. The PIN itself is never stored, not even for the time of the dialog."""

from odoo import fields, models
from odoo.exceptions import ValidationError


class ClubMemberPin(models.TransientModel):
    _name = "club.member.pin"
    _description = "Set the PIN of a Member"

    member_id = fields.Many2one("club.member", required=True, readonly=True, ondelete="cascade")
    pin = fields.Char("New PIN", compute="_compute_pin", inverse="_inverse_pin", required=True)
    pin_again = fields.Char("Once more", compute="_compute_pin", inverse="_inverse_pin", required=True)

    def _compute_pin(self):
        self.pin = self.pin_again = False

    def _inverse_pin(self):
        for dialog in self:
            if dialog.pin != dialog.pin_again:
                raise ValidationError(self.env._("The two PINs differ. Type the same one twice."))
            dialog.member_id._check_may_manage()
            dialog.member_id._set_pin(dialog.pin)
            dialog.member_id.message_post(body=self.env._("The PIN was set."))

    def action_done(self):
        return {"type": "ir.actions.act_window_close"}
