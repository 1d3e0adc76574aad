"""The summaries that reports read: counted by hand, equal to the figures themselves, and worked out anew where needed."""

from datetime import date

from odoo.tests import tagged

from .common import ClubCase


class SummaryCase(ClubCase):

    def refresh(self):
        with self.enter_registry_test_mode():
            self.env.ref("customer_club.club_report_cron").method_direct_trigger()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestSummary(SummaryCase):

    def test_empty(self):
        self.refresh()
        self.assertFalse(self.env["club.report.day"].search([("program_id", "=", self.program.id)]))

    def test_one(self):
        ann = self.given_member(name="Ann")
        self.given_purchase(ann, "2026-01-05 10:00", 10, branch_id=self.branch.id)
        self.refresh()
        rows = self.env["club.report.day"].search([("program_id", "=", self.program.id)])
        self.assertEqual([(row.day, row.month_name, row.sales, row.net) for row in rows],
                         [(date(2026, 1, 5), "2026-01", 1, 10)])
