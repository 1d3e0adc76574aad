"""An amount set aside for an order that is about to be paid. Not an entry: available = balance - pending - open holds."""

from odoo import fields, models


class ClubWalletHold(models.Model):
    _name = "club.wallet.hold"
    _description = "Wallet Hold"
    _inherit = ["club.ledger.guard.mixin"]
    _order = "id desc"
    _log_access = False

    wallet_id = fields.Many2one("club.wallet", required=True, ondelete="restrict", index=True)
    member_id = fields.Many2one(related="wallet_id.member_id")
    currency_id = fields.Many2one(related="wallet_id.currency_id")
    order_uuid = fields.Char(required=True, index=True)
    request_hash = fields.Char(required=True)
    amount = fields.Monetary(required=True, help="What the hold can pay.")
    amount_paid = fields.Monetary(required=True)
    amount_bonus = fields.Monetary(required=True)
    amount_points = fields.Monetary(required=True, help="In points.")
    state = fields.Selection(
        [("open", "Open"), ("captured", "Captured"), ("released", "Released")], required=True, default="open")
    created_at = fields.Datetime(required=True)
    expires_at = fields.Datetime(required=True)

    _order_once = models.UniqueIndex("(order_uuid) WHERE state = 'open'")
    _open_holds = models.Index("(wallet_id, expires_at) WHERE state = 'open'")
