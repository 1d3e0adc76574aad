"""Which lots an entry took from or gave back to."""

from odoo import fields, models

from .club_ledger_guard import guard_table


class ClubWalletAllocation(models.Model):
    _name = "club.wallet.allocation"
    _description = "Wallet Allocation"
    _inherit = ["club.ledger.guard.mixin"]
    _log_access = False

    entry_id = fields.Many2one("club.wallet.entry", required=True, ondelete="restrict", index=True)
    lot_id = fields.Many2one("club.wallet.lot", required=True, ondelete="restrict", index=True)
    currency_id = fields.Many2one(related="lot_id.currency_id")
    amount = fields.Monetary(required=True, help="Signed change of what the lot has left.")

    _not_zero = models.Constraint("CHECK(amount <> 0)")

    def init(self):
        guard_table(self.env.cr, self._table)
