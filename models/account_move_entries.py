"""From a journal entry, such as that of a closed till session, to the wallet entries that it carries."""

from odoo import fields, models

from .account_move_line import READERS


class AccountMove(models.Model):
    _inherit = "account.move"

    club_has_entries = fields.Boolean(compute="_compute_club_has_entries", groups=READERS)

    def _compute_club_has_entries(self):
        postings = self.env["club.wallet.posting"].search([("move_line_id.move_id", "in", self.ids)])
        # sudo: a manager without rights on journal items still gets the button to the club's own entries
        carrying = set(postings.sudo().move_line_id.move_id.ids)
        for move in self:
            move.club_has_entries = move.id in carrying

    def club_action_open_entries(self):
        return self.line_ids.club_action_open_entries()
