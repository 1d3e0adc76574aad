"""What the offers engine needs to know of a product."""

from odoo import api, fields, models
from odoo.tools import SQL

from .club_offer_selector import tag_id


class ProductProduct(models.Model):
    _inherit = "product.product"

    club_engine = fields.Json(compute="_compute_club_engine", help="What the till's offers engine looks at in the product.")

    @api.depends("categ_id", "club_brand_id", "product_tag_ids", "additional_product_tag_ids", "pos_categ_ids")
    def _compute_club_engine(self):
        values = self._club_engine_values()
        for product in self:
            product.club_engine = values.get(product.id)

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "club_engine"]

    def _club_price(self, branch):
        """The list price of one piece in a branch, tax included, in the programme's currency."""
        price, company = self.lst_price, branch.company_id
        if taxes := self.taxes_id._filter_taxes_by_company(company):
            price = taxes.compute_all(price, product=self)["total_included"]
        currency = branch.program_id.currency_id
        return self.currency_id._convert(price, currency, company, fields.Date.today()) if currency and company else price

    def _club_engine_values(self):
        """{product id: {"product", "categories", "brand", "tags"}} of these products, in one query.

        `categories`: the product's own and all its ancestors, `tags`: product tags and till categories (see `tag_id`),
        `brand` None without one.
        """
        self.env["product.template"].flush_model(["categ_id", "club_brand_id", "product_tag_ids", "pos_categ_ids"])
        self.env["product.category"].flush_model(["parent_path"])
        self.flush_model(["product_tmpl_id", "additional_product_tag_ids"])
        # In SQL: offers hold for products and categories that the cashier's own rules may hide, archived ones too.
        rows = self.env.execute_query(SQL(
            """
            SELECT product.id, category.parent_path, template.club_brand_id, ARRAY(
                       SELECT product_tag_id FROM product_tag_product_template_rel WHERE product_template_id = template.id
                        UNION
                       SELECT product_tag_id FROM product_tag_product_product_rel WHERE product_product_id = product.id
                   ), ARRAY(
                       SELECT pos_category_id FROM pos_category_product_template_rel WHERE product_template_id = template.id
                   )
              FROM product_product product
              JOIN product_template template ON template.id = product.product_tmpl_id
              LEFT JOIN product_category category ON category.id = template.categ_id
             WHERE product.id = ANY(%s)
            """, self.ids))
        tags, shelves = self.env["product.tag"], self.env["pos.category"]
        return {product_id: {
            "product": product_id,
            "categories": [int(part) for part in (path or "").split("/") if part],
            "brand": brand_id,
            "tags": sorted(tag_id(tag) for tag in (*tags.browse(tag_ids), *shelves.browse(shelf_ids))),
        } for product_id, path, brand_id, tag_ids, shelf_ids in rows}
