"""What the dialogs of wallet operations share: whose wallet, the request's key, and what is said at the end.

The key is made when the dialog opens, so pressing its button twice does the work once.
"""

from uuid import uuid4

from odoo import api, fields, models

from ..models.club_client import CLOSE, notification


class ClubWalletDialogMixin(models.AbstractModel):
    _name = "club.wallet.dialog.mixin"
    _description = "Dialog of a wallet operation"

    wallet_id = fields.Many2one("club.wallet", required=True, readonly=True, ondelete="cascade")
    request_key = fields.Char(required=True, readonly=True, default=lambda self: uuid4().hex)
    program_id = fields.Many2one(related="wallet_id.program_id")
    currency_id = fields.Many2one(related="wallet_id.currency_id")
    available_paid = fields.Monetary("Paid credit now", related="wallet_id.available_paid")
    available_bonus = fields.Monetary("Bonus now", related="wallet_id.available_bonus")
    available_points = fields.Float("Points now", compute="_compute_available_points", digits=(16, 0))
    reason = fields.Char(help="Stays in the ledger for good: name no person here")

    @api.model
    def default_get(self, names):
        """The wallet of the record that the dialog was opened from: a wallet or a member."""
        values, context = super().default_get(names), self.env.context
        if "wallet_id" in names and not values.get("wallet_id") and context.get("active_id"):
            record = self.env[context["active_model"]].browse(context["active_id"])
            values["wallet_id"] = (record.wallet_id if record._name == "club.member" else record).id
        return values

    @api.depends("wallet_id")
    def _compute_available_points(self):
        for dialog in self:
            dialog.available_points = dialog.wallet_id.available_points

    def _done(self, message):
        """Close the dialog and say what was done."""
        return notification(message, CLOSE)
