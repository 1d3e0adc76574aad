"""The closing in other places: a branch company, a foreign currency, taxes rounded per line."""

from odoo import fields
from odoo.tests import tagged

from ..models.club_wallet import Cause
from .closing_common import ClosingCase

MEMBER_A = ("paid", "Member A")


class PlacesCase(ClosingCase):
    def setUp(self):
        super().setUp()
        self.wallet.earn("paid", 500, Cause("test:start"), kind="opening", origin="opening")


@tagged("post_install", "-at_install")
class TestClosingPerLine(PlacesCase):
    """Two lines of 10.05 with 7 % on top: 1.41 rounded globally, 1.40 per line."""

    def books_of(self, method):
        self.env.company.tax_calculation_rounding_method = method
        session = self.open_session()
        product = self.given_product("Pen", 10.05, self.given_tax(7))
        self.sell(session, [(product, 1, {}), (product, 1, {})], wallet=12, cash=None)
        return self.books(self.close(session))

    def test_round_globally(self):
        self.assertEqual(
            self.books_of("round_globally"), {"sales": -20.1, "tax": -1.41, "receivable": 9.51, MEMBER_A: 12})

    def test_round_per_line(self):
        self.assertEqual(
            self.books_of("round_per_line"), {"sales": -20.1, "tax": -1.4, "receivable": 9.5, MEMBER_A: 12})


@tagged("post_install", "-at_install")
class TestClosingInBranchCompany(PlacesCase):
    """A company below the main one: the accounts and the product of the root, a payment method of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.child = cls.env["res.company"].create({"name": "Second shop", "parent_id": cls.env.company.id})
        cls.env.user.company_ids |= cls.child
        cls.child_till = cls.given_till(company=cls.child)
        cls.program.action_complete_setup()
        cls.child_row = cls.program._company(cls.child)

    def setUp(self):
        super().setUp()
        self.session = self.open_session(self.child_till)

    def test_the_members_wallet_pays_in_the_branch(self):
        self.assertEqual(self.child_row.company_id, self.child)
        self.sell(self.session, [(self.goods, 1, {})], wallet=40, cash=None)
        move = self.close(self.session)
        self.assert_books(move, {"sales": -100, "tax": -15, "receivable": 75, MEMBER_A: 40}, self.child_row)
        self.assertEqual(move.company_id, self.child)
        self.assertEqual(move.line_ids.filtered("partner_id").account_id, self.row.paid_account_id)

    def test_top_up_in_the_branch(self):
        self.sell(self.session, [(self.child_row.top_up_product_id, 1, {"price_unit": 50})], cash=None)
        self.assert_books(self.close(self.session), {"clearing": 0, "receivable": 50, MEMBER_A: -50}, self.child_row)

    def test_invoiced_before_and_after_closing(self):
        before = self.sell(self.session, [(self.goods, 1, {})], to_invoice=True, wallet=40, cash=None)
        after = self.sell(self.session, [(self.goods, 1, {})], wallet=25, cash=None)
        self.assert_books(self.close(self.session), {
            "sales": -100, "tax": -15, "receivable": 50, MEMBER_A: 65}, self.child_row)
        after.action_pos_order_invoice()
        for order in (before, after):
            self.assertEqual((order.account_move.amount_residual, order.account_move.payment_state), (0, "paid"))
        self.assert_receivables_settled()


@tagged("post_install", "-at_install")
class TestClosingInForeignCurrency(PlacesCase):
    """A till in a currency of which 0.8 make one of the company's: 40.00 there are 50.00 in the books."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign = cls.env["res.currency"].create({"name": "XTT", "symbol": "T", "rounding": 0.01})
        cls.env["res.currency.rate"].create({"currency_id": cls.foreign.id, "rate": 0.8, "name": "2020-01-01"})
        cls.foreign_till = cls.given_till(currency=cls.foreign)
        cls.program.action_complete_setup()

    def setUp(self):
        super().setUp()
        self.session = self.open_session(self.foreign_till)

    def in_currency(self, move):
        return {line.account_id: line.amount_currency for line in move.line_ids if line.currency_id == self.foreign}

    def test_wallet_and_cash(self):
        self.sell(self.session, [(self.goods, 1, {})], wallet=40, cash=None)
        move = self.close(self.session)
        self.assert_books(move, {"sales": -125, "tax": -18.75, "receivable": 93.75, MEMBER_A: 50})
        self.assertEqual(self.in_currency(move)[self.row.paid_account_id], 40)
        self.assert_balance(self.wallet, paid=450)

    def test_amounts_that_do_not_divide(self):
        """Converting amount by amount leaves units, with or without the club: they do not stop the closing."""
        for number in range(6):
            product = self.given_product("Bit", 1.37 + number * 3.33, self.tax)
            self.sell(self.session, [(product, 1, {})], wallet=0.37 + number, bank=None)
        move = self.close(self.session)
        self.assertEqual(round(sum(move.line_ids.mapped("balance")), 2), 0)
        self.assertTrue(0 < abs(self.books(move)["rounding"]) < 0.06)
        entries = self.env["club.wallet.entry"].search([("kind", "=", "spend"), ("member_id", "=", self.member.id)])
        self.assertEqual(self.account_balance(self.row.paid_account_id), -round(sum(entries.mapped("amount")), 2))
        self.assertFalse(self.env["club.alert"].search([]))

    def test_top_up(self):
        self.sell(self.session, [(self.row.top_up_product_id, 1, {"price_unit": 20})], cash=None)
        move = self.close(self.session)
        self.assert_books(move, {"clearing": 0, "receivable": 25, MEMBER_A: -25})
        self.assertEqual(self.in_currency(move)[self.row.paid_account_id], -20)

    def test_invoiced_before_closing(self):
        order = self.sell(self.session, [(self.goods, 1, {})], to_invoice=True, wallet=40, cash=None)
        self.assertEqual((order.account_move.amount_residual, order.account_move.payment_state), (0, "paid"))
        self.assert_books(self.close(self.session), {"receivable": -50, MEMBER_A: 50})
        self.assert_receivables_settled()

    def test_invoiced_after_closing(self):
        order = self.sell(self.session, [(self.goods, 1, {})], wallet=115)
        self.close(self.session)
        order.action_pos_order_invoice()
        self.assertEqual((order.account_move.amount_residual, order.account_move.payment_state), (0, "paid"))
        self.assert_receivables_settled()

    def test_invoiced_after_closing_with_two_methods(self):
        order = self.sell(self.session, [(self.goods, 1, {})], wallet=40, cash=None)
        self.close(self.session)
        order.action_pos_order_invoice()
        self.assertEqual((order.account_move.amount_residual, order.account_move.payment_state), (0, "paid"))
        self.assert_receivables_settled()

    def test_a_rate_that_changes_on_the_next_day(self):
        """The order's own day counts for the books, as for core's side of the entry."""
        yesterday = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        self.env["res.currency.rate"].create({"currency_id": self.foreign.id, "rate": 0.5, "name": fields.Date.today()})
        values = self.order_values(self.session, [(self.goods, 1, {})], member=self.member, wallet=None,
                                   date=fields.Datetime.to_string(yesterday))
        self.wallet.reserve(values["uuid"], 143.75)
        self.sync(values)
        self.assert_books(self.close(self.session), {"sales": -125, "tax": -18.75, MEMBER_A: 143.75})
