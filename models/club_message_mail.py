"""How messages leave by other ways than a gateway: e-mail through Odoo's mail, SMS through Odoo's own service."""

from odoo import api, fields, models
from odoo.tools import SQL, plaintext2html
from odoo.tools.misc import hmac

BATCH = 200


class MailMail(models.Model):
    _inherit = "mail.mail"

    club_message_id = fields.Many2one("club.message", ondelete="set null", index="btree_not_null")

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        for mail in self.filtered("club_message_id"):
            sent = mail.state == "sent"
            mail.club_message_id.sudo().write({  # sudo: the log is written by the club itself
                "state": "sent" if sent else "failed", "error": False if sent else "unknown",
                "error_text": not sent and (
                    failure_reason or mail.failure_reason or self.env._("The mail server refused it.")),
                "sent_at": fields.Datetime.now() if sent else False})
        return super()._postprocess_sent_message(success_pids, success_emails, failure_reason, failure_type)


class ClubMessage(models.Model):
    _inherit = "club.message"

    @api.model
    def _cron_send(self):
        self._hand_over("email", SQL("TRUE"), self._to_mail)
        programs = self.env["club.program"].search([("sms_by_odoo", "=", True)])
        if programs:
            companies = programs.program_company_ids.company_id.ids
            without = self.env["res.company"].search([("id", "child_of", companies)]).filtered(
                lambda company: not self.env["club.sms.gateway"]._of(company))
            self._hand_over(
                "sms", SQL("program_id = ANY(%s) AND company_id = ANY(%s)", programs.ids, without.ids), self._to_sms)
        return super()._cron_send()

    @api.model
    def _hand_over(self, channel, condition, create):
        """Hand what is due to Odoo's own queues, in committed batches; both in one transaction, so nothing goes twice."""
        while True:
            rows = self.env.execute_query(SQL(
                """UPDATE club_message SET state = 'handed', attempts = attempts + 1, attempted_at = %s
                    WHERE id = ANY(ARRAY(
                       SELECT id FROM club_message WHERE state = 'queued' AND channel = %s AND send_after <= %s
                          AND (valid_until IS NULL OR valid_until > %s) AND %s AND %s
                        ORDER BY priority, id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED)) RETURNING id""",
                fields.Datetime.now(), channel, fields.Datetime.now(), fields.Datetime.now(), condition, self._not_paused(),
                BATCH))
            if not rows:
                return
            messages = self.browse(sorted(self._sift([row[0] for row in rows], channel)))
            create(messages)
            if not self.env["ir.cron"]._commit_progress(len(messages), remaining=1):
                return

    @api.model
    def _to_mail(self, messages):
        self.env["mail.mail"].create([{
            "club_message_id": message.id, "email_to": message.recipient,
            "subject": message._with_code(message.subject, message.given_code_id),
            "body_html": plaintext2html(message._with_code(message.body or "", message.given_code_id)) + message._stop_link(),
            "auto_delete": True,
            "email_from": message.company_id.email_formatted or self.env.user.email_formatted,
        } for message in messages])

    @api.model
    def _to_sms(self, messages):
        self.env["sms.sms"].create([{
            "club_message_id": message.id, "number": message.recipient,
            "body": message._with_code(message.body, message.given_code_id),
            "club_company_id": message.company_id.id} for message in messages])

    def _stop_link(self):
        """How to get no more such e-mails, under offers and greetings."""
        if not self.marketing:
            return ""
        url = f"{self.get_base_url()}/club/stop/{self.id}/{self._stop_token()}"
        lang = self.member_id.partner_id.lang or self.env.lang
        return f'<p><a href="{url}">{self.with_context(lang=lang).env._("No more of these e-mails")}</a></p>'

    def _stop_token(self):
        return hmac(self.env(su=True), "customer_club.stop", (self.id, self.local_id))
