"""One append-only row of a purse: the ledger itself (invariants 2 and 3)."""

from odoo import fields, models

from .club_ledger_guard import guard_table

PURSE_SELECTION = [("paid", "Paid credit"), ("bonus", "Bonus"), ("points", "Points")]
KINDS = [
    ("opening", "Opening balance"),
    ("earn", "Earned"),
    ("top_up", "Topped up"),
    ("spend", "Spent"),
    ("overdraw", "Spent offline beyond the balance"),
    ("give_back", "Given back"),
    ("claw_back", "Taken back"),
    ("expire", "Expired"),
    ("adjust", "Adjusted"),
    ("exchange", "Exchanged"),
    ("payout", "Paid out"),
    ("forfeit", "Given up"),
    ("transfer_out", "Transferred away"),
    ("transfer_in", "Received"),
]


class ClubWalletEntry(models.Model):
    _name = "club.wallet.entry"
    _description = "Wallet Entry"
    _inherit = ["club.ledger.guard.mixin"]
    _order = "id desc"
    _log_access = False  # who and when are columns of the entry itself; two foreign keys fewer

    wallet_id = fields.Many2one("club.wallet", required=True, ondelete="restrict")
    member_id = fields.Many2one("club.member", required=True, ondelete="restrict", index=True)
    program_id = fields.Many2one("club.program", required=True, ondelete="restrict")
    program_company_id = fields.Many2one("club.program.company", ondelete="restrict")
    company_id = fields.Many2one(related="program_company_id.company_id")
    branch_id = fields.Many2one("club.branch", ondelete="restrict")
    purse = fields.Selection(PURSE_SELECTION, required=True)
    kind = fields.Selection(KINDS, required=True)
    amount = fields.Monetary(required=True, help="Signed change of the purse; in points for the points purse.")
    currency_id = fields.Many2one(related="program_id.currency_id")
    source_key = fields.Char(required=True, help="What the entry came from, for example pos.order:<uuid>.")
    sequence = fields.Integer(required=True, default=0)
    request_key = fields.Char(help="Key that the asking client made for its request.")
    request_hash = fields.Char(required=True, help="Digest of the request: the same key with other content is refused.")
    entered_at = fields.Datetime(required=True)
    user_id = fields.Many2one("res.users", required=True, ondelete="restrict")
    reason = fields.Char()
    origin_id = fields.Many2one(
        "club.wallet.entry", ondelete="restrict", index="btree_not_null", help="The debit that this entry gives back.")
    allocation_ids = fields.One2many("club.wallet.allocation", "entry_id")
    posting_ids = fields.One2many("club.wallet.posting", "entry_id")

    _source_once = models.UniqueIndex("(wallet_id, purse, kind, source_key, sequence)")
    _request_once = models.UniqueIndex("(wallet_id, request_key, purse, kind) WHERE request_key IS NOT NULL")
    _statement = models.Index("(wallet_id, id DESC)")
    _source = models.Index("(source_key)")
    _days = models.Index("USING brin (entered_at)")
    _not_zero = models.Constraint("CHECK(amount <> 0)")

    def init(self):
        guard_table(self.env.cr, self._table)
