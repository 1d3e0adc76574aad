"""Entries of the closing, to the cent: what is sold, paid with the wallet, topped up, invoiced and refunded."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models.club_program_company_checklist import ACCOUNT_TYPES
from ..models.club_wallet import Cause
from .closing_common import ClosingCase

MEMBER_A = ("paid", "Member A")


class ClosingWithCredit(ClosingCase):
    def setUp(self):
        super().setUp()
        self.wallet.earn("paid", 200, Cause("test:start"), kind="opening", origin="opening")
        self.session = self.open_session()

    def payable(self, order):
        """What an order's invoice still wants, and its state."""
        return order.account_move.amount_residual, order.account_move.payment_state


@tagged("post_install", "-at_install")
class TestSessionClosing(ClosingWithCredit):
    def test_cash_and_wallet(self):
        self.sell(self.session, [(self.goods, 1, {})], wallet=40, cash=None)
        self.assert_books(self.close(self.session), {"sales": -100, "tax": -15, "receivable": 75, MEMBER_A: 40})
        self.assert_balance(self.wallet, paid=160)

    def test_wallet_only_with_an_offer_discount(self):
        self.sell(self.session, [(self.goods, 1, {"discount": 12.3456789})], wallet=None)
        self.assert_books(self.close(self.session), {"sales": -87.65, "tax": -13.15, MEMBER_A: 100.8})

    def test_one_line_per_partner_however_many_orders(self):
        other = self.given_member(name="Member B")
        other.wallet_id.earn("paid", 50, Cause("test:other"), kind="opening", origin="opening")
        for member, amount in ((self.member, 10), (self.member, 20), (other, 5), (self.member, 30)):
            self.sell(self.session, [(self.goods, 1, {})], member=member, wallet=amount, bank=None)
        move = self.close(self.session)
        self.assert_books(move, {"sales": -400, "tax": -60, "receivable": 395, MEMBER_A: 60, ("paid", "Member B"): 5})
        self.assertEqual(len(move.line_ids.filtered(lambda line: line.account_id == self.row.paid_account_id)), 2)

    def test_top_up_is_owed_to_the_partner_and_has_no_tax(self):
        self.sell(self.session, [(self.row.top_up_product_id, 1, {"price_unit": 50})], cash=None)
        self.assert_books(self.close(self.session), {"clearing": 0, "receivable": 50, MEMBER_A: -50})
        self.assert_balance(self.wallet, paid=250)

    def test_top_up_and_spending_are_one_line(self):
        self.sell(self.session, [(self.row.top_up_product_id, 1, {"price_unit": 50})], cash=None)
        self.sell(self.session, [(self.goods, 1, {})], wallet=115)
        self.assert_books(self.close(self.session), {
            "clearing": 0, "sales": -100, "tax": -15, "receivable": 50, MEMBER_A: 65})

    def test_contacts_of_a_company_share_its_line(self):
        firm = self.env["res.partner"].create({"name": "Firm", "is_company": True})
        for name in ("Ann", "Bob"):
            partner = self.env["res.partner"].create({"name": name, "parent_id": firm.id})
            member = self.given_member(partner=partner)
            member.wallet_id.earn("paid", 10, Cause(f"test:{name}"), kind="opening", origin="opening")
            self.sell(self.session, [(self.goods, 1, {})], member=member, wallet=10, cash=None)
        self.assert_books(self.close(self.session), {
            "sales": -200, "tax": -30, "receivable": 210, ("paid", "Firm"): 20})

    def test_every_entry_is_linked_to_the_item_that_carries_it(self):
        order = self.sell(self.session, [(self.goods, 1, {})], wallet=40, cash=None)
        move = self.close(self.session)
        entry = self.env["club.wallet.entry"].search([("source_key", "=", f"pos.order:{order.uuid}")])
        self.assertEqual(entry.posting_ids.move_line_id, move.line_ids.filtered("partner_id"))

    def test_a_cashier_closes(self):
        self.sell(self.session, [(self.goods, 1, {})], wallet=40, cash=None)
        cashier = new_test_user(self.env, "club.closer", "customer_club.customer_club_group_cashier")
        move = self.close(self.session.with_user(cashier)).sudo()
        self.assert_books(move, {"sales": -100, "tax": -15, "receivable": 75, MEMBER_A: 40})

    def test_queries_grow_by_at_most_two_for_each_partner(self):
        """Against the cheapest way of stock, one sum on account."""
        account = self.env["pos.payment.method"].create({"name": "On account", "company_id": self.env.company.id})
        self.close(self.session)
        self.till.payment_method_ids |= account
        members = [self.given_member(name=f"Member {number}") for number in range(12)]
        cost = {}
        for method in ("pay_later", "wallet", "pay_later", "wallet"):  # the second time counts
            session = self.open_session()
            for member in members:
                if method == "wallet":
                    member.wallet_id.top_up(115, Cause(f"test:{session.id}"))
                self.sell(session, [(self.goods, 1, {})], member=member, **{method: None})
            cost[method] = self.closing_queries(session)
        self.assertLessEqual(cost["wallet"] - cost["pay_later"], 2 * len(members))

    def closing_queries(self, session):
        self.env.flush_all()
        self.env.invalidate_all()
        session.post_closing_cash_details(session.cash_register_balance_end)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        session.close_session_from_ui()
        return self.env.cr.sql_log_count - before

    # -- invoices -----------------------------------------------------------------------------------------------------

    def test_invoiced_before_closing(self):
        order = self.sell(self.session, [(self.goods, 1, {})], to_invoice=True, wallet=40, cash=None)
        self.assertEqual(self.payable(order), (0, "paid"))
        self.assert_books(self.close(self.session), {"receivable": -40, MEMBER_A: 40})
        self.assert_receivables_settled()

    def test_invoiced_after_closing(self):
        order = self.sell(self.session, [(self.goods, 1, {})], wallet=40, cash=None)
        move = self.close(self.session)
        order.action_pos_order_invoice()
        self.assertEqual(self.payable(order), (0, "paid"))
        self.assertEqual(self.books(move)[MEMBER_A], 40)
        self.assert_receivables_settled()

    def test_invoiced_top_up(self):
        order = self.sell(
            self.session, [(self.row.top_up_product_id, 1, {"price_unit": 50})], to_invoice=True, cash=None)
        self.assertEqual(self.payable(order), (0, "paid"))
        self.assert_books(self.close(self.session), {"clearing": 50, "receivable": 0, MEMBER_A: -50})
        self.assertEqual(self.account_balance(self.row.clearing_account_id), 0)

    # -- refunds ------------------------------------------------------------------------------------------------------

    def refund_of(self, order, qty=1, **payments):
        line = order.lines[0]
        back = (line.product_id, -qty, {"of": line, "price_unit": line.price_unit})
        return self.sell(self.session, [back], **payments)

    def test_refund_to_the_wallet_in_another_session(self):
        order = self.sell(self.session, [(self.goods, 1, {})], wallet=115)
        self.close(self.session)
        self.session = self.open_session()
        self.refund_of(order, wallet=-115)
        self.assert_books(self.close(self.session), {"sales": 100, "tax": 15, MEMBER_A: -115})
        self.assert_balance(self.wallet, paid=200)

    def test_refund_to_cash(self):
        order = self.sell(self.session, [(self.goods, 1, {})], wallet=115)
        self.close(self.session)
        self.session = self.open_session()
        self.refund_of(order, cash=-115)
        self.assert_books(self.close(self.session), {"sales": 100, "tax": 15, "receivable": -115})

    def test_refund_in_the_same_session_leaves_a_line_at_zero_that_carries_both(self):
        order = self.sell(self.session, [(self.goods, 1, {})], wallet=115)
        refund = self.refund_of(order, wallet=-115)
        move = self.close(self.session)
        entries = self.env["club.wallet.entry"].search([
            ("source_key", "in", [f"pos.order:{one.uuid}" for one in (order, refund)])])
        carrier = entries.posting_ids.move_line_id
        self.assertEqual((len(entries), carrier.move_id, carrier.balance), (2, move, 0))

    def test_invoiced_refund_to_the_wallet(self):
        order = self.sell(self.session, [(self.goods, 1, {})], to_invoice=True, wallet=115)
        self.close(self.session)
        self.session = self.open_session()
        line = order.lines[0]
        refund = self.sell(self.session, [(self.goods, -1, {"of": line})], to_invoice=True, wallet=-115)
        self.assertEqual(refund.account_move.amount_residual, 0)
        self.assert_books(self.close(self.session), {"receivable": 115, MEMBER_A: -115})
        self.assert_receivables_settled()


