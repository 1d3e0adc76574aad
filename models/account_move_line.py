"""From a journal item to the wallet entries that it carries."""

from odoo import fields, models

READERS = (
    "customer_club.customer_club_group_manager,customer_club.customer_club_group_accountant,"
    "customer_club.customer_club_group_auditor")


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    club_branch_id = fields.Many2one(
        "club.branch", "Branch of the club", readonly=True, copy=False, ondelete="restrict", index="btree_not_null",
        help="The branch whose members were given what this item costs.")
    club_has_entries = fields.Boolean(compute="_compute_club_has_entries", groups=READERS)

    def _compute_club_has_entries(self):
        postings = self.env["club.wallet.posting"]._read_group([("move_line_id", "in", self.ids)], ["move_line_id"])
        carrying = {line.id for line, in postings}
        for line in self:
            line.club_has_entries = line.id in carrying

    def club_action_open_entries(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_club.club_wallet_entry_action")
        return action | {"domain": [("posting_ids.move_line_id", "in", self.ids)], "context": {}}
