"""The dialog that writes one message to one member."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import messages
from ..models.club_message import CHANNELS


class ClubMessageWrite(models.TransientModel):
    _name = "club.message.write"
    _description = "Message to a Member"

    member_id = fields.Many2one("club.member", required=True, ondelete="cascade")
    channel = fields.Selection(CHANNELS, required=True, default="sms")
    subject = fields.Char()
    body = fields.Text("Text", required=True)
    preview = fields.Text(compute="_compute_preview")
    length_text = fields.Char("Length", compute="_compute_preview")

    @api.depends("body", "channel", "member_id")
    def _compute_preview(self):
        for dialog in self:
            body = dialog._whole()
            size = messages.size(body)
            dialog.preview = body
            dialog.length_text = dialog.channel == "sms" and self.env._(
                "%(units)s characters, %(parts)s parts", units=size.units, parts=size.parts)

    def _whole(self):
        footer = self.channel == "sms" and self.member_id.program_id.with_context(
            lang=self.member_id.partner_id.lang or self.env.lang).sms_footer
        return f"{self.body or ''}\n{footer}" if footer else self.body or ""

    def action_done(self):
        self.ensure_one()
        member, template = self.member_id, self.env["club.message.template"]
        member._check_may_manage()
        template._require_known(template._names("personal"), self.subject, self.body)
        if self.channel == "email" and not self.subject:
            raise UserError(self.env._("An e-mail needs a subject."))
        # sudo: decided above; the log is written by the club itself
        log = self.env["club.message"].sudo()
        if not log._personal(member.program_id.sudo(), member, self.channel, self.subject, self._whole()):  # sudo: as above
            raise UserError(self.env._(
                "%(member)s cannot get this: there is no %(address)s, or the member wants no such messages.",
                member=member.display_name,
                address=self.env._("phone number") if self.channel == "sms" else self.env._("e-mail")))
        return {"type": "ir.actions.act_window_close"}
