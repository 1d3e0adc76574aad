"""Enters what a member brings from an earlier club."""

from odoo import fields, models

from ..models.club_wallet_entry import PURSE_SELECTION


class ClubWalletOpening(models.TransientModel):
    _name = "club.wallet.opening"
    _description = "Opening Balance"
    _inherit = ["club.wallet.dialog.mixin"]

    purse = fields.Selection(PURSE_SELECTION, required=True, default="paid")
    amount = fields.Monetary(required=True, help="In points for the points purse.")
    expires_on = fields.Date("Until", help="Empty: never lapses. Paid credit never does.")

    def action_done(self):
        self.ensure_one()
        wallet = self.wallet_id._may_operate("accountant", programs=("draft", "pilot", "live"))
        wallet._operate_opening(self.purse, self.amount, self.request_key, self.expires_on or None)
        return self._done(self.env._("Opening balance of %s.", self.program_id._money(self.amount, self.purse)))
