"""Asks for an adjustment of a purse."""

from odoo import fields, models

from ..models.club_wallet_adjustment import GROUPS
from ..models.club_wallet_entry import PURSE_SELECTION
from ..models.club_wallet_operate import NOT_LEFT


class ClubWalletAdjust(models.TransientModel):
    _name = "club.wallet.adjust"
    _description = "Adjust a Wallet"
    _inherit = ["club.wallet.dialog.mixin"]

    purse = fields.Selection(PURSE_SELECTION, required=True, default="bonus")
    direction = fields.Selection([("up", "Add"), ("down", "Take away")], required=True, default="up")
    amount = fields.Monetary(required=True, help="In points for the points purse.")
    reason_id = fields.Many2one("club.adjustment.reason", "Why", required=True)
    note = fields.Char()

    def action_done(self):
        self.ensure_one()
        wallet = self.wallet_id._may_operate(*GROUPS, states=NOT_LEFT)
        amount = self.amount if self.direction == "up" else -self.amount
        adjustment = wallet._operate_adjust(self.purse, amount, self.reason_id, self.request_key, self.note)
        if adjustment.state == "requested":
            return self._done(self.env._("A second person must approve this: one alone may adjust up to %s in a day.",
                                         self.program_id._money(wallet._adjust_limit(self.purse), self.purse)))
        return self._done(self.env._("Adjusted by %s.", self.program_id._money(amount, self.purse)))
