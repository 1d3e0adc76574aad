"""The invoice of a discounted till order comes to the order's total, to the unit, so that its payments pay it.

An invoice line keeps two digits of a percent; the engine's discounts need more. A line takes the percent when that
gives the same amounts, else the net unit price with the percent in its text. Taxes may be rounded over the whole
invoice, so the total decides: when the percents of all lines together miss it, all lines take net prices. Whatever is
still missing (at most a unit for each line: a till that rounds otherwise) becomes a rounding line.
"""

from odoo import models
from odoo.tools import float_repr, float_round


class PosOrder(models.Model):
    _inherit = "pos.order"

    def _prepare_invoice_lines(self, move_type):
        if not self._club_has_fine_discounts():
            return super()._prepare_invoice_lines(move_type)
        lines = super()._prepare_invoice_lines(move_type)
        if self._club_invoice_misses(lines):
            net = self.with_context(customer_club_net_prices=True)
            lines = super(PosOrder, net)._prepare_invoice_lines(move_type)
        # With cash rounding core adds a line of its own.
        missing = 0 if self.config_id.cash_rounding else self._club_invoice_misses(lines)
        return [*lines, *self._club_rounding_line(missing, len(lines))]

    def _get_invoice_lines_values(self, line_values, pos_line, move_type):
        values = super()._get_invoice_lines_values(line_values, pos_line, move_type)
        if values.get("display_type") or not self._club_is_fine(line_values["discount"]):
            return values
        if not self.env.context.get("customer_club_net_prices") and self._club_percent_is_exact(line_values):
            return {**values, "discount": self._club_short(line_values["discount"])}
        discount = line_values["discount"]
        net = {**line_values, "price_unit": line_values["price_unit"] * (1 - discount / 100.0), "discount": 0.0}
        return {
            **values, "discount": 0.0, "price_unit": net["price_unit"],
            "name": f"{values['name']} (-{float_repr(discount, 2)} %)",
            "extra_tax_data": self.env["account.tax"]._export_base_line_extra_tax_data(net),
        }

    def _prepare_aml_values_list_per_nature(self):
        """The reversal of a closed order that is invoiced late, made right in a foreign currency.

        Core adds a second payment on the same account with its two currencies exchanged, and the wallet shares the
        account of cash.
        """
        values = super()._prepare_aml_values_list_per_nature()
        if self.session_id.is_in_company_currency or not self._club_wallet_payments():
            return values
        terms = [term for term in values["payment_terms"] if not term["partner_id"]]
        default = self.company_id.account_default_pos_receivable_account_id
        for term in terms:
            payments = self.payment_ids.filtered(lambda payment, account_id=term["account_id"]: (
                not payment.payment_method_id.split_transactions
                and (payment.payment_method_id.receivable_account_id or default).id == account_id))
            term["amount_currency"] = sum(payments.mapped("amount"))
            term["balance"] = sum(
                self.session_id._amount_converter(payment.amount, self.date_order, True) for payment in payments)
        rest = self.company_id.currency_id.round(sum(line["balance"] for lines in values.values() for line in lines))
        if terms and abs(rest) <= self.company_id.currency_id.rounding * (len(self.lines) + len(self.payment_ids)):
            terms[0]["balance"] -= rest  # what converting line by line leaves
        return values

    # -- what a percent does ------------------------------------------------------------------------------------------

    def _club_short(self, discount):
        """A percent as an invoice line keeps it."""
        return float_round(discount, precision_digits=self.env["decimal.precision"].precision_get("Discount"))

    def _club_is_fine(self, discount):
        """Whether an invoice line would cut digits of this percent."""
        return abs(discount - self._club_short(discount)) > 1e-9

    def _club_has_fine_discounts(self):
        return any(self._club_is_fine(line.discount) for line in self.lines)

    def _club_percent_is_exact(self, line_values):
        """Whether the short percent gives the till's amounts, without tax and with it, on this line alone."""
        def amounts(discount):
            result = line_values["tax_ids"].compute_all(
                line_values["price_unit"] * (1 - discount / 100.0), line_values["currency_id"], line_values["quantity"],
                line_values["product_id"], line_values["partner_id"])
            return [line_values["currency_id"].round(result[name]) for name in ("total_excluded", "total_included")]

        return amounts(line_values["discount"]) == amounts(self._club_short(line_values["discount"]))

    # -- the total ----------------------------------------------------------------------------------------------------

    def _club_invoice_misses(self, commands):
        """Amount in the order's currency by which an invoice of these lines would be below the orders' total."""
        taxes, currency = self.env["account.tax"], self.currency_id
        base_lines = [self._club_base_line(command[2]) for command in commands if not command[2].get("display_type")]
        taxes._add_tax_details_in_base_lines(base_lines, self.company_id)
        taxes._round_base_lines_tax_details(base_lines, self.company_id)
        total = taxes._get_tax_totals_summary(base_lines, currency, self.company_id)["total_amount_currency"]
        wanted = sum(self.mapped("amount_total"))
        # A credit note counts what a refund gives back as positive.
        return currency.round((wanted if wanted * total >= 0 else -wanted) - total)

    def _club_base_line(self, values):
        taxes = self.env["account.tax"]
        product = self.env["product.product"].browse(values["product_id"])
        base_line = taxes._prepare_base_line_for_taxes_computation(
            {}, product_id=product, tax_ids=taxes.browse(values["tax_ids"][0][2]), quantity=values["quantity"],
            price_unit=values["price_unit"], discount=values["discount"], currency_id=self.currency_id,
            partner_id=self.partner_id.commercial_partner_id, rate=self[:1].currency_rate or 1.0)
        return {**base_line, **taxes._import_base_line_extra_tax_data(base_line, values["extra_tax_data"])}

    def _club_rounding_line(self, missing, line_count):
        """The command of a line over `missing`, when rounding explains that much; else none."""
        currency = self.currency_id
        if currency.is_zero(missing) or abs(missing) > currency.rounding * line_count + 1e-9:
            return []
        # sudo: whoever invoices an order has no access to club records
        account = self.config_id.sudo().club_branch_id._rounding_account()
        return [(0, 0, {
            "name": self.env._("Rounding"), "quantity": 1, "price_unit": missing, "tax_ids": [(6, 0, [])],
            **({"account_id": account.id} if account else {})})]
