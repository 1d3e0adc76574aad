"""Money for a wallet at the desk: topped up by a payment, or paid out."""

from odoo import fields, models

from ..models.club_wallet_operate import NOT_LEFT, WHATEVER_STATE


class ClubWalletPay(models.TransientModel):
    _name = "club.wallet.pay"
    _description = "Top a Wallet up or Pay it out"
    _inherit = ["club.wallet.dialog.mixin"]

    direction = fields.Selection(
        [("top_up", "Topped up"), ("payout", "Paid out")], required=True, readonly=True, default="top_up")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company, readonly=True)
    journal_id = fields.Many2one(
        "account.journal", "Paid through", required=True, check_company=True, domain="[('type', 'in', ('bank', 'cash'))]")
    amount = fields.Monetary(required=True)

    def action_done(self):
        self.ensure_one()
        request = self.journal_id.sudo(), self.amount, self.request_key, self.reason  # sudo: its accounts are the books' own
        told = self.program_id._money(self.amount)
        if self.direction == "top_up":
            self.wallet_id._may_operate("manager", "accountant")._operate_top_up(*request)
            return self._done(self.env._("%s was topped up.", told))
        wallet = self.wallet_id._may_operate("accountant", states=NOT_LEFT, programs=WHATEVER_STATE)
        wallet._operate_payout(*request)
        return self._done(self.env._("%s was paid out.", told))