@tagged("post_install", "-at_install")
class TestClosingOfBonusAndPoints(ClosingWithCredit):
    """Bonus and points are expected to be redeemed at 80 %, at 75 % of their face; a point pays 0.50."""

    def setUp(self):
        super().setUp()
        self.row.write({"expected_rate_bps": 8000, "cost_factor_bps": 7500})
        self.program.point_price = 0.5
        self.rich = self.given_member(name="Member B")
        for purse, amount in (("paid", 100), ("bonus", 30), ("points", 41)):
            self.rich.wallet_id.earn(purse, amount, Cause(f"test:{purse}"), kind="opening", origin="opening")

    def test_the_three_purses_pay_one_order(self):
        """30 bonus, then 41 points = 20.50, then 64.50 paid credit."""
        self.sell(self.session, [(self.goods, 1, {})], member=self.rich, wallet=None)
        self.assert_books(self.close(self.session), {
            "sales": -100, "tax": -15, ("paid", "Member B"): 64.5, "redeemed": 50.5,
            "bonus": 18, "points": 12.3, "expense": -30.3})

    def test_what_an_order_earns_is_provided_for_at_expected_cost(self):
        order = self.sell(self.session, [(self.goods, 1, {})], cash=None)
        cause = Cause(f"pos.order:{order.uuid}", sequence=1, program_company_id=self.row.id)
        self.wallet.earn("bonus", 11.49, cause)
        self.wallet.earn("points", 7, cause)
        move = self.close(self.session)
        self.assert_books(move, {
            "sales": -100, "tax": -15, "receivable": 115, "bonus": -6.89, "points": -2.1, "expense": 8.99})
        self.assertFalse(move.line_ids.filtered("partner_id"))

    def test_what_is_taken_back_releases_the_provision(self):
        order = self.sell(self.session, [(self.goods, 1, {})], cash=None)
        self.rich.wallet_id.claw_back("bonus", 10, Cause(f"pos.order:{order.uuid}"), of_source="test:bonus")
        self.assert_books(self.close(self.session), {
            "sales": -100, "tax": -15, "receivable": 115, "bonus": 6, "expense": -6})


