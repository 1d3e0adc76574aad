"""Back-office invoices that the wallet pays, and what of it comes back."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models.club_errors import ClubInsufficient, ClubNotAllowed, ClubOverLimit
from ..models.club_wallet import Cause
from .test_wallet_operations import OperationsCase


@tagged("post_install", "-at_install")
class TestInvoicePaidFromTheWallet(OperationsCase):
    """An invoice of 110 (100 and 10 % VAT); the wallet holds 40 of bonus, 50 points at 0.2 and 100 of paid credit."""

    def setUp(self):
        super().setUp()
        self.program.point_price = 0.2
        for purse, amount in (("paid", 100), ("bonus", 40), ("points", 50)):
            self.wallet.earn(purse, amount, Cause(f"gift:{purse}"), origin="gift")
        self.vat = self.given_tax(10)
        self.invoice = self.given_invoice()

    def given_invoice(self, price=100, partner=None, **values):
        invoice = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": (partner or self.partner).id, **values, "invoice_line_ids": [
                (0, 0, {"name": "Work", "price_unit": price, "tax_ids": [(6, 0, self.vat.ids)]})]})
        invoice.action_post()
        return invoice

    def pay_invoice(self, amount, user="accountant", invoice=None, **values):
        dialog = self.env["club.invoice.pay"].with_user(self.users[user]).create({
            "wallet_id": self.wallet.id, "move_id": (invoice or self.invoice).id, "amount": amount, **values})
        dialog.action_done()
        return dialog

    def club_entry(self):
        """The newest of the club's own entries."""
        return self.env["account.move"].search([("journal_id", "=", self.row.journal_id.id)], order="id desc", limit=1)

    def test_purse_by_purse_and_the_invoice_is_paid(self):
        self.pay_invoice(110)
        self.assert_balance(self.wallet, bonus=0, points=0, paid=40)
        self.assertEqual((self.invoice.payment_state, self.invoice.amount_residual), ("paid", 0))
        books = self.books(self.club_entry())
        self.assertEqual((books["paid", "Member A"], books["redeemed"], books["sales", "Member A"]), (60, 50, -110))
        linked = self.wallet.entry_ids.filtered(lambda entry: entry.kind == "spend")
        self.assertEqual(len(linked.posting_ids), 3)

    def test_the_button_pressed_twice_pays_once(self):
        dialog = self.pay_invoice(30)
        before = self.state()
        dialog.action_done()
        self.assertEqual(self.state(), before)
        self.assertEqual((self.invoice.payment_state, self.invoice.amount_residual), ("partial", 80))

    def test_the_dialog_proposes_what_the_wallet_can_pay(self):
        proposed = self.env["club.invoice.pay"].with_user(self.users["accountant"]).with_context(
            default_move_id=self.invoice.id).default_get(["wallet_id", "move_id", "amount"])
        self.assertEqual((proposed["wallet_id"], proposed["amount"]), (self.wallet.id, 110))
        dear = self.given_invoice(500)
        self.assertEqual(self.env["club.invoice.pay"].with_context(default_move_id=dear.id).default_get(
            ["move_id", "amount"])["amount"], 150)

    def test_a_unit_too_much_is_refused_with_both_numbers(self):
        self.assert_refused(ClubOverLimit, lambda: self.pay_invoice(110.01), "110.00", "110.01")
        dear = self.given_invoice(500)
        self.assert_refused(ClubInsufficient, lambda: self.pay_invoice(150.01, invoice=dear), "150.00", "150.01")

    def test_only_open_invoices_of_the_member_s_own(self):
        strangers = self.given_invoice(partner=self.env["res.partner"].create({"name": "Stranger"}))
        self.assert_refused(ClubNotAllowed, lambda: self.pay_invoice(1, invoice=strangers))
        self.pay_invoice(110)
        self.assert_refused(ClubNotAllowed, lambda: self.pay_invoice(1))
        self.member.state = "blocked"
        self.assert_refused(ClubNotAllowed, lambda: self.pay_invoice(1, invoice=self.given_invoice()))

    def test_who_may_not_is_refused(self):
        for user in ("staff", "auditor", "manager"):
            with self.assertRaises(AccessError):
                self.pay_invoice(1, user)

    def test_a_company_that_may_not_redeem_offers_no_wallet(self):
        self.row.may_redeem = False
        self.assertFalse(self.invoice.club_wallet_id)
        self.assert_refused(ClubNotAllowed, lambda: self.pay_invoice(1))

    def test_reversing_the_club_s_entry_gives_everything_back_to_its_lots(self):
        lots = {lot.id: lot.remaining for lot in self.wallet.lot_ids}
        self.pay_invoice(110)
        reversal = self.club_entry()._reverse_moves(cancel=True)
        self.env.invalidate_all()
        self.assert_balance(self.wallet, bonus=40, points=50, paid=100)
        self.assertEqual({lot.id: lot.remaining for lot in self.wallet.lot_ids}, lots)
        self.assertEqual((self.invoice.payment_state, self.invoice.amount_residual), ("not_paid", 110))
        back = self.wallet.entry_ids.filtered(lambda entry: entry.kind == "give_back")
        self.assertEqual(back.posting_ids.move_line_id.move_id, reversal)
        self.assert_refused(ClubNotAllowed, reversal.button_draft)
        self.assertEqual(self.owed(), 0, "what was opened here stands in no entry yet")
        self.pay_invoice(110)
        self.assert_balance(self.wallet, paid=40)

    def test_a_reversal_that_was_changed_by_hand_is_not_posted(self):
        self.pay_invoice(110)
        reversal = self.club_entry()._reverse_moves()
        line = reversal.line_ids.filtered(lambda item: item.account_id == self.row.paid_account_id)
        other = reversal.line_ids.filtered(lambda item: item.account_id == self.row.redeemed_account_id)[:1]
        reversal.write({"line_ids": [
            (1, line.id, {"credit": line.credit - 1}), (1, other.id, {"credit": other.credit + 1})]})
        with self.assertRaises(ClubNotAllowed):
            reversal.action_post()
        self.assert_balance(self.wallet, paid=40)
