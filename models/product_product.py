"""What the offers engine needs to know of a product."""

from odoo import api, fields, models

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

    def _club_engine_values(self):
        """{product id: {"product", "categories", "brand", "tags"}} of these products, in a fixed number of queries.

        `categories`: the product's own and all its ancestors, `tags`: product tags and till categories (see `tag_id`),
        `brand` None without one.
        """
        # sudo: offers hold for products and categories that the cashier's own rules may hide
        products = self.sudo().with_context(active_test=False)
        return {product.id: {
            "product": product.id,
            "categories": [int(part) for part in (product.categ_id.parent_path or "").split("/") if part],
            "brand": product.club_brand_id.id or None,
            "tags": sorted({tag_id(tag) for tag in (*product.all_product_tag_ids, *product.pos_categ_ids)}),
        } for product in products}
