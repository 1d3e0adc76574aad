"""Exchanges points of a member for bonus, or for a code of a partner."""

from odoo import api, fields, models


class ClubWalletExchange(models.TransientModel):
    _name = "club.wallet.exchange"
    _description = "Exchange Points"
    _inherit = ["club.wallet.dialog.mixin"]

    exchange_points = fields.Integer(related="program_id.exchange_points")
    exchanges_for_codes = fields.Boolean(related="wallet_id.exchanges_for_codes")
    into = fields.Selection(
        [("bonus", "Bonus"), ("code", "A partner's code")], "For", required=True, compute="_compute_into", store=True,
        readonly=False, precompute=True)
    points = fields.Integer()
    credit = fields.Monetary("Bonus for them", compute="_compute_credit")
    batch_id = fields.Many2one(
        "club.code.batch", "Codes", ondelete="cascade",
        domain="[('program_id', '=', program_id), ('kind', '=', 'partner'), ('state', '=', 'running')]")
    code_points = fields.Integer("Points for a code", related="batch_id.points")
    code_left = fields.Integer("Codes left", related="batch_id.free_count")
    code_id = fields.Many2one("club.code", readonly=True, ondelete="cascade")
    code_text = fields.Char("Code to read out", related="code_id.shown_text")

    @api.depends("points")
    def _compute_credit(self):
        for dialog in self:
            dialog.credit = dialog.program_id._exchange_worth(dialog.points)

    @api.depends("wallet_id")
    def _compute_into(self):
        for dialog in self:
            dialog.into = "bonus" if dialog.exchange_points else "code"

    def action_done(self):
        self.ensure_one()
        wallet = self.wallet_id._may_operate("manager")
        if self.into == "code":
            return self._show_code(wallet._operate_exchange_code(self.batch_id.with_env(wallet.env), self.request_key))
        wallet._operate_exchange(self.points, self.request_key)
        return self._done(self.env._(
            "%(points)s points became %(credit)s of bonus.", points=self.program_id._money(self.points, "points"),
            credit=self.program_id._money(self.credit)))

    def action_close(self):
        return {"type": "ir.actions.act_window_close"}

    def _show_code(self, code):
        """The dialog again, with the code to read out; later it stands with the member."""
        self.code_id = code
        return {
            "type": "ir.actions.act_window", "name": self.env._("The code"), "res_model": self._name, "res_id": self.id,
            "view_mode": "form", "target": "new"}
