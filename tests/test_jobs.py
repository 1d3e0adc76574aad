"""The club's jobs: each is a server action, one failure stops no other and is shown, people see and start them."""

from contextlib import suppress
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import ClubCase

LOGGER = "odoo.addons.customer_club.models.club_job"


@tagged("post_install", "-at_install")
class TestJobs(ClubCase):

    def crons(self):
        ids = self.env["ir.model.data"].search([("module", "=", "customer_club"), ("model", "=", "ir.cron")]).mapped("res_id")
        return self.env["ir.cron"].with_context(active_test=False).browse(ids)

    def test_every_job_is_a_server_action_that_runs_and_is_on_the_screen(self):
        jobs = self.env["club.job"].with_context(active_test=False).search([])
        self.assertEqual(set(jobs.ids), set(self.crons().ids))
        for cron in self.crons():
            with self.subTest(job=cron.name), self.enter_registry_test_mode():
                self.assertEqual((cron.state, cron.user_id), ("code", self.env.ref("base.user_root")))
                cron.method_direct_trigger()
                self.assertTrue(cron.code.startswith("model._cron_"), "its work is a method that a test can reach")

    def test_an_offer_that_breaks_is_passed_over_and_shown(self):
        offers = self.env["club.offer"].union(*(self.given_offer(
            f"Offer {number}", [{"kind": "credit", "rate_bps": 100}], max_uses=5) for number in range(4)))
        count, broken = type(offers)._count, offers[1]

        def fail(records, now):
            if broken in records:
                raise ValueError("it broke")
            return count(records, now)
        offers.write({"counted_at": False})
        with patch.object(type(offers), "_count", fail), mute_logger(LOGGER), self.enter_registry_test_mode():
            self.env.ref("customer_club.club_offer_cron_count").method_direct_trigger()
        self.env.invalidate_all()
        self.assertTrue(all(offers.mapped("counted_at")), "the job came to its end")
        alerts = self.env["club.alert"].search([("kind", "=", "job")])
        self.assertEqual(alerts.mapped("message"), ["Offer 1: it broke"])

    def test_a_job_that_fails_is_told_to_managers_once_a_day(self):
        cron = self.env.ref("customer_club.club_offer_cron_count")
        with patch.object(type(self.env["club.offer"]), "_cron_count", side_effect=ValueError("no more disk")):
            for _time in range(2):
                with self.enter_registry_test_mode(), self.registry.cursor() as cr, suppress(ValueError):
                    cron.with_env(self.env(cr=cr))._callback(cron.cron_name, cron.ir_actions_server_id.id)
        self.env.invalidate_all()
        [alert] = self.env["club.alert"].search([("kind", "=", "job")])
        self.assertIn("count the uses of offers” failed and is tried again at its next time", alert.message)
        self.assertIn("no more disk", alert.message)

    def test_managers_start_a_job_and_auditors_look(self):
        manager = new_test_user(self.env, "job_manager", "customer_club.customer_club_group_manager")
        auditor = new_test_user(self.env, "job_auditor", "customer_club.customer_club_group_auditor")
        cron = self.env.ref("customer_club.club_repair_cron")
        job = self.env["club.job"].browse(cron.id)
        self.assertIn("nightly run", job.with_user(auditor).name)
        self.env["res.lang"]._activate_lang("fa_IR")
        cron.with_context(lang="fa_IR").ir_actions_server_id.name = "کار شبانه"
        self.assertEqual(job.with_user(auditor).with_context(lang="fa_IR").name, "کار شبانه")
        with self.assertRaises(AccessError):
            job.with_user(auditor).action_run()
        triggers = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        job.with_user(manager).action_run()
        self.assertEqual(self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]), triggers + 1)
