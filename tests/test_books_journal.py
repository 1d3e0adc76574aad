"""The table of journal entries, row by row, through tills, closings and the daily posting: VAT 10 %, in cents.

Bonus is expected to be spent at 0.9; where a row provides net of VAT, the cost factor is 1 / 1.1.
"""

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.club_wallet import Cause
from .books_common import BooksCase

MEMBER_A, MEMBER_B = ("paid", "Member A"), ("paid", "Member B")


class JournalCase(BooksCase):
    def setUp(self):
        super().setUp()
        self.row.write({"expected_rate_bps": 9000, "cost_factor_bps": 9091})
        self.goods = self.given_product("Goods at 1,000 net", 1000, self.given_tax(10))
        self.bread = self.given_product("Bread at 500 net", 500, self.goods.taxes_id)
        self.session = self.open_session()

    def given_paid(self, amount):
        self.wallet.earn("paid", amount, self.cause("o:paid"), kind="opening", origin="opening")
        self.post()

    def earning(self, amount=50):
        return self.given_offer("Fifty", [{"kind": "credit_flat", "amount": amount}])

    def reopen(self):
        move = self.close(self.session)
        self.session = self.open_session()
        return move

    def refund(self, order, **payments):
        line = order.lines[0]
        return self.sell(self.session, [(line.product_id, -line.qty, {"of": line, "price_unit": line.price_unit})], **payments)

    def tearDown(self):
        self.close(self.session)
        self.post()
        self.assert_all_posted()
        super().tearDown()


