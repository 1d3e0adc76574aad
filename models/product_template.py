"""Products carry a brand."""

from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    club_brand_id = fields.Many2one("club.brand", "Brand", index="btree_not_null", ondelete="set null")
