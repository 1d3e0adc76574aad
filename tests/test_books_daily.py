"""The daily posting: what no till carries goes to the books once, on its day, whole or not at all."""

from datetime import date, timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models.club_errors import ClubNotAllowed
from .books_common import BooksCase

LOGGER = "odoo.addons.customer_club.models.club_program_company_books"


@tagged("post_install", "-at_install")
class TestDailyPosting(BooksCase):
    def test_each_kind_of_entry_in_one_balanced_entry(self):
        other = self.given_member(name="Member B")
        self.wallet.earn("paid", 100, self.cause("o:1"), kind="opening", origin="opening")
        self.wallet.earn("bonus", 40, self.cause("o:2"), kind="opening", origin="opening")
        self.wallet.top_up(50, self.cause("t:1"))
        self.wallet.earn("bonus", 10, self.cause("g:1"), origin="gift")
        self.wallet.adjust("paid", -5, self.cause("a:1", reason="test"))
        self.wallet.transfer(other.wallet_id, "paid", 30, self.cause("x:1"))
        self.wallet.claw_back("bonus", 4, self.cause("r:1"), of_source="g:1")
        move = self.post()
        self.assert_posted(move, {
            ("paid", "Member A"): -115, ("paid", "Member B"): -30, "opening": 140, "clearing": 50,
            "expense": -5 + 10 - 4, "bonus": -46})
        self.assertEqual((len(move), move.journal_id, move.date), (1, self.row.journal_id, self.today))
        self.assertFalse(self.env["club.wallet.entry"].search([
            ("program_id", "=", self.program.id), ("is_posted", "=", False)]))
        self.assert_all_posted()

    def test_posting_again_changes_nothing(self):
        self.wallet.top_up(50, self.cause("t:1"))
        self.assertEqual(len(self.post()), 1)
        self.assertFalse(self.post())
        self.wallet.top_up(5, self.cause("t:2"))
        self.assert_posted(self.post(), {("paid", "Member A"): -5, "clearing": 5})

    def test_each_day_has_its_entry_and_later_days_wait(self):
        for day, amount in (("2026-03-30", 10), ("2026-03-31", 20), ("2026-04-01", 40)):
            self.wallet.top_up(amount, self.cause(f"t:{day}", day))
        moves = self.post("2026-03-31")
        self.assertEqual([(str(move.date), self.purposes(move)["clearing"]) for move in moves],
                         [("2026-03-30", 10), ("2026-03-31", 20)])
        self.assertEqual(self.row.books_until, date(2026, 3, 31))
        self.assert_all_posted("2026-03-31")
        self.assertEqual([row.waiting for row in self.reconcile("2026-04-01")], [4000])

    def test_the_day_is_the_programmes(self):
        """20:45 UTC on the last day of March is April in Tehran, for the day and for the month of issue."""
        self.program.tz = "Asia/Tehran"
        cause = self.cause("g:1")
        self.wallet.earn("bonus", 10, cause.__class__(
            "g:1", program_company_id=self.row.id, now=self.at("2026-03-31 20:45")), origin="gift")
        self.assertFalse(self.post("2026-03-31"))
        self.assertEqual(str(self.post("2026-04-01").date), "2026-04-01")
        self.assertEqual([str(row.month) for row in self.reconcile()], ["2026-04-01"])

    def test_expiry_releases_the_provision(self):
        self.row.write({"expected_rate_bps": 8000, "cost_factor_bps": 7500})
        self.wallet.earn("bonus", 10, self.cause("g:1", "2026-01-10"), origin="gift", expires_on=date(2026, 1, 31))
        self.post("2026-01-31")
        self.env["club.wallet"].expire_batch(self.program, now=self.at("2026-02-01 01:00"))
        self.assert_posted(self.post("2026-02-01"), {"bonus": 6, "expense": -6})
        self.assert_all_posted()

    def test_expense_lines_have_branch_and_analytic_distribution(self):
        plan = self.env["account.analytic.plan"].create({"name": "Shops"})
        shops = [self.env["account.analytic.account"].create({"name": name, "plan_id": plan.id}) for name in ("One", "Two")]
        branches = self.branch | self.given_branch(self.program)
        for branch, shop, amount in zip(branches, shops, (10, 20), strict=True):
            branch.analytic_distribution = {str(shop.id): 100}
            self.wallet.earn("bonus", amount, self.cause(f"g:{amount}", branch_id=branch.id), origin="gift")
        move = self.post()
        lines = move.line_ids.filtered(lambda line: line.account_id == self.row.expense_account_id)
        self.assertEqual(
            sorted((line.club_branch_id.id, line.balance, line.analytic_distribution) for line in lines),
            sorted((branch.id, amount, {str(shop.id): 100.0})
                   for branch, shop, amount in zip(branches, shops, (10, 20), strict=True)))
        analysed = self.env["account.analytic.line"].search([("move_line_id", "in", lines.ids)])
        self.assertEqual(sum(analysed.mapped("amount")), -30)
        self.assertEqual(self.purposes(move)["bonus"], -30)

    def test_a_merge_moves_paid_credit_between_the_partners(self):
        other = self.given_member(name="Member B")
        self.wallet.top_up(50, self.cause("t:1", "2026-01-01"))
        self.post("2026-01-01")
        self.member._merge(other)
        self.assert_posted(self.post(), {("paid", "Member A"): 50, ("paid", "Member B"): -50})
        self.assert_all_posted()

    def test_customers_merged_by_odoos_wizard(self):
        other = self.given_member(name="Member B")
        self.wallet.top_up(50, self.cause("t:1", "2026-01-01"))
        self.wallet.earn("bonus", 10, self.cause("g:1", "2026-01-01"), origin="gift")
        other.wallet_id.top_up(7, self.cause("t:2", "2026-01-01"))
        self.post("2026-01-01")
        partner = other.partner_id
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.member.partner_id | partner).ids, partner)
        self.env.invalidate_all()
        self.assert_agrees()
        self.assert_posted(self.post(), {})
        self.assert_all_posted()
        self.assertEqual(self.general_ledger(self.row.paid_account_id), 57)

    def test_a_member_whose_customer_gets_a_parent(self):
        self.wallet.top_up(50, self.cause("t:1", "2026-01-01"))
        self.post("2026-01-01")
        self.member.partner_id.parent_id = self.env["res.partner"].create({"name": "Family Ltd", "is_company": True})
        self.assert_agrees()
        self.wallet.adjust("paid", -20, self.cause("a:1", reason="test"))
        self.assert_posted(self.post(), {("paid", "Member A"): 20, "expense": -20})

    def test_many_batches_are_the_same_entry_in_parts(self):
        with patch("odoo.addons.customer_club.models.club_program_company_books.BATCH", 2):
            for number in range(7):
                self.wallet.top_up(1 + number, self.cause(f"t:{number}"))
            self.wallet.transfer(self.given_member(name="Member B").wallet_id, "paid", 3, self.cause("x:1"))
            moves = self.post()
        self.assertGreater(len(moves), 3)
        self.assert_posted(moves, {("paid", "Member A"): -25, ("paid", "Member B"): -3, "clearing": 28})
        self.assertEqual(self.row.books_until, self.today)

    def test_one_grant_to_many_is_posted_in_batches(self):
        wallets = [self.given_member(name=f"Member {number}").wallet_id for number in range(7)]
        self.env["club.wallet"].post_many(
            self.program, "earn", "bonus", [(wallet.id, 5) for wallet in wallets], self.cause("grant:1"), origin="gift")
        with patch("odoo.addons.customer_club.models.club_program_company_books.BATCH", 2):
            moves = self.post()
        self.assertEqual([self.purposes(move)["bonus"] for move in moves], [-10, -10, -10, -5])

    def test_while_another_job_posts_the_button_says_so(self):
        self.wallet.top_up(50, self.cause("t:1"))
        with patch.object(type(self.row), "_lock_books", return_value=False), self.assertRaisesRegex(
            ClubNotAllowed, "at this moment"):
            self.post()

    def test_entries_behind_the_mark_are_not_looked_at_again(self):
        self.wallet.top_up(1, self.cause("t:1", "2026-01-01"))
        self.post("2026-01-01")
        newest = self.env["club.wallet.entry"].search([("program_id", "=", self.program.id)], limit=1)
        self.assertEqual(self.row.books_after_id, newest.id)
        recent = self.wallet.top_up(1, self.cause("t:2"))
        self.post()
        self.assertEqual(self.row.books_after_id, recent.id - 1, "a transaction may still be writing entries of today")

    def test_the_entry_leads_to_its_wallet_entries_and_back(self):
        entry = self.wallet.top_up(50, self.cause("t:1"))
        move = self.post()
        self.assertTrue(move.club_has_entries)
        self.assertEqual(self.env["club.wallet.entry"].search(move.club_action_open_entries()["domain"]), entry)
        self.assertEqual(self.env["account.move.line"].search(entry.action_open_journal_items()["domain"]).move_id, move)

    def test_another_company_is_untouched(self):
        company = self.env["res.company"].create({"name": "Elsewhere", "currency_id": self.env.company.currency_id.id})
        stranger = self.given_program(name="Other club", company=company)
        self.given_member(stranger).wallet_id.top_up(9, self.cause("t:9", program_company_id=stranger.program_company_ids.id))
        self.wallet.top_up(1, self.cause("t:1"))
        self.post()
        self.assertFalse(self.env["account.move"].search([("company_id", "=", company.id)]))
        self.assertFalse(stranger.program_company_ids.books_until)


