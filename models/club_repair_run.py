"""One night's work of a programme: what was missing and is put right, what lapsed, and what the ledger check says.

The row is also where a run that was stopped goes on: `step` and `after_id` say how far it got.
"""

import logging
from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from psycopg2 import OperationalError

from .club_client import notification

_logger = logging.getLogger(__name__)

STEPS = [
    ("orders", "Till orders"), ("invoices", "Invoices and credit notes"), ("cancelled", "Documents no longer posted"),
    ("lots", "Expiry"), ("warnings", "Warnings before expiry"), ("holds", "Amounts set aside"), ("greetings", "Greetings"),
    ("tier_counts", "Tier counts"), ("tiers", "Tiers"),
    ("habits", "Buying habits"), ("alive", "Outlooks"), ("segments", "Segments"),
    ("unusual", "Unusual movements"), ("effects", "Effects of offers"),
    ("suggestions", "Suggestions"), ("thin", "Old purchases"),
    ("check", "Ledger check"), ("done", "Done")]
TRIES = 5
BETWEEN = timedelta(hours=12)


class Batch(NamedTuple):
    """What one batch of a step did: rows found (0: the step is over), put right, failed; the last row's id."""

    found: int
    done: int = 0
    failed: int = 0
    last_id: int = 0


class ClubRepairRun(models.Model):
    _name = "club.repair.run"
    _description = "Nightly Run"
    _order = "id desc"
    _rec_name = "started_at"

    program_id = fields.Many2one("club.program", required=True, index=True, ondelete="cascade", readonly=True)
    started_at = fields.Datetime(required=True, default=fields.Datetime.now, readonly=True)
    finished_at = fields.Datetime(readonly=True)
    step = fields.Selection(STEPS, required=True, default="orders", readonly=True)
    after_id = fields.Integer(readonly=True, help="The last row of the step that was looked at.")
    orders_count = fields.Integer("Till orders recorded", readonly=True)
    invoices_count = fields.Integer("Invoices and credit notes recorded", readonly=True)
    cancelled_count = fields.Integer("Cancelled documents taken back", readonly=True)
    lots_count = fields.Integer("Credits that lapsed", readonly=True)
    warnings_count = fields.Integer("Members warned before expiry", readonly=True)
    holds_count = fields.Integer("Set-aside amounts released", readonly=True)
    unusual_count = fields.Integer("Unusual movements", readonly=True)
    failed_count = fields.Integer("Could not be recorded", readonly=True)
    faults = fields.Text("What is wrong", readonly=True, help="What the check found. Empty: all invariants hold.")

    def _work(self):
        """Go on with this run, one committed batch after the other. Returns False when the job's time is up first."""
        lost = 0
        while self.step != "done":
            try:
                with self.env.cr.savepoint():
                    batch, lost = getattr(self, f"_step_{self.step}")(), 0
            except OperationalError:  # another transaction was first: again with a new snapshot, at last the next night
                lost += 1
                batch = Batch(found=lost < TRIES, last_id=self.after_id)
            except Exception as error:
                _logger.exception("The nightly run %s stopped at %s", self.id, self.step)
                self._tell(self.env._("The step “%(step)s” failed: %(error)s", step=self.step, error=error))
                batch = Batch(0)
            self._advance(batch)
            if not self.env["ir.cron"]._commit_progress(batch.found, remaining=1):
                return False
        return True

    def _advance(self, batch):
        """Note what a batch did, and go to the next step when there was nothing left."""
        values = {"after_id": batch.last_id, "failed_count": self.failed_count + batch.failed}
        if self.step != "check":
            values[f"{self.step}_count"] = self[f"{self.step}_count"] + batch.done
        if not batch.found:
            steps = [name for name, _label in STEPS]
            values |= {"step": steps[steps.index(self.step) + 1], "after_id": 0}
            if values["step"] == "done":
                values["finished_at"] = fields.Datetime.now()
        self.write(values)

    def _step_check(self):
        faults = self.program_id._check_invariants()
        for fault in faults:
            self._tell(fault)
        if self.failed_count:
            self._tell(self.env._("%s documents could not be recorded; the alerts say why.", self.failed_count))
        if self.faults:
            self._notify_managers()
        return Batch(0)

    # -- the report ---------------------------------------------------------------------------------------------------

    def _tell(self, sentence):
        """Put a sentence on the report."""
        self.faults = "\n".join(filter(None, [self.faults, sentence]))

    def _notify_managers(self):
        """One alert for the night, and a message to the managers who may see the programme."""
        program, companies = self.program_id, self.program_id.program_company_ids.company_id
        self.env["club.alert"].create({
            "kind": "invariant", "program_id": program.id, "message": self.faults,
            "source_key": f"club.repair.run:{self.id}", "company_id": companies.id if len(companies) == 1 else False})
        program.message_post(
            subject=self.env._("Nightly check of %s", program.name), body=self.faults, message_type="notification",
            subtype_xmlid="mail.mt_note", partner_ids=self._managers().partner_id.ids)

    def _managers(self):
        users = self.env.ref("customer_club.customer_club_group_manager").all_user_ids
        companies = self.program_id.program_company_ids.company_id
        return users.filtered(lambda user: user.active and not user._is_superuser() and user.company_ids & companies)


class ClubProgram(models.Model):
    _inherit = "club.program"

    repair_run_ids = fields.One2many("club.repair.run", "program_id", "Nightly runs")

    @api.model
    def _cron_repair(self):
        """Each night, per programme: record what no hook saw, take back what no longer stands, let credit lapse,
        check the ledger.

        Works in committed batches and skips what is locked. Stopped at any point, it goes on there when called again.
        """
        for program in self.with_context(active_test=False).search([("state", "!=", "draft")], order="id"):
            run = program._due_run()
            if run and not run._work():
                return
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _due_run(self):
        """The run to work on: the unfinished one, else a new one unless the last has just ended."""
        last = self.env["club.repair.run"].search([("program_id", "=", self.id)], limit=1)
        if last and not last.finished_at:
            return last
        if last and last.finished_at > fields.Datetime.now() - BETWEEN:
            return last.browse()
        return self.env["club.repair.run"].create({"program_id": self.id})

    def action_check_ledger(self):
        """Check the invariants of these programmes now and show the result."""
        self.check_access("read")
        faults = self._check_invariants()
        return notification(
            "\n".join(faults) or self.env._("All invariants hold."), title=self.env._("Ledger check"),
            kind="danger" if faults else "success", sticky=bool(faults))

    def action_open_repair_runs(self):
        return self.env["ir.actions.act_window"]._for_xml_id("customer_club.club_repair_run_action") | {
            "domain": [("program_id", "in", self.ids)]}
