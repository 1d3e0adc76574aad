"""Pays an open customer invoice from the customer's wallet."""

from odoo import api, fields, models


class ClubInvoicePay(models.TransientModel):
    _name = "club.invoice.pay"
    _description = "Pay an Invoice from the Wallet"
    _inherit = ["club.wallet.dialog.mixin"]

    move_id = fields.Many2one("account.move", "Invoice", required=True, readonly=True, ondelete="cascade")
    due = fields.Monetary(related="move_id.amount_residual", string="Due")
    amount = fields.Monetary(required=True)

    @api.model
    def default_get(self, names):
        values = super().default_get(names)
        move = self.env["account.move"].browse(values.get("move_id"))
        if wallet := move.club_wallet_id:
            values |= {"wallet_id": wallet.id, "amount": min(move.amount_residual, wallet._payable())}
        return values

    def action_done(self):
        self.ensure_one()
        wallet = self.wallet_id._may_operate("accountant")
        self.move_id.check_access("read")
        # sudo: the club writes its own entry; whether the wallet may pay was decided above
        self.move_id.sudo()._club_pay(wallet, self.amount, self.request_key)
        return self._done(self.env._("The wallet paid %s.", self.program_id._money(self.amount)))
