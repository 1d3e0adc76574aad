"""The customer's display, in a real browser: what the till tells it, and what it shows."""

from odoo.tests import tagged

from ..models.club_wallet import Cause
from .till_common import ClubTillCase


@tagged("post_install", "-at_install")
class TestTillDisplayTour(ClubTillCase):

    def test_the_till_tells_the_display_who_buys_and_what_is_saved(self):
        self.given_offer("Two off", [{"kind": "amount_off", "amount": 2}], [{"kind": "member"}])
        self.wallet.earn("bonus", 15, Cause("test:gift"), origin="gift")
        self.start_till("club_till_display_sends")

    def test_the_display_shows_it(self):
        self.start_page(f"/pos_customer_display/{self.till.id}/{self.till.access_token}", "club_till_display_shows")
