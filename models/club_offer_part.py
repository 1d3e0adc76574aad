"""What conditions and benefits share: they belong to an offer, have a kind, and change the offer's books when they
change.
"""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

MONEY_END = 2 ** 43  # minor units; the contract of the engine


class ClubOfferPartMixin(models.AbstractModel):
    _name = "club.offer.part.mixin"
    _description = "Part of an Offer"

    offer_id = fields.Many2one("club.offer", required=True, index=True, ondelete="cascade")
    program_id = fields.Many2one(related="offer_id.program_id")
    currency_id = fields.Many2one(related="offer_id.currency_id")
    sequence = fields.Integer(default=10)
    summary = fields.Char("In short", compute="_compute_summary")

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

    @api.depends(lambda self: self._in_summary())
    def _compute_summary(self):
        """The values that the kind uses, as people read them: "At least: $ 50.00, Products: Loaf"."""
        for part in self:
            values = [part._told(name) for name in (*part.USES.get(part.kind, ()), *part._selector_fields())]
            part.summary = ", ".join(value for value in values if value)

    def _in_summary(self):
        names = {name for names in getattr(self, "USES", {}).values() for name in names}
        return tuple(sorted(names | {"kind"})) if names else ()

    def _told(self, name):
        field, value = self._fields[name], self[name]
        if not value:
            return ""
        label = field._description_string(self.env)
        if field.type == "boolean":
            return label
        if field.relational:
            return f"{label}: {', '.join(value.mapped('display_name'))}"
        if field.type == "monetary":
            value = self.currency_id.format(value)
        elif name.startswith("hour_"):
            value = "{:02d}:{:02d}".format(*divmod(round(value * 60), 60))
        elif field.type == "float":
            value = f"{value:g}"
        return f"{label}: {value}"

    def _kind_label(self):
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]

    def _minor(self, amount):
        return self.program_id._to_minor(amount)

    def _check_money(self, *amounts):
        for amount in amounts:
            if self._minor(amount) >= MONEY_END:
                raise ValidationError(self.env._(
                    "The amount %(amount)s of “%(kind)s” is above what the club can count: %(end)s.",
                    amount=self.program_id._money(amount), kind=self._kind_label(),
                    end=self.program_id._money(self.program_id._from_minor(MONEY_END - 1))))

    def _to_engine(self):
        """The condition or benefit as the engine reads it; parameters that say nothing are left out."""
        self.ensure_one()
        parameters = getattr(self, f"_engine_{self.kind}")()
        return {"kind": self.kind} | {name: value for name, value in parameters.items() if value is not None}
