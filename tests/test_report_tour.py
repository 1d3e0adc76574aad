"""Graphs, pivots and lists of the summaries in a real browser, in English and in Persian with Jalali months."""

from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user, tagged

from .till_common import ClubTillCase


@tagged("post_install", "-at_install")
class TestReportTour(ClubTillCase):

    def setUp(self):
        super().setUp()
        self.boss = new_test_user(self.env, "club_boss", "customer_club.customer_club_group_manager")
        now = fields.Datetime.now()
        for number in range(12):
            self.given_member(name=f"Member {number}")
        for number, member in enumerate(self.env["club.member"].search([("program_id", "=", self.program.id)])):
            for days in range(0, 300, 20 + 9 * number):
                self.given_purchase(member, (now - timedelta(days=days)).isoformat(), 10 + number, branch_id=self.branch.id)

    def tour(self):
        with self.enter_registry_test_mode():
            self.env.ref("customer_club.club_report_cron").method_direct_trigger()
        for name in ("sales", "cohorts", "active", "tenths"):
            self.start_page(f"/odoo/club-report-{name}", f"customer_club_report_{name}_tour", "club_boss")

    def test_what_a_manager_sees(self):
        self.tour()

    def test_in_persian_with_jalali_months(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.boss.lang = "fa_IR"
        self.program.calendar = "jalali"
        self.tour()
