"""The basket at a till, in a real browser: gifts, the cashier's own discount, scanned cards and codes."""

from odoo.tests import tagged

from .till_common import ClubTillCase

TENTH = [{"kind": "percent_off", "rate_bps": 1000}]


@tagged("post_install", "-at_install")
class TestTillBasketTour(ClubTillCase):

    def setUp(self):
        super().setUp()
        self.jam = self.given_product("Club Jam", 5)

    def test_a_gift_comes_in_one_tap_and_goes_with_its_condition(self):
        self.given_offer(
            "Jam for two breads", [{"kind": "gift", "gift": "product", "gift_product_id": self.jam.id, "gift_count": 1}],
            [{"kind": "basket_amount", "min_amount": 20}])
        self.start_till("club_till_gift")
        order = self.env["pos.order"].search([("config_id", "=", self.till.id)])
        self.assertEqual(order.lines.mapped(lambda line: (line.product_id, line.qty, line.price_unit)), [
            (self.bread, 3, 10), (self.jam, 1, 0)])
        self.assertFalse(self.env["club.alert"].search([]).mapped("message"))

    def test_the_cashiers_own_discount_stays_beside_the_offers(self):
        self.given_offer("A tenth off", TENTH)
        self.start_till("club_till_manual_discount")

    def test_a_scanned_card_names_the_member_and_a_scanned_code_counts(self):
        self.member.card_number = "100000000008"
        self.given_offer("Spring", TENTH, [{"kind": "code", "codes": "SPRING"}])
        self.start_till("club_till_scan")

    def test_what_is_within_reach_and_what_comes_next(self):
        self.given_offer("A tenth off", TENTH, [{"kind": "basket_amount", "min_amount": 20}])
        self.given_offer("A hundredth off", [{"kind": "percent_off", "rate_bps": 100}])
        self.given_offer("Members only", [{"kind": "percent_off", "rate_bps": 150}], [{"kind": "member"}])
        self.start_till("club_till_near")
