"""A customer's way to the club: the membership, or joining."""

from odoo import fields, models
from odoo.addons.account.models.account_move import BYPASS_LOCK_CHECK

READERS = (
    "customer_club.customer_club_group_staff,customer_club.customer_club_group_accountant,"
    "customer_club.customer_club_group_auditor")


class ResPartner(models.Model):
    _inherit = "res.partner"

    club_member_id = fields.Many2one(
        "club.member", "Club membership", compute="_compute_club_member_id", groups=READERS)
    club_card_number = fields.Char("Club card", compute="_compute_club_member_id", groups=READERS)

    _club_phone = models.Index("(phone_sanitized) WHERE phone_sanitized IS NOT NULL")

    def _compute_club_member_id(self):
        members = self.env["club.member"].search([("partner_id", "in", self.ids)], order="id desc")
        by_partner = {member.partner_id.id: member for member in members}
        for partner in self:
            partner.club_member_id = by_partner.get(partner._origin.id, False)
            partner.club_card_number = partner.club_member_id.card_number

    def write(self, vals):
        items = self._club_wallet_items() if "parent_id" in vals else {}
        done = super().write(vals)
        for partner, own in items.items():
            # Odoo hands a partner's journal items to a new parent. The wallet's stay: its member stays their partner.
            own.with_context(bypass_lock_check=BYPASS_LOCK_CHECK).partner_id = partner
        return done

    def _club_wallet_items(self):
        """{partner: journal items of these partners on accounts of paid credit}."""
        # sudo: whoever edits a customer need not see the books
        env = self.sudo().env
        accounts = env["club.program.company"].search([("paid_account_id", "!=", False)]).paid_account_id
        return env["account.move.line"].search(
            [("partner_id", "in", self.ids), ("account_id", "in", accounts.ids)]).grouped("partner_id")

    def action_club_member(self):
        """Open the membership, or the form with which a manager makes this customer a member."""
        return {
            "type": "ir.actions.act_window", "name": self.env._("Club membership"), "res_model": "club.member",
            "view_mode": "form", "res_id": self.club_member_id.id, "context": {"default_partner_id": self.id},
        }
