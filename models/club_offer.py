"""An offer of a programme."""

from odoo import fields, models


class ClubOffer(models.Model):
    _name = "club.offer"
    _description = "Club Offer"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    program_id = fields.Many2one("club.program", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)


class ClubOfferRevision(models.Model):
    _name = "club.offer.revision"
    _description = "Offer Revision"

    offer_id = fields.Many2one("club.offer", required=True, index=True, ondelete="restrict")
