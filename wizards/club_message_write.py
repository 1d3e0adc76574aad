"""The dialog that writes one message to one member."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import messages
from ..models.club_message import CHANNELS
from ..models.club_message_template import ALWAYS, Template


class ClubMessageWrite(models.TransientModel):
    _name = "club.message.write"
    _description = "Message to a Member"

    member_id = fields.Many2one("club.member", required=True, ondelete="cascade")
    channel = fields.Selection(CHANNELS, "Sent by", required=True, default="sms")
    subject = fields.Char()
    body = fields.Text("Text", required=True)
    preview = fields.Text(compute="_compute_preview")
    length_text = fields.Char("Length", compute="_compute_preview")

    @api.onchange("member_id", "channel")
    def _onchange_channel(self):
        """Begin with the programme's own text for personal messages, in the member's language."""
        program = self.member_id.program_id
        texts = {text.lang: text for text in program.message_template_ids.filtered(
            lambda text: text.event == "personal" and text.channel == self.channel)}
        if texts and not self.body:
            text, _program = program._text_for(self.member_id.partner_id.lang, texts)
            self.body, self.subject = text.body, text.subject

    @api.depends("body", "channel", "member_id")
    def _compute_preview(self):
        for dialog in self:
            # sudo: the dialog is a manager's, and is refused at the end to whoever may not write to this member
            body = dialog.sudo()._filled_in()
            size = messages.size(body)
            dialog.preview = body
            dialog.length_text = dialog.channel == "sms" and self.env._(
                "%(units)s characters, %(parts)s parts", units=size.units, parts=size.parts)

    def _filled_in(self):
        """The text as this member gets it."""
        member, wallet, text = self.member_id, self.member_id.wallet_id, self._whole()
        if not member:
            return text
        names = [name for name in messages.placeholders(text) if name in ALWAYS]
        row = (member.id, member.partner_id.name or "", "", member.partner_id.lang, member.card_number, member.tier_id.id,
               None, wallet.balance_paid, wallet.balance_bonus, wallet.balance_points)
        return member.program_id._message_row(row, {"": Template("", text, tuple(names))}, None, {}, {})[3]

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
