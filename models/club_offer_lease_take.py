"""What an order took from a lease: asked again, taking answers the same; given up, it goes back."""

from odoo import fields, models


class ClubOfferLeaseTake(models.Model):
    _name = "club.offer.lease.take"
    _description = "Take from an Offer Lease"
    _inherit = ["club.append.only.mixin"]
    _order = "id desc"
    _rec_name = "order_uuid"
    _log_access = False

    lease_id = fields.Many2one("club.offer.lease", required=True, index=True, ondelete="restrict", readonly=True)
    offer_id = fields.Many2one("club.offer", required=True, ondelete="restrict", readonly=True)
    currency_id = fields.Many2one(related="offer_id.currency_id")
    order_uuid = fields.Char(required=True, readonly=True)
    uses = fields.Integer(required=True, readonly=True)
    budget = fields.Monetary(required=True, readonly=True)
    member_id = fields.Many2one("club.member", ondelete="restrict", readonly=True, help="For limits per member.")
    taken_at = fields.Datetime(readonly=True)
    settled = fields.Boolean(readonly=True, help="The order is paid: the use stands.")

    _of_member = models.Index("(member_id, offer_id) WHERE member_id IS NOT NULL AND settled IS NOT TRUE")
    _order_once = models.UniqueIndex("(order_uuid, offer_id)")