@tagged("post_install", "-at_install")
class TestJournalOfPaidCredit(JournalCase):
    def test_top_up(self):
        self.sell(self.session, [(self.row.top_up_product_id, 1, {"price_unit": 1000})], cash=None)
        self.assert_books(self.reopen(), {"clearing": 0, "receivable": 1000, MEMBER_A: -1000})

    def test_sale(self):
        self.sell(self.session, [(self.goods, 1, {})], cash=None)
        self.assert_books(self.reopen(), {"receivable": 1100, "sales": -1000, "tax": -100})

    def test_pay_by_wallet_with_vat_on_the_full_price(self):
        self.given_paid(550)
        self.sell(self.session, [(self.bread, 1, {})], wallet=550)
        self.assert_books(self.reopen(), {MEMBER_A: 550, "sales": -500, "tax": -50})

    def test_pay_an_invoice_of_the_till_by_wallet(self):
        self.given_paid(550)
        order = self.sell(self.session, [(self.bread, 1, {})], to_invoice=True, wallet=550)
        self.assertEqual((order.account_move.amount_untaxed, order.account_move.amount_tax, order.account_move.payment_state),
                         (500, 50, "paid"))
        self.assert_books(self.reopen(), {MEMBER_A: 550, "receivable": -550})
        self.assert_receivables_settled()

    def test_refund_of_an_order_that_the_wallet_paid(self):
        self.given_paid(550)
        order = self.sell(self.session, [(self.bread, 1, {})], wallet=550)
        self.reopen()
        self.refund(order, wallet=-550)
        self.assert_books(self.reopen(), {"sales": 500, "tax": 50, MEMBER_A: -550})
        self.assertEqual(self.wallet.lot_ids.mapped("remaining"), [550], "the lot that it came from")

    def test_transfer(self):
        self.given_paid(300)
        self.wallet.transfer(self.given_member(name="Member B").wallet_id, "paid", 100, self.cause("x:1"))
        self.assert_posted(self.post(), {MEMBER_A: 100, MEMBER_B: -100})

    def test_transfer_of_bonus_is_the_ledgers_alone(self):
        self.wallet.earn("bonus", 300, self.cause("g:1"), origin="gift")
        self.post()
        self.wallet.transfer(self.given_member(name="Member B").wallet_id, "bonus", 100, self.cause("x:1"))
        move = self.post()
        self.assert_posted(move, {})
        self.assertEqual(len(self.env["club.wallet.posting"].search([("move_line_id.move_id", "=", move.id)])), 2)

    def test_transfer_fee_with_its_tax(self):
        """Fee 2 and 10 % tax: 2.20 of the sender's paid credit, at once; the transfer itself with the day's posting."""
        self.env.company.account_sale_tax_id = self.goods.taxes_id
        self.program.write({"allow_transfer": True, "transfer_fee": 2})
        self.given_paid(102.2)
        other, before = self.given_member(name="Member B").wallet_id, self.club_moves()
        product = self.row.transfer_fee_product_id
        self.assertEqual(product.taxes_id, self.goods.taxes_id)
        for _twice in range(2):
            self.wallet._operate_transfer(other, "paid", 100, "key")
        move = self.club_moves() - before
        self.assertEqual([(line.account_id, line.partner_id, line.balance, line.tax_line_id) for line in move.line_ids], [
            (self.row.paid_account_id, self.member.partner_id, 2.2, self.env["account.tax"]),
            (product.property_account_income_id, self.env["res.partner"], -2, self.env["account.tax"]),
            (product.property_account_income_id, self.env["res.partner"], -0.2, self.goods.taxes_id)])
        self.assertEqual((len(move), move.state), (1, "posted"))
        self.assert_balance(self.wallet, paid=0)
        self.assert_agrees()
        self.assert_posted(self.post(), {MEMBER_A: 100, MEMBER_B: -100})
        self.wallet.top_up(11, self.cause("t:fee"))
        with self.assertRaisesRegex(UserError, r"1\.00.*2\.20"), self.env.cr.savepoint():
            self.wallet._operate_transfer(other, "paid", 10, "key2")
        self.assert_balance(other, paid=100)
        product.property_account_income_id.active = False
        with self.assertRaisesRegex(UserError, "income account for the fee"), self.env.cr.savepoint():
            self.wallet._operate_transfer(other, "paid", 1, "key3")
        self.assert_balance(other, paid=100)

    def test_given_up_stays_owed_unless_the_company_may_keep_it(self):
        self.given_paid(60)
        self.wallet.forfeit("paid", self.cause("f:1"))
        self.assert_posted(self.post(), {MEMBER_A: 60, "clearing": -60})
        self.wallet.top_up(40, self.cause("t:1"))
        self.row.breakage_allowed = True
        self.wallet.forfeit("paid", self.cause("f:2"))
        self.assert_posted(self.post(), {"clearing": 40, "breakage": -40})

    def test_transfer_keeps_the_month_of_issue(self):
        self.wallet.earn("bonus", 300, self.cause("g:1", "2026-01-10"), origin="gift")
        self.wallet.transfer(self.given_member(name="Member B").wallet_id, "bonus", 100, self.cause("x:1"))
        self.post()
        self.assertEqual([(str(row.month), row.face) for row in self.reconcile()], [("2026-01-01", 30000)])

    def test_an_invoice_of_the_back_office_is_paid_by_wallet(self):
        """550 gross: paid credit at face, bonus as loyalty redeemed at once and its liability with the day's posting."""
        self.given_paid(500)
        self.wallet.earn("bonus", 50, self.cause("g:1"), origin="gift")
        self.post()
        invoice = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": self.member.partner_id.id, "invoice_line_ids": [
                (0, 0, {"name": "Bread", "price_unit": 500, "tax_ids": [(6, 0, self.goods.taxes_id.ids)]})]})
        invoice.action_post()
        self.assertEqual((invoice.amount_untaxed, invoice.amount_tax), (500, 50))
        before = self.club_moves()
        invoice._club_pay(self.wallet, 550, "key")
        self.assert_posted(self.club_moves() - before, {
            MEMBER_A: 500, "redeemed": 50, (invoice.partner_id.property_account_receivable_id.display_name, "Member A"): -550})
        self.assertEqual(invoice.payment_state, "paid")
        self.assert_agrees()
        self.assert_posted(self.post(), {"bonus": 40.91, "expense": -40.91})


