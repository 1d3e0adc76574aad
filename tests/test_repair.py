"""The nightly run puts right what no hook saw, goes on where it was stopped, and reports what is wrong."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models.account_move import AccountMove
from ..models.club_purchase_write import ClubPurchase
from ..models.club_wallet import Cause
from ..models.pos_order import PosOrder
from .test_account_move import InvoiceCase
from .test_club_wallet_concurrency import ConcurrentCase


class RepairCase(InvoiceCase):

    def night(self, program=None):
        """One run of the job, as the scheduler runs it. Returns the programme's last run."""
        with self.enter_registry_test_mode():
            self.env.ref("customer_club.club_repair_cron").method_direct_trigger()
        self.env.invalidate_all()
        return self.env["club.repair.run"].search([("program_id", "=", (program or self.program).id)], limit=1)

    def unseen(self):
        """While it lasts no hook of the club sees till orders and documents."""
        return patch.multiple(PosOrder, _club_record=lambda order: None), patch.multiple(
            AccountMove, _club_sync=lambda move: None)

    def without_hooks(self, action):
        orders, moves = self.unseen()
        with orders, moves:
            return action()

    def run_again(self):
        """A night later: the last run no longer counts as of tonight."""
        self.env["club.repair.run"].search([]).write({"finished_at": fields.Datetime.now() - timedelta(days=1)})
        return self.night()


@tagged("post_install", "-at_install")
class TestRepair(RepairCase):

    def test_a_quiet_night_finds_nothing(self):
        self.sell([(self.bread, 3)], member=self.member)
        self.invoice([(self.bread, 3)])
        run = self.night()
        self.assertEqual((run.step, run.faults, run.failed_count), ("done", False, 0))
        self.assertEqual((run.orders_count, run.invoices_count, run.cancelled_count), (0, 0, 0))

    def test_orders_and_invoices_that_no_hook_saw_are_recorded_once(self):
        order = self.without_hooks(lambda: self.sell([(self.bread, 3)], member=self.member))
        move = self.without_hooks(lambda: self.invoice([(self.bread, 2)]))
        run = self.night()
        self.assertEqual((run.orders_count, run.invoices_count, run.faults), (1, 1, False))
        self.assertEqual((self.purchase_of(order).amount, self.rows(move).amount), (30, 20))
        self.assert_balance(self.wallet, bonus=5)
        self.assertEqual(self.run_again().orders_count, 0)
        self.assert_balance(self.wallet, bonus=5)

    def test_a_credit_note_that_no_hook_saw_takes_back(self):
        move = self.invoice([(self.bread, 3)])
        self.without_hooks(lambda: self.credit(move, 1))
        self.assertEqual(self.night().invoices_count, 1)
        self.assert_balance(self.wallet, bonus=2)
        self.assertEqual(self.run_again().invoices_count, 0)

    def test_a_document_that_left_the_books_by_another_way_is_taken_back(self):
        reset, gone = self.invoice([(self.bread, 3)]), self.invoice([(self.bread, 2)])
        self.without_hooks(reset.button_draft)
        self.without_hooks(gone.button_draft)
        gone.with_context(force_delete=True).unlink()
        run = self.night()
        self.assertEqual((run.cancelled_count, run.faults), (2, False))
        self.assert_balance(self.wallet, bonus=0)
        self.assertEqual(self.run_again().cancelled_count, 0)

    def test_sales_from_before_the_programme_are_left_alone(self):
        self.without_hooks(lambda: self.sell([(self.bread, 3)], member=self.member))
        self.without_hooks(lambda: self.invoice([(self.bread, 3)]))
        self.program.counts_since = fields.Datetime.now() + timedelta(days=1)
        run = self.night()
        self.assertEqual((run.orders_count, run.invoices_count), (0, 0))

    def test_a_programme_notes_when_it_first_ran(self):
        program = self.given_program(name="Later", state="draft")
        self.assertFalse(program.counts_since)
        program.action_pilot()
        first = program.counts_since
        self.assertTrue(first)
        program.action_start()
        self.assertEqual(program.counts_since, first)

    def test_orders_with_nothing_but_a_top_up_are_not_looked_at_each_night(self):
        order = self.sell([(self.row.top_up_product_id, 1, {"price_unit": 50})], member=self.member)
        self.assertFalse(self.purchase_of(order))
        run = self.night()
        self.assertEqual((run.orders_count, run.failed_count), (0, 0))

    def test_what_failed_is_tried_again_each_night_and_its_alert_closed(self):
        with patch.object(ClubPurchase, "_finish_sale", side_effect=ValueError("broken")), mute_logger(
                "odoo.addons.customer_club.models.pos_order", "odoo.addons.customer_club.models.account_move"):
            order, move = self.sell([(self.bread, 3)], member=self.member), self.invoice([(self.bread, 2)])
            run = self.night()
        self.assertEqual((run.orders_count, run.invoices_count, run.failed_count), (0, 0, 2))
        self.assertIn("2 documents", run.faults)
        run = self.run_again()
        self.assertEqual((run.orders_count, run.invoices_count, run.failed_count, run.faults), (1, 1, 0, False))
        alerts = self.env["club.alert"].search([("source_key", "in", [
            f"other:{order._club_key()}", f"other:account.move:{move.id}"])])
        self.assertEqual(alerts.mapped("done"), [True, True])

    def test_credit_lapses_and_holds_that_ran_out_are_released(self):
        yesterday = fields.Date.today() - timedelta(days=1)
        self.wallet.earn("bonus", 7, Cause("gift:1"), origin="gift", expires_on=yesterday)
        self.wallet.top_up(20, Cause("top:1"))
        self.wallet.reserve("an order", 5)
        self.env.cr.execute("UPDATE club_wallet_hold SET expires_at = now() - interval '1 hour'")
        live = self.wallet.reserve("another order", 5)
        run = self.night()
        self.assertEqual((run.lots_count, run.holds_count), (0, 1), "the live hold keeps the wallet's lots")
        self.assertEqual(live.state, "open")
        self.wallet.release("another order")
        self.assertEqual(self.run_again().lots_count, 1)
        self.assert_balance(self.wallet, bonus=0)
        self.assertEqual(self.wallet.hold_ids.mapped("state"), ["released", "released"])

    def test_a_closed_programme_still_lapses_and_is_checked_but_records_nothing(self):
        self.wallet.earn("bonus", 7, Cause("gift:1"), origin="gift", expires_on=fields.Date.today() - timedelta(days=1))
        self.without_hooks(lambda: self.sell([(self.bread, 3)], member=self.member))
        self.program.action_close()
        run = self.night()
        self.assertEqual((run.step, run.orders_count, run.lots_count), ("done", 0, 1))


