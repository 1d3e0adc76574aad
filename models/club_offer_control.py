"""Control groups: a share of the members does not get an offer, so that its effect can be told.

Who is in it is a pure function (`engine/holdout.py`). The percentage is part of a revision's content. A member's facts
name the offers that have not ended, drafts too: a till that knows a member when an offer starts leaves the same out.
"""

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.holdout import BUCKETS, MOST_PERCENT, is_held_out


class ClubOffer(models.Model):
    _inherit = "club.offer"

    control_percent = fields.Integer(
        "Control group", tracking=True,
        help="So many percent of the members do not get the offer, always the same ones. What they buy shows what the offer "
             "changes. Zero: none.")

    _control_range = models.Constraint(
        f"CHECK(COALESCE(control_percent, 0) BETWEEN 0 AND {MOST_PERCENT})",
        f"A control group has between 0 and {MOST_PERCENT} percent of the members.")

    def write(self, vals):
        done = super().write(vals)
        if "control_percent" in vals:
            self._queue_books()
        return done

    def _terms(self):
        control = {"control_percent": self.control_percent} if self.control_percent else {}
        return super()._terms() | control

    @api.model
    def _held_out_of(self, member):
        """Ids of the offers of a member's programme that leave the member out: `holdout` of the engine's facts."""
        self.flush_model(["program_id", "state", "control_percent"])
        rows = self.env.execute_query(SQL(
            "SELECT id, control_percent FROM club_offer"
            " WHERE program_id = %s AND control_percent > 0 AND state <> 'ended' ORDER BY id", member.program_id.id))
        return [offer_id for offer_id, percent in rows if is_held_out(offer_id, member.id, percent)]

    def _held_out_sql(self, member_id, percent):
        """SQL: whether a member is among the `percent` that this offer leaves out; `member_id` as SQL."""
        return SQL(
            "COALESCE(('x' || encode(substring(sha256(convert_to(%s || ':' || %s, 'UTF8')) FOR 4), 'hex'))::bit(32)::bigint,"
            " %s) * 100 < %s", str(self.id), member_id, BUCKETS, percent * BUCKETS)


class ClubOfferRevision(models.Model):
    _inherit = "club.offer.revision"

    def _control_percent(self):
        """How many percent of the members this revision left out."""
        return self.content.get("control_percent", 0)

    def _is_held_out(self, member):
        """Whether a member was in the control group of this revision."""
        return is_held_out(self.offer_id.id, member.id, self._control_percent())

    def _held_out_sql(self, member_id):
        """`_is_held_out` as SQL, for many members at once; `member_id`: SQL of an integer, null for a passer-by."""
        return self.offer_id._held_out_sql(member_id, self._control_percent())