@tagged("post_install", "-at_install")
class TestJournalOfProvisions(JournalCase):
    def test_top_up_bonus(self):
        self.wallet.earn("bonus", 100, self.cause("g:1"), origin="gift")
        self.row.cost_factor_bps = 10000
        self.assert_posted(self.post(), {"expense": 90, "bonus": -90})

    def test_earn(self):
        self.earning()
        self.sell(self.session, [(self.goods, 1, {})], cash=None)
        self.assert_books(self.reopen(), {
            "receivable": 1100, "sales": -1000, "tax": -100, "expense": 40.91, "bonus": -40.91})

    def test_redeem(self):
        """At face value, as a payment: VAT on the full price. 45.45 of actual cost and 4.54 of true-up are one line."""
        self.wallet.earn("bonus", 50, self.cause("g:1"), origin="gift")
        self.post()
        self.sell(self.session, [(self.bread, 1, {})], wallet=50, cash=None)
        self.assert_books(self.reopen(), {
            "receivable": 500, "redeemed": 50, "sales": -500, "tax": -50, "bonus": 40.91, "expense": -40.91})

    def test_redeem_as_a_discount_with_vat_on_the_rest(self):
        self.row.redeeming_lowers_tax = True
        self.wallet.earn("bonus", 50, self.cause("g:1"), origin="gift")
        self.post()
        order = self.sell(self.session, [(self.bread, 1, {})], wallet=50, cash=None)
        move = self.reopen()
        self.assert_books(move, {
            "receivable": 500, "redeemed": 45.45, "sales": -500, "tax": -45.45, "bonus": 40.91, "expense": -40.91})
        redeemed = move.line_ids.filtered(lambda line: line.account_id == self.row.redeemed_account_id)
        sale = move.line_ids.filtered(lambda line: line.tax_ids and line != redeemed)
        self.assertEqual((redeemed.tax_ids, redeemed.tax_tag_ids), (sale.tax_ids, sale.tax_tag_ids))
        self.assertEqual(sum((redeemed | sale).mapped("balance")), -454.55)
        entry = self.wallet.entry_ids.filtered(lambda entry: entry.kind == "spend")
        self.assertIn(redeemed, entry.posting_ids.move_line_id)
        self.refund(order, wallet=-50, cash=None)
        self.assert_books(self.reopen(), {
            "receivable": -500, "redeemed": -45.45, "sales": 500, "tax": 45.45, "bonus": -40.91, "expense": 40.91})

    def test_a_discount_is_shared_over_the_rates_of_the_order(self):
        """110,000 gross with 10 % and 54,500 with 9 %, of which bonus pays 22,000: a tax for each rate, to the cent."""
        self.row.redeeming_lowers_tax = True
        self.wallet.earn("bonus", 22000, self.cause("g:1"), origin="gift")
        self.post()
        more = self.given_product("At 9 %", 50000, self.given_tax(9))
        self.sell(self.session, [(self.goods, 100, {}), (more, 1, {})], wallet=22000, cash=None)
        move = self.reopen()
        taxes = {line.tax_line_id: line.balance for line in move.line_ids if line.tax_line_id and line.balance > 0}
        self.assertEqual(taxes, {self.goods.taxes_id: 1337.39, more.taxes_id: 601.82})
        self.assertEqual(self.books(move)["redeemed"], 22000 - 1337.39 - 601.82)

    def test_an_order_with_an_invoice_keeps_its_tax(self):
        self.row.redeeming_lowers_tax = True
        self.wallet.earn("bonus", 50, self.cause("g:1"), origin="gift")
        self.post()
        order = self.sell(self.session, [(self.bread, 1, {})], to_invoice=True, wallet=50, cash=None)
        self.assertEqual((order.account_move.amount_tax, order.account_move.payment_state), (50, "paid"))
        self.assert_books(self.reopen(), {"receivable": -50, "redeemed": 50, "bonus": 40.91, "expense": -40.91})

    def test_period_end_true_up(self):
        self.wallet.earn("bonus", 1000, self.cause("g:1"), origin="gift")
        self.post()
        self.assertEqual(self.general_ledger(self.row.bonus_account_id), 818.19)
        self.row.books_until = False
        self.row.expected_rate_bps = 8000
        self.assertEqual([(row.valuation, row.waiting) for row in self.reconcile()], [(72728, -9091)])
        self.assert_posted(self.post(), {"bonus": 90.91, "expense": -90.91})

    def test_expire(self):
        self.wallet.earn("bonus", 50, self.cause("g:1"), origin="gift", expires_on=date(2026, 1, 1))
        self.post()
        self.env["club.wallet"].expire_batch(self.program)
        self.assert_posted(self.post(), {"bonus": 40.91, "expense": -40.91})

    def test_refund_of_an_order_that_earned_unspent(self):
        self.earning()
        order = self.sell(self.session, [(self.goods, 1, {})], cash=None)
        self.reopen()
        self.refund(order, cash=None)
        self.assert_books(self.reopen(), {
            "sales": 1000, "tax": 100, "receivable": -1100, "bonus": 40.91, "expense": -40.91})

    def spent_and_refunded(self, policy, **limit):
        self.program.write({"return_policy": policy, **limit})
        offer = self.earning()
        order = self.sell(self.session, [(self.goods, 1, {})], cash=None)
        offer.action_pause()
        self.sell(self.session, [(self.bread, 1, {})], wallet=50, cash=None)
        self.reopen()
        self.refund(order, cash=None)
        return self.books(self.reopen())

    def test_already_spent_with_a_negative_balance_is_a_memo(self):
        books = self.spent_and_refunded("unlimited", overdraft_limit=100)
        self.assertEqual(books, {"sales": 1000, "tax": 100, "receivable": -1100, "bonus": 0})
        self.assert_balance(self.wallet, bonus=-50)
        self.post()
        self.wallet.earn("bonus", 80, self.cause("g:1"), origin="gift")
        self.assert_posted(self.post(), {"bonus": -24.55, "expense": 24.55})  # 30 x 0.9 / 1.1: 50 only paid the debt off

    def test_already_spent_is_deducted_from_the_refund(self):
        """Revenue 1,000 and tax 100 go back, 1,050 in cash: the 50 that were spent lower the cost of credit."""
        self.program.return_policy = "deduct"
        offer = self.earning()
        order = self.sell(self.session, [(self.goods, 1, {})], cash=None)
        offer.action_pause()
        self.sell(self.session, [(self.bread, 1, {})], wallet=50, cash=None)
        self.reopen()
        line, deduction = order.lines[0], self.row.deduction_product_id
        back = self.sell(self.session, [
            (line.product_id, -1, {"of": line, "price_unit": line.price_unit}), (deduction, 1, {"price_unit": 50})], cash=None)
        self.assertEqual(back.amount_total, -1050)
        self.assert_books(self.reopen(), {"sales": 1000, "tax": 100, "receivable": -1050, "expense": -50})
        self.assert_balance(self.wallet, bonus=0)

    def test_already_spent_and_absorbed_books_nothing(self):
        self.assertEqual(self.spent_and_refunded("within_balance"), {"sales": 1000, "tax": 100, "receivable": -1100})

    def test_points_are_provided_for_at_what_they_pay(self):
        self.program.point_price = 0.5
        self.wallet.earn("points", 100, self.cause("g:1"), origin="gift")
        self.assert_posted(self.post(), {"points": -40.91, "expense": 40.91})
        self.program.point_price = 1
        self.row.books_until = False
        self.assertEqual(len(self.row.estimate_ids), 2)


