"""A database lives long: customers change, records are archived, copies are made, the module is upgraded and goes.

What becomes of the liability: journal items carry the member's stored accounting partner, whatever parent the
customer gets or loses later. Only merging customers changes it, in the journal items and the member alike.
"""

import os
import sys
from pathlib import Path

import psycopg2
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import BaseCase, get_db_name, tagged

from ..models.club_wallet import Cause
from .pos_common import ClubPosCase

ROOT = Path(__file__).resolve().parents[1]

FILL = """
from odoo.addons.customer_club.models.club_wallet import Cause
company = env.company
program = env["club.program"].create({
    "name": "Old friends", "state": "live", "tz": "UTC", "program_company_ids": [(0, 0, {"company_id": company.id})]})
branch = env["club.branch"].create({"name": "Shop", "program_id": program.id, "company_id": company.id, "tz": "UTC"})
till = env["pos.config"].create({"name": "Till", "club_branch_id": branch.id})
program.action_complete_setup()
partner = env["res.partner"].create({"name": "Sara"})
member = env["club.member"].create({"program_id": program.id, "partner_id": partner.id})
wallet = member.wallet_id
wallet.top_up(100, Cause("test:1"))
wallet.earn("bonus", 20, Cause("test:2"))
wallet.spend({"paid": 30, "bonus": 5}, Cause("test:3"))
offer = env["club.offer"].create({"name": "Tenth", "program_id": program.id, "benefit_ids": [
    (0, 0, {"kind": "credit", "rate_bps": 1000})]})
offer.action_start()
env["club.offer.book"]._current(branch)
product = env["product.product"].create({"name": "Bread", "type": "service", "list_price": 10, "taxes_id": [(5,)]})
move = env["account.move"].create({"move_type": "out_invoice", "partner_id": partner.id, "invoice_line_ids": [
    (0, 0, {"product_id": product.id, "price_unit": 10, "tax_ids": [(5,)]})]})
move.action_post()
assert wallet.balance_bonus == 16, wallet.balance_bonus
env.cr.commit()
"""
UNINSTALL = """
env["ir.module.module"].search([("name", "=", "customer_club")]).button_immediate_uninstall()
"""
AFTER = """
assert "club.wallet" not in env
config = env["pos.config"].search([("name", "=", "Till")])
move = env["account.move"].search([("move_type", "=", "out_invoice")], limit=1)
move.button_draft()
move.action_post()
env["res.partner"].search([("name", "=", "Sara")]).parent_id = env.company.partner_id
session = env["pos.session"].create({"config_id": config.id, "user_id": env.uid})
session.set_opening_control(0, None)
assert session.state == "opened"
"""
LOYALTY = """
program = env["loyalty.program"].create({"name": "Gift card", "program_type": "gift_card"})
card = env["loyalty.card"].create({"program_id": program.id, "points": 50})
assert card.code and env["club.program"].search([])._check_invariants() == []
env.cr.commit()
"""
LEDGER_NOW = {
    table: f"SELECT md5(COALESCE(string_agg(row::text, '|' ORDER BY id), '')) FROM {table} row"
    for table in ("club_wallet", "club_wallet_entry", "club_wallet_lot", "club_wallet_allocation", "club_purchase",
                  "club_award_line", "club_offer_book", "club_offer_book_content", "club_offer_revision")}


