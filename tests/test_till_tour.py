"""The till in a real browser."""

from odoo.tests import HttpCase, tagged

from .closing_common import ClosingCase


@tagged("post_install", "-at_install")
class TestTillTour(ClosingCase, HttpCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bread = cls.given_product("Club Bread", 10)
        cls.cashier = cls.env["res.users"].create({
            "name": "Club cashier", "login": "club_cashier", "password": "club_cashier",
            "group_ids": [(6, 0, cls.env.ref("customer_club.customer_club_group_cashier").ids)]})

        cls.env.company.country_id = cls.env.ref("base.ir")
        cls.member.partner_id.write({"phone": "09123456789", "country_id": cls.env.ref("base.ir").id})

    def start_till(self, tour):
        self.till.with_user(self.cashier).open_ui()
        self.start_tour(f"/pos/ui/{self.till.id}", tour, login="club_cashier")

    def test_offers_follow_the_basket_and_a_scanned_product_still_merges(self):
        self.given_offer("A tenth off", [{"kind": "percent_off", "rate_bps": 1000}], [{"kind": "basket_amount", "min_amount": 40}])
        self.start_till("club_till_offers")

    def test_a_member_is_found_forgotten_and_another_joins(self):
        self.given_offer("For members", [{"kind": "percent_off", "rate_bps": 5000}], [{"kind": "member"}])
        self.start_till("club_till_identify")
        joined = self.env["club.member"].search([("partner_id.name", "=", "Mina")])
        self.assertEqual((joined.branch_id, joined.partner_id.phone_sanitized), (self.branch, "+989351234567"))
