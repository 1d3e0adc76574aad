"""A member's card on paper: name, number and QR code. Several fit on a sheet, to be cut."""

from odoo import models

from ..reports.qr import qr_path

CARDS_ON_A_SHEET = 10


class ClubMember(models.Model):
    _inherit = "club.member"

    def _card_sheets(self):
        """These members, without those who have left, in sheets."""
        members = self.filtered(lambda member: member.active and member.state != "left")
        return [members[start:start + CARDS_ON_A_SHEET] for start in range(0, len(members), CARDS_ON_A_SHEET)]

    def _card_qr(self):
        """(size in modules, SVG path) of the card's QR code."""
        return qr_path(self.card_number)

    def _card_digits(self):
        """The number in groups of four, as it is read out."""
        return " ".join(self.card_number[start:start + 4] for start in range(0, len(self.card_number), 4))