@tagged("post_install", "-at_install")
class TestCustomersChange(ClubPosCase):

    def setUp(self):
        super().setUp()
        self.wallet.top_up(100, Cause("test:top-up"))
        self.partner = self.member.partner_id
        self.family = self.env["res.partner"].create({"name": "Family Ltd", "is_company": True})

    def spend_and_close(self, amount):
        self.pay_by_wallet([(self.bread, 3)], amount)
        return self.books(self.close_till())

    def test_a_parent_that_comes_and_goes_does_not_move_the_liability(self):
        first = self.spend_and_close(10)
        self.partner.parent_id = self.family
        self.assertEqual(self.partner.commercial_partner_id, self.family)
        self.open_till()
        second = self.spend_and_close(10)
        self.partner.parent_id = False
        self.open_till()
        third = self.spend_and_close(10)
        self.assertEqual([books.get(("paid", "Member A")) for books in (first, second, third)], [10, 10, 10])
        self.assertEqual(self.member.accounting_partner_id, self.partner)
        items = self.env["account.move.line"].search([("account_id", "=", self.row.paid_account_id.id)])
        self.assertEqual(items.partner_id, self.partner, "Odoo moves a partner's items to a new parent; these stay")

    def test_whoever_joins_below_a_parent_keeps_that_parent_s_books(self):
        child = self.env["res.partner"].create({"name": "Child", "parent_id": self.family.id})
        member = self.given_member(partner=child)
        child.parent_id = False
        self.assertEqual(member.accounting_partner_id, self.family)

    def test_a_partner_with_a_membership_cannot_be_deleted(self):
        with self.assertRaises(psycopg2.IntegrityError), self.cr.savepoint():
            self.partner.unlink()
            self.env.flush_all()

    def test_a_partner_of_another_company_keeps_the_wallet(self):
        there = self.env["res.company"].create({"name": "There", "currency_id": self.env.company.currency_id.id})
        self.partner.company_id = there
        self.assertEqual(self.wallet.spend({"paid": 10}, Cause("test:1")).amount, -10)
        self.assertEqual(self.member.accounting_partner_id, self.partner)

    def test_an_archived_customer_still_pays_and_returns(self):
        order = self.pay_by_wallet([(self.bread, 3)], 30)
        self.partner.action_archive()
        self.give_back(order, {order.lines: 3}, [(self.method, -30)])
        self.assert_balance(self.wallet, paid=100)

    def test_an_archived_member_earns_nothing_and_loses_nothing(self):
        offer = self.given_offer("Tenth", [{"kind": "credit", "rate_bps": 1000}], stacking="always")
        order = self.pay_by_wallet([(self.bread, 3)], 30)
        self.member.action_archive()
        late = self.sell([(self.bread, 3)], member=self.member)
        self.assertEqual(self.alerts_of(late), ["member"])
        self.give_back(order, {order.lines: 3}, [(self.method, -30)])
        self.assert_balance(self.wallet, paid=100, bonus=0)
        self.assertTrue(offer.active if "active" in offer else True)

    def test_an_ended_offer_still_takes_back_what_it_gave(self):
        offer = self.given_offer("Tenth", [{"kind": "credit", "rate_bps": 1000}], stacking="always")
        order = self.sell([(self.bread, 3)], member=self.member)
        offer.action_end()
        self.assertEqual(self.purchase_of(self.sell([(self.bread, 3)], member=self.member)).earned_credit, 0)
        self.give_back(order, {order.lines: 3})
        self.assert_balance(self.wallet, bonus=0)

    def test_tills_of_an_archived_branch_still_sell_and_an_archived_till_keeps_its_sales(self):
        offer = self.given_offer("Tenth", [{"kind": "credit", "rate_bps": 1000}], stacking="always")
        self.branch.action_archive()
        order = self.sell([(self.bread, 3)], member=self.member)
        self.assertEqual(self.purchase_of(order).award_line_ids.offer_id, offer)
        self.close_till()
        self.till.action_archive()
        self.assertEqual(self.program._check_invariants(), [])
        self.assertEqual(self.purchase_of(order).branch_id, self.branch)

    def test_in_a_neutralized_copy_no_job_of_the_club_runs(self):
        data = self.env["ir.model.data"].search([("module", "=", "customer_club"), ("model", "=", "ir.cron")])
        crons = self.env["ir.cron"].with_context(active_test=False).browse(data.mapped("res_id"))
        self.assertTrue(crons)
        crons.active = True
        self.env.flush_all()
        queries = list(get_neutralization_queries(["customer_club"]))
        self.assertTrue(queries)
        for query in queries:
            self.env.cr.execute(query)
        crons.invalidate_recordset()
        self.assertFalse(any(crons.mapped("active")))


