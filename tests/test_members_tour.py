"""A manager in the browser: a consent is noted, a step is started and given, duplicates are looked at."""

from odoo.tests import new_test_user, tagged

from .till_common import ClubTillCase


@tagged("post_install", "-at_install")
class TestMembersTour(ClubTillCase):

    def test_consent_step_and_duplicates(self):
        new_test_user(self.env, "club_tour_manager", "customer_club.customer_club_group_manager")
        first = self.given_member(name="Parvin Arad", branch_id=self.branch.id)
        second = self.given_member(name="Parvin A.", branch_id=self.branch.id)
        (first | second).partner_id.email = "parvin@example.com"
        self.start_page("/odoo/action-customer_club.club_member_action", "club_members_tour", login="club_tour_manager")
        self.assertTrue(self.env["club.consent"]._may_send("email", "marketing", first))
        self.assertEqual(first.wallet_id.balance_bonus, 7)
