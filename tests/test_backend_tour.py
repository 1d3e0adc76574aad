"""A manager opens every menu of the club in the browser: no screen fails, no error in the console."""

from odoo.tests import HttpCase, new_test_user, tagged

from ..models.club_wallet import Cause
from .common import ClubCase


@tagged("post_install", "-at_install")
class TestBackendTour(HttpCase, ClubCase):

    def test_a_manager_opens_every_menu(self):
        new_test_user(self.env, "club_tour_manager", "customer_club.customer_club_group_manager")
        member = self.given_member(name="Sara Tour", branch_id=self.branch.id)
        member.wallet_id.earn("points", 20, Cause("tour:points"), kind="opening", origin="opening")
        self.start_tour(
            "/odoo/action-customer_club.club_member_action", "customer_club_backend_tour", login="club_tour_manager")
        self.assertTrue(member.has_pin)
        self.assertTrue(member._pin_matches("1234"))
