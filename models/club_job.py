"""The club's own jobs, for those who run the club: when each ran, when it runs next, whether it failed.

A job that fails is put before the managers as an alert, once a day. What one record makes fail stops no other: jobs work
through `one_by_one`.
"""

import logging

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError
from psycopg2 import OperationalError

from .club_client import notification

_logger = logging.getLogger(__name__)


def one_by_one(records, work, failed):
    """Run `work(records)`; when that fails, for each record alone. `failed(record, error)` puts away what fails alone."""
    try:
        with records.env.cr.savepoint():
            work(records)
    except OperationalError:
        raise  # another transaction was first: the whole batch again, later
    except Exception as error:  # noqa: BLE001 - told by `failed`
        if len(records) == 1:
            _logger.exception("A job failed at %s", records)
            failed(records, error)
            return
        for record in records:
            one_by_one(record, work, failed)


class IrCron(models.Model):
    _inherit = "ir.cron"

    def _callback(self, cron_name, server_action_id):
        try:
            return super()._callback(cron_name, server_action_id)
        except Exception as error:
            if self.env["club.job"].browse(self.id).exists():  # all that the job did is rolled back by now
                self._tell_club(cron_name, error)
            raise

    def _tell_club(self, cron_name, error):
        key = f"ir.cron:{self.id}:{fields.Date.today()}"
        if not self.env["club.alert"].search_count([("kind", "=", "job"), ("source_key", "=", key)], limit=1):
            self.env["club.alert"].create({"kind": "job", "source_key": key, "message": self.env._(
                "The job “%(job)s” failed and is tried again at its next time: %(error)s", job=cron_name, error=error)})
            self._commit_progress()


class ClubJob(models.Model):
    _name = "club.job"
    _description = "Club Job"
    _auto = False
    _order = "nextcall, id"
    _rec_name = "name"

    name = fields.Char("Job", compute="_compute_name")
    active = fields.Boolean()
    lastcall = fields.Datetime("Last run")
    nextcall = fields.Datetime("Next run")
    failure_count = fields.Integer("Failures in a row")
    first_failure_date = fields.Datetime("Fails since")
    remaining = fields.Integer("Left to do", help="What the last run left for the next.")

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute("""
            CREATE VIEW club_job AS
                SELECT cron.id, cron.active, cron.lastcall, cron.nextcall, cron.failure_count, cron.first_failure_date,
                       (SELECT progress.remaining FROM ir_cron_progress progress WHERE progress.cron_id = cron.id
                         ORDER BY progress.id DESC LIMIT 1) AS remaining
                  FROM ir_cron cron JOIN ir_model_data data
                    ON data.model = 'ir.cron' AND data.res_id = cron.id AND data.module = 'customer_club'""")

    @api.depends_context("lang")
    def _compute_name(self):
        crons = self.env["ir.cron"].sudo()  # sudo: a job's name is no secret to those who may see this list
        for job in self:
            job.name = crons.browse(job.id).ir_actions_server_id.name

    def action_run(self):
        """Have jobs run as soon as a worker is free."""
        self.check_access("read")
        if not self.env.user.has_group("customer_club.customer_club_group_manager"):
            raise AccessError(self.env._("%s has no right to start jobs.", self.env.user.name))
        self.env["ir.cron"].sudo().browse(self.ids)._trigger()  # sudo: who may was decided above
        return notification(self.env._("It runs in the background, as soon as a worker is free."))

    @api.model
    def _tell(self, record, error):
        """Put what failed at a record before the managers, once a day."""
        key = f"{record._name}:{record.id}:{fields.Date.today()}"
        if not self.env["club.alert"].search_count([("kind", "=", "job"), ("source_key", "=", key)], limit=1):
            self.env["club.alert"].create({
                "kind": "job", "source_key": key, "program_id": record.program_id.id if "program_id" in record else False,
                "message": self.env._("%(record)s: %(error)s", record=record.display_name, error=error)})
