"""What one journal item changed of a cohort: the books' side of bonus and points, by month of issue.

The sums over these rows are what is booked of a cohort, as of any date; the sums over the ledger are what there is. A
cohort is what a programme company issued in a month in a purse, deferred or provided for.
"""

from odoo import api, fields, models

from ..engine.accounting.cohorts import Booked, Key
from ..engine.accounting.valuation import Cohort
from .club_ledger_guard import guard_table

COLUMNS = ("move_line_id", "program_company_id", "purse", "month", "is_deferred",
           "issued", "redeemed", "lapsed", "allocated", "booked")


class ClubCohortMovement(models.Model):
    _name = "club.cohort.movement"
    _description = "Cohort Movement"
    _inherit = ["club.ledger.guard.mixin"]
    _log_access = False

    move_line_id = fields.Many2one("account.move.line", required=True, ondelete="restrict")
    program_company_id = fields.Many2one("club.program.company", required=True, ondelete="restrict")
    purse = fields.Selection([("bonus", "Bonus"), ("points", "Points")], required=True)
    month = fields.Date(required=True, help="The first day of the month of issue.")
    is_deferred = fields.Boolean(required=True)
    # In minor units or points: the engine's integers, whatever the currency's digits are later.
    issued = fields.Float(required=True, digits=(20, 0))
    redeemed = fields.Float(required=True, digits=(20, 0))
    lapsed = fields.Float(required=True, digits=(20, 0))
    allocated = fields.Float(required=True, digits=(26, 0), help="In millionths of a minor unit.")
    booked = fields.Float(required=True, digits=(20, 0), help="What the item added to the liability, in minor units.")

    _item_once = models.UniqueIndex("(move_line_id)")
    _of_cohort = models.Index("(program_company_id, purse, month)")

    def init(self):
        guard_table(self.env.cr, self._table)

    @api.model
    def _record(self, pairs):
        """Record the cohort lines of an entry that was made: pairs of (engine line, journal item)."""
        rows = [(item.id, *line.cohort, line.change.issued, line.change.redeemed, line.change.lapsed,
                 line.change.allocated, -line.balance) for line, item in pairs if line.cohort]
        if rows:
            self.env.cr.execute_values(
                f"INSERT INTO club_cohort_movement ({', '.join(COLUMNS)}) VALUES %s", rows)
            self.invalidate_model()

    @api.model
    def _booked(self, rows, until=None):
        """{Key: Booked} of programme companies, from the items dated up to `until` (default: all)."""
        self.env["account.move.line"].flush_model(["date"])
        self.env.cr.execute(
            """SELECT m.program_company_id, m.purse, m.month, m.is_deferred, SUM(m.issued), SUM(m.redeemed),
                      SUM(m.lapsed), SUM(m.allocated), SUM(m.booked)
                 FROM club_cohort_movement m JOIN account_move_line l ON l.id = m.move_line_id
                WHERE m.program_company_id = ANY(%s) AND (%s::date IS NULL OR l.date <= %s)
                GROUP BY m.program_company_id, m.purse, m.month, m.is_deferred""", (rows.ids, until, until))
        return {Key(*row[:4]): Booked(Cohort(*map(int, row[4:8])), int(row[8])) for row in self.env.cr.fetchall()}
