"""Gives credit of one member to another."""

from odoo import api, fields, models

from ..models.club_wallet_entry import PURSE_SELECTION


class ClubWalletTransfer(models.TransientModel):
    _name = "club.wallet.transfer"
    _description = "Transfer Credit"
    _inherit = ["club.wallet.dialog.mixin"]

    target_id = fields.Many2one(
        "club.member", "To", required=True, ondelete="cascade",
        domain="[('program_id', '=', program_id), ('state', '=', 'active'), ('wallet_id', '!=', wallet_id)]")
    purse = fields.Selection(PURSE_SELECTION, required=True, default="bonus")
    amount = fields.Monetary(required=True, help="In points for the points purse.")
    fee = fields.Monetary(
        "Fee with taxes", compute="_compute_fee", help="From the sender's paid credit, beside what is transferred.")

    @api.depends("wallet_id")
    def _compute_fee(self):
        for dialog in self:
            # sudo: a manager need not be able to see the taxes of the fee
            row = dialog.sudo().program_id._company(self.env.company)
            dialog.fee = row._transfer_fee_whole() if row else 0

    def action_done(self):
        self.ensure_one()
        wallet = self.wallet_id._may_operate("manager")
        target = self.target_id.wallet_id._may_operate("manager")
        wallet._operate_transfer(target, self.purse, self.amount, self.request_key, self.reason)
        return self._done(self.env._(
            "%(amount)s was transferred to %(member)s.", amount=self.program_id._money(self.amount, self.purse),
            member=self.target_id.display_name))
