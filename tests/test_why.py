"""A purchase by the number on its paper, drift in words, and the list of alerts with what to do."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..models.club_alert import ALERT_KINDS
from .pos_common import ClubPosCase


@tagged("post_install", "-at_install")
class TestWhy(ClubPosCase):

    def setUp(self):
        super().setUp()
        self.offer = self.given_offer(
            "A tenth off", [{"kind": "percent_off", "rate_bps": 1000}], [{"kind": "basket_amount", "min_amount": 40}])
        self.manager = new_test_user(self.env, "why_manager", "customer_club.customer_club_group_manager")

    def ask(self, number, user=None):
        return self.env["club.purchase.why"].with_user(user or self.manager).create({"number": number}).action_done()

    def test_the_receipt_s_number_opens_the_purchase(self):
        order = self.sell([(self.bread, 3)], member=self.member, pos_reference="2632-1-000004")
        purchase = self.purchase_of(order)
        for number in ("2632-1-000004", "Order 2632-1-000004 ", "۲۶۳۲-۱-۰۰۰۰۰۴", order.name, purchase.source_key):
            self.assertEqual(self.ask(number)["res_id"], purchase.id, number)
        self.assertEqual(purchase.number, "2632-1-000004")
        self.assertEqual(self.env["club.purchase"].search([("number", "=", "2632-1-000004")]), purchase)
        self.assertIn("Needs a basket of", str(purchase.with_user(self.manager).verdicts_html))

    def test_a_sale_and_its_return_are_both_shown(self):
        order = self.sell([(self.bread, 3)], pos_reference="77-1")
        back = self.give_back(order, {order.lines: 3})
        back.pos_reference = "77-1"
        action = self.ask("77-1")
        self.assertEqual(action["domain"], [("id", "in", self.env["club.purchase"].search([], limit=2).ids)])

    def test_an_invoice_s_number_opens_its_till_order_s_purchase(self):
        self.member.partner_id.write({"street": "1", "city": "X", "country_id": self.env.ref("base.us").id})
        order = self.sell([(self.bread, 3)], member=self.member, to_invoice=True)
        self.assertEqual(self.ask(order.account_move.name)["res_id"], self.purchase_of(order).id)

    def test_a_number_that_nobody_has_and_purchases_of_others(self):
        with self.assertRaisesRegex(UserError, "No purchase of the club has the number 12-34."):
            self.ask("12-34")
        order = self.sell([(self.bread, 3)], pos_reference="88-1")
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env, "why_stranger", "customer_club.customer_club_group_manager", company_id=company.id,
            company_ids=[(6, 0, company.ids)])
        with self.assertRaisesRegex(UserError, "No purchase"):
            self.ask("88-1", stranger)
        cashier = new_test_user(self.env, "why_cashier", "customer_club.customer_club_group_cashier")
        with self.assertRaises(AccessError):
            self.ask("88-1", cashier)
        self.assertTrue(self.purchase_of(order))

    def test_what_the_server_knew_better_stands_beside_what_the_till_did(self):
        order = self.sell([(self.bread, 5)], member=self.member)
        purchase = self.purchase_of(order)
        self.assertFalse(purchase.differs)
        verdict = self.env["club.verdict"].search([("purchase_id", "=", purchase.id)])
        verdict.content = {
            "server": [[self.offer.id, "r", 0, ["tier", ["silver"], None]]], "till": [[self.offer.id, "a", 500]]}
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(purchase.differs)
        self.assertEqual(self.env["club.purchase"].search([("differs", "=", True)]), purchase)
        told = str(purchase.with_user(self.manager).verdicts_html)
        self.assertIn("Given", told)
        self.assertIn("By what the server knew: Not given", told)
        self.assertIn("Only for the tiers silver", told)
        self.env["res.lang"]._activate_lang("fa_IR")
        verdict.content = {"server": [[self.offer.id, "l", 1250, ["visits", 10, 3]]]}
        self.env.invalidate_all()
        told = str(purchase.with_context(lang="fa_IR").verdicts_html)
        self.assertIn("۱۲.۵۰", told)
        self.assertIn("۱۰ خرید لازم است؛ ۳ خرید بود", told)

    # -- alerts -------------------------------------------------------------------------------------------------------

    def test_an_alert_is_titled_by_what_it_is(self):
        alert = self.env["club.alert"].create({"kind": "limit", "message": "…", "program_id": self.program.id})
        self.assertEqual(alert.display_name, "An offer given past its limit")
        self.assertEqual(self.offer.benefit_ids.display_name, "Percentage off")

    def test_every_kind_says_what_to_do(self):
        self.assertEqual(set(self.env["club.alert"]._advice()), {kind for kind, _label in ALERT_KINDS})

    def test_an_alert_names_the_cashier_and_who_dealt_with_it(self):
        order = self.sell([(self.bread, 3)], [(self.method, 30)], member=self.member)
        alert = self.env["club.alert"].search([("source_key", "like", order.uuid)])
        self.assertEqual((alert.kind, alert.user_id), ("shortfall", order.user_id))
        alert.with_user(self.manager).write({"done": True, "note": "paid in cash"})
        self.assertEqual((alert.done_by_id, bool(alert.done_at)), (self.manager, True))
        self.assertEqual(alert.with_user(self.manager).action_open_purchase()["res_id"], self.purchase_of(order).id)
        alert.done = False
        self.assertFalse(alert.done_by_id or alert.done_at)

    def test_an_offer_past_its_limit_is_a_kind_of_its_own(self):
        offer = self.given_offer("Once", [{"kind": "credit_flat", "amount": 1}], max_uses=1, stacking="always")
        data = [self.order_data([(self.bread, 3)], member=self.member) for _order in range(2)]
        book = self.env["club.offer.book"]._current(self.branch)
        orders = []
        for values in data:
            line = values["lines"][0][2]
            orders.append(self.sync(values | {"club_till": {
                "book": book.version, "limits": None, "context": self.branch._engine_context(self.env.cr.now()),
                "member": self.member._to_engine(self.program._today()), "basket": {"codes": [], "lines": [{
                    **self.bread._club_engine_values()[self.bread.id], "id": line["uuid"], "qty_milli": 3000,
                    "amount_minor": 3000, "cost_minor": None, "discountable": True}]}}}))
        self.assertEqual(self.alerts_of(orders[1]), ["limit"])
        self.assertEqual(offer.use_count or 2, 2)
