"""Settles what two companies of a programme owe each other."""

from odoo import api, fields, models

from ..models.club_errors import ClubNotAllowed


class ClubBooksSettle(models.TransientModel):
    _name = "club.books.settle"
    _description = "Settle between Companies"

    program_id = fields.Many2one(
        "club.program", "Programme", required=True, default=lambda self: self._default_program(), ondelete="cascade")
    currency_id = fields.Many2one(related="program_id.currency_id")
    payer_id = fields.Many2one(
        "club.program.company", "Who pays", required=True, domain="[('program_id', '=', program_id)]", ondelete="cascade")
    payee_id = fields.Many2one(
        "club.program.company", "Who is paid", required=True, ondelete="cascade",
        domain="[('program_id', '=', program_id), ('id', '!=', payer_id)]")
    payer_company_id = fields.Many2one(related="payer_id.company_id", string="Paying company")
    payee_company_id = fields.Many2one(related="payee_id.company_id", string="Paid company")
    owed = fields.Monetary("Owed by the payer's books", compute="_compute_owed")
    mirrored = fields.Monetary("Owed by the other's books", compute="_compute_owed")
    payer_journal_id = fields.Many2one(
        "account.journal", "Paid from", required=True, ondelete="cascade",
        domain="[('type', 'in', ('bank', 'cash')), ('company_id', '=', payer_company_id)]")
    payee_journal_id = fields.Many2one(
        "account.journal", "Received in", required=True, ondelete="cascade",
        domain="[('type', 'in', ('bank', 'cash')), ('company_id', '=', payee_company_id)]")

    @api.model
    def _default_program(self):
        return self.env["club.program"].search([("state", "!=", "draft")]).filtered(
            lambda program: any(program.program_company_ids.mapped("has_other_books")))[:1]

    @api.model
    def default_get(self, names):
        """The first pair that owes each other something, the debtor paying."""
        values = super().default_get(names)
        program = self.env["club.program"].browse(values.get("program_id"))
        if program and {"payer_id", "payee_id"} <= set(names):
            # sudo: the books are summed as a whole; the user's own companies are asked for below
            for row, other, owed, _due in program.sudo()._pairs():
                if row.company_id | other.company_id <= self.env.user.company_ids and owed:
                    payer, payee = (row, other) if owed > 0 else (other, row)
                    return values | {"payer_id": payer.id, "payee_id": payee.id}
        return values

    @api.depends("payer_id", "payee_id")
    def _compute_owed(self):
        for wizard in self:
            payer, payee = wizard._rows()
            wizard.owed = payer and payer.program_id._from_minor(payer._owed_to(payee))
            wizard.mirrored = payer and payer.program_id._from_minor(-payee._owed_to(payer))

    def _rows(self):
        """Both programme companies, with sudo; empty where the user may not see the books of both."""
        payer, payee = self.payer_id, self.payee_id
        if not payer or not payee or not payer.company_id | payee.company_id <= self.env.user.company_ids:
            return payer.browse(), payer.browse()
        # sudo: both companies are the user's own, which one does not see while working in the other
        return payer.sudo(), payee.sudo()

    def action_settle(self):
        """Book the payment in both companies, or refuse with one sentence. Opens the payments."""
        self.ensure_one()
        if not self.env.user.has_group("customer_club.customer_club_group_accountant"):
            raise ClubNotAllowed(self.env._("Only the club's accountants settle; %s is none.", self.env.user.name))
        payer, payee = self._rows()
        if not payer:
            raise ClubNotAllowed(self.env._("Name two companies whose books you keep."))
        payments = payer._settle_with(payee, self.payer_journal_id.sudo(), self.payee_journal_id.sudo())  # sudo: as above
        return {
            "type": "ir.actions.act_window", "name": self.env._("Settlement"), "res_model": "account.payment",
            "view_mode": "list,form", "domain": [("id", "in", payments.ids)]}
