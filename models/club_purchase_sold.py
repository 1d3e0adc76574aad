"""Finding purchases by the category or the brand of what was sold, wherever their lines stand."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

COLUMNS = {  # of a product's template, and of a line from a file
    "line_categ_id": (SQL("template.categ_id"), SQL("line.categ_id")),
    "line_brand_id": (SQL("template.club_brand_id"), SQL("line.brand_id"))}


class ClubPurchase(models.Model):
    _inherit = "club.purchase"

    line_categ_id = fields.Many2one(
        "product.category", "Category sold", store=False,
        search=lambda self, *asked: self._search_sold("line_categ_id", *asked))
    line_brand_id = fields.Many2one(
        "club.brand", "Brand sold", store=False, search=lambda self, *asked: self._search_sold("line_brand_id", *asked))

    @api.model
    def _search_sold(self, name, operator, value):
        """Purchases with a line of one of these; False among them: with a line that has none."""
        if operator != "in":
            return NotImplemented
        ids = [one for one in value if one]

        def is_one_of(column):
            found = SQL("%s = ANY(%s)", column, ids)
            return SQL("(%s OR %s IS NULL)", found, column) if False in value else found

        def exists(model, alias, _query):
            of_product, of_file = map(is_one_of, COLUMNS[name])
            template = SQL("""JOIN product_product product ON product.id = line.product_id
                              JOIN product_template template ON template.id = product.product_tmpl_id AND %s""", of_product)
            return SQL(
                """(EXISTS (SELECT FROM club_history_line line WHERE line.purchase_id = %(purchase)s.id AND %(of_file)s)
                    OR EXISTS (SELECT FROM pos_order_line line %(template)s WHERE line.order_id = %(purchase)s.pos_order_id)
                    OR EXISTS (SELECT FROM account_move_line line %(template)s
                                WHERE line.move_id = %(purchase)s.move_id AND line.display_type = 'product'))""",
                purchase=SQL.identifier(alias), of_file=of_file, template=template)

        return Domain.custom(to_sql=exists)
