"""Movements of wallets summed up: one row per programme, branch of the member, day of the programme's clock, purse and kind.

Written anew every night by one statement: a member may get another branch, and an opening balance may lie far back.
"""

from odoo import api, fields, models
from odoo.tools import SQL

from .club_report_groups import MOVEMENT_OF
from .club_wallet_entry import KINDS, PURSE_SELECTION


class ClubReportWallet(models.Model):
    _name = "club.report.wallet"
    _description = "Movements of Wallets per Day"
    _order = "day desc, purse, kind, id"
    _rec_name = "day"
    _log_access = False  # rows are written by statements

    program_id = fields.Many2one("club.program", required=True, readonly=True, ondelete="cascade")
    branch_id = fields.Many2one("club.branch", readonly=True, ondelete="cascade", help="Where the member joined.")
    currency_id = fields.Many2one(related="program_id.currency_id")
    day = fields.Date(required=True, readonly=True, help="On the programme's own clock.")
    purse = fields.Selection(PURSE_SELECTION, required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    amount = fields.Monetary(readonly=True, help="Signed; of the purse of points, points.")
    entries = fields.Integer(readonly=True)

    _of_program = models.Index("(program_id, day)")

    @api.model
    def _moved(self, program, branch, since, until):
        """{purse: {movement: sum of its entries in these days}}, of a branch's members or (an empty one) of all."""
        found = {}
        for purse, kind, amount in self._read_group(
                self._of(program, branch) + [("day", ">=", since), ("day", "<", until)], ["purse", "kind"], ["amount:sum"]):
            sums = found.setdefault(purse, {})
            sums[MOVEMENT_OF[kind]] = sums.get(MOVEMENT_OF[kind], 0) + amount
        return found

    @api.model
    def _left(self, program, branch, until):
        """{purse: what was in these wallets before a day}"""
        return dict(self._read_group(self._of(program, branch) + [("day", "<", until)], ["purse"], ["amount:sum"]))

    @staticmethod
    def _of(program, branch):
        return [("program_id", "=", program.id), *([("branch_id", "=", branch.id)] if branch else [])]


class ClubReportNight(models.AbstractModel):
    _inherit = "club.report.night"

    def _look_back(self, program, least):
        super()._look_back(program, least)
        self.env.flush_all()
        self.env.cr.execute(SQL("DELETE FROM club_report_wallet WHERE program_id = %s", program.id))
        self.env.cr.execute(SQL(
            """INSERT INTO club_report_wallet (program_id, branch_id, day, purse, kind, amount, entries)
               SELECT %s, m.branch_id, (e.entered_at AT TIME ZONE 'UTC' AT TIME ZONE %s)::date, e.purse, e.kind, SUM(e.amount),
                      COUNT(*)
                 FROM club_wallet_entry e JOIN club_member m ON m.id = e.member_id
                WHERE e.program_id = %s GROUP BY 2, 3, 4, 5""", program.id, program.tz, program.id))
        self.env["club.report.wallet"].invalidate_model()
