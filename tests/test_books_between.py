"""Companies with books of their own in one programme: what one issued and another was paid with is owed, netted, settled."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from ..models.club_errors import ClubNotAllowed
from .books_common import BooksCase


class BetweenCase(BooksCase):
    """Company A (the tests' own) took 1,000 of paid credit; company B sells for 500 and 10 % tax on top."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Company B", "currency_id": cls.env.company.currency_id.id})
        cls.env["account.chart.template"].try_loading("generic_coa", cls.other, install_demo=False)
        cls.env.user.company_ids |= cls.other
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=[cls.env.company.id, cls.other.id]))
        cls.program.program_company_ids = [Command.create({"company_id": cls.other.id})]
        there = cls.env(context=dict(cls.env.context, allowed_company_ids=[cls.other.id, cls.env.company.id]))
        cls.tax_b = cls.env["account.tax"].with_env(there).create({
            "name": "B 10 %", "amount": 10, "type_tax_use": "sale", "company_id": cls.other.id})
        cls.goods_b = cls.given_product("Goods B", 500.0, cls.tax_b, company_id=cls.other.id)
        branch_b = cls.given_branch(cls.program, name="Branch B", company_id=cls.other.id)
        cls.till_b = cls.given_till(company=cls.other)
        cls.till_b.club_branch_id = branch_b
        cls.program.action_complete_setup()
        cls.row_b = cls.program._company(cls.other)
        cls.party_a, cls.party_b = cls.env.company.partner_id.name, cls.other.partner_id.name

    def setUp(self):
        super().setUp()
        self.wallet.top_up(1000, self.cause("t:1", "2026-01-10"))
        self.post_in(self.row)

    def given_bonus(self, rate_bps=None, **values):
        """50 bonus of A, which owes `rate_bps` of it where it is spent elsewhere."""
        if rate_bps:
            self.row.agreed_rate_ids = [Command.create({"date": "2026-01-01", "rate_bps": rate_bps})]
        self.wallet.earn("bonus", 50, self.cause("g:1", "2026-01-10"), **values)
        self.post_in(self.row)

    def sell_at_b(self, **payments):
        """Close a session of B with one sale of 550. Returns (order, closing entry)."""
        session = self.open_session(self.till_b)
        order = self.sell(session, [(self.goods_b, 1, {})], **payments)
        return order, self.close(session)

    def at_b(self, source, **values):
        """A cause of company B."""
        return self.cause(source, program_company_id=self.row_b.id, branch_id=None, **values)

    def post_in(self, row):
        """Post all of one company. Returns the entries that were made."""
        before = self.env["account.move"].search([("journal_id", "=", row.journal_id.id)])
        row.action_post_books(self.today)
        return self.env["account.move"].search([("journal_id", "=", row.journal_id.id)]) - before

    def assert_posted_in(self, row, expected):
        moves = self.post_in(row)
        self.assertEqual(self.purposes(moves, row), expected)

    def owed(self):
        """What A owes B by A's books, and by B's."""
        return [amount for _a, _b, *amounts in self.program._pairs() for amount in amounts]


