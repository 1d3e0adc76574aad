"""A member's facts counted anew from the purchases, for members whose history was changed in bulk."""

from odoo import models
from odoo.tools import SQL

from .club_purchase_write import COUNTS


class ClubMember(models.Model):
    _inherit = "club.member"

    def _recount_facts(self):
        """Visits and the last purchase of these members; what has been counted for their tiers is void and counted at night."""
        names = ["visits", "last_purchase_at", "tier_version"]
        self.env["club.purchase"].flush_model()
        self.flush_recordset(names)
        self.env.cr.execute(SQL(
            """UPDATE club_member m SET visits = COALESCE(told.visits, 0), last_purchase_at = told.last, tier_version = 0
                 FROM unnest(%s::int[]) AS asked (id) LEFT JOIN (
                      SELECT member_id, COUNT(*) AS visits, MAX(purchased_at) AS last FROM club_purchase
                       WHERE member_id = ANY(%s) AND %s GROUP BY member_id) told ON told.member_id = asked.id
                WHERE m.id = asked.id""", list(self.ids), list(self.ids), COUNTS))
        self.invalidate_recordset(names)
