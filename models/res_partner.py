"""A customer's way to the club: the membership, or joining."""

from odoo import fields, models

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

    def action_club_member(self):
        """Open the membership, or the form with which a manager makes this customer a member."""
        return {
            "type": "ir.actions.act_window", "name": self.env._("Club membership"), "res_model": "club.member",
            "view_mode": "form", "res_id": self.club_member_id.id, "context": {"default_partner_id": self.id},
        }
