"""Which journal item carries an entry: inserted when the entry is booked, never changed."""

from odoo import fields, models

from .club_ledger_guard import guard_table


class ClubWalletPosting(models.Model):
    _name = "club.wallet.posting"
    _description = "Wallet Posting"
    _inherit = ["club.ledger.guard.mixin"]
    _log_access = False

    entry_id = fields.Many2one("club.wallet.entry", required=True, ondelete="restrict")
    move_line_id = fields.Many2one("account.move.line", required=True, ondelete="restrict", index=True)

    _entry_once = models.UniqueIndex("(entry_id, move_line_id)")

    def init(self):
        guard_table(self.env.cr, self._table)
