"""A manager makes an offer in a real browser, in English and in Persian."""

from odoo.tests import new_test_user, tagged

from .till_common import ClubTillCase


@tagged("post_install", "-at_install")
class TestClubOfferTour(ClubTillCase):

    def setUp(self):
        super().setUp()
        self.boss = new_test_user(self.env, "club_boss", "customer_club.customer_club_group_manager")
        self.env["club.program"].search([]).filtered(lambda program: program != self.program).active = False
        self.bread.available_in_pos = True

    def make_an_offer(self, tour):
        self.start_page("/odoo/action-customer_club.club_offer_action", tour, "club_boss")
        offer = self.env["club.offer"].search([("program_id", "=", self.program.id)])
        self.assertEqual((offer.state, offer.benefit_ids.percent), ("running", 20))
        self.assertEqual(offer.revision_ids.sorted("number").mapped("number"), [1, 2])
        self.assertEqual(offer.revision_ids.create_uid, self.boss)

    def test_from_a_template_to_a_running_offer(self):
        self.make_an_offer("customer_club_offer_tour")

    def test_the_same_in_persian(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.boss.lang = "fa_IR"
        self.program.calendar = "jalali"
        self.make_an_offer("customer_club_offer_persian_tour")
