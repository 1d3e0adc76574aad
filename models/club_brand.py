"""The brand of a product, for offers and reports."""

from odoo import fields, models


class ClubBrand(models.Model):
    _name = "club.brand"
    _description = "Product Brand"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
