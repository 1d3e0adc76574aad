"""Who writes one of the words to a line of the club gets no more SMS, or gets them again."""

from odoo import api, fields, models

from ..engine import messages, text


class ClubProgram(models.Model):
    _inherit = "club.program"

    stop_words = fields.Char(
        "Words that stop SMS", default="11 لغو stop",
        help="Written to the line alone, in any digits, they end all SMS but codes.")
    resume_words = fields.Char("Words that resume SMS", default="12 start")


class ClubSmsGateway(models.Model):
    _inherit = "club.sms.gateway"

    @api.private
    def _note_incoming(self, incoming):
        """Note on the members with this number what they wrote; words of stopping and resuming are their consent."""
        phone = self.env["res.partner"]._phone_format(
            number=text.ascii_digits(incoming.phone), country=self.company_id.country_id, force_format="E164")
        programs = self.env["club.program"].search([("program_company_ids.company_id", "parent_of", self._companies().ids)])
        for program in programs if phone else ():
            members = self.env["club.member"].search([
                ("program_id", "=", program.id), ("partner_id.phone_sanitized", "=", phone)])
            for agreed, words in ((False, program.stop_words), (True, program.resume_words)):
                if messages.means(incoming.body, words or ""):
                    self.env["club.consent"]._record(
                        members, agreed, ["sms"], ["service", "marketing"], "message", incoming.body)
            for member in members:
                member._message_log(body=self.env._("Wrote by SMS: %s", incoming.body))