@tagged("post_install", "-at_install")
class TestJournalOfDeferredRevenue(JournalCase):
    def setUp(self):
        super().setUp()
        self.row.write({"valuation_method": "deferred", "cost_factor_bps": 10000})
        self.offer = self.earning()

    def earn(self):
        order = self.sell(self.session, [(self.goods, 1, {})], cash=None)
        return order, self.reopen()

    def test_earn(self):
        _order, move = self.earn()
        self.assert_books(move, {
            "receivable": 1100, "sales": -1000, "tax": -100, "revenue": 43.06, "contract": -43.06})

    def test_what_no_purchase_earned_is_marketing_cost(self):
        self.wallet.earn("bonus", 100, self.cause("g:1"), origin="gift")
        self.assert_posted(self.post(), {"expense": 90, "bonus": -90})

    def test_redeem_releases_by_redeemed_of_expected(self):
        self.earn()
        self.offer.action_pause()
        self.sell(self.session, [(self.bread, 1, {})], wallet=20, cash=None)
        self.assert_books(self.reopen(), {
            "receivable": 530, "redeemed": 20, "sales": -500, "tax": -50, "contract": 19.14, "revenue": -19.14})
        self.sell(self.session, [(self.bread, 1, {})], wallet=30, cash=None)
        self.assert_books(self.reopen(), {
            "receivable": 520, "redeemed": 30, "sales": -500, "tax": -50, "contract": 23.92, "revenue": -23.92})

    def test_refund_of_an_order_that_earned_unspent(self):
        order, _move = self.earn()
        self.refund(order, cash=None)
        self.assert_books(self.reopen(), {
            "sales": 1000, "tax": 100, "receivable": -1100, "contract": 43.06, "revenue": -43.06})

    def test_expiry_books_nothing_until_the_cohort_is_empty(self):
        self.earn()
        self.offer.action_pause()
        self.sell(self.session, [(self.bread, 1, {})], wallet=1, cash=None)
        self.reopen()
        self.wallet.adjust("bonus", -40, self.cause("a:1", reason="test"))
        self.env.cr.execute("UPDATE club_wallet_lot SET expires_on = '2026-01-01' WHERE wallet_id = %s", self.wallet.ids)
        self.assert_posted(self.post(), {})
        self.env["club.wallet"].expire_batch(self.program)
        self.assert_posted(self.post(), {"contract": 42.1, "revenue": -42.1})

    def test_an_exchange_of_points_takes_its_part_along(self):
        self.offer.action_pause()
        self.program.write({"point_price": 0.5, "exchange_points": 10, "exchange_credit": 5})
        self.given_offer("Points", [{"kind": "points_flat", "points": 100}])
        _order, move = self.earn()
        self.assertEqual(self.books(move)["contract"], -43.06)
        self.wallet.exchange(50, 25, self.cause("exchange:1"))
        self.assert_posted(self.post(), {})
        self.assertEqual({(row.purse, row.valuation) for row in self.reconcile()}, {("points", 2153), ("bonus", 2153)})

    def test_an_estimate_of_a_month_is_prospective(self):
        self.earn()
        self.offer.action_pause()
        self.sell(self.session, [(self.bread, 1, {})], wallet=20, cash=None)
        self.reopen()
        self.env["club.estimate"].create({
            "program_company_id": self.row.id, "month": self.today, "date": self.today, "expected_rate_bps": 10000})
        self.assert_posted(self.post(), {"contract": -1.92, "revenue": 1.92})  # 43.06 x 20/50 instead of 20/45

    def test_what_bonus_paid_is_no_price(self):
        """500 net, 550 gross, of which 110 is paid by bonus: 400 of the price are shared out."""
        self.offer.action_pause()
        self.wallet.earn("bonus", 110, self.cause("g:1"), origin="gift")
        self.post()
        self.program.earn_on_bonus = True
        self.offer.action_start()
        self.sell(self.session, [(self.bread, 1, {})], wallet=110, cash=None)
        books = self.books(self.reopen())
        self.assertEqual((books["contract"], books["bonus"]), (-40.45, 99))  # 400 x 45 / 445

    def test_going_back_to_provisions_waits_until_nothing_is_deferred(self):
        self.earn()
        with self.assertRaisesRegex(UserError, "deferred revenue"):
            self.row.valuation_method = "expense"

    def test_the_method_changes_from_the_next_month_on(self):
        self.row.valuation_method = "expense"
        self.wallet.earn("bonus", 10, Cause("pos.order:x", program_company_id=self.row.id))
        self.post()
        self.row.valuation_method = "deferred"
        self.assertGreater(self.row.deferred_from, self.today)
        self.wallet.earn("bonus", 10, Cause("pos.order:y", program_company_id=self.row.id))
        self.assert_posted(self.post(), {"bonus": -9, "expense": 9})