@tagged("post_install", "-at_install")
class TestPostingInABadPlace(BooksCase):
    """A sentence for the accountant, a safe state, nothing half-posted."""

    def setUp(self):
        super().setUp()
        self.entry = self.wallet.top_up(50, self.cause("t:1", "2026-01-15"))
        self.bonus = self.wallet.earn("bonus", 5, self.cause("g:1", "2026-01-15"), origin="gift")

    def refused(self, text):
        """Nothing is posted; by the cron an alert says why, by hand the refusal does."""
        before = self.club_moves()
        with self.assertRaisesRegex(UserError, text), self.env.cr.savepoint():
            self.post()
        with mute_logger(LOGGER), self.enter_registry_test_mode():
            self.env.ref("customer_club.club_books_cron").method_direct_trigger()
        self.assertEqual(self.club_moves(), before)
        self.assertFalse(self.entry.is_posted or self.bonus.is_posted)
        alert = self.env["club.alert"].search([("kind", "=", "books"), ("done", "=", False)])
        self.assertEqual(len(alert), 1)
        self.assertRegex(alert.message, text)
        return alert

    def posted_after_all(self, alert):
        self.post()
        self.env.invalidate_all()
        self.assertTrue(self.entry.is_posted and self.bonus.is_posted)
        self.assertTrue(alert.done)
        self.assert_all_posted()

    def test_an_archived_account(self):
        self.row.bonus_account_id.active = False
        alert = self.refused("Bonus provision")
        self.row.bonus_account_id.active = True
        self.posted_after_all(alert)

    def test_a_missing_account_and_a_missing_journal(self):
        account, journal = self.row.paid_account_id, self.row.journal_id
        self.row.write({"paid_account_id": False})
        journal.active = False
        alert = self.refused("Paid credit, Journal")
        self.row.paid_account_id = account
        journal.active = True
        self.posted_after_all(alert)

    def test_a_period_that_is_locked_into_the_future(self):
        self.env.company.hard_lock_date = False
        self.env.company.fiscalyear_lock_date = self.today + timedelta(days=10)
        alert = self.refused("locked up to")
        self.env.company.fiscalyear_lock_date = False
        self.posted_after_all(alert)

    def test_a_locked_period_is_posted_on_the_next_open_day_with_a_note(self):
        self.env.company.fiscalyear_lock_date = "2026-01-31"
        move = self.post()
        self.assertEqual((len(move), str(move.date)), (1, "2026-02-01"))
        self.assertIn("01/15/2026", move.message_ids.mapped("body")[0])
        self.assert_all_posted()
        self.assertEqual([row.waiting for row in self.reconcile("2026-01-31")], [5000, 500])

    def test_a_currency_with_other_decimals(self):
        self.env.cr.execute("UPDATE res_currency SET decimal_places = 3, rounding = 0.001 WHERE id = %s",
                            [self.env.company.currency_id.id])
        self.env.invalidate_all()
        alert = self.refused("counts with 2 decimals")
        self.env.cr.execute("UPDATE res_currency SET decimal_places = 2, rounding = 0.01 WHERE id = %s",
                            [self.env.company.currency_id.id])
        self.env.invalidate_all()
        self.posted_after_all(alert)

    def test_an_error_in_the_middle_posts_nothing(self):
        with patch.object(type(self.env["club.cohort.movement"]), "_record", side_effect=ValueError("broken")):
            alert = self.refused_by_error()
        self.posted_after_all(alert)

    def refused_by_error(self):
        with mute_logger(LOGGER), self.enter_registry_test_mode():
            self.env.ref("customer_club.club_books_cron").method_direct_trigger()
        self.assertFalse(self.club_moves() or self.entry.is_posted)
        return self.env["club.alert"].search([("kind", "=", "books")])

    def test_the_cron_posts_up_to_yesterday(self):
        self.wallet.top_up(7, self.cause("t:2"))
        with self.enter_registry_test_mode():
            self.env.ref("customer_club.club_books_cron").method_direct_trigger()
        self.assert_posted(self.club_moves(), {("paid", "Member A"): -50, "clearing": 50, "bonus": -5, "expense": 5})
        self.assertEqual(self.row.books_until, self.today - timedelta(days=1))

    def test_who_may_not_post_is_refused(self):
        manager = new_test_user(self.env, "club.manager", "customer_club.customer_club_group_manager")
        with self.assertRaises(ClubNotAllowed):
            self.row.with_user(manager).action_post_books(self.today)
        accountant = new_test_user(self.env, "club.accountant", "customer_club.customer_club_group_accountant")
        self.assertEqual(self.row.with_user(accountant).action_post_books(self.today), 2)

    def test_tomorrow_cannot_be_posted(self):
        with self.assertRaisesRegex(ClubNotAllowed, "up to today"):
            self.row.action_post_books(self.today + timedelta(days=1))

    def test_a_control_account_that_carries_the_wallet_is_not_replaced(self):
        self.post()
        with self.assertRaisesRegex(UserError, "carries wallet entries"):
            self.row.paid_account_id = self.row.clearing_account_id

    def test_a_movement_is_written_once(self):
        self.post()
        with self.assertRaises(UserError):
            self.env["club.cohort.movement"].search([], limit=1).unlink()


