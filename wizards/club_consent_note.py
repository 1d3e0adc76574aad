"""Notes what a member agreed to, refused or withdrew."""

from odoo import fields, models

from ..models.club_consent import CHANNELS, PURPOSES


class ClubConsentNote(models.TransientModel):
    _name = "club.consent.note"
    _description = "Note a Consent"

    member_id = fields.Many2one("club.member", required=True, readonly=True, ondelete="cascade")
    channel = fields.Selection([("all", "All channels"), *CHANNELS], "Reached by", default="all", required=True)
    purpose = fields.Selection(PURPOSES, default="marketing", required=True)
    agreed = fields.Selection([("yes", "Agrees"), ("no", "Refuses or withdraws")], "The member", required=True)
    wording = fields.Text(help="The words that the member agreed to, or what they said.")

    def action_done(self):
        self.ensure_one()
        self.member_id._check_may_manage()
        channels = dict(CHANNELS) if self.channel == "all" else [self.channel]
        self.env["club.consent"]._record(
            self.member_id, self.agreed == "yes", channels, [self.purpose], "back_office", self.wording)
        return {"type": "ir.actions.act_window_close"}
