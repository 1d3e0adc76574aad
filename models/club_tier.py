"""A level of the club. Offers name tiers by their code."""

from odoo import fields, models


class ClubTier(models.Model):
    _name = "club.tier"
    _description = "Club Tier"
    _order = "program_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Name of the tier for offers and tills; does not change with the language.")
    sequence = fields.Integer(default=10, help="From the lowest tier to the highest.")
    active = fields.Boolean(default=True)
    program_id = fields.Many2one("club.program", required=True, index=True, ondelete="cascade")

    _code_once = models.Constraint("UNIQUE(program_id, code)", "Two tiers of a programme cannot share a code.")

    def write(self, vals):
        done = super().write(vals)
        if "code" in vals:
            self.env["club.offer.book"]._queue(self.program_id)
        return done
