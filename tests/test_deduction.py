"""Credit that was spent already is deducted from the refund: at the till, on credit notes, and in the books."""

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..models.club_wallet import Cause
from .pos_common import ClubPosCase

TENTH = {"kind": "credit", "rate_bps": 1000}


class DeductionCase(ClubPosCase):
    """The wallet earns a tenth; what it earned is spent before goods come back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.return_policy = "deduct"
        cls.product = cls.row.deduction_product_id

    def setUp(self):
        super().setUp()
        self.given_offer("A tenth", [TENTH], stacking="always")
        self.order = self.sell([(self.bread, 10)], member=self.member)  # earns 10
        self.assert_balance(self.wallet, bonus=10)

    def spend(self, amount):
        self.wallet.spend({"bonus": amount}, Cause(f"pos.order:spent:{amount}"))

    def deduction(self, quantity):
        return self.session.club_deduction({str(self.order.lines.id): quantity})["amount"]

    def come_back(self, quantity, deducted=0):
        """A return for cash, lowered by a deduction line."""
        more = [(self.product, 1, {"price_unit": deducted})] if deducted else []
        return self.give_back(self.order, {self.order.lines: quantity}, more=more)


@tagged("post_install", "-at_install")
class TestDeductionAtTheTill(DeductionCase):

    def test_the_rule_brings_its_product_without_tax_on_the_account_of_cost(self):
        self.assertEqual((self.product.property_account_income_id, self.product.taxes_id.ids, self.product.available_in_pos),
                         (self.row.expense_account_id, [], False))
        self.assertIn(self.product, self.env["pos.config"]._get_special_products())
        self.assertEqual(self.till._club_till_values()["deduction_product"], self.product.id)
        self.program.return_policy = "within_balance"
        self.assertFalse(self.till._club_till_values()["deduction_product"])

    def test_the_till_is_told_what_is_spent_of_what_comes_back(self):
        self.assertEqual(self.deduction(4), 0)
        self.spend(7)
        self.assertEqual([self.deduction(quantity) for quantity in (1, 3, 4, 10)], [0, 0, 1, 7])
        self.assert_balance(self.wallet, bonus=3)
        self.program.return_policy = "within_balance"
        self.assertEqual(self.deduction(10), 0)

    def test_it_tells_nothing_of_other_orders_or_nonsense(self):
        self.spend(10)
        for returns in (None, [1], {"x": 1}, {"0": 5}, {str(self.order.lines.id): -1}, {str(self.order.lines.id): "1"}):
            self.assertEqual(self.session.club_deduction(returns)["amount"], 0)

    def test_what_was_deducted_is_what_the_ledger_could_not_take(self):
        self.spend(7)
        back = self.come_back(10, self.deduction(10))
        purchase = self.purchase_of(back)
        self.assertEqual((back.amount_total, purchase.amount, purchase.deducted, purchase.not_taken_back), (-93, -100, 7, 0))
        self.assert_balance(self.wallet, bonus=0)
        self.assertEqual(self.alerts_of(back), [])

    def test_a_deduction_that_differs_is_put_before_staff(self):
        self.spend(7)
        back = self.come_back(5, 3)
        purchase = self.purchase_of(back)
        self.assertEqual((purchase.deducted, purchase.not_taken_back), (2, 0))
        self.assertEqual(self.alerts_of(back), ["deduction"])
        offline = self.come_back(5)
        self.assertEqual((self.purchase_of(offline).not_taken_back, self.alerts_of(offline)), (5, ["deduction"]))

    def test_in_parts_each_return_deducts_the_difference(self):
        self.spend(7)
        self.assertEqual(self.deduction(6), 3)
        self.come_back(6, 3)
        self.assertEqual(self.deduction(4), 4)
        back = self.come_back(4, 4)
        self.assertEqual((self.purchase_of(back).deducted, self.alerts_of(back)), (4, []))

    def test_points_count_at_what_they_pay(self):
        self.program.point_price = 0.5
        self.given_offer("Points", [{"kind": "points_flat", "points": 30}], stacking="always")
        order = self.sell([(self.bread, 2)], member=self.member)
        self.wallet.spend({"points": 20}, Cause("pos.order:points"))
        self.assertEqual(self.session.club_deduction({str(order.lines.id): 2})["amount"], 10)

    def test_the_books_credit_the_cost_of_credit(self):
        self.spend(7)
        self.come_back(10, 7)
        books = self.books(self.close_till())
        self.assertEqual((books["sales"], books["receivable"]), (0, 7))
        self.assertEqual(round(books["expense"] + books["bonus"], 6), -7, "the provision's own lines balance each other")


@tagged("post_install", "-at_install")
class TestDeductionOnCreditNotes(DeductionCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = new_test_user(cls.env, "club_deduct", "customer_club.customer_club_group_accountant")

    def setUp(self):
        super().setUp()
        self.wallet.spend({"bonus": 10}, Cause("pos.order:all"))
        self.invoice = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": self.member.partner_id.id,
            "invoice_line_ids": [(0, 0, {"product_id": self.bread.id, "quantity": 10, "price_unit": 10, "tax_ids": []})]})
        self.invoice.action_post()
        self.assert_balance(self.wallet, bonus=10)
        self.wallet.spend({"bonus": 6}, Cause("pos.order:most"))

    def credit_note(self, quantity=10):
        note = self.invoice._reverse_moves([{"invoice_date": self.invoice.invoice_date}])
        note.invoice_line_ids.quantity = quantity
        return note

    def test_the_button_lowers_the_draft_and_tries_nothing_for_good(self):
        note = self.credit_note()
        self.assertTrue(note.club_may_deduct)
        for _time in range(2):
            note.with_user(self.accountant).action_club_deduct()
            self.assertEqual((note.amount_total, note.state, self.wallet.balance_bonus), (94, "draft", 4))
        note.action_post()
        row = self.env["club.purchase"].search([("move_id", "=", note.id)])
        self.assertEqual((row.amount, row.deducted, row.not_taken_back), (-100, 6, 0))
        self.assertFalse(self.env["club.alert"].search([("source_key", "=like", f"%account.move:{note.id}")]))
        cost = note.line_ids.filtered(lambda line: line.account_id == self.row.expense_account_id)
        self.assertEqual(cost.balance, -6)
        self.assert_balance(self.wallet, bonus=0)

    def test_with_nothing_spent_there_is_nothing_to_deduct(self):
        note = self.credit_note(4)
        note.with_user(self.accountant).action_club_deduct()
        self.assertEqual(note.amount_total, 40)

    def test_what_changed_between_button_and_posting_is_put_before_staff(self):
        note = self.credit_note()
        note.with_user(self.accountant).action_club_deduct()
        self.wallet.spend({"bonus": 3}, Cause("pos.order:meanwhile"))
        note.action_post()
        row = self.env["club.purchase"].search([("move_id", "=", note.id)])
        self.assertEqual((row.deducted, row.not_taken_back), (6, 3))
        self.assertEqual(self.env["club.alert"].search([("source_key", "=like", f"%account.move:{note.id}")]).kind, "deduction")

    def test_posted_or_without_the_rule_or_the_right_it_is_refused(self):
        note = self.credit_note()
        manager = new_test_user(self.env, "club_deduct_no", "customer_club.customer_club_group_manager")
        with self.assertRaises(UserError):
            note.with_user(manager).action_club_deduct()
        note.action_post()
        with self.assertRaises(UserError):
            note.with_user(self.accountant).action_club_deduct()
        self.program.return_policy = "within_balance"
        self.assertFalse(self.credit_note(1).club_may_deduct)

    def test_a_credit_note_that_is_reset_gives_the_wallet_back_and_deducts_anew(self):
        note = self.credit_note()
        note.with_user(self.accountant).action_club_deduct()
        note.action_post()
        note.button_draft()
        self.assert_balance(self.wallet, bonus=4)
        note.action_post()
        rows = self.env["club.purchase"].search([("move_id", "=", note.id)], order="id")
        self.assertEqual(rows.mapped("deducted"), [6, -6, 6])
        self.assert_balance(self.wallet, bonus=0)
