"""Invariant 7: what the till showed is what was sold; tampering and bugs alarm, drift is kept as information."""

from odoo import fields
from odoo.tests import tagged

from ..models.club_verdict import unpacked
from ..models.club_wallet import Cause
from .pos_common import ClubPosCase


@tagged("post_install", "-at_install")
class TestPosEvaluate(ClubPosCase):

    def setUp(self):
        super().setUp()
        self.tenth = self.given_offer(
            "A tenth off", [{"kind": "percent_off", "rate_bps": 1000}], [{"kind": "basket_amount", "min_amount": 40}])
        self.always = self.given_offer("Two percent", [{"kind": "credit", "rate_bps": 200}], stacking="always")

    def test_a_code_counts_that_the_customer_really_has(self):
        self.given_offer("Spring", [{"kind": "percent_off", "rate_bps": 5000}], [{"kind": "code", "codes": "SPRING"}])
        digest = self.program._code_digest("SPRING")
        for sent, saved, alerts in (("spring ", 15, []), (digest, 0, ["tampering"]), ("winter", 0, ["tampering"])):
            with self.subTest(sent):
                data = self.order_data([(self.bread, 3)])
                line = data["lines"][0][2]
                snapshot, _result = self.till_answer(data, codes=[digest])
                line |= {"discount": 50, "price_subtotal_incl": 15, "price_subtotal": 15}
                snapshot["basket"]["codes"] = [sent]
                data |= {"amount_total": 15, "amount_paid": 15, "club_till": snapshot}
                data["payment_ids"][0][2]["amount"] = 15
                order = self.sync(data)
                self.assertEqual((self.purchase_of(order).saved, self.alerts_of(order)), (saved, alerts))

    def verdicts_of(self, order):
        content = self.env["club.verdict"].search([("purchase_id", "=", self.purchase_of(order).id)]).content
        return content | {name: unpacked(content[name]) for name in ("server", "till") if name in content}

    def test_an_honest_till_is_believed_and_its_offers_earn(self):
        order = self.sold_with_offers([(self.bread, 3), (self.wine, 2)], member=self.member)
        purchase = self.purchase_of(order)
        self.assertEqual(self.alerts_of(order), [])
        self.assertEqual((purchase.saved, purchase.amount), (5.2, 46.8))
        self.assertEqual(purchase.earned_credit, 0.94)
        self.assertEqual(sorted(purchase.award_line_ids.offer_id.mapped("name")), ["A tenth off", "Two percent"])
        self.assertEqual(self.verdicts_of(order)["problems"], [])

    def test_a_discount_that_no_offer_gives_alarms_and_stays(self):
        order = self.sold_with_offers([(self.bread, 5)], member=self.member, discounts=True)
        self.assertEqual(self.alerts_of(order), ["tampering"])
        self.assertEqual((order.amount_total, self.purchase_of(order).amount), (25, 25))
        self.assertEqual(self.purchase_of(order).earned_credit, 0.5, "the plain two percent, on what was paid")
        self.assertEqual(self.purchase_of(order).award_line_ids.offer_id, self.always)

    def test_a_basket_that_is_not_the_orders_alarms(self):
        for change in ({"lines": []}, {"lines": [{"id": "x", "product": 1, "qty_milli": 1000, "amount_minor": 100}]}):
            order = self.sold_with_offers([(self.bread, 5)], member=self.member, till={"basket": {"codes": [], **change}})
            self.assertEqual(self.alerts_of(order), ["tampering"], change)

    def test_an_answer_that_its_own_input_does_not_give_alarms(self):
        order = self.sold_with_offers([(self.bread, 5)], member=self.member, till={"result": {"discount_minor": 4999}})
        self.assertEqual(self.alerts_of(order), ["tampering"])

    def test_facts_that_only_the_till_says_earn_nothing(self):
        silver = self.env["club.tier"].create({"name": "Silver", "code": "silver", "program_id": self.program.id})
        self.given_offer("Silver", [{"kind": "credit", "rate_bps": 5000}], [
            {"kind": "tier", "tier_ids": [(6, 0, silver.ids)]}], stacking="together")
        facts = self.member._to_engine(fields.Date.today()) | {"tier": "silver"}
        order = self.sold_with_offers([(self.bread, 3)], member=self.member, till={"member": facts})
        self.assertEqual(self.alerts_of(order), [], "stale or invented facts are drift, not an alarm: no money left the shop")
        self.assertEqual(self.purchase_of(order).earned_credit, 0.6)
        status = {row["offer"]: row["status"] for row in self.verdicts_of(order)["server"]}
        self.assertIn("refused", status.values())

    def test_the_till_is_judged_by_the_book_it_had(self):
        data = self.order_data([(self.bread, 5)], member=self.member)
        snapshot, result = self.till_answer(data, member=self.member)
        self.tenth.action_pause()
        data["lines"][0][2].update({"discount": 10, "price_subtotal_incl": 45, "price_subtotal": 45})
        data |= {"amount_total": 45, "amount_paid": 45, "club_till": snapshot}
        data["payment_ids"][0][2]["amount"] = 45
        order = self.sync(data)
        self.assertEqual(result["discount_minor"], 500)
        self.assertEqual(self.alerts_of(order), [])
        self.assertEqual(self.purchase_of(order).saved, 5)
        self.assertNotEqual(self.verdicts_of(order)["book"], self.verdicts_of(order)["till_book"])

    def test_snapshots_of_any_shape_never_stop_a_sale(self):
        for till in ([], "x", 7, {"book": "1"}, {"book": 999, "context": {}, "basket": {}}, {"book": 1}, {
                "book": 1, "context": {}, "basket": {"lines": "x"}},
                {"book": 1, "context": {}, "basket": {"lines": [{}, None]}},
                {"book": 1, "context": {"date": 5}, "member": [], "basket": {"codes": 3, "lines": []}, "limits": {"1": 3}}):
            order = self.sell([(self.bread, 5)], member=self.member, club_till=till)
            self.assertEqual(order.state, "paid")
            self.assertEqual(self.purchase_of(order).amount, 50, till)
            self.assertNotIn("other", self.alerts_of(order), till)

    def test_the_cashiers_own_discount_is_kept_apart(self):
        order = self.sell([(self.bread, 5, {"discount": 20})], member=self.member)
        self.assertEqual((self.purchase_of(order).amount, self.purchase_of(order).saved), (40, 0))

    def test_a_returned_discount_is_told_and_its_credit_taken_back(self):
        order = self.sold_with_offers([(self.bread, 5)], member=self.member)
        self.assert_balance(self.wallet, bonus=0.9)
        back = self.give_back(order, {order.lines: 2})
        purchase = self.purchase_of(back)
        self.assertEqual((purchase.amount, sum(purchase.award_line_ids.mapped("discount"))), (-18, -2))
        self.assert_balance(self.wallet, bonus=0.54)

    def test_a_use_of_a_limited_offer_is_counted_once_and_comes_back_with_the_goods(self):
        self.tenth.max_uses_per_member = 1
        self.wallet.top_up(1, Cause("topup:1"))
        order = self.sold_with_offers([(self.bread, 5)], member=self.member)
        uses = self.env["club.offer.use"]
        self.assertEqual(uses._counts(self.member, fields.Date.today()), {str(self.tenth.id): 1})
        self.give_back(order, {order.lines: 5})
        self.assertEqual(uses._counts(self.member, fields.Date.today()), {})