@tagged("post_install", "-at_install")
class TestNightlyReport(RepairCase):

    def break_the_ledger(self):
        self.env.cr.execute("UPDATE club_wallet SET balance_bonus = balance_bonus + 1 WHERE id = %s", [self.wallet.id])
        self.env.invalidate_all()

    def mend_the_ledger(self):
        self.env.cr.execute("UPDATE club_wallet SET balance_bonus = balance_bonus - 1 WHERE id = %s", [self.wallet.id])
        self.env.invalidate_all()

    def test_what_is_wrong_reaches_the_managers(self):
        manager = new_test_user(
            self.env, "club_night_manager", "customer_club.customer_club_group_manager", email="m@example.com")
        self.break_the_ledger()
        run = self.night()
        self.assertIn("Invariant 1", run.faults)
        alert = self.env["club.alert"].search([("source_key", "=", f"club.repair.run:{run.id}")])
        self.assertEqual((alert.kind, alert.message), ("invariant", run.faults))
        self.assertIn(manager.partner_id, self.program.message_ids[:1].notified_partner_ids)
        self.mend_the_ledger()
        self.assertFalse(self.run_again().faults)

    def test_the_button_says_what_the_check_found(self):
        self.assertEqual(self.program.action_check_ledger()["params"]["type"], "success")
        self.break_the_ledger()
        told = self.program.action_check_ledger()["params"]
        self.assertEqual(told["type"], "danger")
        self.assertIn(str(self.wallet.id), told["message"])
        self.mend_the_ledger()

    def test_an_auditor_may_check(self):
        auditor = new_test_user(self.env, "club_night_auditor", "customer_club.customer_club_group_auditor")
        program = self.program.with_user(auditor)
        self.assertEqual(program.action_check_ledger()["params"]["type"], "success")
        self.night()
        self.assertTrue(program.repair_run_ids)

    def test_stopped_after_a_batch_it_goes_on_there(self):
        orders = [self.without_hooks(lambda: self.sell([(self.bread, 1)], member=self.member)) for _time in range(3)]
        cron, commits = type(self.env["ir.cron"]), []

        def time_is_up(cron, processed=0, **options):
            commits.append(processed)
            return 0

        run = self.env["club.repair.run"].create({"program_id": self.program.id})
        with patch.object(cron, "_commit_progress", time_is_up), patch(
                "odoo.addons.customer_club.models.club_repair_steps.DOCUMENTS", 2):
            self.assertFalse(run._work())
            self.assertEqual((run.step, run.orders_count, run.after_id), ("orders", 2, orders[1].id))
            while not run._work():
                pass
        self.assertEqual((run.step, run.orders_count, run.faults), ("done", 3, False))
        self.assertEqual(commits[:3], [2, 1, 0])
        self.assert_balance(self.wallet, bonus=3)

    def test_a_step_that_breaks_is_told_and_does_not_stop_the_others(self):
        with patch.object(type(self.env["club.wallet"]), "expire_batch", side_effect=ValueError("broken")), mute_logger(
                "odoo.addons.customer_club.models.club_repair_run"):
            run = self.night()
        self.assertEqual(run.step, "done")
        self.assertIn("broken", run.faults)

    def test_it_runs_once_a_night(self):
        first = self.night()
        self.assertEqual(self.night(), first)


@tagged("post_install", "-at_install")
class TestNightBesideTills(ConcurrentCase):
    """On real connections: a wallet that a till has locked is passed over and found the next time."""

    def test_lapsing_and_releasing_skip_what_a_till_has_locked(self):
        yesterday = fields.Date.today() - timedelta(days=1)
        locked, free = self.given_wallets(2, paid=10)
        with self.environment() as env:
            for wallet in env["club.wallet"].browse([locked, free]):
                wallet.earn("bonus", 5, Cause("gift:night"), origin="gift", expires_on=yesterday)
                wallet.reserve(f"night:{wallet.id}", 5)
            env.cr.execute(
                "UPDATE club_wallet_hold SET expires_at = now() - interval '1 hour' WHERE wallet_id = ANY(%s)",
                [[locked, free]])
        with self.environment() as till:
            till["club.wallet"].browse(locked)._lock()
            self.assertEqual([self.night(), self.night()], [(1, 1), (0, 0)])
        self.assertEqual([self.night(), self.night()], [(1, 1), (0, 0)])

    def night(self):
        """(lots that lapsed, holds that were released) by one batch of each."""
        with self.environment() as env:
            program, wallets = env["club.program"].browse(self.program_id), env["club.wallet"]
            return wallets.expire_batch(program), wallets.release_batch(program)
