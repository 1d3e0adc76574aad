"""The wallet as a payment method: a type of its own, without a journal and without a customer split.

Core then books nothing for it at closing but the credit of invoiced orders; the closing adds what the ledger says. It
uses the company's default POS receivable account, because that is the one core reconciles invoice payments on.
"""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

WALLET = "club_wallet"
NEVER_ON_A_WALLET = (
    "split_transactions", "journal_id", "receivable_account_id", "outstanding_account_id", "use_payment_terminal",
    "qr_code_method",
)


class PosPaymentMethod(models.Model):
    _inherit = "pos.payment.method"

    type = fields.Selection(selection_add=[(WALLET, "Club wallet")])
    club_program_company_id = fields.Many2one(
        "club.program.company", "Club wallet of", index="btree_not_null", ondelete="restrict", copy=False,
        help="The wallet of this programme pays. Filled by the programme's set-up.")

    @api.depends("club_program_company_id")
    def _compute_type(self):
        wallets = self.filtered("club_program_company_id")
        wallets.type = WALLET
        super(PosPaymentMethod, self - wallets)._compute_type()

    @api.constrains("club_program_company_id", "company_id")
    def _check_club_company(self):
        for method in self:
            # sudo: whoever may edit payment methods need not be able to read the programme
            company = method.sudo().club_program_company_id.company_id
            if company and company != method.company_id:
                raise ValidationError(self.env._(
                    "The payment method %(method)s belongs to %(own)s, its club wallet to %(company)s.",
                    method=method.name, own=method.company_id.name, company=company.name))

    @api.constrains("club_program_company_id", "config_ids")
    def _check_club_tills(self):
        self.config_ids._check_club_wallet_method()

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([
            self._club_wallet_values(vals) if vals.get("club_program_company_id") else vals for vals in vals_list])

    def write(self, vals):
        if "club_program_company_id" in vals:
            return super().write(self._club_wallet_values(vals) if vals["club_program_company_id"] else vals)
        wallets = self.filtered("club_program_company_id")
        others = self - wallets
        if wallets:
            never = {*NEVER_ON_A_WALLET, "payment_method_type"}
            super(PosPaymentMethod, wallets).write({name: vals[name] for name in vals if name not in never})
        return super(PosPaymentMethod, others).write(vals) if others else True

    @api.model
    def _club_wallet_values(self, vals):
        """`vals` with everything a wallet never has switched off."""
        return {**vals, **dict.fromkeys(NEVER_ON_A_WALLET, False), "payment_method_type": "none"}

    def _get_payment_terminal_selection(self):
        return [] if self.club_program_company_id else super()._get_payment_terminal_selection()

    @api.depends("club_program_company_id")
    def _compute_hide_use_payment_terminal(self):
        wallets = self.filtered("club_program_company_id")
        wallets.hide_use_payment_terminal = True
        super(PosPaymentMethod, self - wallets)._compute_hide_use_payment_terminal()
