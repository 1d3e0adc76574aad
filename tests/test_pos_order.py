"""The order's way on the server: hold, capture, purchase, awards, earning; replays, tampering, refusals."""

from datetime import timedelta
from uuid import uuid4

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models.club_wallet import Cause
from .pos_common import ClubPosCase

LOGGER = "odoo.addons.customer_club.models.pos_order"


@tagged("post_install", "-at_install")
class TestPosOrder(ClubPosCase):

    def setUp(self):
        super().setUp()
        self.wallet.top_up(100, Cause("topup:setup"))

    def reserve(self, uuid, amount, **request):
        request = {"member": self.member.id, "card": self.member.card_number, "amount": amount, **request}
        return self.session.club_reserve(uuid, request)["wallet"]

    def two_percent(self):
        return self.given_offer("Two percent", [{"kind": "credit", "rate_bps": 200}], stacking="always")

    # -- earning and purchases ----------------------------------------------------------------------------------------

    def test_a_sale_becomes_one_purchase_that_earns(self):
        offer = self.two_percent()
        order = self.sell([(self.bread, 5)], member=self.member)
        purchase = self.purchase_of(order)
        self.assertEqual((purchase.amount, purchase.amount_untaxed, purchase.earned_credit), (50, 50, 1))
        self.assertEqual(purchase.award_line_ids.offer_id, offer)
        self.assertEqual(purchase.award_line_ids.pos_order_line_id, order.lines)
        self.assertEqual((self.member.visits, self.member.last_purchase_at), (1, order.date_order))
        self.assert_balance(self.wallet, bonus=1)
        verdict = self.env["club.verdict"].search([("purchase_id", "=", purchase.id)])
        self.assertEqual([row["status"] for row in verdict._told()], ["applied"])

    def test_a_passer_by_is_a_purchase_without_a_member(self):
        self.two_percent()
        purchase = self.purchase_of(self.sell([(self.bread, 5)]))
        self.assertFalse(purchase.member_id)
        self.assertEqual(purchase.amount, 50)
        self.assertFalse(purchase.award_line_ids)

    def test_the_same_order_sent_again_changes_nothing(self):
        self.two_percent()
        data = self.order_data([(self.bread, 5)], member=self.member)
        for _again in range(2):
            self.env["pos.order"].sync_from_ui([dict(data)])
        order = self.env["pos.order"].search([("uuid", "=", data["uuid"])])
        order._club_record()
        self.assertEqual(len(self.purchase_of(order)), 1)
        self.assert_balance(self.wallet, bonus=1, paid=100)
        self.assertEqual(self.member.visits, 1)

    def test_a_till_of_a_programme_that_has_not_started_is_left_alone(self):
        self.program.state = "draft"
        order = self.sell([(self.bread, 5)], member=self.member)
        self.assertEqual(order.state, "paid")
        self.assertFalse(self.purchase_of(order))

    def test_what_bonus_paid_earns_nothing(self):
        self.two_percent()
        self.wallet.earn("bonus", 25, Cause("gift:1"), origin="gift")
        uuid = str(uuid4())
        self.assertTrue(self.reserve(uuid, 25)["ok"])
        order = self.sell([(self.bread, 5)], [(self.method, 25), (self.cash, 25)], member=self.member, uuid=uuid)
        purchase = self.purchase_of(order)
        self.assertEqual((purchase.paid_by_bonus, purchase.paid_by_paid, purchase.earned_credit), (25, 0, 0.5))
        self.program.earn_on_bonus = True
        self.wallet.earn("bonus", 25, Cause("gift:2"), origin="gift")
        uuid = str(uuid4())
        self.reserve(uuid, 25)
        order = self.sell([(self.bread, 5)], [(self.method, 25), (self.cash, 25)], member=self.member, uuid=uuid)
        self.assertEqual(self.purchase_of(order).earned_credit, 1)

    def test_a_company_that_may_not_issue_earns_nothing(self):
        self.two_percent()
        self.row.may_issue = False
        order = self.sell([(self.bread, 5)], member=self.member)
        self.assert_balance(self.wallet, bonus=0)
        self.wallet.earn("bonus", 9, Cause("gift:1"), origin="gift")
        self.give_back(order, {order.lines: 5})
        self.assert_balance(self.wallet, bonus=9)

    # -- paying with the wallet ---------------------------------------------------------------------------------------

    def test_a_hold_is_captured_by_its_order(self):
        uuid = str(uuid4())
        answer = self.reserve(uuid, 30)
        self.assertEqual((answer["ok"], answer["split"]), (True, {"paid": 30, "bonus": 0, "points": 0}))
        self.assert_balance(self.wallet, paid=100, available_paid=70)
        order = self.sell([(self.bread, 5)], [(self.method, 30), (self.cash, 20)], member=self.member, uuid=uuid)
        self.assert_balance(self.wallet, paid=70, available_paid=70)
        self.assertEqual((self.purchase_of(order).paid_by_paid, self.purchase_of(order).shortfall), (30, 0))
        self.assertEqual(self.alerts_of(order), [])

    def test_reserving_again_gets_the_same_answer_and_other_content_is_refused(self):
        uuid = str(uuid4())
        first = self.reserve(uuid, 30)
        self.assertEqual(self.reserve(uuid, 30), first)
        self.assertEqual(self.reserve(uuid, 31)["code"], "key_reused")
        self.assertTrue(self.session.club_release(uuid))
        self.assertFalse(self.session.club_release(uuid))
        self.assertTrue(self.reserve(uuid, 31)["ok"])

    def test_a_wallet_that_is_short_by_a_unit_says_so(self):
        answer = self.reserve(str(uuid4()), 100.01)
        self.assertEqual((answer["ok"], answer["code"]), (False, "insufficient"))
        self.assertIn("100.0", answer["message"])
        self.assertIn("100.01", answer["message"])

    def test_without_a_hold_the_wallet_payment_is_the_branchs(self):
        order = self.sell([(self.bread, 5)], [(self.method, 50)], member=self.member)
        self.assert_balance(self.wallet, paid=100)
        self.assertEqual((order.state, self.purchase_of(order).shortfall), ("paid", 50))
        self.assertEqual(self.alerts_of(order), ["shortfall"])

    def test_without_a_hold_the_offline_allowance_is_taken_from_the_member(self):
        self.program.offline_allowance = 30
        order = self.sell([(self.bread, 5)], [(self.method, 50)], member=self.member)
        self.assert_balance(self.wallet, paid=70)
        self.assertEqual((self.purchase_of(order).paid_by_paid, self.purchase_of(order).shortfall), (30, 20))
        second = self.sell([(self.bread, 1)], [(self.method, 10)], member=self.member)
        self.assertEqual(self.purchase_of(second).shortfall, 10, "the allowance is for the whole day")

    def test_an_expired_hold_is_no_hold(self):
        uuid = str(uuid4())
        self.reserve(uuid, 50)
        self.env.cr.execute("UPDATE club_wallet_hold SET expires_at = %s", [fields.Datetime.now() - timedelta(minutes=1)])
        self.env.invalidate_all()
        order = self.sell([(self.bread, 5)], [(self.method, 50)], member=self.member, uuid=uuid)
        self.assert_balance(self.wallet, paid=100)
        self.assertEqual(self.purchase_of(order).shortfall, 50)

    def test_a_tampered_wallet_amount_takes_what_was_held_and_no_more(self):
        uuid = str(uuid4())
        self.reserve(uuid, 30)
        order = self.sell([(self.bread, 5)], [(self.method, 50)], member=self.member, uuid=uuid)
        self.assert_balance(self.wallet, paid=70)
        self.assertEqual(self.purchase_of(order).shortfall, 20)
        self.assertEqual(self.alerts_of(order), ["shortfall"])

    def test_a_hold_of_another_member_pays_nothing(self):
        other, uuid = self.given_member(name="Other"), str(uuid4())
        self.reserve(uuid, 50)
        order = self.sell([(self.bread, 5)], [(self.method, 50)], member=other, uuid=uuid)
        self.assert_balance(self.wallet, paid=100)
        self.assertEqual(self.purchase_of(order).shortfall, 50)

    def test_an_order_synced_after_closing_captures_in_the_next_session(self):
        uuid, first = str(uuid4()), self.session
        self.reserve(uuid, 50)
        data = self.order_data([(self.bread, 5)], [(self.method, 50)], member=self.member, uuid=uuid)
        self.close_till()
        self.open_till()
        self.env["pos.order"].sync_from_ui([data])
        order = self.env["pos.order"].search([("uuid", "=", uuid)])
        self.assertNotEqual(order.session_id, first)
        self.assert_balance(self.wallet, paid=50)
        self.assertEqual(self.alerts_of(order), [])

    # -- who may ------------------------------------------------------------------------------------------------------

    def test_a_blocked_member_neither_pays_nor_earns(self):
        self.two_percent()
        self.member.state = "blocked"
        self.assertEqual(self.reserve(str(uuid4()), 10)["code"], "blocked")
        order = self.sell([(self.bread, 5)], [(self.method, 50)], member=self.member)
        self.assertEqual(sorted(self.alerts_of(order)), ["member", "shortfall"])
        self.assert_balance(self.wallet, paid=100, bonus=0)
        self.assertFalse(self.purchase_of(order).member_id)

    def test_a_member_of_another_company_is_not_known_here(self):
        stranger = self.given_member(self.given_program(name="Elsewhere", company=self.env["res.company"].create(
            {"name": "Elsewhere", "currency_id": self.env.company.currency_id.id})))
        self.assertEqual(self.reserve(str(uuid4()), 10, member=stranger.id)["code"], "no_member")
        order = self.sell([(self.bread, 5)], member=stranger)
        self.assertFalse(self.purchase_of(order).member_id)

    def test_the_till_cannot_name_another_member_than_the_customer(self):
        other = self.given_member(name="Other")
        order = self.sell([(self.bread, 5)], member=self.member, club_till={"member": {"id": other.id}})
        self.assertEqual(self.purchase_of(order).member_id, self.member)
        self.assertEqual(self.alerts_of(order), ["tampering"])

    def test_a_card_read_offline_names_the_customer(self):
        order = self.sell([(self.bread, 5)], club_card_number=self.member.card_number)
        self.assertEqual((order.partner_id, self.purchase_of(order).member_id), (self.member.partner_id, self.member))
        unknown = self.sell([(self.bread, 5)], club_card_number="000")
        self.assertEqual(self.alerts_of(unknown), ["member"])

    def test_requests_of_any_shape_get_an_answer(self):
        for request in (None, [], "x", {}, {"amount": "1"}, {"amount": True, "member": self.member.id},
                        {"amount": -5, "member": self.member.id}, {"amount": 1e300, "member": self.member.id},
                        {"amount": 5, "member": "1 OR 1=1"}, {"amount": 5, "member": True},
                        {"amount": 5, "member": self.member.id, "unknown": {"x": [1]}},
                        {"offers": ["x", None, 10 ** 9]}):
            answer = self.session.club_reserve(str(uuid4()), request)
            self.assertIsInstance(answer, dict, request)

    def test_a_typed_phone_needs_the_pin_and_a_scanned_card_only_above_the_limit(self):
        self.program.write({"confirm_by": "pin", "pin_limit": 20})
        self.member._set_pin("۱۲۳۴")
        self.assertTrue(self.reserve(str(uuid4()), 20)["ok"])
        self.assertEqual(self.reserve(str(uuid4()), 21)["code"], "pin_needed")
        self.assertEqual(self.reserve(str(uuid4()), 1, card=None)["code"], "pin_needed")
        self.assertTrue(self.reserve(str(uuid4()), 1, card=None, pin="1234")["ok"])
        for _try in range(5):
            self.assertEqual(self.reserve(str(uuid4()), 1, card=None, pin="9999")["code"], "pin_wrong")
        self.assertEqual(self.reserve(str(uuid4()), 1, card=None, pin="1234")["code"], "pin_locked")

    def test_a_cashier_sells_and_reserves_without_reading_the_club(self):
        cashier = new_test_user(self.env, "club_cashier", "customer_club.customer_club_group_cashier",
                                company_id=self.env.company.id)
        self.two_percent()
        uuid, session = str(uuid4()), self.session.with_user(cashier)
        request = {"member": self.member.id, "card": self.member.card_number, "amount": 30}
        self.assertTrue(session.club_reserve(uuid, request)["wallet"]["ok"])
        data = self.order_data([(self.bread, 5)], [(self.method, 30), (self.cash, 20)], member=self.member, uuid=uuid)
        data |= {"pos_reference": "1-0001", "tracking_number": "1", "sequence_number": 1}  # a till numbers its orders itself
        self.env["pos.order"].with_user(cashier).sync_from_ui([data])
        self.assert_balance(self.wallet, paid=70, bonus=1)
        for model in ("club.member", "club.wallet", "club.wallet.entry", "club.purchase", "club.offer", "club.alert"):
            self.assertFalse(self.env[model].with_user(cashier).has_access("read"), model)

    # -- what is paid stays -------------------------------------------------------------------------------------------

    def test_customer_and_wallet_payment_of_a_paid_order_stay(self):
        uuid = str(uuid4())
        self.reserve(uuid, 50)
        order = self.sell([(self.bread, 5)], [(self.method, 50)], member=self.member, uuid=uuid)
        other = self.given_member(name="Other").partner_id
        for change in (
            lambda: order.write({"partner_id": other.id}), lambda: order.write({"club_till": {"book": 1}}),
            lambda: order.payment_ids.write({"amount": 40}), lambda: order.payment_ids.write(
                {"payment_method_id": self.cash.id}), lambda: order.payment_ids.unlink(),
            lambda: self.env["pos.payment"].create(
                {"pos_order_id": order.id, "amount": 1, "payment_method_id": self.method.id}),
        ):
            with self.assertRaises(UserError):
                change()
        cash = self.sell([(self.bread, 1)])
        cash.write({"partner_id": other.id})
        self.assertFalse(self.purchase_of(cash).member_id, "a member named after payment is a claim with its own rule")

    @mute_logger(LOGGER)
    def test_a_fault_of_the_club_never_stops_a_sale(self):
        self.patch(type(self.env["club.purchase"]), "_finish_sale", lambda purchase: 1 / 0)
        order = self.sell([(self.bread, 5)], member=self.member)
        self.assertEqual(order.state, "paid")
        self.assertFalse(self.purchase_of(order))
        self.assertEqual(self.alerts_of(order), ["other"])

    # -- top-ups ------------------------------------------------------------------------------------------------------

    def top_up_line(self, amount):
        return (self.row.top_up_product_id, 1, {"price_unit": amount})

    def test_a_top_up_credits_paid_credit_and_is_no_purchase(self):
        order = self.sell([self.top_up_line(40)], member=self.member)
        self.assert_balance(self.wallet, paid=140)
        self.assertFalse(self.purchase_of(order))
        order._club_record()
        self.assert_balance(self.wallet, paid=140)

    def test_a_top_up_beside_goods_earns_on_the_goods_only(self):
        self.two_percent()
        order = self.sell([(self.bread, 5), self.top_up_line(40)], member=self.member)
        self.assertEqual((self.purchase_of(order).amount, self.purchase_of(order).earned_credit), (50, 1))
        self.assert_balance(self.wallet, paid=140, bonus=1)

    def test_bonus_cannot_be_turned_into_paid_credit_by_a_top_up(self):
        self.wallet.earn("bonus", 40, Cause("gift:1"), origin="gift")
        uuid = str(uuid4())
        self.reserve(uuid, 40)
        order = self.sell([self.top_up_line(40)], [(self.method, 40)], member=self.member, uuid=uuid)
        self.assert_balance(self.wallet, paid=100, bonus=0)
        self.assertEqual(self.alerts_of(order), ["tampering"])
