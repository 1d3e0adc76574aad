"""Messages that carry a one-time code: what they say is gone as soon as the gateway has had them."""

from odoo import fields, models


class SmsSms(models.Model):
    _inherit = "sms.sms"

    club_code_id = fields.Many2one("club.one.time.code", ondelete="cascade", index="btree_not_null")

    def _handle_call_result_hook(self, results):
        """Sent or failed, a code is not sent again and not kept: Odoo itself keeps what was sent until the night, and what
        failed for good.
        """
        result = super()._handle_call_result_hook(results)
        self.filtered("club_code_id").write({"body": False, "to_delete": True})
        return result
