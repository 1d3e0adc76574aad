"""Returns on the server: whole, partial, successive, in another session; what was earned and what the wallet paid."""

from odoo import fields
from odoo.tests import tagged

from ..models.club_wallet import Cause
from .pos_common import ClubPosCase


@tagged("post_install", "-at_install")
class TestPosReturn(ClubPosCase):

    def setUp(self):
        super().setUp()
        self.wallet.top_up(100, Cause("topup:setup"))
        self.offer = self.given_offer("A third", [{"kind": "credit", "rate_bps": 3333}], stacking="always")

    def taken_back(self, order):
        return [-line.credit for line in self.purchase_of(order).award_line_ids]

    def test_successive_returns_take_back_exactly_what_was_earned(self):
        order = self.sell([(self.bread, 3)], member=self.member)
        self.assert_balance(self.wallet, bonus=10)
        parts = [self.taken_back(self.give_back(order, {order.lines: 1})) for _time in range(3)]
        self.assertEqual(parts, [[3.33], [3.34], [3.33]])
        self.assert_balance(self.wallet, bonus=0)
        self.assertTrue(self.purchase_of(order).wholly_returned)
        self.assertEqual(self.member.visits, 0)

    def test_a_partial_return_in_another_session_takes_its_share_of_its_own_line(self):
        order = self.sell([(self.bread, 3), (self.wine, 1)], member=self.member)
        self.close_till()
        self.open_till()
        bread = order.lines.filtered(lambda line: line.product_id == self.bread)
        back = self.give_back(order, {bread: 2})
        purchase = self.purchase_of(back)
        self.assertEqual((purchase.amount, purchase.origin_id, purchase.member_id),
                         (-20, self.purchase_of(order), self.member))
        self.assertEqual(sum(self.taken_back(back)), 6.67)
        self.assertEqual(self.member.visits, 1)
        self.assertFalse(self.purchase_of(order).wholly_returned)

    def test_a_return_sent_twice_takes_back_once(self):
        order = self.sell([(self.bread, 3)], member=self.member)
        back = self.give_back(order, {order.lines: 1})
        back._club_record()
        self.assert_balance(self.wallet, bonus=6.67)

    def test_a_return_takes_no_more_than_the_wallet_holds_and_says_so(self):
        order = self.sell([(self.bread, 3)], member=self.member)
        self.pay_by_wallet([(self.bread, 1)], 10)
        back = self.give_back(order, {order.lines: 3})
        self.assert_balance(self.wallet, bonus=0)
        self.assertEqual(self.purchase_of(back).not_taken_back, 10)

    def test_the_part_paid_by_bonus_goes_back_to_bonus_and_the_rest_may_be_money(self):
        self.offer.action_pause()
        self.wallet.earn("bonus", 12, Cause("gift:1"), origin="gift")
        order = self.pay_by_wallet([(self.bread, 3)], 20)
        self.assertEqual((self.purchase_of(order).paid_by_bonus, self.purchase_of(order).paid_by_paid), (12, 8))
        back = self.give_back(order, {order.lines: 1}, [(self.method, -4), (self.cash, -6)])
        self.assert_balance(self.wallet, bonus=4, paid=92)
        self.assertEqual(self.alerts_of(back), [])
        self.assertEqual(self.purchase_of(back).paid_by_bonus, -4)

    def test_money_paid_out_for_what_bonus_paid_is_put_before_staff(self):
        self.offer.action_pause()
        self.wallet.earn("bonus", 12, Cause("gift:1"), origin="gift")
        order = self.pay_by_wallet([(self.bread, 3)], 20)
        back = self.give_back(order, {order.lines: 3}, [(self.cash, -30)])
        self.assertEqual(back.state, "paid")
        self.assert_balance(self.wallet, bonus=0, paid=92)
        self.assertEqual(self.alerts_of(back), ["return"])

    def test_a_refund_to_the_wallet_of_what_money_paid_becomes_paid_credit(self):
        self.offer.action_pause()
        order = self.sell([(self.bread, 3)], member=self.member)
        self.give_back(order, {order.lines: 3}, [(self.method, -30)])
        self.assert_balance(self.wallet, paid=130)

    def test_successive_refunds_to_the_wallet_end_at_what_it_paid(self):
        self.offer.action_pause()
        self.wallet.earn("bonus", 10, Cause("gift:1"), origin="gift")
        order = self.pay_by_wallet([(self.bread, 3)], 30)
        balances = []
        for _time in range(3):
            self.give_back(order, {order.lines: 1}, [(self.method, -10)])
            balances.append((self.wallet.balance_bonus, self.wallet.balance_paid))
        self.assertEqual(balances, [(3.33, 86.67), (6.67, 93.33), (10, 100)])

    def test_points_that_paid_go_back_as_points(self):
        self.offer.action_pause()
        self.program.point_price = 0.5
        self.wallet.earn("points", 20, Cause("gift:1"), origin="gift")
        order = self.pay_by_wallet([(self.bread, 3)], 30)
        self.assertEqual((self.purchase_of(order).paid_by_points, self.purchase_of(order).paid_by_paid), (10, 20))
        self.give_back(order, {order.lines: 3}, [(self.method, -30)])
        self.assert_balance(self.wallet, points=20, paid=100)

    def test_an_exchange_is_a_return_and_a_sale(self):
        order = self.sell([(self.bread, 3)], member=self.member)
        exchange = self.give_back(order, {order.lines: 3}, more=[(self.wine, 3)])
        returned, sold = self.purchase_of(exchange)
        self.assertEqual((returned.origin_id, returned.amount), (self.purchase_of(order), -30))
        self.assertEqual((sold.amount, sold.earned_credit), (33, 11))
        self.assert_balance(self.wallet, bonus=11)
        self.assertEqual(self.member.visits, 1)

    def test_an_exchange_that_pays_out_is_judged_and_earns_like_a_sale(self):
        """Odoo turns all signs of an order that is below zero round; its goods are sold all the same."""
        self.given_offer("A tenth off", [{"kind": "percent_off", "rate_bps": 1000}])
        order = self.sell([(self.bread, 3, {"discount": 10})], member=self.member)
        now = fields.Datetime.now()
        book = self.env["club.offer.book"]._current(self.branch)
        data = self.order_data([(self.wine, 1, {"discount": 10})], member=self.member)
        line = data["lines"][0][2]
        basket = {"codes": [], "lines": [{
            **self.wine._club_engine_values()[self.wine.id], "id": line["uuid"], "qty_milli": 1000, "amount_minor": 1100,
            "cost_minor": None, "discountable": True}]}
        till = {"book": book.version, "context": self.branch._engine_context(now), "basket": basket,
                "member": self.member._to_engine(self.branch._local_time(now).date())}
        back = self.give_back(
            order, {order.lines: 3}, more=[(self.wine, 1, {"discount": 10, "uuid": line["uuid"]})], club_till=till)
        returned, sold = self.purchase_of(back).sorted("amount")
        self.assertEqual((back.amount_total, returned.amount, sold.amount, sold.saved), (-17.1, -27, 9.9, 1.1))
        self.assertEqual(self.alerts_of(back), [])

    def test_the_return_of_a_blocked_member_gives_the_wallet_its_money_back(self):
        self.offer.action_pause()
        order = self.pay_by_wallet([(self.bread, 3)], 30)
        self.member.state = "blocked"
        self.give_back(order, {order.lines: 3}, [(self.method, -30)])
        self.assert_balance(self.wallet, paid=100)

    def test_returning_an_order_from_before_the_club_is_a_purchase_of_its_own(self):
        self.program.state = "draft"
        order = self.sell([(self.bread, 3)], member=self.member)
        self.program.state = "live"
        back = self.give_back(order, {order.lines: 1})
        self.assertEqual((self.purchase_of(back).amount, self.purchase_of(back).origin_id.id), (-10, False))

    def test_fixed_credit_goes_back_whole_when_its_condition_fails_on_what_is_kept(self):
        self.offer.action_pause()
        self.given_offer("Nine for thirty", [{"kind": "credit_flat", "amount": 9}],
                         [{"kind": "basket_amount", "min_amount": 30}], stacking="together")
        for retake_fixed, left in ((False, 6), (True, 0)):
            self.program.retake_fixed = retake_fixed
            order = self.sell([(self.bread, 3)], member=self.member)
            before = self.wallet.balance_bonus
            self.give_back(order, {order.lines: 1})
            self.assertEqual(self.wallet.balance_bonus, before - 9 + left)
            self.give_back(order, {order.lines: 2})
            self.assert_balance(self.wallet, bonus=0)
