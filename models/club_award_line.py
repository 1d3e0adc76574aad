"""What one line of a purchase got from one offer: what returns take back.

A return writes rows of its own, negative, that name the award they take back (`origin_id`).
"""

from odoo import api, fields, models


class ClubAwardLine(models.Model):
    _name = "club.award.line"
    _description = "Club Award Line"
    _order = "id"

    purchase_id = fields.Many2one("club.purchase", required=True, index=True, ondelete="restrict", readonly=True)
    program_id = fields.Many2one("club.program", required=True, ondelete="restrict", readonly=True)
    member_id = fields.Many2one(related="purchase_id.member_id")
    offer_id = fields.Many2one("club.offer", required=True, index=True, ondelete="restrict", readonly=True)
    revision_id = fields.Many2one("club.offer.revision", ondelete="restrict", readonly=True)
    pos_order_line_id = fields.Many2one("pos.order.line", index="btree_not_null", ondelete="restrict", readonly=True)
    move_line_id = fields.Many2one(
        "account.move.line", index="btree_not_null", ondelete="set null", readonly=True, help="A reset invoice may lose lines.")
    origin_id = fields.Many2one(
        "club.award.line", "Takes back", index="btree_not_null", ondelete="restrict", readonly=True)
    product_id = fields.Many2one("product.product", compute="_compute_product_id")
    currency_id = fields.Many2one(related="program_id.currency_id")
    discount = fields.Monetary(readonly=True)
    credit = fields.Monetary(readonly=True)
    points = fields.Integer(readonly=True)
    gifts = fields.Json(readonly=True, help="[{what, ref, count}] on a row that names no line.")

    @api.depends("pos_order_line_id", "move_line_id")
    def _compute_product_id(self):
        for award in self:
            line = award.sudo()  # sudo: whoever may see an award need not have rights on till orders or invoices
            award.product_id = line.pos_order_line_id.product_id or line.move_line_id.product_id
