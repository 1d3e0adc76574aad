"""How members confirm a wallet payment, and what the SMS with the code says."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ClubProgram(models.Model):
    _inherit = "club.program"

    confirm_by = fields.Selection(
        [("none", "Nothing"), ("pin", "PIN"), ("sms", "Code by SMS"), ("pin_or_sms", "PIN, or else a code by SMS")],
        "Payments are confirmed by", default="none", required=True,
        help="What the member is asked for at the till before the wallet pays.")
    code_text = fields.Char(
        "Text of the code's SMS", translate=True,
        help="{code} stands for the code, {club} for the programme's name. Empty: a text of ours in the member's language.")

    @api.constrains("code_text")
    def _check_code_text(self):
        for program in self:
            if program.code_text and "{code}" not in program.code_text:
                raise ValidationError(self.env._("The text of the code's SMS must contain {code}, where the code is to stand."))

    def _code_message(self, member, code):
        """What the SMS says, in the member's language."""
        program = self.with_context(lang=member.partner_id.lang or self.env.lang)
        text = program.code_text or program.env._("{club}: your code for the payment is {code}. Tell it to the cashier only.")
        return text.replace("{club}", program.name).replace("{code}", code)
