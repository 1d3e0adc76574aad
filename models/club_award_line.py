"""What one line of a purchase got from one offer: what returns take back.

A return writes rows of its own, negative, that name the award they take back (`origin_id`).
"""

from odoo import fields, models


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
    move_line_id = fields.Many2one("account.move.line", index="btree_not_null", ondelete="restrict", readonly=True)
    origin_id = fields.Many2one(
        "club.award.line", "Takes back", index="btree_not_null", ondelete="restrict", readonly=True)
    currency_id = fields.Many2one(related="program_id.currency_id")
    discount = fields.Monetary(readonly=True)
    credit = fields.Monetary(readonly=True)
    points = fields.Integer(readonly=True)