@tagged("post_install", "-at_install")
class TestClosingAndDailyPosting(BooksCase):
    """One valuation: whatever the closing leaves, the daily posting takes, and the difference is zero all the time."""

    def setUp(self):
        super().setUp()
        self.row.write({"expected_rate_bps": 8000, "cost_factor_bps": 7500})
        self.wallet.earn("paid", 200, self.cause("o:1"), kind="opening", origin="opening")
        self.session = self.open_session()

    def test_entries_of_an_open_session_wait_for_its_closing(self):
        order = self.sell(self.session, [(self.goods, 1, {})], wallet=40, cash=None)
        self.wallet.earn("bonus", 10, self.cause(f"pos.order:{order.uuid}"))
        self.assert_posted(self.post(), {("paid", "Member A"): -200, "opening": 200})
        self.assertEqual([(row.purse, row.open, row.waiting) for row in self.reconcile()],
                         [("paid", -4000, 0), ("bonus", 600, 0)])
        self.close(self.session)
        self.assert_all_posted()
        self.assertFalse(self.post())

    def test_what_is_written_after_the_closing_is_posted(self):
        order = self.sell(self.session, [(self.goods, 1, {})], wallet=40, cash=None)
        self.close(self.session)
        self.post()
        self.wallet.earn("bonus", 10, self.cause(f"pos.order:{order.uuid}"))
        self.assert_posted(self.post(), {"bonus": -6, "expense": 6})

    def test_a_payment_that_the_closing_could_not_book_is_moved_from_the_shortfall(self):
        self.sell(self.session, [(self.goods, 1, {})], wallet=40, cash=None)
        with (patch.object(type(self.env["club.wallet"]), "link_postings", side_effect=ValueError("broken")),
              mute_logger("odoo.addons.customer_club.models.pos_session")):
            self.assertEqual(self.books(self.close(self.session))["shortfall"], 40)
        self.assert_agrees()
        self.assert_posted(self.post(), {("paid", "Member A"): -160, "opening": 200, "shortfall": -40})
        self.assertEqual(self.general_ledger(self.row.shortfall_account_id), 0)
        self.assert_all_posted()

    def test_an_account_that_was_archived_at_the_closing(self):
        self.wallet.earn("bonus", 30, self.cause("g:1"), origin="gift")
        self.post()
        self.sell(self.session, [(self.row.top_up_product_id, 1, {"price_unit": 50})], cash=None)
        self.sell(self.session, [(self.goods, 1, {})], wallet=None)
        accounts = self.row.paid_account_id | self.row.bonus_account_id | self.row.redeemed_account_id
        accounts.active = False
        self.close(self.session)
        accounts.active = True
        self.assert_agrees()
        self.post()
        self.assert_all_posted()
        for account in self.row.shortfall_account_id | self.row.clearing_account_id:
            self.assertEqual(self.general_ledger(account), 0, account.name)
        self.assertEqual(self.general_ledger(self.row.redeemed_account_id), -30)
        self.assertEqual(self.general_ledger(self.row.paid_account_id), 200 + 50 - 85)

    def test_rounding_never_leaves_a_unit(self):
        """Cents that do not divide, over sessions, expiry and adjustments: the sum of roundings is the rounding of the sum."""
        self.row.write({"expected_rate_bps": 3333, "cost_factor_bps": 9091})
        for number in range(5):
            session = self.session if not number else self.open_session()
            order = self.sell(session, [(self.goods, 1, {})], cash=None)
            self.wallet.earn("bonus", 0.01 + number * 0.03, self.cause(f"pos.order:{order.uuid}"))
            self.close(session)
            self.assert_agrees()
            self.wallet.adjust("bonus", -0.01, self.cause(f"a:{number}", reason="test"))
            self.post()
            self.assert_all_posted()

    def test_a_foreign_item_on_a_control_account_is_the_difference_and_is_named(self):
        self.wallet.earn("bonus", 10, self.cause("g:1"), origin="gift")
        self.post()
        move = self.env["account.move"].create({
            "journal_id": self.row.journal_id.id, "date": self.today, "line_ids": [
                Command.create({"account_id": self.row.bonus_account_id.id, "credit": 3}),
                Command.create({
                    "account_id": self.row.paid_account_id.id, "partner_id": self.member.partner_id.id, "debit": 3}),
            ]})
        move.action_post()
        self.assertEqual([(row.purse, row.difference) for row in self.reconcile() if row.difference],
                         [("paid", 300), ("bonus", -300)])
        behind = self.env["club.liability"]._behind(self.row, self.today)
        self.assertEqual([(one.get("move_line"), one.get("partner"), one["amount"]) for one in behind], [
            (move.line_ids[0].id, None, -300), (None, self.member.partner_id.id, 300)])
        self.assertEqual(len(self.program._check_invariants()), 2)
        move.button_draft()
        self.assertFalse(self.program._check_invariants())

    def test_an_entry_of_the_club_that_is_reset_is_the_difference_and_is_named(self):
        self.wallet.earn("bonus", 10, self.cause("g:1"), origin="gift")
        move = self.post()
        move.state = "draft"  # its button refuses; whatever else may do it
        self.assertEqual({row.purse: row.difference for row in self.reconcile()}, {"paid": 20000, "bonus": 600})
        control = move.line_ids.filtered(lambda line: line.account_id == self.row.bonus_account_id)
        self.assertIn(control.id, [one.get("move_line") for one in self.env["club.liability"]._behind(self.row, self.today)])
        move.action_post()
