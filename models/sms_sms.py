"""Odoo's SMS: they go through the gateway of their company, and what carries a one-time code is not kept.

Odoo's queue asks one API for a whole batch; here each company's messages go to the company's own. The club's API sends nothing
in Odoo's transaction: it puts the messages into the outbox (`club_message.py`), in the same transaction.
"""

from odoo import fields, models
from odoo.addons.sms.tools.sms_api import SmsApiBase

PROCESSING = "processing"  # Odoo's word for a message that the service has taken


class ClubSmsApi(SmsApiBase):
    """Odoo's interface of an SMS service, for a company that has a gateway of the club."""

    def _send_sms_batch(self, messages, delivery_reports_url=False):
        gateway = self.env["club.sms.gateway"]._of(self.company).with_company(self.company)
        self.env["club.message"]._take_over(gateway, messages)
        return [{"uuid": number["uuid"], "state": PROCESSING} for message in messages for number in message["numbers"]]


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_sms_api_class(self):
        return ClubSmsApi if self.env["club.sms.gateway"]._of(self) else super()._get_sms_api_class()


class SmsSms(models.Model):
    _inherit = "sms.sms"

    club_company_id = fields.Many2one("res.company", default=lambda self: self.env.company, ondelete="set null")
    club_code_id = fields.Many2one("club.one.time.code", ondelete="cascade", index="btree_not_null")
    club_code = fields.Char(help="In clear, until the gateway has had it.")
    club_message_id = fields.Many2one("club.message", ondelete="set null", index="btree_not_null")

    def _get_sms_company(self):
        return self.mail_message_id.record_company_id or self.club_company_id or super()._get_sms_company()

    def _by_company(self):
        return self.grouped(lambda sms: sms._get_sms_company()[:1] or sms.env.company).items()

    def _split_by_api(self):
        """Each company's messages with its own API; where the club has no gateway, as Odoo does it."""
        rest = self.browse()
        for company, messages in self._by_company():
            if company._get_sms_api_class() is ClubSmsApi:
                yield ClubSmsApi(self.with_company(company).env), messages.with_company(company)
            else:
                rest |= messages
        if rest:
            yield from super(SmsSms, rest)._split_by_api()

    def _send(self, **options):
        if self.env.context.get("sms_api"):
            return super()._send(**options)
        for company, messages in self._by_company():  # Odoo's queue comes with the messages of all companies at once
            super(SmsSms, messages.with_company(company))._send(**options)
        return None

    def _handle_call_result_hook(self, results):
        """Sent or failed, a code is not sent again and not kept: Odoo itself keeps what was sent until the night, and what
        failed for good. What waits in the club's outbox keeps its text until it is sent.
        """
        result = super()._handle_call_result_hook(results)
        waiting = {one["uuid"] for one in results if one["state"] == PROCESSING}
        codes = self.filtered(lambda sms: sms.club_code_id and sms.uuid not in waiting)
        codes.write({"body": False, "club_code": False, "to_delete": True})
        for message in self.club_message_id.sudo():  # sudo: the club's log is written by the club itself
            message._note_odoo_sms(self.filtered(lambda sms, message=message: sms.club_message_id == message))
        return result
