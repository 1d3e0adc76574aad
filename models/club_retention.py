"""What of old purchases is thinned: the reasons of their verdicts, and the till's record of what its engine saw.

After the months that the programme says, each verdict keeps the offers that applied or lost, with their values, and the
till's order forgets basket and facts. What anything depends on stays for ever: purchases, award lines and uses (returns,
limits and effects count on them), the ledger, and receipts.
"""

from dateutil.relativedelta import relativedelta
from odoo import fields, models
from odoo.tools import SQL

from .club_repair_run import Batch

ROWS = 2_000


class ClubProgram(models.Model):
    _inherit = "club.program"

    reason_months = fields.Integer(
        "Reasons kept for (months)",
        help="After that only what each purchase got stays, not why other offers were refused, nor what the till had seen."
             " A rehearsal on such purchases rebuilds them from their lines. Zero: all is kept.")

    _reason_months_range = models.Constraint(
        "CHECK(COALESCE(reason_months, 0) >= 0)", "The months for which reasons are kept cannot be negative.")

    def _thin_before(self):
        """The instant before which purchases are thinned; None: nothing is."""
        return self._midnight(self._today() - relativedelta(months=self.reason_months)) if self.reason_months else None


class ClubVerdict(models.Model):
    _inherit = "club.verdict"

    is_thin = fields.Boolean(readonly=True, help="The reasons were removed: the purchase is old.")

    _not_thin = models.Index("(id) WHERE is_thin IS NOT TRUE")

    def _thin(self):
        """Take the reasons out of these verdicts, and the record of what the engine saw out of their till orders."""
        self.env.flush_all()
        self.env.cr.execute(SQL(
            """UPDATE club_verdict SET is_thin = TRUE, content = jsonb_strip_nulls(jsonb_build_object(
                   'book', content -> 'book', 'problems', NULLIF(content -> 'problems', '[]'), 'server', (
                       SELECT COALESCE(jsonb_agg(jsonb_build_array(told -> 0, told -> 1, told -> 2)), '[]')
                         FROM jsonb_array_elements(COALESCE(content -> 'till', content -> 'server', '[]')) told
                        WHERE told ->> 1 <> 'r')))
                WHERE id = ANY(%s)""", self.ids))
        self.env.cr.execute(SQL(
            """UPDATE pos_order SET club_till = NULL WHERE club_till IS NOT NULL AND id IN (
                   SELECT purchase.pos_order_id FROM club_verdict verdict
                     JOIN club_purchase purchase ON purchase.id = verdict.purchase_id WHERE verdict.id = ANY(%s))""", self.ids))
        self.invalidate_recordset()
        self.env["pos.order"].invalidate_model(["club_till"])


class ClubRepairRun(models.Model):
    _inherit = "club.repair.run"

    thin_count = fields.Integer("Old purchases thinned", readonly=True)

    def _step_thin(self):
        """Thin the next old purchases; what is thin is not found again."""
        before = self.program_id._thin_before()
        if not before:
            return Batch(0)
        self.env.flush_all()
        verdicts = self.env["club.verdict"].browse([row[0] for row in self.env.execute_query(SQL(
            """SELECT verdict.id FROM club_verdict verdict JOIN club_purchase purchase ON purchase.id = verdict.purchase_id
                WHERE verdict.is_thin IS NOT TRUE AND verdict.id > %s AND purchase.program_id = %s
                  AND purchase.purchased_at < %s ORDER BY verdict.id LIMIT %s FOR NO KEY UPDATE OF verdict SKIP LOCKED""",
            self.after_id, self.program_id.id, before, ROWS))])
        verdicts._thin()
        return Batch(len(verdicts), len(verdicts), last_id=verdicts.ids[-1] if verdicts else 0)