@tagged("post_install", "-at_install")
class TestSpentAtAnotherCompany(BetweenCase):

    def test_paid_credit_is_owed_in_full(self):
        """DOMAIN 1.4: B: due from A 550 / revenue 500, tax 50. A: wallet 550 / due to B 550."""
        _order, move = self.sell_at_b(wallet=None)
        self.assert_books(move, {"sales": -500, "tax": -50, ("due", self.party_a): 550}, self.row_b)
        self.assertEqual(self.program._check_invariants(), [], "what A has not posted yet is told, and no difference")
        self.assert_posted(self.post_in(self.row), {("paid", "Member A"): 550, ("due", self.party_b): -550})
        self.assertEqual(self.general_ledger(self.row.paid_account_id), 450)
        self.assertEqual(self.general_ledger(self.row_b.paid_account_id), 0)
        self.assertEqual(self.owed(), [55000, 55000])
        self.assert_all_posted()
        self.assertEqual(self.program._check_invariants(), [])
        self.assertFalse(self.post_in(self.row) | self.post_in(self.row_b), "posting again changes nothing")

    def test_bonus_is_owed_at_the_agreed_rate(self):
        """DOMAIN 1.4: 50 bonus of A at B, rate 0.9. B: cash 500, due from A 45. A: provision and cost, due to B 45."""
        self.given_bonus(9000, origin="gift")
        _order, move = self.sell_at_b(wallet=50, cash=None)
        books = self.books(move, self.row_b)
        self.assertEqual(
            (books["sales"], books["tax"], books["redeemed"], books["due", self.party_a]), (-500, -50, 5, 45))
        self.assert_posted(self.post_in(self.row), {"bonus": 50, "expense": -50 + 45, ("due", self.party_b): -45})
        self.assertEqual(self.owed(), [4500, 4500])
        self.assert_all_posted()
        self.assertEqual(self.program._check_invariants(), [])

    def test_where_redeeming_lowers_the_tax_what_the_issuer_pays_is_taxed(self):
        """DOMAIN 1.4: revenue 495.45, tax 49.55: third-party consideration of 45 is part of the taxed price."""
        self.given_bonus(9000, origin="gift")
        self.row_b.redeeming_lowers_tax = True
        _order, move = self.sell_at_b(wallet=50, cash=None)
        books = self.books(move, self.row_b)
        self.assertEqual(books["due", self.party_a], 45)
        self.assertEqual((round(books["sales"] + books["redeemed"], 2), round(books["tax"], 2)), (-495.45, -49.55))
        self.post_in(self.row)
        self.assert_all_posted()

    def test_deferred_credit_of_another_company(self):
        self.row.valuation_method = "deferred"
        self.given_bonus(9000)
        self.assertEqual(self.general_ledger(self.row.contract_account_id), 50)
        self.sell_at_b(wallet=50, cash=None)
        self.assert_posted(self.post_in(self.row), {
            "contract": 50, "revenue": -50, "expense": 45, ("due", self.party_b): -45})
        self.assertEqual(self.owed(), [4500, 4500])

    def test_a_return_at_the_other_company_gives_back_both_ways(self):
        order, _move = self.sell_at_b(wallet=None)
        self.post_in(self.row)
        session = self.open_session(self.till_b)
        self.sell(session, [(self.goods_b, -1, {"of": order.lines})], wallet=None)
        self.assertEqual(self.books(self.close(session), self.row_b)["due", self.party_a], -550)
        self.post_in(self.row)
        self.assertEqual(self.owed(), [])
        self.assert_balance(self.wallet, paid=1000)
        self.assertEqual(self.general_ledger(self.row.paid_account_id), 1000)
        self.assert_all_posted()

    def test_credit_of_both_is_split_by_issuer(self):
        """Paid by a till of B whose closing could not book it: what B's daily posting takes off the shortfall."""
        self.wallet.top_up(100, self.at_b("t:2"))
        self.assert_posted_in(self.row_b, {("paid", "Member A"): -100, "clearing": 100})
        self.wallet.spend({"paid": 1050}, self.at_b("s:1"))
        self.wallet.earn("bonus", 50, self.cause("g:1"), origin="gift")
        self.assert_posted_in(self.row, {
            ("paid", "Member A"): 1000, ("due", self.party_b): -1000, "bonus": -50, "expense": 50})
        self.wallet.spend({"bonus": 50}, self.at_b("s:2"))
        self.assertEqual(self.program._check_invariants(), [])
        self.assert_posted_in(self.row_b, {
            ("paid", "Member A"): 50, ("due", self.party_a): 1050, "shortfall": -1100})
        self.assert_posted_in(self.row, {"bonus": 50, ("due", self.party_b): -50})
        self.assertEqual(self.owed(), [105000, 105000])
        self.assert_all_posted()

    def test_what_moves_no_money_is_the_issuers_own(self):
        self.wallet.adjust("paid", -30, self.at_b("a:1", reason="test"))
        self.post_in(self.row_b)
        self.assert_posted(self.post_in(self.row), {("paid", "Member A"): 30, "expense": -30})
        self.assertEqual(self.owed(), [])
        self.assert_all_posted()

    def test_a_rate_of_a_day_that_was_used_stays(self):
        self.given_bonus(origin="gift")
        self.sell_at_b(wallet=50, cash=None)
        with self.assertRaisesRegex(UserError, "was spent at another company"):
            self.row.agreed_rate_ids = [Command.create({"date": self.today, "rate_bps": 8000})]


@tagged("post_install", "-at_install")
class TestAtTheDeskOfAnotherCompany(BetweenCase):

    def test_a_payout_there_is_owed(self):
        journal = self.env["account.journal"].search([("type", "=", "cash"), ("company_id", "=", self.other.id)], limit=1)
        self.wallet.with_company(self.other)._operate_payout(journal, 40, "key-1", owed=True)
        [entry] = self.wallet.entry_ids.filtered(lambda entry: entry.kind == "payout")
        item = entry.posting_ids.move_line_id
        self.assertEqual((item.account_id, item.partner_id, item.balance),
                         (self.row_b.due_account_id, self.env.company.partner_id, 40))
        self.assert_posted(self.post_in(self.row), {("paid", "Member A"): 40, ("due", self.party_b): -40})
        self.assertEqual(self.owed(), [4000, 4000])

    def test_an_invoice_there_and_its_undoing(self):
        self.given_bonus(9000, origin="gift")
        invoice = self.env["account.move"].with_company(self.other).create({
            "move_type": "out_invoice", "partner_id": self.member.partner_id.id, "company_id": self.other.id,
            "invoice_line_ids": [Command.create({"product_id": self.goods_b.id, "tax_ids": [Command.set(self.tax_b.ids)]})]})
        invoice.action_post()
        booked = invoice._club_pay(self.wallet, 550, "key-2")
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual(sum(booked.line_ids.filtered(
            lambda line: line.account_id == self.row_b.due_account_id).mapped("balance")), 500 + 45)
        self.post_in(self.row)
        self.assertEqual(self.owed(), [54500, 54500])
        self.row.agreed_rate_ids = [Command.create({"date": "2099-01-01", "rate_bps": 100})]
        booked._reverse_moves(cancel=True)
        self.post_in(self.row)
        self.assertEqual(self.owed(), [])
        self.assert_balance(self.wallet, paid=1000, bonus=50)
        self.assert_all_posted()


