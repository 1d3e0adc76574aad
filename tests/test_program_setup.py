"""The set-up: a checklist that says what is missing, and one button that completes it on any chart of accounts."""

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from ..models.club_program_company_checklist import ACCOUNT_TYPES
from .closing_common import ClosingCase
from .common import ClubCase


class SetupCase(ClosingCase):
    def missing(self, row):
        """Titles of the checklist's rows that are not done."""
        return [item["title"] for item in row._checklist() if not item["done"]]

    def notes(self, row):
        return " ".join(item["note"] for item in row._checklist() if not item["done"])

    def own_company(self, name="Fresh", **values):
        company = self.env["res.company"].create({"name": name, **values})
        self.env.user.company_ids |= company
        return company


@tagged("post_install", "-at_install")
class TestProgramSetup(SetupCase):
    def test_a_new_company_misses_everything_of_its_own(self):
        row = self.env["club.program"].create({
            "name": "New", "program_company_ids": [Command.create({})]}).program_company_ids
        self.assertEqual(self.missing(row), [
            "Accounts", "Journal", "Shortfall account", "Top-up", "Branches", "Wallet payment method"])
        self.assertIn("branches of other programmes", self.notes(row))
        self.assertFalse(row.setup_done)
        self.assertIn("Missing", row.checklist)

    def test_the_button_completes_it(self):
        self.assertEqual(self.missing(self.row), [])
        self.assertTrue(self.program.setup_done)
        self.assertEqual({name: self.row[name].account_type for name in ACCOUNT_TYPES}, ACCOUNT_TYPES)
        self.assertFalse(self.row.paid_account_id.reconcile)
        self.assertEqual(self.row.journal_id.type, "general")
        self.assertIn(self.method, self.till.payment_method_ids)

    def test_codes_are_free_and_as_wide_as_the_chart(self):
        accounts = self.env["account.account"].union(*(self.row[name] for name in ACCOUNT_TYPES))
        codes = accounts.mapped("code")
        self.assertEqual(({len(code) for code in codes}, len(set(codes))), ({6}, len(ACCOUNT_TYPES)))

    def test_pressed_again_it_changes_nothing(self):
        def state():
            models = ("account.account", "account.journal", "product.product", "pos.payment.method", "club.branch")
            return [self.env[model].with_context(active_test=False).search_count([]) for model in models], [
                self.row[name].ids for name in self.row._fields if self.row._fields[name].type == "many2one"]

        before = state()
        answer = self.program.action_complete_setup()["params"]
        self.assertEqual(state(), before)
        self.assertEqual((answer["type"], answer["message"]), ("success", "Everything is in place."))

    def test_what_was_archived_comes_back(self):
        self.row.bonus_account_id.active = False
        self.assertIn("Bonus provision", self.notes(self.row))
        account = self.row.bonus_account_id
        self.program.action_complete_setup()
        self.assertEqual((self.row.bonus_account_id, account.active, self.missing(self.row)), (account, True, []))

    def test_the_top_up_product_has_no_tax_and_its_own_account(self):
        product = self.row.top_up_product_id
        self.assertEqual((product.taxes_id.ids, product.property_account_income_id), ([], self.row.clearing_account_id))
        product.taxes_id = self.tax
        self.assertEqual(self.missing(self.row), ["Top-up"])
        self.program.action_complete_setup()
        self.assertEqual(self.missing(self.row), [])

    def test_the_first_time_each_till_gets_a_branch(self):
        tills = self.till | self.given_till() | self.given_till()
        self.till.payment_method_ids -= self.method
        tills.club_branch_id = False
        self.assertEqual(self.missing(self.row), ["Branches"])
        self.program.action_complete_setup()
        self.assertEqual(tills.club_branch_id.mapped("name"), tills.mapped("name"))
        self.assertIn(self.method, self.till.payment_method_ids)

    def test_later_a_till_without_a_branch_stays_outside(self):
        till = self.given_till(name="Kiosk", club_branch_id=False)
        branches = self.program.branch_ids
        self.assertEqual(self.program.action_complete_setup()["params"]["type"], "success")
        self.assertFalse(till.club_branch_id)
        self.assertNotIn(self.method, till.payment_method_ids)
        self.assertEqual(self.program.branch_ids, branches)
        self.assertIn("in no branch and so outside of the club: Kiosk", self.row.checklist)

    def test_an_open_session_is_named_and_the_rest_is_completed(self):
        till = self.given_till(name="Busy till")
        session = self.open_session(till)
        answer = self.program.action_complete_setup()["params"]
        self.assertIn("Close the open session of Busy till first", answer["message"])
        self.assertNotIn(self.method, till.payment_method_ids)
        self.close(session)
        self.program.action_complete_setup()
        self.assertIn(self.method, till.payment_method_ids)

    def test_a_manager_finishes_alone(self):
        self.given_till(club_branch_id=False)
        manager = new_test_user(self.env, "club.manager", "customer_club.customer_club_group_manager")
        program = self.env["club.program"].with_user(manager).create({"name": "Manager's"})
        self.assertEqual(program.action_complete_setup()["params"]["type"], "success")
        self.assertTrue(program.with_user(manager).setup_done)

    def test_a_cashier_cannot(self):
        cashier = new_test_user(self.env, "club.cashier", "customer_club.customer_club_group_cashier")
        with self.assertRaisesRegex(Exception, "(?i)not allowed"):
            self.program.with_user(cashier).action_complete_setup()

    def test_the_form_opens(self):
        with Form(self.program) as form:
            form.name = "Renamed"
        self.assertEqual(self.program.name, "Renamed")


