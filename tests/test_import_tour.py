"""A manager brings in a file, in the browser."""

from odoo.tests import HttpCase, new_test_user, tagged

from .import_common import ClubImportCase


@tagged("post_install", "-at_install")
class TestImportTour(ClubImportCase, HttpCase):

    def test_a_manager_brings_in_a_file(self):
        new_test_user(self.env, "import_tour", "customer_club.customer_club_group_manager", tz="UTC")
        self.env.company.country_id = self.env.ref("base.ir")
        self.start_tour("/odoo/action-customer_club.club_import_action", "customer_club_import_tour", login="import_tour")
        job = self.env["club.import"].search([])
        self.assertEqual((job.kind, job.name, job.state), ("members", "members.csv", "running"))
        self.run_jobs()
        self.assertEqual((job.state, job.is_tried, job.made_count, job.bad_count), ("draft", True, 1, 1))
