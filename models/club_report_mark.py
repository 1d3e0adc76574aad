"""Up to where a programme's summaries are worked out, and what is left to do; where a run that was stopped goes on.

A month is worked out anew when a purchase in it is new, has changed or has gone, or when a member's next purchase after such
a one lies in it (which may be the first no more, or the first after a pause). Work is done by years of the programme's
calendar, each in a transaction of its own: members of a year are different ones, not the sum of those of its months.
"""

import logging
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL
from psycopg2 import OperationalError

from ..engine.periods import period_start
from .club_client import notification

_logger = logging.getLogger(__name__)

SUMMARIES = ("club.report.day", "club.report.cut", "club.report.members", "club.report.decile", "club.report.cohort")
DAYS_BACK = 3  # costs of till lines are set when the session closes
MARGIN = "10 minutes"  # what may have been written and was not to be seen yet
ZONES = timedelta(hours=14)  # how far a branch's clock may be from UTC


class ClubReportMark(models.Model):
    _name = "club.report.mark"
    _description = "State of the Summaries"
    _rec_name = "program_id"

    program_id = fields.Many2one("club.program", required=True, readonly=True, ondelete="cascade")
    refreshed_at = fields.Datetime(readonly=True, help="When all months were last worked out.")
    marked_at = fields.Datetime(readonly=True, help="Purchases written since are new.")
    basis = fields.Json(readonly=True, help="What days and months depend on. A change works everything out anew.")
    due = fields.Json(readonly=True, help="Year -> its months that are left to do; `history`: the least month of all.")

    _program_once = models.UniqueIndex("(program_id)")

    @api.model
    def _cron_summaries(self):
        """Each night, per programme: work out the months in which something has changed."""
        self.env.cr.execute(
            "INSERT INTO club_report_mark (program_id) SELECT id FROM club_program ON CONFLICT (program_id) DO NOTHING")
        for mark in self.search([("program_id", "!=", False)], order="id"):
            if not mark._work():
                return
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _work(self):
        """Go on with a programme, one committed batch after the other. Returns False when the job's time is up first."""
        step = self._plan
        while True:
            try:
                with self.env.cr.savepoint():
                    if not self._lock():
                        return True  # another node is at it
                    step()
            except OperationalError:  # another transaction was first: at the next time
                _logger.info("The summaries of %s wait for the next time", self.program_id.id)
                self.env.cr.rollback()
                return True
            except Exception as error:  # the other programmes go on
                _logger.exception("The summaries of %s could not be worked out", self.program_id.id)
                self.env["club.job"]._tell(self, error)
                self.env["ir.cron"]._commit_progress(1)
                return True
            left = len(self.due or {})
            if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                return False
            if not left:
                return True
            step = self._batch

    def _lock(self):
        self.env.cr.execute(SQL("SELECT id FROM club_report_mark WHERE id = %s FOR UPDATE SKIP LOCKED", self.id))
        return bool(self.env.cr.fetchone())

    # -- what is to be done -------------------------------------------------------------------------------------------

    def _plan(self):
        """Find the months that are to be worked out, and note them with those that are left."""
        program, basis = self.program_id, self._basis()
        [(now,)] = self.env.execute_query(SQL(
            """SELECT LEAST(now(), MIN(xact_start)) AT TIME ZONE 'UTC' - %s::interval FROM pg_stat_activity
                WHERE datname = current_database()""", MARGIN))
        if self._still_holds(basis):
            days, due = self._changed_days(), self.due or {}
        else:
            self._forget()
            days, due = self._all_days(), {}
        self.env.cr.execute(SQL("DELETE FROM club_report_touched WHERE program_id = %s", program.id))
        months = {period_start(program.calendar, "month", day) for day in days}
        for month in months:
            year = period_start(program.calendar, "year", month).isoformat()
            due[year] = sorted({*due.get(year, ()), month.isoformat()})
        due["history"] = min(filter(None, [due.get("history"), min(months).isoformat()]))
        self.write({"basis": basis, "due": due, "marked_at": now})

    def _basis(self):
        program = self.program_id
        branches = program.with_context(active_test=False).branch_ids
        return {"calendar": program.calendar, "tz": program.tz, "days": program.inactive_days,
                "zones": {str(branch.id): branch.tz for branch in branches}}

    def _still_holds(self, basis):
        """Whether what is there was worked out on this basis; branches that are new do no harm."""
        known = self.basis or {}
        zones = known.get("zones", {})
        return bool(known) and basis == {**known, "zones": {**basis["zones"], **zones}}

    def _forget(self):
        for name in SUMMARIES:
            self.env.cr.execute(SQL(
                "DELETE FROM %s WHERE program_id = %s", SQL.identifier(self.env[name]._table), self.program_id.id))

    def _all_days(self):
        """A day of each month from the first purchase on."""
        [(first, last)] = self.env.execute_query(SQL(
            "SELECT MIN(purchased_at)::date, MAX(purchased_at)::date FROM club_purchase WHERE program_id = %s",
            self.program_id.id))
        today = self.program_id._today()
        first, last = (first or today) - timedelta(days=1), max(last or today, today) + timedelta(days=1)
        return [*(first + timedelta(days=number) for number in range(0, (last - first).days, 28)), last, today]

    def _changed_days(self):
        since, today = (self.refreshed_at or self.marked_at), self.program_id._today()
        rows = self.env.execute_query(SQL(
            """WITH changed AS (
                   SELECT member_id, purchased_at AS at FROM club_purchase
                    WHERE program_id = %(program)s AND create_date >= %(mark)s
                    UNION SELECT member_id, purchased_at FROM club_report_touched WHERE program_id = %(program)s),
               moments AS (
                   SELECT at FROM changed
                    UNION ALL
                   SELECT (SELECT MIN(later.purchased_at) FROM club_purchase later WHERE later.member_id = changed.member_id
                              AND later.origin_id IS NULL AND later.purchased_at > changed.at) FROM changed)
               SELECT DISTINCT edge::date FROM moments CROSS JOIN LATERAL (VALUES (at - %(zones)s), (at + %(zones)s)) e (edge)
                WHERE at IS NOT NULL""",
            program=self.program_id.id, mark=self.marked_at, zones=ZONES))
        recent = range((today - since.date()).days + DAYS_BACK + 1)
        return [*(row[0] for row in rows), *(today - timedelta(days=number) for number in recent)]

    # -- doing it -----------------------------------------------------------------------------------------------------

    def _batch(self):
        """Work out the latest year that is due, with its months; at the end what needs the whole history."""
        due, night = dict(self.due), self.env["club.report.night"]
        years = sorted(set(due) - {"history"})
        if years:
            night._work_out(self.program_id, date.fromisoformat(years[-1]), list(map(date.fromisoformat, due.pop(years[-1]))))
        else:
            night._look_back(self.program_id, date.fromisoformat(due.pop("history")))
            self.refreshed_at = fields.Datetime.now()
        self.due = due

    # -- by hand ------------------------------------------------------------------------------------------------------

    @api.model
    def action_refresh(self):
        """Work out what has changed, now and in the background."""
        if not self.env.user.has_group("customer_club.customer_club_group_manager"):
            raise AccessError(self.env._("%s has no right to start jobs.", self.env.user.name))
        self.env.ref("customer_club.club_report_cron").sudo()._trigger()  # sudo: who may was decided above
        return notification(self.env._("It runs in the background, as soon as a worker is free."))


class ClubProgram(models.Model):
    _inherit = "club.program"

    inactive_days = fields.Integer(
        "Inactive after (days)", default=90, required=True,
        help="Reports call a member inactive whose last purchase is longer ago, and reactivated who then buys again.")

    _inactive_days_positive = models.Constraint("CHECK(inactive_days > 0)", "Days of inactivity start at 1.")