@tagged("post_install", "-at_install")
class TestClosingShortfall(ClosingWithCredit):
    def test_what_no_wallet_covers_is_the_companys(self):
        """No hold, an offline allowance of 25: the rest is not the member's."""
        self.program.offline_allowance = 25
        self.sell(self.session, [(self.goods, 1, {})], hold=False, wallet=40, cash=None)
        self.assert_books(self.close(self.session), {
            "sales": -100, "tax": -15, "receivable": 75, MEMBER_A: 25, "shortfall": 15})
        self.assert_balance(self.wallet, paid=175)

    def test_the_branchs_own_account_takes_it(self):
        own = self.row.shortfall_account_id.copy({"name": "Shortfall of the branch"})
        self.till.club_branch_id.shortfall_account_id = own
        self.sell(self.session, [(self.goods, 1, {})], hold=False, wallet=40, cash=None)
        self.close(self.session)
        self.assertEqual(self.account_balance(own), 40)

    def test_offline_spending_below_zero_stays_the_members(self):
        self.program.offline_allowance = 300
        self.sell(self.session, [(self.goods, 2, {})], hold=False, wallet=None)
        self.assert_books(self.close(self.session), {"sales": -200, "tax": -30, MEMBER_A: 230})
        self.assert_balance(self.wallet, paid=-30)

    def test_entries_that_do_not_make_the_payment_are_put_before_staff(self):
        order = self.sell(self.session, [(self.goods, 1, {})], wallet=40, cash=None)
        self.wallet.spend({"paid": 5}, Cause(f"pos.order:{order.uuid}", sequence=9))
        self.assert_books(self.close(self.session), {
            "sales": -100, "tax": -15, "receivable": 75, MEMBER_A: 45, "shortfall": -5})
        alert = self.env["club.alert"].search([("source_key", "like", f"pos.session:{self.session.id}:")])
        self.assertEqual((alert.kind, alert.branch_id), ("shortfall", self.branch))


@tagged("post_install", "-at_install")
class TestNothingStopsAClosing(ClosingWithCredit):
    def alerts(self):
        return self.env["club.alert"].search([("source_key", "like", f"pos.session:{self.session.id}:")])

    def test_an_archived_account_is_replaced(self):
        self.sell(self.session, [(self.goods, 1, {})], wallet=40, cash=None)
        self.row.paid_account_id.active = False
        self.assertEqual(self.books(self.close(self.session))["shortfall", "Member A"], 40)
        self.assertIn("archived", self.alerts().message)

    def test_a_currency_that_got_more_decimals(self):
        """The tills close with what the programme counts in; the daily posting then says what to set back."""
        self.sell(self.session, [(self.goods, 1, {})], wallet=40, cash=None)
        self.env.cr.execute("UPDATE res_currency SET decimal_places = 3, rounding = 0.001 WHERE id = %s",
                            [self.env.company.currency_id.id])
        self.env.invalidate_all()
        self.assert_books(self.close(self.session), {"sales": -100, "tax": -15, "receivable": 75, MEMBER_A: 40})
        with self.assertRaisesRegex(UserError, "counts with 2 decimals"):
            self.row.action_post_books(self.program._today())

    def test_without_any_account_the_entry_still_balances(self):
        self.sell(self.session, [(self.goods, 1, {})], wallet=40, cash=None)
        self.row.write(dict.fromkeys(ACCOUNT_TYPES, False))
        move = self.close(self.session)
        self.assertEqual((move.state, round(sum(move.line_ids.mapped("balance")), 2)), ("posted", 0))
        self.assertTrue(self.alerts())

    def test_an_error_of_the_club_ends_in_one_line(self):
        self.sell(self.session, [(self.goods, 1, {})], wallet=40, cash=None)
        with (patch.object(type(self.env["club.wallet"]), "link_postings", side_effect=ValueError("broken")),
              mute_logger("odoo.addons.customer_club.models.pos_session")):
            move = self.close(self.session)
        self.assert_books(move, {"sales": -100, "tax": -15, "receivable": 75, "shortfall": 40})
        self.assertIn("broken", self.alerts().message)

    def test_a_till_that_left_the_club_closes(self):
        self.sell(self.session, [(self.goods, 1, {})], cash=None)
        self.till.with_context(bypass_payment_method_ids_forbidden_change=True).write({
            "payment_method_ids": [Command.unlink(self.method.id)], "club_branch_id": False})
        self.assertEqual(self.close(self.session).state, "posted")