@tagged("post_install", "-at_install")
class TestSetupElsewhere(SetupCase):
    def test_without_a_chart_it_makes_what_it_needs_and_says_what_a_till_misses(self):
        company = self.own_company()
        program = self.env["club.program"].with_company(company).create({
            "name": "Fresh club", "currency_id": company.currency_id.id})
        program.action_complete_setup()
        row = program.program_company_ids
        self.assertEqual((row.company_id, self.missing(row)), (company, ["Chart of accounts", "Branches"]))
        self.assertIn("choose a chart", self.notes(row))

    def test_odd_codes(self):
        company = self.own_company()
        accounts = self.env["account.account"].with_company(company)
        for code, kind in (("21.10.9999", "liability_current"), ("61.10.0001", "expense"), ("41.10.0001", "income")):
            accounts.create({
                "name": code, "code": code, "account_type": kind, "company_ids": [Command.set(company.ids)]})
        program = self.env["club.program"].with_company(company).create({
            "name": "Odd club", "currency_id": company.currency_id.id})
        program.action_complete_setup()
        row = program.program_company_ids.with_company(company)
        self.assertEqual(row.expense_account_id.code, "61.10.0002")
        self.assertEqual({len(row[name].code) for name in ACCOUNT_TYPES}, {10})

    def test_a_branch_company_shares_the_books_and_has_its_own_method(self):
        child = self.own_company("Second shop", parent_id=self.env.company.id)
        till = self.given_till(company=child)
        self.program.action_complete_setup()
        row = self.program._company(child)
        self.assertEqual((row.company_id, self.missing(row)), (child, []))
        for name in (*ACCOUNT_TYPES, "journal_id", "top_up_product_id"):
            self.assertEqual(row[name], self.row[name], name)
        self.assertNotEqual(row.payment_method_id, self.method)
        self.assertIn(row.payment_method_id, till.payment_method_ids)
        self.assertTrue(child.account_default_pos_receivable_account_id.reconcile)

    def test_rial_are_rounded_to_one(self):
        rial = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "IRR")])
        rial.write({"active": True, "rounding": 0.01})
        company = self.own_company("Tehran", currency_id=rial.id)
        program = self.env["club.program"].with_company(company).create({"name": "Bashgah", "currency_id": rial.id})
        self.assertEqual(program.minor_digits, 2)
        program.action_complete_setup()
        self.assertEqual((rial.rounding, program.minor_digits), (1, 0))

    def test_two_programmes_in_one_company_share_accounts_only_if_told(self):
        other = self.env["club.program"].create({"name": "Second club"})
        other.action_complete_setup()
        row = other.program_company_ids
        self.assertEqual(row.company_id, self.env.company)
        self.assertNotEqual(row.paid_account_id, self.row.paid_account_id)
        self.assertEqual(self.till.club_branch_id.program_id, self.program)


@tagged("post_install", "-at_install")
class TestWalletMethod(SetupCase):
    def test_what_a_wallet_never_has_stays_off(self):
        journal = self.till.payment_method_ids.filtered(lambda method: method.type == "bank").journal_id
        self.method.write({"split_transactions": True, "journal_id": journal.id, "name": "Wallet"})
        self.assertEqual(
            (self.method.type, self.method.split_transactions, self.method.journal_id.ids, self.method.name),
            ("club_wallet", False, [], "Wallet"))

    def test_it_belongs_to_the_company_of_its_programme(self):
        with self.assertRaisesRegex(ValidationError, "its club wallet to"):
            self.method.company_id = self.own_company()

    def test_a_till_outside_of_the_programme_cannot_have_it(self):
        till = self.given_till(club_branch_id=False)
        with self.assertRaisesRegex(ValidationError, "stands in none of them"):
            till.payment_method_ids = [Command.link(self.method.id)]

    def test_a_till_has_one_wallet(self):
        second = self.method.create({
            "name": "Again", "company_id": self.env.company.id, "club_program_company_id": self.row.id})
        with self.assertRaisesRegex(ValidationError, "one wallet payment method"):
            self.till.payment_method_ids = [Command.link(second.id)]

    def test_a_session_opens_only_with_all_accounts(self):
        self.row.expense_account_id.active = False
        self.row.clearing_account_id = False
        with self.assertRaisesRegex(ValidationError, "Loyalty expense, Top-up clearing missing or archived"):
            self.till._check_before_creating_new_session()
        self.program.action_complete_setup()
        self.till._check_before_creating_new_session()


@tagged("post_install", "-at_install")
class TestSetupOfTests(ClubCase):
    def test_a_programme_without_set_up_says_so(self):
        self.assertFalse(self.program.setup_done)
        self.assertEqual(self.program.setup_missing, 1)
