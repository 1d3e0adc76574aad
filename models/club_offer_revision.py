"""What an offer's rules were: the engine's offer without what remains of its limits, one row for each change while
running.
"""

from odoo import api, fields, models


class ClubOfferRevision(models.Model):
    _name = "club.offer.revision"
    _description = "Offer Revision"
    _inherit = ["club.append.only.mixin"]
    _order = "offer_id, number desc"

    offer_id = fields.Many2one("club.offer", required=True, index=True, ondelete="restrict", readonly=True)
    program_id = fields.Many2one(related="offer_id.program_id")
    number = fields.Integer(required=True, readonly=True)
    content = fields.Json(required=True, readonly=True)

    _number_once = models.UniqueIndex("(offer_id, number)")

    @api.depends("offer_id.name", "number")
    def _compute_display_name(self):
        for revision in self:
            revision.display_name = f"{revision.offer_id.name} #{revision.number}"
