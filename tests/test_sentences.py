"""Sentences tell amounts as people read them: in the programme's currency, points without digits."""

from uuid import uuid4

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..models.club_errors import ClubInsufficient, ClubOverLimit
from ..models.club_wallet import Cause
from .pos_common import ClubPosCase


@tagged("post_install", "-at_install")
class TestSentences(ClubPosCase):

    def setUp(self):
        super().setUp()
        self.program.currency_id.write({"symbol": "$", "position": "before"})
        self.wallet.earn("bonus", 1200, Cause("test:gift"), origin="gift")
        self.wallet.earn("points", 2500, Cause("test:points"))

    def assert_told(self, message, expected):
        self.assertEqual(message.replace("\N{NO-BREAK SPACE}", " "), expected)

    def alert_of(self, order):
        return self.env["club.alert"].search([("source_key", "like", order.uuid)]).message

    def test_a_wallet_that_cannot_pay(self):
        answer = self.session.club_reserve(
            str(uuid4()), {"member": self.member.id, "card": self.member.card_number, "amount": 1200.5})
        self.assert_told(answer["wallet"]["message"], "The wallet can pay $ 1,200.00; $ 1,200.50 is needed.")
        with self.assertRaises(ClubInsufficient) as refused:
            self.wallet.spend({"points": 2501}, Cause("test:spend"))
        self.assert_told(str(refused.exception), "The wallet has 2,500 (Points); 2,501 is needed.")

    def test_amounts_that_a_rule_refuses(self):
        with self.assertRaises(ClubOverLimit) as refused:
            self.wallet.top_up(-1.5, Cause("test:below"))
        self.assert_told(str(refused.exception).replace("\ufeff", ""), "A credit must be above zero; $ -1.50 was asked for.")
        spent = self.wallet.spend({"bonus": 10}, Cause("test:spend"))
        with self.assertRaises(ClubOverLimit) as refused:
            self.wallet.give_back(spent, 11, Cause("test:back"))
        self.assert_told(str(refused.exception), "$ 11.00 cannot be given back: of this payment $ 10.00 is left.")
        with self.assertRaises(ValidationError) as refused:
            self.given_offer("Never", [{"kind": "percent_off", "rate_bps": 1000}], [
                {"kind": "basket_amount", "min_amount": 20, "max_amount": 10.5}])
        self.assert_told(
            str(refused.exception), "The basket cannot be worth at least $ 20.00 and at most $ 10.50.")

    def test_what_is_put_before_staff(self):
        order = self.sell([(self.bread, 5)], [(self.method, 50)], member=self.member)
        self.assert_told(self.alert_of(order), (
            f"{order.name}: the wallet paid $ 50.00, of which $ 50.00 was not reserved and is above what a member may "
            "spend offline."))
        order = self.pay_by_wallet([(self.bread, 3)], 30)
        back = self.give_back(order, {order.lines: 3}, [(self.cash, -30)])
        self.assert_told(self.alert_of(back), (
            f"{back.name}: $ 30.00 of the wallet's Bonus should have gone back to it; $ 0.00 did."))

    def test_a_line_that_does_not_add_up_is_named(self):
        self.given_offer("A tenth off", [{"kind": "percent_off", "rate_bps": 1000}])
        book = self.env["club.offer.book"]._current(self.branch)
        data = self.order_data([(self.bread, 5, {"discount": 50})])
        line = data["lines"][0][2]
        basket = {"codes": [], "lines": [{
            **self.bread._club_engine_values()[self.bread.id], "id": line["uuid"], "qty_milli": 5000, "amount_minor": 5000,
            "cost_minor": None, "discountable": True}]}
        context = self.branch._engine_context(self.env.cr.now())
        order = self.sync(data | {"club_till": {"book": book.version, "context": context, "member": None, "basket": basket}})
        self.assert_told(self.alert_of(order), (
            f"{order.name}: the line “Bread” was discounted by $ 25.00, the offers give $ 5.00"))
