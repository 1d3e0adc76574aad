"""Wallet payments of paid orders stay as they are."""

from odoo import api, models
from odoo.exceptions import UserError


class PosPayment(models.Model):
    _inherit = "pos.payment"

    @api.model_create_multi
    def create(self, vals_list):
        payments = super().create(vals_list)
        payments._club_refuse_change()
        return payments

    def write(self, vals):
        if {"amount", "payment_method_id", "pos_order_id"} & set(vals):
            self._club_refuse_change()
        result = super().write(vals)
        if "payment_method_id" in vals:
            self._club_refuse_change()
        return result

    def unlink(self):
        self._club_refuse_change()
        return super().unlink()

    def _club_refuse_change(self):
        """Refuse to touch wallet payments of orders that the club has recorded: the wallet was debited for them."""
        for payment in self:
            if payment.payment_method_id.type == "club_wallet" and payment.pos_order_id._club_is_recorded():
                raise UserError(self.env._(
                    "The wallet payment of order %s is booked and does not change.", payment.pos_order_id.name))
