"""Odoo's report of a session's sales: offers give percents without an end, and an exchange gives goods back in a sale."""

from odoo import models

SUMMED = ("quantity", "total_paid", "base_amount")
DIGITS = 2  # of a percent


class ReportSaleDetails(models.AbstractModel):
    _inherit = "report.point_of_sale.report_saledetails"

    def _get_products_and_taxes_dict(self, line, products, taxes, currency):
        """Odoo counts every line of an order that is no return as sold; what comes back in an exchange counts against it."""
        products, taxes = super()._get_products_and_taxes_dict(line, products, taxes, currency)
        if line.refunded_orderline_id and not line.order_id.is_refund:
            for rows in products.values():
                if row := rows.get((line.product_id, line.price_unit, line.discount)):
                    row[0] -= 2 * abs(line.qty)
        return products, taxes

    def _get_total_and_qty_per_category(self, categories):
        """One row for what differs in the unseen digits of a percent only."""
        for category in categories:
            rows = {}
            for row in category["products"]:
                percent = round(row["discount"], DIGITS)
                key = (row["product_id"], row["price_unit"], percent, row["combo_products_label"])
                same = rows.setdefault(key, {**row, "discount": percent, **dict.fromkeys(SUMMED, 0)})
                same.update({name: same[name] + row[name] for name in SUMMED})
            category["products"] = list(rows.values())
        return super()._get_total_and_qty_per_category(categories)
