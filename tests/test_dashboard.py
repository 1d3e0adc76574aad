"""The owner's page: its figures against data counted by hand, who sees them, and what they cost."""

from odoo.tests import tagged

from .common import ClubCase


@tagged("post_install", "-at_install")
class TestDashboard(ClubCase):

    def test_smoke(self):
        import json
        member = self.given_member()
        self.given_purchase(member, "2026-11-05")
        self.program.use_rfm = True
        page = self.env["club.dashboard"].figures({})
        print(json.dumps(page, indent=1, default=str)[:6000])
