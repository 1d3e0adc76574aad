"""What conditions and benefits share: they belong to an offer, have a kind, and change the offer's books when they
change.
"""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .club_offer_selector import SELECTORS

MONEY_END = 2 ** 43  # minor units; the contract of the engine


class ClubOfferPartMixin(models.AbstractModel):
    _name = "club.offer.part.mixin"
    _description = "Part of an Offer"
    _inherit = ["club.labelled.mixin"]

    offer_id = fields.Many2one("club.offer", required=True, index=True, ondelete="cascade")
    program_id = fields.Many2one(related="offer_id.program_id")
    currency_id = fields.Many2one(related="offer_id.currency_id")
    sequence = fields.Integer(default=10)
    sentence = fields.Char("In words", compute="_compute_sentence")

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts.offer_id._queue_books()
        return parts

    def write(self, vals):
        offers = self.offer_id
        done = super().write(vals)
        (offers | self.offer_id)._queue_books()
        return done

    def unlink(self):
        offers = self.offer_id
        done = super().unlink()
        offers = offers.exists()
        offers._check_benefits()
        offers._queue_books()
        return done

    @api.depends(lambda self: self._in_sentence())
    @api.depends_context("lang")
    def _compute_sentence(self):
        for part in self:
            part.sentence = part.program_id._tell(part._to_tell()) if part.program_id and part.kind else ""

    def _in_sentence(self):
        names = {name for names in getattr(self, "USES", {}).values() for name in names}
        selectors = [name for name in self._fields if name in SELECTORS]
        return ("program_id", "kind", *sorted(names), *selectors) if names else ()

    def _to_tell(self):
        """The engine's value as `club.program._tell` reads it."""
        return self._to_engine()

    def _minor(self, amount):
        return self.program_id._to_minor(amount)

    def _check_money(self, *amounts):
        for amount in amounts:
            if self._minor(amount) >= MONEY_END:
                raise ValidationError(self.env._(
                    "The amount %(amount)s of “%(kind)s” is above what the club can count: %(end)s.",
                    amount=self.program_id._money(amount), kind=self.display_name,
                    end=self.program_id._money(self.program_id._from_minor(MONEY_END - 1))))

    def _to_engine(self):
        """The condition or benefit as the engine reads it; parameters that say nothing are left out."""
        self.ensure_one()
        parameters = getattr(self, f"_engine_{self.kind}")()
        return {"kind": self.kind} | {name: value for name, value in parameters.items() if value is not None}
