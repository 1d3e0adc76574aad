"""The till in a real browser."""

from odoo.tests import tagged

from ..models.club_wallet import Cause
from .till_common import ClubTillCase


@tagged("post_install", "-at_install")
class TestTillTour(ClubTillCase):

    def test_offers_follow_the_basket_and_a_scanned_product_still_merges(self):
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
