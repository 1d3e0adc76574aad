"""Payments that moved a wallet stay as they are; what was wrong is taken back by a payment the other way."""

from odoo import fields, models

from .account_move_line import READERS
from .club_errors import ClubNotAllowed
from .club_wallet_operate import NOT_LEFT, WHATEVER_STATE


class AccountPayment(models.Model):
    _inherit = "account.payment"

    club_wallet_id = fields.Many2one(
        "club.wallet", "Club wallet", readonly=True, copy=False, index="btree_not_null", ondelete="restrict", groups=READERS)

    def action_draft(self):
        self._club_refuse_change()
        return super().action_draft()

    def action_cancel(self):
        self._club_refuse_change()
        return super().action_cancel()

    def action_reject(self):
        self._club_refuse_change()
        return super().action_reject()

    def _club_refuse_change(self):
        for payment in self.sudo():  # sudo: whoever may cancel payments need not be able to see wallets
            if payment.club_wallet_id:
                raise ClubNotAllowed(self.env._(
                    "%(payment)s moved the wallet of %(member)s and stays. Press “Take back” instead.",
                    payment=payment.name, member=payment.club_wallet_id.display_name))

    def action_club_take_back(self):
        """Undo a top-up by paying it out through the same journal, or a payout by topping up; once. Opens that payment."""
        self.ensure_one()
        wallet = self.club_wallet_id._may_operate("accountant", states=NOT_LEFT, programs=WHATEVER_STATE)
        payment = self.sudo()  # sudo: decided above; the journal is the one that took the money
        request = payment.journal_id, payment.amount, f"back:{payment.id}", self.env._("Takes back %s", payment.name)
        inbound = payment.payment_type == "inbound"
        back = wallet._operate_payout(*request, owed=True) if inbound else wallet._operate_top_up(*request)
        return {
            "type": "ir.actions.act_window", "name": back.name, "res_model": "account.payment", "view_mode": "form",
            "res_id": back.id}
