"""What is left of a credit."""

from odoo import api, fields, models
from odoo.tools import format_date

from .club_labels import selection_labels
from .club_wallet_entry import PURSE_SELECTION

ORIGINS = [
    ("purchase", "Purchase"), ("gift", "Gift"), ("top_up", "Top-up"), ("refund", "Refund"),
    ("opening", "Opening balance"), ("adjust", "Adjustment"),
]


class ClubWalletLot(models.Model):
    _name = "club.wallet.lot"
    _description = "Wallet Lot"
    _inherit = ["club.ledger.guard.mixin"]
    _order = "expires_on, created_at, id"
    _log_access = False

    entry_id = fields.Many2one("club.wallet.entry", required=True, ondelete="restrict", index=True)
    wallet_id = fields.Many2one("club.wallet", required=True, ondelete="restrict")
    program_id = fields.Many2one("club.program", required=True, ondelete="restrict")
    program_company_id = fields.Many2one("club.program.company", ondelete="restrict", help="The company that issued it.")
    branch_id = fields.Many2one("club.branch", ondelete="restrict")
    purse = fields.Selection(PURSE_SELECTION, required=True)
    origin = fields.Selection(ORIGINS, required=True, help="Decides the accounting: what no purchase earned is marketing cost.")
    currency_id = fields.Many2one(related="program_id.currency_id")
    amount = fields.Monetary(required=True)
    remaining = fields.Monetary(required=True)
    created_at = fields.Datetime(required=True)
    pending_until = fields.Datetime()
    expires_on = fields.Date(help="The last day on which it can be spent. Empty: never lapses.")
    allocation_ids = fields.One2many("club.wallet.allocation", "lot_id")

    _remaining_range = models.Constraint("CHECK(remaining BETWEEN 0 AND amount)")
    _open_lots = models.Index("(wallet_id, purse) WHERE remaining > 0")
    _due_lots = models.Index("(program_id, expires_on) WHERE remaining > 0 AND expires_on IS NOT NULL")

    @api.depends_context("lang", "tz")
    @api.depends("origin", "created_at")
    def _compute_display_name(self):
        origins = selection_labels(self, "origin")
        for lot in self:
            lot.display_name = f"{origins.get(lot.origin, '')} {format_date(self.env, lot.created_at)}"
