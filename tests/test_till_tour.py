"""The till in a real browser."""

from odoo import fields
from odoo.tests import tagged

from ..models.club_wallet import Cause
from .till_common import ClubTillCase


@tagged("post_install", "-at_install")
class TestTillTour(ClubTillCase):

    def test_offers_follow_the_basket_and_a_scanned_product_still_merges(self):
        self.bread.barcode = "0712345678911"
        self.given_offer(
            "A tenth off", [{"kind": "percent_off", "rate_bps": 1000}], [{"kind": "basket_amount", "min_amount": 40}])
        self.start_till("club_till_offers")

    def test_a_member_is_found_forgotten_and_another_joins(self):
        self.given_offer("For members", [{"kind": "percent_off", "rate_bps": 5000}], [{"kind": "member"}])
        self.start_till("club_till_identify")
        joined = self.env["club.member"].search([("partner_id.name", "=", "Mina")])
        self.assertEqual((joined.branch_id, joined.partner_id.phone_sanitized), (self.branch, "+989351234567"))

    def test_the_wallet_pays_what_it_has_and_the_receipt_tells(self):
        self.given_offer("A tenth off", [{"kind": "percent_off", "rate_bps": 1000}], [{"kind": "member"}])
        self.given_offer("A tenth back", [{"kind": "credit", "rate_bps": 1000}], stacking="always")
        self.wallet.earn("bonus", 15, Cause("test:gift"), origin="gift")
        self.start_till("club_till_wallet")
        purchase = self.env["club.purchase"].search([("member_id", "=", self.member.id)])
        self.assertEqual((purchase.amount, purchase.paid_by_bonus, purchase.saved, purchase.earned_credit), (18, 15, 2, 0.3))
        self.assertFalse(self.env["club.alert"].search([("member_id", "=", self.member.id)]))
        self.assert_balance(self.wallet, bonus=0.3)

    def test_the_owners_five_offers(self):
        """Of five that apply the birthday's credit wins: 120,000 against 60,000 off; the silver members' 90,000 come next."""
        today = fields.Date.today()
        silver = self.env["club.tier"].create({"program_id": self.program.id, "name": "Silver", "code": "silver"})
        self.member.write({"tier_id": silver.id, "visits": 10, "birth_month": today.month, "birth_day": today.day})
        self.member.birthday_changed_on = False
        self.program.credit_worth_bps = 10000
        sweets = self.env["product.category"].create({"name": "Sweets"})
        self.given_product("Club Cake", 200000, categ_id=sweets.id)
        self.given_product("Club Feast", 400000)
        some = {"category_ids": [(6, 0, sweets.ids)]}
        self.given_offer("Visits", [{"kind": "credit", "rate_bps": 500}], [{"kind": "visits", "min_visits": 10}])
        self.given_offer("Large basket", [{"kind": "percent_off", "rate_bps": 1000}],
                         [{"kind": "basket_amount", "min_amount": 500000}])
        self.given_offer("Birthday", [{"kind": "credit", "rate_bps": 2000}], [{"kind": "birthday"}])
        self.given_offer("Silver", [{"kind": "credit", "rate_bps": 1500}], [
            {"kind": "tier", "tier_ids": [(6, 0, silver.ids)]}])
        self.given_offer("Sweets", [{"kind": "percent_off", "rate_bps": 700}],
                         [{"kind": "quantity", "min_quantity": 1, **some}])
        self.start_till("club_till_scene")

    def test_a_paused_offer_leaves_the_open_till(self):
        offer = self.given_offer("Half", [{"kind": "percent_off", "rate_bps": 5000}])
        with self.meanwhile(pause=lambda env: offer.with_env(env).action_pause()):
            self.start_till("club_till_paused")
