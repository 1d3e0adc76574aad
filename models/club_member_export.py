"""All that the club knows of a member, for the member to take away: JSON and CSV in one ZIP."""

import base64

from odoo import models
from odoo.tools import html2plaintext

from ..sheets.archive import archive

PROFILE = (
    "card_number", "joined_at", "state", "gender", "calendar", "birth_day", "birth_month", "birth_year", "anniversary_day",
    "anniversary_month", "visits", "last_purchase_at")
PARTNER = ("name", "phone", "email", "street", "street2", "zip", "city", "country_id", "lang", "comment")


class ClubMember(models.Model):
    _inherit = "club.member"

    def _export_file(self):
        """(name, base64 content) of the ZIP with this member's data."""
        self.ensure_one()
        self._check_may_manage()
        # sudo: decided above; a manager need not have rights on each order and message of the member
        content = archive(self.sudo()._export_parts())
        return f"member_{self.id}.zip", base64.b64encode(content)

    def _export_parts(self):
        """{part: rows} of what is known of this member. Whatever else knows something of members adds a part."""
        purchases = self.env["club.purchase"].search([("member_id", "=", self.id)], order="id")
        wallet = self.env["club.wallet"].search([("member_id", "in", (self | self.merged_ids).ids)])
        entries = self.env["club.wallet.entry"].search([("wallet_id", "in", wallet.ids)], order="id")
        messages = self.env["mail.message"].search(
            ["|", "&", ("model", "=", self._name), ("res_id", "=", self.id),
             "&", ("model", "=", "res.partner"), ("res_id", "=", self.partner_id.id)], order="id")
        return {
            "profile": [self._export_row(self.partner_id, PARTNER) | self._export_row(self, PROFILE)
                        | {"tier": self.tier_id.name or "", "program": self.program_id.name}],
            "wallet": [self._export_row(entry, ("entered_at", "purse", "kind", "amount", "reason", "source_key"))
                       for entry in entries],
            "credits": [self._export_row(lot, ("created_at", "purse", "origin", "amount", "remaining", "pending_until",
                                               "expires_on")) for lot in wallet.lot_ids],
            "purchases": [self._export_row(purchase, (
                "purchased_at", "channel", "source_key", "branch_id", "amount", "saved", "paid_by_paid", "paid_by_bonus",
                "paid_by_points", "earned_credit", "earned_points")) for purchase in purchases],
            "awards": [self._export_row(award, ("purchase_id", "offer_id", "discount", "credit", "points"))
                       for award in purchases.award_line_ids],
            "lost_cards": [self._export_row(card, ("card_number", "lost_at")) for card in self.lost_card_ids],
            "messages": [{"date": message.date, "text": html2plaintext(message.body or "")} for message in messages],
        }

    def _export_row(self, record, names):
        """Plain values of these fields of a record; of linked records their names."""
        return {name: record[name].display_name or "" if record._fields[name].relational else record[name] for name in names}
