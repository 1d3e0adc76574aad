"""What the log of messages tells of one member: shown, exported, erased with them."""

from odoo import models

CONTENT = dict.fromkeys(("recipient", "subject", "body"), False)


class ClubMember(models.Model):
    _inherit = "club.member"

    def action_open_messages(self):
        self.ensure_one()
        return self.env["ir.actions.act_window"]._for_xml_id("customer_club.club_message_action") | {
            "domain": [("member_id", "in", (self | self.merged_ids).ids)], "display_name": self.display_name}

    def _export_parts(self):
        messages = self.env["club.message"].search([("member_id", "in", (self | self.merged_ids).ids)], order="id")
        names = ("queued_at", "channel", "event", "recipient", "subject", "body", "state", "sent_at")
        return super()._export_parts() | {"sent": [self._export_row(message, names) for message in messages]}

    def _scrub_copies(self, partner, kept):
        super()._scrub_copies(partner, kept)
        messages = self.env["club.message"].search([("member_id", "in", self.ids)])
        messages.filtered(lambda message: message.state in ("queued", "unknown")).write({"state": "cancelled"})
        messages.write(CONTENT)