@tagged("post_install", "-at_install")
class TestSettlement(BetweenCase):

    def setUp(self):
        super().setUp()
        self.sell_at_b(wallet=None)
        self.bank = {company: self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1) for company in (self.env.company, self.other)}

    def dialog(self, user=None):
        return self.env["club.books.settle"].with_user(user or self.env.user).create({
            "program_id": self.program.id, "payer_id": self.row.id, "payee_id": self.row_b.id,
            "payer_journal_id": self.bank[self.env.company].id, "payee_journal_id": self.bank[self.other].id})

    def test_the_net_is_paid_and_booked_in_both(self):
        """DOMAIN 1.4: netted per pair and currency. A: due to B / bank; B mirrored."""
        self.wallet.top_up(100, self.at_b("t:2"))
        self.wallet.spend({"paid": 480}, self.cause("s:2"))  # at A: 450 of A's own credit, 30 of B's
        self.post_in(self.row_b)
        self.post_in(self.row)
        self.assertEqual(self.owed(), [52000, 52000])
        dialog = self.dialog()
        self.assertEqual((dialog.owed, dialog.mirrored), (520, 520))
        payments = self.env["account.payment"].browse(dialog.action_settle()["domain"][0][2])
        self.assertEqual([(payment.payment_type, payment.amount, payment.partner_id, payment.company_id)
                          for payment in payments], [
            ("outbound", 520, self.other.partner_id, self.env.company),
            ("inbound", 520, self.env.company.partner_id, self.other)])
        self.assertEqual(self.owed(), [])
        for row in self.row | self.row_b:
            self.assertFalse(self.env["account.move.line"].search([
                ("account_id", "=", row.due_account_id.id), ("reconciled", "=", False), ("balance", "!=", 0)]))
        with self.assertRaisesRegex(ClubNotAllowed, "owes Company B nothing"):
            self.dialog().action_settle()

    def test_the_dialog_proposes_the_pair_with_the_debtor_paying(self):
        accountant = new_test_user(
            self.env, "club.accountant", "customer_club.customer_club_group_accountant,base.group_multi_company",
            company_id=self.env.company.id, company_ids=[(6, 0, (self.env.company | self.other).ids)])
        self.post_in(self.row)
        form = Form(self.env["club.books.settle"].with_user(accountant))
        self.assertEqual((form.program_id, form.payer_id, form.payee_id), (self.program, self.row, self.row_b))
        self.assertEqual((form.owed, form.mirrored), (550, 550))
        form.payer_journal_id, form.payee_journal_id = self.bank[self.env.company], self.bank[self.other]
        form.save().action_settle()
        self.assertEqual(self.owed(), [])
        rows = Form(self.row.with_user(accountant))
        with rows.agreed_rate_ids.new() as rate:
            rate.rate_bps = 9500
        self.assertEqual(rows.save().sudo()._agreed_rate(self.today), 9500)

    def test_books_that_do_not_agree_are_not_settled(self):
        with self.assertRaisesRegex(ClubNotAllowed, r"0\.00.*550\.00.*Post both first"):
            self.dialog().action_settle()
        self.assertFalse(self.env["account.payment"].search([("partner_id", "=", self.other.partner_id.id)]))

    def test_a_locked_period_of_one_settles_neither(self):
        self.post_in(self.row)
        self.other.fiscalyear_lock_date = self.today + timedelta(days=3)
        with self.assertRaisesRegex(ClubNotAllowed, "books of Company B are locked up to"), self.env.cr.savepoint():
            self.dialog().action_settle()
        self.assertEqual(self.owed(), [55000, 55000])
        self.other.fiscalyear_lock_date = False

    def test_only_who_keeps_both_books_settles(self):
        self.post_in(self.row)
        accountant = new_test_user(self.env, "club.accountant.a", "customer_club.customer_club_group_accountant")
        with self.assertRaises(UserError):
            self.dialog(accountant).action_settle()

    def test_an_item_by_hand_is_found(self):
        self.post_in(self.row)
        self.env["account.move"].create({"journal_id": self.row.journal_id.id, "line_ids": [
            Command.create({"account_id": self.row.due_account_id.id, "partner_id": self.other.partner_id.id, "debit": 7}),
            Command.create({"account_id": self.row.expense_account_id.id, "credit": 7})]}).action_post()
        [fault] = self.program._check_invariants()
        self.assertIn("543.0", fault)
        self.assertIn("550.0", fault)
