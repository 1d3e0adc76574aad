"""The check of what is stored of members' purchases: with the ledger's invariants, by the button, the nightly run and
`./club check`. What is counted for tiers has a check of its own (`club_tier_check.py`).
"""

from odoo import models
from odoo.tools import SQL

from .club_purchase_write import COUNTS


class ClubProgram(models.Model):
    _inherit = "club.program"

    def _check_invariants(self):
        programs = self or self.with_context(active_test=False).search([])  # pylint: disable=no-search-all
        return super()._check_invariants() + programs._check_facts()

    def _check_facts(self):
        """Visits and the last purchase of each member are what the purchases say."""
        self.env.flush_all()
        return self._faults(
            self.env._("Visits or the last purchase are not what the purchases say, members"),
            SQL("""SELECT m.id FROM club_member m LEFT JOIN (
                       SELECT member_id, COUNT(*) AS visits, MAX(purchased_at) AS last FROM club_purchase
                        WHERE program_id = ANY(%s) AND member_id IS NOT NULL AND %s GROUP BY member_id) told
                    ON told.member_id = m.id
                    WHERE m.program_id = ANY(%s) AND m.merged_into_id IS NULL
                      AND (COALESCE(m.visits, 0) <> COALESCE(told.visits, 0) OR m.last_purchase_at IS DISTINCT FROM told.last)
                """, self.ids, COUNTS, self.ids))
