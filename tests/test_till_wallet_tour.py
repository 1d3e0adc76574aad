"""Paying with the wallet at a till, in a real browser: what is refused in a sentence, and that nothing is booked twice."""

from odoo.tests import tagged

from ..models.club_wallet import Cause
from .till_common import ClubTillCase


@tagged("post_install", "-at_install")
class TestTillWalletTour(ClubTillCase):

    def setUp(self):
        super().setUp()
        self.wallet.earn("bonus", 15, Cause("test:gift"), origin="gift")

    def holds(self):
        return self.env["club.wallet.hold"].search([("wallet_id", "=", self.wallet.id)], order="id").mapped("state")

    def assert_sold(self, **paid):
        """One purchase of 20, paid like this, and no alert."""
        purchase = self.env["club.purchase"].search([("program_id", "=", self.program.id)])
        found = {name: purchase[name] for name in ("amount", "paid_by_bonus", "shortfall")}
        self.assertEqual(found, {"amount": 20, "paid_by_bonus": 0, "shortfall": 0, **paid})
        self.assertFalse(self.env["club.alert"].search([("program_id", "=", self.program.id)]).mapped("message"))

    def test_a_wallet_that_is_short_by_a_unit_says_so_and_the_sale_goes_on(self):
        self.start_till("club_till_short")
        self.assert_sold(paid_by_bonus=15)
        self.assert_balance(self.wallet, bonus=0, available_bonus=0)

    def test_the_payment_tells_which_purses_pay(self):
        """Points pay in whole pieces, so that the wallet may offer less than it holds."""
        self.program.point_price = 0.5
        self.wallet.earn("points", 4, Cause("test:points"))
        self.wallet.top_up(10, Cause("test:paid"))
        self.start_till("club_till_purses")
        purchase = self.env["club.purchase"].search([("program_id", "=", self.program.id)])
        self.assertEqual((purchase.paid_by_bonus, purchase.paid_by_points, purchase.paid_by_paid), (15, 1, 0.25))

    def test_bonus_pays_its_share_of_the_bill_and_a_unit_more_is_refused(self):
        self.program.redeem_share_bps = 3000
        self.start_till("club_till_share")
        self.assert_sold(paid_by_bonus=6)
        self.assert_balance(self.wallet, bonus=9)

    def test_a_blocked_member_buys_without_the_wallet(self):
        other = self.given_member(name="Member B")
        other.partner_id.write({"phone": "09123456780", "country_id": self.env.company.country_id.id})
        other.wallet_id.earn("bonus", 5, Cause("test:other"), origin="gift")
        other.state = "blocked"
        self.start_till("club_till_blocked")
        purchase = self.env["club.purchase"].search([("program_id", "=", self.program.id)])
        self.assertEqual((purchase.amount, purchase.member_id.id, purchase.paid_by_bonus), (20, False, 0))
        self.assert_balance(other.wallet_id, bonus=5)

    def test_the_server_goes_away_in_the_middle_of_validation(self):
        self.start_till("club_till_server_gone")
        self.assert_sold()
        self.assert_balance(self.wallet, bonus=15, available_bonus=15)

    def test_a_pin_is_asked_for_and_a_wrong_one_is_asked_again(self):
        self.program.confirm_by = "pin"
        self.member._set_pin("2580")
        self.start_till("club_till_pin")
        self.assert_sold(paid_by_bonus=15)

    def test_what_was_set_aside_comes_back(self):
        """With the payment line taken off, the member taken away, and the order deleted."""
        self.start_till("club_till_release")
        self.assertEqual(self.holds(), ["released"] * 3)
        self.assert_balance(self.wallet, bonus=15, available_bonus=15)

    def expire(self, env):
        env.cr.execute("UPDATE club_wallet_hold SET expires_at = now() AT TIME ZONE 'UTC' - interval '1 minute'")
        env.invalidate_all()

    def test_what_was_set_aside_ran_out_before_validation(self):
        """With the money still there the sale goes on; with the money gone the till says what is left."""
        def earn(env):
            self.wallet.with_env(env).earn("bonus", 15, Cause("test:more"), origin="gift")

        def spend(env):
            self.wallet.with_env(env).spend({"bonus": 12}, Cause("test:other till"))

        with self.meanwhile(expire=self.expire, earn=earn, spend=spend):
            self.start_till("club_till_expired")
        purchases = self.env["club.purchase"].search([("program_id", "=", self.program.id)], order="id")
        paid = purchases.mapped(lambda row: (row.amount, row.paid_by_bonus, row.shortfall))
        self.assertEqual(paid, [(20, 15, 0), (20, 3, 0)])
        self.assertEqual(self.holds(), ["released", "captured", "released", "captured"])
        self.assert_balance(self.wallet, bonus=0)
        self.assert_ledger_sound()

    def test_what_was_set_aside_ran_out_before_the_order_arrived(self):
        """The sale stands, the wallet is not touched without a hold, and staff are told; so is the cashier."""
        with self.meanwhile(expire=self.expire):
            self.start_till("club_till_expired_late")
        purchase = self.env["club.purchase"].search([("program_id", "=", self.program.id)])
        self.assertEqual((purchase.amount, purchase.paid_by_bonus, purchase.shortfall), (20, 0, 15))
        self.assertEqual(self.env["club.alert"].search([("program_id", "=", self.program.id)]).mapped("kind"), ["shortfall"])
        self.assert_balance(self.wallet, bonus=15, available_bonus=15)
        self.assert_ledger_sound()

    def test_the_wallet_is_topped_up(self):
        self.start_till("club_till_top_up")
        self.assert_balance(self.wallet, paid=25, bonus=15)

    def test_the_change_goes_into_the_wallet(self):
        self.program.change_to_wallet = True
        self.start_till("club_till_change")
        self.assert_sold()
        self.assert_balance(self.wallet, paid=3, bonus=15)
