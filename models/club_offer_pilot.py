"""Pilots: an offer, or all offers of a programme that is in its pilot, for the members of one segment first.

The engine sees one more condition. It is part of the revision: what was sold in a pilot counts for the pilot.
"""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

PILOT = "[('program_id', '=', {})]"


class ClubOffer(models.Model):
    _inherit = "club.offer"

    pilot_segment_id = fields.Many2one(
        "club.segment", "Pilot group", ondelete="restrict", tracking=True, domain=PILOT.format("program_id"),
        help="Only these members get the offer for now. Empty it when the offer is for all.")

    @api.constrains("program_id", "pilot_segment_id")
    def _check_pilot(self):
        for offer in self:
            offer.program_id._refuse_other_segment(offer.pilot_segment_id)

    def write(self, vals):
        done = super().write(vals)
        if "pilot_segment_id" in vals:
            self._queue_books()
        return done

    def _pilot(self):
        """The pilot groups that limit this offer now: its own and its programme's, as conditions of the engine."""
        return [{"kind": "segment", "in": [segment.code]} for segment in (
            self.pilot_segment_id, *self.program_id._pilot_segment()) if segment]


class ClubProgram(models.Model):
    _inherit = "club.program"

    pilot_segment_id = fields.Many2one(
        "club.segment", "Pilot group", ondelete="restrict", tracking=True, domain=PILOT.format("id"),
        help="While the programme is in its pilot, offers are for these members only. Empty: for everybody.")

    @api.constrains("pilot_segment_id")
    def _check_pilot(self):
        for program in self:
            program._refuse_other_segment(program.pilot_segment_id)

    def _refuse_other_segment(self, segment):
        if segment and segment.program_id != self:
            raise ValidationError(self.env._(
                "The segment %(segment)s belongs to the programme %(other)s, not to %(program)s.",
                segment=segment.name, other=segment.program_id.name, program=self.name))

    def write(self, vals):
        before = {program: program._pilot_segment() for program in self}
        done = super().write(vals)
        changed = self.filtered(lambda program: program._pilot_segment() != before[program])
        if changed:
            self.env["club.offer.book"]._queue(changed)
        return done

    def _pilot_segment(self):
        """The segment for whom offers are while the programme is in its pilot; empty when they are for everybody."""
        return self.pilot_segment_id if self.state == "pilot" else self.pilot_segment_id.browse()
