"""What a transfer between members costs: a service with its own taxes, paid from the sender's paid credit in the same moment.

    Dr paid credit of the sender    Cr income of the fee, Cr tax
"""

from odoo import api, fields, models

from .club_errors import ClubNotAllowed


class ClubProgram(models.Model):
    _inherit = "club.program"

    transfer_fee = fields.Monetary(
        "Fee of a transfer", tracking=True, help="Before taxes, from the sender's paid credit. Zero: transfers cost nothing.")

    _transfer_fee_range = models.Constraint(
        "CHECK(COALESCE(transfer_fee, 0) >= 0)", "The fee of a transfer cannot be negative.")

    @api.model_create_multi
    def create(self, vals_list):
        programs = super().create(vals_list)
        programs._complete_transfer_fees()
        return programs

    def write(self, vals):
        done = super().write(vals)
        if vals.get("transfer_fee"):
            self._complete_transfer_fees()
        return done

    def _complete_transfer_fees(self):
        # sudo: a manager sets the fee alone, without rights on products and accounts
        charging = self.sudo().filtered("transfer_fee")
        charging.program_company_ids.filtered("paid_account_id")._complete_transfer_fee()


class ClubProgramCompany(models.Model):
    _inherit = "club.program.company"

    transfer_fee_product_id = fields.Many2one(
        "product.product", "Transfer fee", check_company=True, ondelete="restrict",
        help="Its income account and its taxes are those of the fee.")

    def _complete_books(self):
        super()._complete_books()
        if self.program_id.transfer_fee:
            self._complete_transfer_fee()

    def _complete_transfer_fee(self):
        """Make the product of the fee where it is missing, with the company's usual taxes and an income account of its own."""
        for row in self:
            row = row.with_company(row.company_id)
            if not row.transfer_fee_product_id:
                known = row._of_same_books().transfer_fee_product_id[:1]
                row.transfer_fee_product_id = known or row._new_transfer_fee_product()
            product = row.transfer_fee_product_id
            product.filtered(lambda one: not one.active).active = True
            if not product.property_account_income_id:
                product.property_account_income_id = row._new_account(self.env._("Transfer fees"), "income_other")

    def _new_transfer_fee_product(self):
        root = self.company_id.root_id
        return self.env["product.product"].with_company(root).create({
            "name": self.env._("Transfer of credit"), "type": "service", "list_price": 0.0, "available_in_pos": False,
            "company_id": root.id, "taxes_id": [(6, 0, root.account_sale_tax_id.ids)], "purchase_ok": False})

    def _transfer_fee_taxes(self):
        return self.transfer_fee_product_id.taxes_id._filter_taxes_by_company(self.company_id)

    def _transfer_fee_whole(self):
        """What a transfer costs in this company, with taxes."""
        fee, currency = self.program_id.transfer_fee, self.currency_id
        return self._transfer_fee_taxes().compute_all(fee, currency, handle_price_include=False)["total_included"]


class ClubWallet(models.Model):
    _inherit = "club.wallet"

    def _operate_transfer(self, target, purse, amount, key, reason=None):
        moved = super()._operate_transfer(target, purse, amount, key, reason)
        self._charge_transfer_fee(key)
        return moved

    def _charge_transfer_fee(self, key):
        """Take the fee of a transfer and book it, once per request."""
        row, program = self._company_row(), self.program_id
        cause = self._operation_cause("transfer_fee", key, self.env._("Transfer fee"))
        if not program.transfer_fee or self._has_done(cause):
            return
        product, today = row.transfer_fee_product_id.with_company(row.company_id), program._today()
        account = product.property_account_income_id
        if not product.active or not account.active:
            raise ClubNotAllowed(self.env._(
                "%s has no product with an income account for the fee of a transfer. “Complete the set-up” of the programme "
                "makes it.", row.company_id.name))
        row._require_books(["paid"], today)
        carrying = row._carrying_items(self.spend({"paid": row._transfer_fee_whole()}, cause), product.name)
        fee = row._item(account, False, -program.transfer_fee, product.name) | {
            "product_id": product.id, "tax_ids": [(6, 0, row._transfer_fee_taxes().ids)]}
        _booked, items = row._post_entry(product.name, [*(values for _entry, values in carrying), fee], today)
        self.link_postings([(entry_id, item.id) for (entry_id, _values), item in zip(carrying, items, strict=False)])
