"""From an entry of the ledger to what it came from and to the books."""

from odoo import api, fields, models

from .club_labels import selection_labels


class ClubWalletEntry(models.Model):
    _inherit = "club.wallet.entry"

    purchase_id = fields.Many2one("club.purchase", compute="_compute_purchase_id")
    is_posted = fields.Boolean("In the books", compute="_compute_is_posted", search="_search_is_posted")

    @api.depends("source_key", "program_id")
    def _compute_purchase_id(self):
        keys = [key for entry in self for key in entry._purchase_keys()]
        purchases = self.env["club.purchase"].search(
            [("source_key", "in", keys), ("program_id", "in", self.program_id.ids)])
        found = {(purchase.program_id, purchase.source_key): purchase for purchase in purchases}
        for entry in self:
            places = [(entry.program_id, key) for key in entry._purchase_keys()]
            entry.purchase_id = next((found[place] for place in places if place in found), False)

    def _purchase_keys(self):
        """Source keys that the entry's purchase may have: its own, else that of the return in the same order."""
        return (self.source_key, f"{self.source_key}:return") if self.source_key else ()

    def _compute_is_posted(self):
        # sudo: branch staff see whether an entry is booked, not where
        postings = self.env["club.wallet.posting"].sudo().search([("entry_id", "in", self.ids)])
        booked = set(postings.entry_id.ids)
        for entry in self:
            entry.is_posted = entry.id in booked

    @api.model
    def _search_is_posted(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("posting_ids", "!=" if True in value else "=", False)]

    @api.depends("kind", "member_id")
    def _compute_display_name(self):
        kinds = selection_labels(self, "kind")
        for entry in self:
            entry.display_name = f"{kinds.get(entry.kind, '')}, {entry.member_id.partner_id.name or ''}"

    def action_open_journal_items(self):
        return {
            "type": "ir.actions.act_window", "name": self.env._("Journal items"), "res_model": "account.move.line",
            "view_mode": "list,form", "domain": [("id", "in", self.posting_ids.move_line_id.ids)],
        }
