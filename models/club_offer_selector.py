"""The products that a condition or a benefit looks at.

An archived product or category stays in its list, and a listed one cannot be deleted: a selector that lost its last
entry would mean every product of the shop.
"""

from odoo import fields, models

SELECTORS = ("product_ids", "category_ids", "brand_ids", "tag_ids", "pos_category_ids", "exclude_product_ids")


def listed(comodel, label, **options):
    """A list of a selector: archived entries count, deleting an entry is refused."""
    return fields.Many2many(comodel, string=label, ondelete="restrict", context={"active_test": False}, **options)


def tag_id(tag):
    """Product tags and POS categories as one space of integers for the engine."""
    return tag.id * 2 + (tag._name == "pos.category")


def tag_of(env, number):
    """The product tag or POS category of such an integer."""
    return env["pos.category" if number % 2 else "product.tag"].browse(number // 2)


class ClubOfferSelectorMixin(models.AbstractModel):
    _name = "club.offer.selector.mixin"
    _description = "Products of an Offer"

    product_ids = listed("product.product", "Products")
    category_ids = listed("product.category", "Product categories", help="Their subcategories count too.")
    brand_ids = listed("club.brand", "Brands")
    tag_ids = listed("product.tag", "Product tags")
    pos_category_ids = listed("pos.category", "Till categories")

    def _selector(self):
        """The engine's selector, ids ascending; None when every product counts. `exclude_product_ids` is the model's
        own.
        """
        self.ensure_one()
        lists = {
            "products": self.product_ids.ids, "categories": self.category_ids.ids, "brands": self.brand_ids.ids,
            "tags": [tag_id(tag) for tag in (*self.tag_ids, *self.pos_category_ids)],
            "exclude_products": self.exclude_product_ids.ids,
        }
        return {name: sorted(ids) for name, ids in lists.items() if ids} or None
