"""How often a rehearsal has given an offer to a member in one counting period, while it is at work."""

from odoo import fields, models
from odoo.tools import SQL


class ClubRehearsalUse(models.Model):
    _name = "club.rehearsal.use"
    _description = "Use of an Offer in a Rehearsal"
    _rec_name = "offer_id"
    _log_access = False

    rehearsal_id = fields.Many2one("club.rehearsal", required=True, ondelete="cascade", readonly=True)
    member_id = fields.Many2one("club.member", required=True, ondelete="cascade", readonly=True)
    offer_id = fields.Many2one("club.offer", required=True, ondelete="cascade", readonly=True)
    period_start = fields.Date(required=True, readonly=True)
    uses = fields.Integer(required=True, readonly=True)

    _once = models.UniqueIndex("(rehearsal_id, member_id, offer_id, period_start)")

    def _of_members(self, rehearsal, member_ids):
        """{(member id, offer id, start of the period): uses}."""
        rows = self.env.execute_query(SQL(
            "SELECT member_id, offer_id, period_start, uses FROM club_rehearsal_use"
            " WHERE rehearsal_id = %s AND member_id = ANY(%s)", rehearsal.id, member_ids))
        return {tuple(key): uses for *key, uses in rows}

    def _keep(self, rehearsal, uses):
        """Keep what `_of_members` tells."""
        if uses:
            self.env.cr.execute_values(
                "INSERT INTO club_rehearsal_use (rehearsal_id, member_id, offer_id, period_start, uses) VALUES %s"
                " ON CONFLICT (rehearsal_id, member_id, offer_id, period_start) DO UPDATE SET uses = excluded.uses",
                [(rehearsal.id, *key, count) for key, count in uses.items()])
