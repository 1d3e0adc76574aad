"""Invoices of the back office earn once; credit notes take back by share; what leaves the books leaves the club."""

from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import errors

from ..models.club_purchase_write import ClubPurchase
from ..models.club_wallet import Cause
from .pos_common import ClubPosCase


class InvoiceCase(ClubPosCase):
    """10 % credit on what is paid; bread at 10 without tax, wine at 11 with 10 % included."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.offer = cls.given_offer("Tenth back", [{"kind": "credit", "rate_bps": 1000}], stacking="always")
        cls.partner = cls.member.partner_id

    def invoice(self, lines, *, partner=None, post=True, kind="out_invoice", **values):
        """A customer invoice. `lines`: (product, quantity[, values])."""
        move = self.env["account.move"].create({
            "move_type": kind, "partner_id": (partner or self.partner).id, "invoice_date": fields.Date.today(),
            "invoice_line_ids": [(0, 0, {
                "product_id": product.id, "quantity": quantity, "price_unit": product.list_price,
                "tax_ids": [(6, 0, product.taxes_id.ids)], **(more[0] if more else {}),
            }) for product, quantity, *more in lines],
            **values})
        if post:
            move.action_post()
        return move

    def credit(self, invoice, quantity=None, *, post=True):
        """A credit note of an invoice: `quantity` of its first line, or all."""
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=invoice.ids).create({"journal_id": invoice.journal_id.id})
        wizard.refund_moves()
        move = wizard.new_move_ids
        if quantity is not None:
            move.invoice_line_ids[0].quantity = quantity
            move.invoice_line_ids[1:].unlink()
        if post:
            move.action_post()
        return move

    def rows(self, move):
        return self.env["club.purchase"].search([("move_id", "=", move.id)], order="id")

    def kinds(self, move):
        return self.env["club.alert"].search([("source_key", "like", f"account.move:{move.id}")]).mapped("kind")


@tagged("post_install", "-at_install")
class TestInvoice(InvoiceCase):

    def test_a_posted_invoice_earns_on_what_is_paid_with_tax(self):
        move = self.invoice([(self.bread, 3), (self.wine, 1)])
        purchase = self.rows(move)
        self.assertEqual(
            (purchase.member_id, purchase.branch_id, purchase.channel), (self.member, self.branch, "invoice"))
        self.assertEqual((purchase.amount, purchase.amount_untaxed, purchase.earned_credit), (41, 40, 4.1))
        self.assertEqual(purchase.award_line_ids.move_line_id, move.invoice_line_ids)
        self.assert_balance(self.wallet, bonus=4.1)
        self.assertEqual(self.member.visits, 1)

    def test_a_draft_earns_nothing(self):
        self.invoice([(self.bread, 3)], post=False)
        self.assert_balance(self.wallet, bonus=0)

    def test_recording_again_changes_nothing(self):
        move = self.invoice([(self.bread, 3)])
        move._club_sync()
        self.assertEqual(len(self.rows(move)), 1)
        self.assert_balance(self.wallet, bonus=3)

    def test_the_invoice_of_a_till_order_earns_nothing_more(self):
        order = self.sell([(self.bread, 3)], member=self.member, to_invoice=True)
        self.assertTrue(order.account_move)
        self.assertFalse(self.rows(order.account_move))
        self.assert_balance(self.wallet, bonus=3)

    def test_closing_and_other_entries_are_no_purchases(self):
        self.sell([(self.bread, 3)], member=self.member)
        move = self.close_till()
        self.assertFalse(self.rows(move))
        self.assert_balance(self.wallet, bonus=3)

    def test_offers_give_no_discount_on_an_invoice(self):
        self.given_offer("Half", [{"kind": "percent_off", "rate_bps": 5000}], stacking="always")
        purchase = self.rows(self.invoice([(self.bread, 3)]))
        self.assertEqual((purchase.saved, purchase.earned_credit), (0, 3))

    def test_an_offer_of_the_till_only_gives_nothing_on_an_invoice(self):
        self.offer.condition_ids = [(0, 0, {"kind": "channel", "at_pos": True})]
        purchase = self.rows(self.invoice([(self.bread, 3)]))
        self.assertEqual(purchase.earned_credit, 0)
        self.assertEqual(self.sell([(self.bread, 3)], member=self.member).state, "paid")
        self.assert_balance(self.wallet, bonus=3)

    def test_a_contact_of_a_member_company_earns_for_the_company(self):
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.partner.id})
        self.invoice([(self.bread, 3)], partner=contact)
        self.assert_balance(self.wallet, bonus=3)

    def test_a_stranger_s_invoice_is_a_purchase_without_a_member(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        purchase = self.rows(self.invoice([(self.bread, 3)], partner=stranger))
        self.assertEqual((purchase.amount, purchase.member_id.id, purchase.earned_credit), (30, False, 0))

    def test_a_blocked_member_earns_nothing_and_staff_are_told(self):
        self.member.state = "blocked"
        move = self.invoice([(self.bread, 3)])
        self.assertEqual(self.kinds(move), ["member"])
        self.assert_balance(self.wallet, bonus=0)

    def test_a_top_up_on_an_invoice_is_no_purchase(self):
        top_up = self.row.top_up_product_id
        move = self.invoice([(self.bread, 3), (top_up, 1, {"price_unit": 500, "tax_ids": [(5,)]})])
        self.assertEqual((self.rows(move).amount, self.rows(move).earned_credit), (30, 3))
        self.assertFalse(self.rows(self.invoice([(top_up, 1, {"price_unit": 500, "tax_ids": [(5,)]})])))

    def test_a_deducted_down_payment_earns_nothing_twice(self):
        paid_before = (self.bread, -1, {"name": "Down payment"})
        purchase = self.rows(self.invoice([(self.bread, 3), (self.wine, 1), paid_before]))
        self.assertEqual((purchase.amount, purchase.earned_credit), (31, 3.1))

    def test_a_foreign_invoice_counts_in_the_programme_s_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].search([("currency_id", "=", euro.id)]).unlink()
        self.env["res.currency.rate"].create({
            "currency_id": euro.id, "name": fields.Date.today(), "rate": 0.5, "company_id": self.env.company.id})
        purchase = self.rows(self.invoice([(self.bread, 3)], currency_id=euro.id))
        self.assertEqual((purchase.amount, purchase.earned_credit), (60, 6))

    def test_several_branches_need_the_journal_s_word(self):
        other = self.given_branch(self.program)
        move = self.invoice([(self.bread, 3)])
        self.assertFalse(self.rows(move))
        move.journal_id.club_branch_id = other
        self.assertEqual(self.rows(self.invoice([(self.bread, 3)])).branch_id, other)

    def test_a_programme_that_does_not_run_records_nothing(self):
        self.program.action_close()
        self.assertFalse(self.rows(self.invoice([(self.bread, 3)])))

    def test_an_invoice_of_an_earlier_day_keeps_its_day(self):
        day = fields.Date.subtract(fields.Date.today(), days=3)
        purchase = self.rows(self.invoice([(self.bread, 1)], invoice_date=day))
        self.assertEqual(purchase.purchased_at.date(), day)


@tagged("post_install", "-at_install")
class TestInvoiceLeavesTheBooks(InvoiceCase):

    def test_a_reset_invoice_gives_back_what_it_earned_and_earns_again_when_posted(self):
        move = self.invoice([(self.bread, 3)])
        move.button_draft()
        self.assert_balance(self.wallet, bonus=0)
        self.assertEqual((self.member.visits, sum(self.rows(move).mapped("amount"))), (0, 0))
        move.invoice_line_ids.quantity = 5
        move.action_post()
        self.assert_balance(self.wallet, bonus=5)
        self.assertEqual((self.member.visits, sum(self.rows(move).mapped("amount"))), (1, 50))
        self.assertEqual(self.rows(move).mapped("source_key"), [
            f"account.move:{move.id}", f"account.move:{move.id}:undo", f"account.move:{move.id}:2"])

    def test_reset_and_posted_many_times_it_has_earned_once(self):
        move = self.invoice([(self.bread, 3)])
        for _time in range(3):
            move.button_draft()
            move._club_sync()
            move.action_post()
        self.assert_balance(self.wallet, bonus=3)
        move.button_draft()
        self.assert_balance(self.wallet, bonus=0)

    def test_a_cancelled_invoice_gives_back_what_it_earned(self):
        move = self.invoice([(self.bread, 3)])
        move.button_cancel()
        self.assert_balance(self.wallet, bonus=0)
        self.assertEqual(self.kinds(move), [])

    def test_an_invoice_posted_again_for_another_customer_earns_for_that_one(self):
        other = self.given_member(name="Reza")
        move = self.invoice([(self.bread, 3)])
        move.button_draft()
        move.partner_id = other.partner_id
        move.action_post()
        self.assert_balance(self.wallet, bonus=0)
        self.assert_balance(other.wallet_id, bonus=3)

    def test_a_reset_invoice_may_lose_lines_and_be_deleted(self):
        move = self.invoice([(self.bread, 3), (self.wine, 1)])
        move.button_draft()
        move.invoice_line_ids[1:].unlink()
        move.with_context(force_delete=True).unlink()
        self.assertFalse(move.exists())
        self.assert_balance(self.wallet, bonus=0)

    def test_what_was_spent_meanwhile_is_noted_as_not_taken_back(self):
        move = self.invoice([(self.bread, 3)])
        self.wallet.spend({"bonus": 2}, Cause("test:spend"))
        move.button_draft()
        self.assert_balance(self.wallet, bonus=0)
        self.assertEqual(self.rows(move)[1].not_taken_back, 2)

    def test_a_failure_of_the_club_does_not_stop_the_accountant(self):
        with patch.object(ClubPurchase, "_finish_sale", side_effect=ValueError("broken")), mute_logger(
                "odoo.addons.customer_club.models.account_move"):
            move = self.invoice([(self.bread, 3)])
        self.assertEqual(move.state, "posted")
        self.assertFalse(self.rows(move))
        self.assertEqual(self.kinds(move), ["other"])

    def test_a_lost_race_is_the_request_s_to_repeat(self):
        lost = patch.object(ClubPurchase, "_finish_sale", side_effect=errors.SerializationFailure())
        with lost, self.assertRaises(errors.SerializationFailure):
            self.invoice([(self.bread, 3)])

    def test_limited_uses_count_again_when_the_invoice_is_posted_again(self):
        self.offer.max_uses_per_member = 1
        move = self.invoice([(self.bread, 3)])
        self.invoice([(self.bread, 3)])
        self.assert_balance(self.wallet, bonus=3)
        move.button_draft()
        move.action_post()
        self.assert_balance(self.wallet, bonus=3)


@tagged("post_install", "-at_install")
class TestCreditNote(InvoiceCase):

    def test_successive_credit_notes_take_back_exactly_what_was_earned(self):
        self.offer.benefit_ids.rate_bps = 3333
        move = self.invoice([(self.bread, 3)])
        self.assert_balance(self.wallet, bonus=10)
        notes = [self.credit(move, 1) for _time in range(3)]
        self.assertEqual([self.rows(note).earned_credit for note in notes], [-3.33, -3.34, -3.33])
        self.assert_balance(self.wallet, bonus=0)
        self.assertTrue(self.rows(move).wholly_returned)
        self.assertEqual(self.member.visits, 0)

    def test_a_draft_credit_note_takes_nothing(self):
        self.credit(self.invoice([(self.bread, 3)]), post=False)
        self.assert_balance(self.wallet, bonus=3)

    def test_the_whole_invoice_credited_by_the_wizard_takes_all_back(self):
        note = self.credit(self.invoice([(self.bread, 3), (self.wine, 1)]))
        self.assertEqual(self.rows(note).amount, -41)
        self.assert_balance(self.wallet, bonus=0)

    def test_more_than_the_invoice_is_never_taken_back(self):
        note = self.credit(self.invoice([(self.bread, 3)]), 9)
        self.assertEqual(self.rows(note).amount, -30)
        self.assert_balance(self.wallet, bonus=0)

    def test_a_reset_credit_note_gives_back_what_it_took(self):
        move = self.invoice([(self.bread, 3)])
        note = self.credit(move)
        self.assertEqual((self.member.visits, self.rows(move).wholly_returned), (0, True))
        note.button_draft()
        self.assert_balance(self.wallet, bonus=3)
        self.assertEqual((self.member.visits, self.rows(move).wholly_returned), (1, False))
        note.invoice_line_ids.quantity = 1
        note.action_post()
        self.assert_balance(self.wallet, bonus=2)

    def test_an_invoice_reset_under_its_credit_note_ends_right_both_ways(self):
        move = self.invoice([(self.bread, 3)])
        self.credit(move, 1)
        self.assert_balance(self.wallet, bonus=2)
        move.button_draft()
        self.assert_balance(self.wallet, bonus=0)
        self.assertEqual(self.member.visits, 0)
        move.action_post()
        self.assert_balance(self.wallet, bonus=2)
        self.assertEqual(self.member.visits, 1)

    def test_a_credit_note_without_an_invoice_is_put_before_staff(self):
        self.invoice([(self.bread, 3)])
        note = self.invoice([(self.bread, 3)], kind="out_refund")
        self.assertEqual(self.kinds(note), ["return"])
        self.assert_balance(self.wallet, bonus=3)

    def test_a_back_office_credit_note_of_a_till_order_takes_back_what_the_order_earned(self):
        order = self.sell([(self.bread, 3)], member=self.member, to_invoice=True)
        self.close_till()
        note = self.credit(order.account_move, 1)
        self.assertEqual(self.rows(note).origin_id, self.purchase_of(order))
        self.assert_balance(self.wallet, bonus=2)

    def test_after_it_the_till_takes_back_only_what_is_left(self):
        order = self.sell([(self.bread, 4)], member=self.member, to_invoice=True)
        self.close_till()
        self.credit(order.account_move, 1)
        self.open_till()
        self.give_back(order, {order.lines: 2})
        self.assert_balance(self.wallet, bonus=1)
        self.give_back(order, {order.lines: 1})
        self.assert_balance(self.wallet, bonus=0)
        self.assertTrue(self.purchase_of(order).filtered(lambda row: not row.origin_id).wholly_returned)

    def test_the_till_s_own_refund_invoice_takes_nothing_back_twice(self):
        order = self.sell([(self.bread, 3)], member=self.member, to_invoice=True)
        back = self.give_back(order, {order.lines: 1}, to_invoice=True)
        self.assertEqual(back.account_move.move_type, "out_refund")
        self.assertFalse(self.rows(back.account_move))
        self.assert_balance(self.wallet, bonus=2)

    def test_credit_of_what_bonus_paid_is_put_before_staff(self):
        self.offer.action_pause()
        self.wallet.earn("bonus", 10, Cause("gift:1"), origin="gift")
        order = self.pay_by_wallet([(self.bread, 3)], 10, to_invoice=True)
        self.close_till()
        note = self.credit(order.account_move)
        self.assertEqual(self.kinds(note), ["return"])
