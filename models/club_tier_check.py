"""The check of what is counted for tiers: with the ledger's invariants, by the button, the nightly run and `./club check`."""

from odoo import models
from odoo.tools import SQL


class ClubProgram(models.Model):
    _inherit = "club.program"

    def _check_invariants(self):
        programs = self or self.with_context(active_test=False).search([])  # pylint: disable=no-search-all
        return super()._check_invariants() + [fault for program in programs for fault in program._check_tier_counts()]

    def _check_tier_counts(self):
        """What is stored as counted for tiers is what the purchases come to."""
        book = self._tier_book()
        if not book.metric:
            return []
        self.env.flush_all()
        asked = SQL(
            """SELECT id AS member_id, tier_counted_from AS first_day, COALESCE(tier_counted_until, 'infinity') AS last_day
                 FROM club_member WHERE program_id = %s AND tier_version = %s""", self.id, book.version)
        return self._faults(
            self.env._("What is counted for tiers is not what purchases come to, members"),
            SQL("""SELECT m.id FROM club_member m JOIN (%s) counted ON counted.member_id = m.id
                    WHERE m.tier_progress <> counted.value""", self._tier_counts(asked)))
