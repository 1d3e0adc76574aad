"""Returns from a till's list of orders, in a real browser: the wallet's part is proposed, and the books close."""

from odoo.tests import tagged

from ..models.club_wallet import Cause
from .till_common import ClubTillCase


@tagged("post_install", "-at_install")
class TestTillReturnTour(ClubTillCase):

    def setUp(self):
        super().setUp()
        self.given_offer("A tenth off", [{"kind": "percent_off", "rate_bps": 1000}], [{"kind": "member"}])
        self.given_offer("A tenth back", [{"kind": "credit", "rate_bps": 1000}], stacking="always")
        self.wallet.earn("bonus", 16, Cause("test:gift"), origin="gift")

    def purchases(self):
        return self.env["club.purchase"].search([("program_id", "=", self.program.id)], order="id")

    def assert_sound(self, books):
        """No alert, sound ledger, and the session's entry comes to these balances."""
        self.assertFalse(self.env["club.alert"].search([("program_id", "=", self.program.id)]).mapped("message"))
        self.assert_ledger_sound()
        self.assert_books(self.close(self.till.current_session_id), books)

    def test_a_part_and_then_the_rest_comes_back(self):
        self.start_till("club_till_return")
        purchases = self.purchases()
        self.assertEqual(purchases.mapped("amount"), [36, -9, -27])
        self.assertEqual(purchases.mapped("paid_by_bonus"), [16, -4, -12])
        self.assertEqual(purchases.mapped("earned_credit"), [2, -0.5, -1.5])
        self.assert_balance(self.wallet, bonus=16)
        self.assert_sound({"sales": 0, "redeemed": 0, "bonus": 0})

    def test_credit_that_is_spent_already_is_deducted_from_the_refund(self):
        self.env["club.offer"].search([]).action_end()
        self.given_offer("A tenth of it back", [{"kind": "credit", "rate_bps": 1000}], stacking="always")
        self.program.return_policy = "deduct"
        wallet_id = self.wallet.id
        with self.meanwhile(spend=lambda env: env["club.wallet"].browse(wallet_id).spend(
                {"bonus": 19}, Cause("test:spent"))):
            self.start_till("club_till_return_spent")
        sale, back = self.purchases()
        self.assertEqual((sale.earned_credit, back.amount, back.pos_order_id.amount_total), (4, -40, -37))
        self.assertEqual((back.deducted, back.not_taken_back), (3, 0))
        self.assert_balance(self.wallet, bonus=0)
        self.assertFalse(self.env["club.alert"].search([("program_id", "=", self.program.id)]).mapped("message"))

    def test_a_part_comes_back_in_a_later_session(self):
        session = self.open_session()
        self.sell(session, [(self.bread, 4, {"discount": 10})], wallet=16, cash=None)
        self.assert_books(self.close(session), {
            "sales": -36, "receivable": 20, "redeemed": 16, "bonus": 14, "expense": -14})
        self.start_till("club_till_return_later")
        self.assertEqual(self.purchases().mapped("paid_by_bonus"), [16, -4])
        self.assert_balance(self.wallet, bonus=5.5)
        self.assert_sound({"sales": 9, "receivable": -5, "redeemed": -4, "bonus": -3.5, "expense": 3.5})

    def test_the_member_need_not_be_there(self):
        """What the wallet had paid goes back to it; a passer-by's return cannot go to any wallet."""
        self.start_till("club_till_return_alone")
        sale, back, other, other_back = self.purchases()
        self.assertEqual((back.amount, back.paid_by_bonus, back.member_id), (-36, -16, self.member))
        self.assertFalse(back.pos_order_id.partner_id)
        self.assertEqual((other.member_id.ids, other_back.amount), ([], -10))
        self.assertTrue(sale.wholly_returned)
        self.assert_balance(self.wallet, bonus=16)
        self.assert_sound({"sales": 0, "redeemed": 0, "bonus": 0})

    def test_an_exchange_is_one_order(self):
        """Goods are taken in the order of a return, dearer ones and then cheaper ones."""
        self.start_till("club_till_exchange")
        first, back, sold, last_back, last_sold = self.purchases()
        self.assertEqual((back.origin_id, back.amount, back.paid_by_bonus), (first, -9, 0))
        self.assertEqual((sold.pos_order_id, sold.amount, sold.saved, sold.paid_by_bonus), (back.pos_order_id, 18, 2, 0))
        self.assertEqual((last_back.origin_id, last_back.amount, last_back.paid_by_bonus), (first, -27, -8))
        self.assertEqual((last_sold.pos_order_id.amount_total, last_sold.amount, last_sold.saved), (-18, 9, 1))
        self.assert_balance(self.wallet, bonus=10.7)
        self.assert_sound({"sales": -27, "receivable": 19, "redeemed": 8, "bonus": 5.3, "expense": -5.3})
