"""What an offer's rules were: the engine's offer without what remains of its limits, one row for each change while
running.
"""

from markupsafe import Markup
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

    in_words = fields.Text("In words", compute="_compute_in_words")

    _number_once = models.UniqueIndex("(offer_id, number)")

    @api.depends("offer_id.name", "number")
    def _compute_display_name(self):
        for revision in self:
            revision.display_name = f"{revision.offer_id.name} #{revision.number}"

    @api.depends("content")
    @api.depends_context("lang")
    def _compute_in_words(self):
        for revision in self:
            revision.in_words = " ".join(revision._sentences())

    def _sentences(self):
        return self.program_id._tell_offer(self.content)

    def _log_change(self, before):
        """Note in the offer's history who made this revision and what it changed, sentence by sentence."""
        old = before._sentences() if before else []
        new = self._sentences()
        lines = [
            *(self.env._("No longer: %s", sentence) for sentence in old if sentence not in new),
            *(self.env._("Now: %s", sentence) for sentence in new if sentence not in old)]
        body = Markup("<p>%s</p><ul>%s</ul>") % (
            self.env._("Revision %s", self.number), Markup().join(Markup("<li>%s</li>") % line for line in lines))
        self.offer_id._message_log(body=body)
