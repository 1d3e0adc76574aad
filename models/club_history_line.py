"""What was sold, for purchases that no document in Odoo tells the lines of: those that came from a file. Those of
products that Odoo knows stand in `club.purchase.line` with the lines of all other purchases.
"""

from odoo import fields, models


class ClubHistoryLine(models.Model):
    _name = "club.history.line"
    _description = "Line of an Imported Purchase"
    _order = "purchase_id, id"
    _rec_name = "product_name"
    _log_access = False

    purchase_id = fields.Many2one("club.purchase", required=True, index=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="purchase_id.currency_id")
    product_id = fields.Many2one("product.product", readonly=True, ondelete="set null", index="btree_not_null")
    product_code = fields.Char(readonly=True)
    product_name = fields.Char("Product", readonly=True)
    categ_id = fields.Many2one("product.category", "Category", readonly=True, ondelete="set null", index="btree_not_null")
    brand_id = fields.Many2one("club.brand", readonly=True, ondelete="set null", index="btree_not_null")
    quantity = fields.Float(readonly=True, digits=(16, 3))
    price = fields.Float("Unit price", readonly=True, digits=(16, 6))
    discount = fields.Monetary(readonly=True)
    amount = fields.Monetary(readonly=True, help="What the customer paid for the line.")


class ClubPurchaseLine(models.Model):
    _inherit = "club.purchase.line"

    @property
    def _table_query(self):
        return super()._table_query + """
             UNION ALL
            SELECT -line.id::bigint, line.purchase_id, NULL::integer, NULL::integer, line.product_id, line.quantity,
                   line.amount, line.amount, (product.standard_price ->> purchase.company_id::text)::numeric * line.quantity
              FROM club_history_line line
              JOIN club_purchase purchase ON purchase.id = line.purchase_id
              JOIN product_product product ON product.id = line.product_id"""


class ClubPurchase(models.Model):
    _inherit = "club.purchase"

    import_id = fields.Many2one("club.import", readonly=True, ondelete="restrict", index="btree_not_null")
    invoice_number = fields.Char(readonly=True, index="btree_not_null", help="The number in the file that it came from.")
    discounted = fields.Monetary(readonly=True, help="All discounts of an imported sale, whatever gave them.")
    line_count = fields.Integer("Lines", readonly=True)
    line_ids = fields.One2many("club.history.line", "purchase_id", "Lines of the file")
