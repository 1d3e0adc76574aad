"""Staff open every menu of the club in the browser: no screen fails, no error in the console."""

from odoo.tests import HttpCase, new_test_user, tagged

from ..models.club_wallet import Cause
from .common import ClubCase


@tagged("post_install", "-at_install")
class TestBackendTour(HttpCase, ClubCase):

    def test_every_menu_opens(self):
        self.given_member()
        for group in ("manager", "auditor"):
            with self.subTest(group=group):
                new_test_user(self.env, f"club_tour_{group}", f"customer_club.customer_club_group_{group}")
                self.start_tour(
                    "/odoo/action-customer_club.club_member_action", "customer_club_menus_tour",
                    login=f"club_tour_{group}", timeout=300)

    def test_a_manager_gives_a_member_a_pin(self):
        new_test_user(self.env, "club_tour_manager", "customer_club.customer_club_group_manager")
        member = self.given_member(name="Sara Tour", branch_id=self.branch.id)
        member.wallet_id.earn("points", 20, Cause("tour:points"), kind="opening", origin="opening")
        self.start_tour(
            "/odoo/action-customer_club.club_member_action", "customer_club_backend_tour", login="club_tour_manager")
        self.assertTrue(member.has_pin)
        self.assertTrue(member._pin_matches("1234"))

    def test_a_manager_types_a_share_as_a_percentage(self):
        new_test_user(self.env, "club_tour_manager", "customer_club.customer_club_group_manager")
        self.start_tour(
            "/odoo/action-customer_club.club_program_action", "customer_club_program_tour", login="club_tour_manager")
        self.assertEqual(self.program.redeem_share_bps, 1250)
