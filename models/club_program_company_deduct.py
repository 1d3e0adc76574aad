"""The product by which a refund is lowered by credit that was spent already: no tax, booked against the cost of credit.

Made when a programme takes up that rule. Tills load it without showing it.
"""

from odoo import api, fields, models
from odoo.fields import Command

DEDUCT = "deduct"


class ClubProgramCompany(models.Model):
    _inherit = "club.program.company"

    deduction_product_id = fields.Many2one("product.product", "Deduction", check_company=True, ondelete="restrict")

    def _complete_books(self):
        super()._complete_books()
        if self.program_id.return_policy == DEDUCT:
            self._complete_deduction()

    def _complete_deduction(self):
        """Make the product where it is missing, and keep it without taxes and on the account of cost."""
        for row in self:
            row = row.with_company(row.company_id)
            if not row.deduction_product_id:
                row.deduction_product_id = row._of_same_books().deduction_product_id[:1] or row._new_deduction_product()
            product = row.deduction_product_id
            product.filtered(lambda one: not one.active).active = True
            if product.taxes_id:
                product.taxes_id = [Command.clear()]
            if product.property_account_income_id != row.expense_account_id:
                product.property_account_income_id = row.expense_account_id

    def _new_deduction_product(self):
        return self.env["product.product"].create({
            "name": self.env._("Credit spent already"), "type": "service", "list_price": 0.0, "available_in_pos": False,
            "company_id": self.company_id.root_id.id, "taxes_id": [Command.clear()],
            "supplier_taxes_id": [Command.clear()], "sale_ok": True, "purchase_ok": False})


class ClubProgram(models.Model):
    _inherit = "club.program"

    return_policy = fields.Selection(selection_add=[(DEDUCT, "Deduct what is spent already from the refund")],
                                     ondelete={DEDUCT: "set default"})

    @api.model_create_multi
    def create(self, vals_list):
        programs = super().create(vals_list)
        programs._complete_deductions()
        return programs

    def write(self, vals):
        done = super().write(vals)
        if "return_policy" in vals:
            self._complete_deductions()
        return done

    def _complete_deductions(self):
        # sudo: a manager chooses the rule alone, without rights on products and their accounts
        deducting = self.sudo().filtered(lambda program: program.return_policy == DEDUCT)
        deducting.program_company_ids.filtered("expense_account_id")._complete_deduction()


class PosConfig(models.Model):
    _inherit = "pos.config"

    def _get_special_products(self):
        # sudo: cashiers have no access to programmes; tills load the product and show it nowhere
        rows = self.env["club.program.company"].sudo().search([("deduction_product_id", "!=", False)])
        return super()._get_special_products() | rows.deduction_product_id.filtered("active")
