"""Where bonus and points lower the taxed price: what they pay at a till is booked as a discount, not as a payment.

Of each order the redeemed amount is taken from net prices and taxes in proportion: the items of loyalty redeemed carry
the taxes of the sale with the opposite sign, so that the tax due is that on the rest. An order with an invoice has its
tax on paper already; there they stay a payment.
"""

from fractions import Fraction

from odoo import models

from ..engine.accounting.valuation import rounded


class PosSession(models.Model):
    _inherit = "pos.session"

    def _club_discount_items(self, line, orders, accounts, digits):
        """Values of the items that stand for the line of what was redeemed; they sum to its balance.

        `orders`: engine orders of the session. The first item is the one that carries the line's entries.
        """
        row, nets, taxes = self._club_row(), {((), ()): 0}, {}
        price = row.program_id._to_minor(row.program_id.point_price)
        for order in orders:
            redeemed = sum(minor for entry in order.entries if entry.settles
                           for account, minor, _partner in entry.debits(price) if account == "redeemed")
            record = self.env["pos.order"].browse(order.id)
            if redeemed and not record.account_move:
                self._club_share(record, redeemed, digits, nets, taxes)
        nets[(), ()] += line.balance - sum(nets.values()) - sum(minor for minor, _base in taxes.values())
        values = self._club_line_values(line, accounts, digits)
        items = [{
            **values, "tax_ids": [(6, 0, tax_ids)], "tax_tag_ids": [(6, 0, tags)], "display_type": "product",
            "debit": max(minor, 0) / 10**digits, "credit": max(-minor, 0) / 10**digits,
        } for (tax_ids, tags), minor in nets.items() if minor] or [values]
        return items + [
            self._get_tax_vals(key, minor / 10**digits, minor / 10**digits, base / 10**digits)
            for key, (minor, base) in taxes.items() if minor]

    def _club_share(self, order, redeemed, digits, nets, taxes):
        """Add an order's share of each net price and tax to `nets` and `taxes`, in minor units."""
        engine, company = self.env["account.tax"], order.company_id
        top_up = self._club_row().top_up_product_id
        base_lines = [base_line for base_line in order.with_context(linked_to_pos=True)._prepare_tax_base_line_values()
                      if base_line["product_id"] != top_up]
        engine._add_tax_details_in_base_lines(base_lines, company)
        engine._round_base_lines_tax_details(base_lines, company)
        engine._add_accounting_data_in_base_lines_tax_details(base_lines, company, include_caba_tags=True)
        found = engine._prepare_tax_lines(base_lines, company)
        bases = [((tuple(base_line["record"].tax_ids_after_fiscal_position.flatten_taxes_hierarchy().ids),
                   tuple(base_line["tax_tag_ids"].ids)), self._club_minor(update["balance"], digits))
                 for base_line, update in found["base_lines_to_update"]]
        due = [(line, self._club_minor(line["balance"], digits)) for line in found["tax_lines_to_add"]]
        total = sum(minor for _key, minor in bases) + sum(minor for _line, minor in due)
        if not total:
            return
        share, left = Fraction(redeemed, total), redeemed
        for line, minor in due:
            key = line["account_id"], line["tax_repartition_line_id"], tuple(line["tax_tag_ids"][0][2])
            (before, base), part = taxes.get(key, (0, 0)), rounded(minor * share)
            taxes[key] = before + part, base + rounded(self._club_minor(line["tax_base_amount"], digits) * share)
            left -= part
        for place, (key, minor) in enumerate(sorted(bases, key=lambda pair: abs(pair[1])), 1):
            part = left if place == len(bases) else rounded(minor * share)  # the largest takes what rounding leaves
            nets[key] = nets.get(key, 0) + part
            left -= part

    def _club_minor(self, amount, digits):
        return round(amount * 10**digits)
