"""What the wallet's screen shows beside the balances: the credits that are still open, and the way to the entries."""

from odoo import api, fields, models


class ClubWallet(models.Model):
    _inherit = "club.wallet"

    open_lot_ids = fields.One2many("club.wallet.lot", "wallet_id", "Open credits", domain=[("remaining", ">", 0)])
    open_hold_ids = fields.One2many(
        "club.wallet.hold", "wallet_id", "Open holds", domain=[("state", "=", "open"), ("expires_at", ">", "now")])

    @api.depends("member_id.display_name")
    def _compute_display_name(self):
        for wallet in self:
            wallet.display_name = wallet.member_id.display_name

    def action_open_entries(self):
        return self.member_id.action_open_entries()

    def action_print_statement(self):
        return self.member_id.action_print_statement()