class DatabaseCase(BaseCase):
    """Copies of a database in which a club has been at work, changed by Odoo's own commands, and dropped."""

    BESIDE = ()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if str(ROOT / "devtools") not in sys.path:
            sys.path.append(str(ROOT / "devtools"))
        import club_databases  # needs the environment that `./club` sets

        cls.databases = club_databases
        cls.source = cls.databases.own_name(f"life_{os.getpid()}")
        cls.databases.module_database(cls.source, cls.BESIDE)
        cls.addClassCleanup(cls.databases.drop, cls.source)
        cls.shell(cls.source, FILL)

    @classmethod
    def shell(cls, name, script):
        """Run a script in Odoo's shell; what goes wrong in it fails the test."""
        failed = "    import traceback; traceback.print_exc(); print('SCRIPT FAILED')"
        output = cls.databases.odoo(
            name, "shell", stdin=f"try:\n{_indent(script)}\nexcept BaseException:\n{failed}\n\n")
        if "SCRIPT FAILED" in output:
            raise AssertionError(output)
        return output

    def copy(self, purpose):
        name = self.databases.copy(self.source, f"{self.source}_{purpose}")
        self.addCleanup(self.databases.drop, name)
        return name

    def query(self, name, text):
        """All rows of one query in another database."""
        with psycopg2.connect(dbname=name) as connection, connection.cursor() as cursor:
            cursor.execute(text)
            return cursor.fetchall()

    def ledger(self, name):
        return {table: self.query(name, text) for table, text in LEDGER_NOW.items()}

    def guards(self, name):
        return self.query(name, "SELECT relname, tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid"
                                " WHERE tgname IN ('keep_rows', 'keep_table') ORDER BY 1, 2")

    def what_is_left(self, name):
        """Everything in a database that bears the club's name."""
        return self.query(name, """
            SELECT 'table', table_name FROM information_schema.tables WHERE table_name LIKE 'club\\_%'
            UNION ALL SELECT 'column', table_name || '.' || column_name FROM information_schema.columns
                       WHERE table_schema = 'public' AND column_name LIKE 'club\\_%'
            UNION ALL SELECT 'function', proname FROM pg_proc WHERE proname LIKE 'customer\\_club%'
            UNION ALL SELECT 'trigger', tgname FROM pg_trigger WHERE tgname IN ('keep_rows', 'keep_table')
            UNION ALL SELECT 'record', model || ' ' || name FROM ir_model_data WHERE module = 'customer_club'
            UNION ALL SELECT 'model', model FROM ir_model WHERE model LIKE 'club.%'""")


def _indent(script):
    return "\n".join(f"    {line}" for line in script.strip().splitlines())


@tagged("post_install", "-at_install")
class TestUpgradeAndUninstall(DatabaseCase):

    def test_an_upgrade_leaves_ledger_books_and_guards_as_they_are(self):
        name = self.copy("upgrade")
        ledger, guards = self.ledger(name), self.guards(name)
        self.assertEqual(len(guards), 8)
        self.databases.update(name, "customer_club")
        self.assertEqual(self.ledger(name), ledger)
        self.assertEqual(self.guards(name), guards)

    def test_uninstalling_leaves_nothing_behind_and_the_shop_goes_on(self):
        name = self.copy("uninstall")
        self.assertTrue(self.what_is_left(name))
        self.shell(name, UNINSTALL)
        self.assertEqual(self.what_is_left(name), [])
        self.shell(name, AFTER)

    def test_pos_loyalty_may_come_later_and_stay_longer(self):
        name = self.copy("loyalty")
        ledger = self.ledger(name)
        self.databases.install(name, "pos_loyalty")
        self.shell(name, LOYALTY)
        self.databases.update(name, "customer_club")
        self.assertEqual(self.ledger(name), ledger)
        self.shell(name, UNINSTALL)
        self.assertEqual(self.what_is_left(name), [])
        self.assertEqual(self.query(name, "SELECT COUNT(*) FROM loyalty_card WHERE points = 50"), [(1,)])
        self.shell(name, AFTER)


@tagged("post_install", "-at_install", "needs_pos_loyalty")
class TestBesidePosLoyalty(DatabaseCase):
    """The other order: pos_loyalty was there first, and goes first."""

    BESIDE = ("pos_loyalty",)

    def test_pos_loyalty_may_go_first(self):
        name = self.copy("first")
        self.assertNotEqual(name, get_db_name())
        self.shell(name, LOYALTY)
        ledger, guards = self.ledger(name), self.guards(name)
        self.shell(name, UNINSTALL.replace("customer_club", "loyalty"))
        self.assertEqual((self.ledger(name), self.guards(name)), (ledger, guards))
        self.databases.update(name, "customer_club")
        self.assertEqual(self.ledger(name), ledger)
