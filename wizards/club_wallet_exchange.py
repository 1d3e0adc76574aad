"""Exchanges points of a member for bonus."""

from odoo import api, fields, models


class ClubWalletExchange(models.TransientModel):
    _name = "club.wallet.exchange"
    _description = "Exchange Points"
    _inherit = ["club.wallet.dialog.mixin"]

    exchange_points = fields.Integer(related="program_id.exchange_points")
    points = fields.Integer(required=True)
    credit = fields.Monetary("Bonus for them", compute="_compute_credit")

    @api.depends("points")
    def _compute_credit(self):
        for dialog in self:
            dialog.credit = dialog.program_id._exchange_worth(dialog.points)

    def action_done(self):
        self.ensure_one()
        self.wallet_id._may_operate("manager")._operate_exchange(self.points, self.request_key)
        return self._done(self.env._(
            "%(points)s points became %(credit)s of bonus.", points=self.program_id._money(self.points, "points"),
            credit=self.program_id._money(self.credit)))
