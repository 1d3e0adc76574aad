"""What people do with wallets in the back office: once per request, in their company, within their rights, never half."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..models.club_errors import ClubInsufficient, ClubKeyReused, ClubNotAllowed, ClubOverLimit
from ..models.club_wallet import Cause
from .closing_common import ClosingCase


class OperationsCase(ClosingCase):
    """A live programme with books, a bank and a cash journal, and one user of each group who works here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {name: new_test_user(cls.env, f"club_ops_{name}", f"customer_club.customer_club_group_{name}")
                     for name in ("staff", "auditor", "accountant", "manager")}
        cls.cash = cls.env["account.journal"].search([("type", "=", "cash"), ("company_id", "=", cls.env.company.id)], limit=1)
        cls.bank = cls.env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", cls.env.company.id)], limit=1)
        cls.reason = cls.env["club.adjustment.reason"].search([], limit=1)
        cls.partner = cls.member.accounting_partner_id

    def tearDown(self):
        self.assert_ledger_sound()
        self.assertEqual(self.differences(), [])
        super().tearDown()

    def differences(self):
        """What the liability report cannot explain: nothing, whatever is posted and whatever waits."""
        rows = self.env["club.liability"]._reconcile(self.row, self.program._today())
        return [(row.purse, row.difference) for row in rows if row.difference]

    def dialog(self, name, user="manager", wallet=None, **values):
        """The dialog of an operation as a user fills it in."""
        return self.env[f"club.{name}"].with_user(self.users[user]).create(
            {"wallet_id": (wallet or self.wallet).id, **values})

    def pay(self, amount, direction="top_up", user="manager", journal=None, **values):
        dialog = self.dialog("wallet.pay", user, direction=direction, amount=amount,
                             journal_id=(journal or self.cash).id, **values)
        dialog.action_done()
        return dialog

    def owed(self, partner=None):
        """What the books say is owed to the member."""
        return -sum(self.env["account.move.line"].search([
            ("account_id", "=", self.row.paid_account_id.id), ("partner_id", "=", (partner or self.partner).id),
            ("parent_state", "=", "posted")]).mapped("balance"))

    def assert_refused(self, error, call, *numbers):
        """`call` is refused, with these numbers in its sentence, and neither ledger nor books have changed."""
        before = self.state()
        with self.assertRaises(error) as refusal:
            call()
        for number in numbers:
            self.assertIn(number, str(refusal.exception))
        self.assertEqual(self.state(), before)

    def state(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT (SELECT COUNT(*) FROM club_wallet_entry), (SELECT COUNT(*) FROM account_move), "
                            "(SELECT COUNT(*) FROM account_payment), (SELECT SUM(version) FROM club_wallet)")
        return self.env.cr.fetchone()


@tagged("post_install", "-at_install")
class TestMoneyAtTheDesk(OperationsCase):

    def test_a_top_up_is_a_payment_matched_with_the_club_s_entry(self):
        self.pay(100)
        self.assert_balance(self.wallet, paid=100)
        entry = self.wallet.entry_ids
        payment = self.env["account.payment"].search([("club_wallet_id", "=", self.wallet.id)])
        booked = entry.posting_ids.move_line_id
        self.assertEqual((payment.amount, payment.partner_id, payment.journal_id, payment.payment_type),
                         (100, self.partner, self.cash, "inbound"))
        self.assertEqual((booked.account_id, booked.partner_id, booked.balance), (self.row.paid_account_id, self.partner, -100))
        self.assertEqual(self.books(booked.move_id), {("paid", "Member A"): -100, ("sales", "Member A"): 100})
        receivable = (payment.move_id | booked.move_id).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable")
        self.assertEqual((len(receivable), receivable.mapped("reconciled")), (2, [True, True]))
        self.assertEqual((entry.kind, entry.user_id), ("top_up", self.users["manager"]))

    def test_the_button_pressed_twice_takes_the_money_once(self):
        dialog = self.pay(100)
        before = self.state()
        dialog.action_done()
        self.assertEqual(self.state(), before)
        dialog.amount = 101
        self.assert_refused(ClubKeyReused, dialog.action_done)

    def test_a_payout_needs_the_programme_s_leave_and_the_balance(self):
        self.pay(100)
        payout = lambda amount, **values: self.pay(amount, "payout", "accountant", **values)  # noqa: E731
        self.assert_refused(ClubNotAllowed, lambda: payout(40))
        self.program.allow_payout = True
        self.assert_refused(ClubInsufficient, lambda: payout(100.01), "100.01", "100.00")
        payout(100, journal=self.bank)
        self.assert_balance(self.wallet, paid=0)
        self.assertEqual(self.owed(), 0)
        payment = self.env["account.payment"].search([("payment_type", "=", "outbound")])
        self.assertEqual((payment.amount, payment.partner_id, self.wallet.entry_ids[0].kind), (100, self.partner, "payout"))

    def test_bonus_is_never_paid_out(self):
        self.program.allow_payout = True
        self.wallet.earn("bonus", 50, Cause("gift:1"), origin="gift")
        self.assert_refused(ClubInsufficient, lambda: self.pay(1, "payout", "accountant"))

    def test_who_may_not_is_refused(self):
        for user in ("staff", "auditor"):
            with self.assertRaises(AccessError):
                self.dialog("wallet.pay", user, amount=1, journal_id=self.cash.id)
            theirs = self.wallet.with_user(self.users[user])
            self.assert_refused(ClubNotAllowed, lambda theirs=theirs: theirs._may_operate("manager"))
        self.program.allow_payout = True
        self.pay(10)
        self.assert_refused(ClubNotAllowed, lambda: self.pay(1, "payout", "manager"))

    def test_nobody_touches_their_own_card_under_any_name(self):
        person = self.users["manager"].partner_id
        person.phone = "+1 202 555 0111"
        double = self.given_member(name="Another name")
        double.partner_id.phone = "+1 202 555 0111"
        self.assert_refused(UserError, lambda: self.pay(1, wallet=double.wallet_id))
        double.partner_id.phone = person.phone = False
        own = self.given_member(partner=person).wallet_id
        self.assert_refused(UserError, lambda: self.pay(1, wallet=own))

    def test_another_company_has_no_part_in_it(self):
        far = self.env["res.company"].create({"name": "Far away", "currency_id": self.env.company.currency_id.id})
        manager = self.users["manager"]
        manager.write({"company_ids": [(4, far.id)]})
        dialog = self.dialog("wallet.pay", amount=1, journal_id=self.cash.id).with_context(
            allowed_company_ids=[far.id, self.env.company.id])
        self.assert_refused(ClubNotAllowed, dialog.action_done, "Far away")
        with self.assertRaises(AccessError):
            self.wallet.with_user(manager).with_context(allowed_company_ids=far.ids)._may_operate("manager")

    def test_a_journal_that_does_not_fit_is_refused(self):
        self.assert_refused(ClubNotAllowed, lambda: self.pay(1, journal=self.row.journal_id))
        foreign = self.env["res.currency"].with_context(active_test=False).search(
            [("id", "!=", self.env.company.currency_id.id)], limit=1)
        foreign.active = True
        self.bank.copy({"code": "FRGN", "currency_id": foreign.id})
        there = self.env["account.journal"].search([("code", "=", "FRGN")])
        self.assert_refused(ClubNotAllowed, lambda: self.pay(1, journal=there), foreign.name)

    def test_what_was_wrong_is_taken_back_once_and_nothing_is_reset(self):
        self.pay(100)
        payment = self.env["account.payment"].search([("club_wallet_id", "=", self.wallet.id)])
        booked = self.wallet.entry_ids.posting_ids.move_line_id.move_id
        for attempt in (payment.action_draft, payment.action_cancel, payment.move_id.button_draft, booked.button_draft,
                        lambda: booked._reverse_moves(cancel=True)):
            self.assert_refused(ClubNotAllowed, attempt)
        take_back = payment.with_user(self.users["accountant"]).action_club_take_back
        back = take_back()["res_id"]
        self.assertEqual(take_back()["res_id"], back)
        self.assert_balance(self.wallet, paid=0)
        self.assertEqual(self.owed(), 0)

    # -- bad input ----------------------------------------------------------------------------------------------------

    def test_a_locked_period_refuses_in_a_sentence_and_changes_nothing(self):
        self.env.company.fiscalyear_lock_date = fields.Date.today() + timedelta(days=3)
        self.assert_refused(ClubNotAllowed, lambda: self.pay(10), "locked", self.env.company.name)

    def test_a_missing_or_archived_account_or_journal_is_named(self):
        self.row.paid_account_id.active = False
        self.assert_refused(ClubNotAllowed, lambda: self.pay(10), "Paid credit")
        self.row.paid_account_id.active = True
        self.row.journal_id.active = False
        self.assert_refused(ClubNotAllowed, lambda: self.pay(10), "Journal")

    def test_a_currency_that_counts_otherwise_now_is_refused(self):
        self.env.cr.execute("UPDATE res_currency SET rounding = 1 WHERE id = %s", [self.program.currency_id.id])
        self.env.invalidate_all()
        self.program.currency_id._compute_decimal_places()
        self.assert_refused(ClubNotAllowed, lambda: self.pay(10), "decimals")

    def test_a_member_below_a_new_parent_keeps_the_books_of_before(self):
        self.pay(100)
        self.partner.parent_id = self.env["res.partner"].create({"name": "Family Ltd", "is_company": True})
        self.program.allow_payout = True
        self.pay(60, "payout", "accountant")
        self.assertEqual((self.owed(), self.wallet.balance_paid), (40, 40))
        self.partner.parent_id = False
        self.assertEqual(self.owed(), 40)

    def test_a_partner_merged_by_odoo_s_wizard_is_paid_out_under_its_new_name(self):
        self.pay(100)
        stays = self.env["res.partner"].create({"name": "Stays"})
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((stays | self.partner).ids, stays)
        self.env.invalidate_all()
        self.assertEqual((self.owed(stays), self.member.accounting_partner_id), (100, stays))
        self.program.allow_payout = True
        self.pay(100, "payout", "accountant")
        self.assertEqual((self.owed(stays), self.wallet.balance_paid), (0, 0))


@tagged("post_install", "-at_install")
class TestCreditAlone(OperationsCase):

    def setUp(self):
        super().setUp()
        for purse, amount in (("paid", 100), ("bonus", 50), ("points", 250)):
            self.wallet.earn(purse, amount, Cause(f"gift:{purse}"), origin="gift")

    # -- adjustments --------------------------------------------------------------------------------------------------

    def adjust(self, amount, purse="bonus", user="manager", **values):
        dialog = self.dialog("wallet.adjust", user, purse=purse, amount=abs(amount), reason_id=self.reason.id,
                             direction="up" if amount > 0 else "down", **values)
        dialog.action_done()
        return self.wallet.adjustment_ids.sorted("id")[-1:], dialog

    def test_within_the_limit_one_person_adjusts_and_the_day_s_sum_counts(self):
        self.program.adjust_limit = 30
        done, dialog = self.adjust(20)
        self.assertEqual((done.state, done.decided_by_id), ("approved", self.users["manager"]))
        self.assertEqual(self.wallet.entry_ids[0].reason, self.reason.code)
        dialog.action_done()
        self.assert_balance(self.wallet, bonus=70)
        self.assertEqual(self.adjust(10)[0].state, "approved")
        self.assertEqual(self.adjust(0.01)[0].state, "requested")
        self.assert_balance(self.wallet, bonus=80)
        self.assertEqual(self.adjust(-30, user="accountant")[0].state, "approved", "another person has a limit of their own")

    def test_above_it_a_second_person_decides_and_never_the_first(self):
        asked, _dialog = self.adjust(20)
        self.assertEqual(asked.state, "requested")
        self.assert_balance(self.wallet, bonus=50)
        self.assert_refused(ClubNotAllowed, asked.with_user(self.users["manager"]).action_approve)
        for user in ("staff", "auditor"):
            self.assert_refused(UserError, asked.with_user(self.users[user]).action_approve)
        asked.with_user(self.users["accountant"]).action_approve()
        self.assert_balance(self.wallet, bonus=70)
        self.assertEqual((asked.state, asked.decided_by_id), ("approved", self.users["accountant"]))
        self.assert_refused(ClubNotAllowed, asked.with_user(self.users["accountant"]).action_approve)
        self.assert_balance(self.wallet, bonus=70)

    def test_a_refused_one_stays_refused(self):
        asked, _dialog = self.adjust(20)
        asked.with_user(self.users["accountant"]).action_refuse()
        self.assert_refused(ClubNotAllowed, asked.with_user(self.users["accountant"]).action_approve)
        self.assert_balance(self.wallet, bonus=50)

    def test_a_unit_more_than_there_is_cannot_be_taken_away(self):
        self.program.adjust_limit = 1000
        self.assert_refused(ClubInsufficient, lambda: self.adjust(-50.01), "50.01", "50.00")
        self.assertEqual(self.adjust(-50)[0].state, "approved")

    def test_nobody_adjusts_or_approves_for_their_own_card(self):
        own = self.given_member(partner=self.users["accountant"].partner_id).wallet_id
        self.dialog("wallet.adjust", wallet=own, amount=5, reason_id=self.reason.id).action_done()
        asked = own.adjustment_ids
        self.assert_refused(UserError, asked.with_user(self.users["accountant"]).action_approve, "own card")

    def test_rows_of_adjustments_are_written_by_the_operation_only(self):
        asked, _dialog = self.adjust(20)
        for user in self.users.values():
            for attempt in (lambda user=user: asked.with_user(user).write({"state": "approved"}),
                            lambda user=user: self.env["club.wallet.adjustment"].with_user(user).create({})):
                with self.assertRaises(AccessError):
                    attempt()

    # -- transfers ----------------------------------------------------------------------------------------------------

    def transfer(self, amount, purse="bonus", target=None, **values):
        target = target or self.given_member(name="Receiver")
        dialog = self.dialog("wallet.transfer", target_id=target.id, purse=purse, amount=amount, **values)
        dialog.action_done()
        return target.wallet_id, dialog

    def test_transfers_are_off_until_the_programme_allows_them(self):
        self.assert_refused(ClubNotAllowed, lambda: self.transfer(10))
        self.program.allow_transfer = True
        other, dialog = self.transfer(10)
        dialog.action_done()
        self.assert_balance(self.wallet, bonus=40)
        self.assert_balance(other, bonus=10)
        self.assert_refused(ClubInsufficient, lambda: self.transfer(40.01), "40.01", "40.00")

    def test_a_day_s_transfers_stay_within_the_limit_in_money(self):
        self.program.write({"allow_transfer": True, "transfer_limit": 30, "point_price": 0.1})
        self.transfer(20)
        self.assert_refused(ClubOverLimit, lambda: self.transfer(10.01), "30.00", "10.00", "10.01")
        self.transfer(100, "points")
        self.assert_refused(ClubOverLimit, lambda: self.transfer(0.01), "0.00")

    def test_what_is_received_keeps_origin_issuer_and_dates(self):
        self.program.allow_transfer = True
        until = fields.Date.today() + timedelta(days=9)
        self.wallet.earn("points", 7, Cause("pos.order:1", program_company_id=self.row.id, branch_id=self.branch.id),
                         expires_on=until)
        other, _dialog = self.transfer(7, "points")
        lot = other.lot_ids
        self.assertEqual((lot.origin, lot.program_company_id, lot.branch_id, lot.expires_on, lot.created_at),
                         ("purchase", self.row, self.branch, until, self.wallet.lot_ids.filtered(
                             lambda lot: lot.expires_on).created_at))

    def test_a_blocked_member_neither_gives_nor_takes(self):
        self.program.allow_transfer = True
        blocked = self.given_member(name="Blocked", state="blocked")
        self.assert_refused(ClubNotAllowed, lambda: self.transfer(1, target=blocked))
        self.wallet.member_id.state = "blocked"
        self.assert_refused(ClubNotAllowed, lambda: self.transfer(1))

    # -- exchange -----------------------------------------------------------------------------------------------------

    def exchange(self, points, **values):
        dialog = self.dialog("wallet.exchange", points=points, **values)
        dialog.action_done()
        return dialog

    def test_points_become_bonus_at_the_rate_in_whole_steps(self):
        self.assert_refused(ClubNotAllowed, lambda: self.exchange(100))
        self.program.write({"exchange_points": 100, "exchange_credit": 7.5, "bonus_expiry": "days", "bonus_valid_days": 30})
        self.assert_refused(ClubOverLimit, lambda: self.exchange(150), "100", "150")
        self.assert_refused(ClubInsufficient, lambda: self.exchange(300), "300", "250")
        dialog = self.exchange(200)
        dialog.action_done()
        self.assert_balance(self.wallet, points=50, bonus=65)
        self.assertEqual(self.wallet.entry_ids[:2].mapped("kind"), ["exchange", "exchange"])
        lot = self.wallet.lot_ids.filtered(lambda lot: lot.purse == "bonus" and lot.amount == 15)
        self.assertEqual((lot.expires_on, lot.origin), (self.program._today() + timedelta(days=30), "gift"))

    def test_each_credit_made_of_points_keeps_their_origin_in_its_share(self):
        wallet = self.given_member().wallet_id
        for number, (points, origin) in enumerate(((10, "purchase"), (20, "gift"))):
            wallet.earn("points", points, Cause(f"x:{number}"), origin=origin)
        wallet.exchange(30, 1, Cause("exchange:1"))
        made = wallet.lot_ids.filtered(lambda lot: lot.purse == "bonus").sorted("id")
        self.assertEqual(list(zip(made.mapped("origin"), made.mapped("amount"), strict=True)),
                         [("purchase", 0.33), ("gift", 0.67)])

    # -- what waits ---------------------------------------------------------------------------------------------------

    def test_what_waits_for_an_event_is_released_by_hand_once(self):
        self.program.pending_event = True
        rule = self.program._lot_rule("bonus")
        until, _day = self.env["club.purchase"].new({"program_id": self.program.id})._lot_dates({"credit": rule}, "bonus")
        self.wallet.earn("bonus", 9, Cause("pos.order:waits"), pending_until=until)
        self.assert_balance(self.wallet, bonus=59, available_bonus=50)
        lot = self.wallet.lot_ids.filtered("is_pending")
        self.assert_refused(ClubNotAllowed, lot.with_user(self.users["staff"]).action_release)
        lot.with_user(self.users["manager"]).action_release()
        self.env.invalidate_all()
        self.assert_balance(self.wallet, bonus=59, available_bonus=59)
        self.assertFalse(self.wallet.release_pending(lot))

    # -- opening balances ---------------------------------------------------------------------------------------------

    def test_an_opening_balance_is_entered_once_per_purse(self):
        member = self.given_member(name="From before")
        opening = lambda amount, user="accountant", purse="paid": self.dialog(  # noqa: E731
            "wallet.opening", user, member.wallet_id, purse=purse, amount=amount)
        with self.assertRaises(AccessError):
            opening(5, "manager")
        dialog = opening(30)
        dialog.action_done()
        dialog.action_done()
        self.assert_balance(member.wallet_id, paid=30)
        self.assert_refused(ClubNotAllowed, opening(5).action_done, "30.00")
        opening(12, purse="points").action_done()
        self.assertEqual([(lot.origin, lot.amount) for lot in member.wallet_id.lot_ids.sorted("id")],
                         [("opening", 30), ("opening", 12)])

    def test_the_dialog_opens_for_a_wallet_and_for_its_member(self):
        for record in (self.wallet, self.member):
            form = Form(self.env["club.wallet.pay"].with_user(self.users["manager"]).with_context(
                active_model=record._name, active_id=record.id))
            self.assertEqual(form.wallet_id, self.wallet)


@tagged("post_install", "-at_install")
class TestAllInTheBooks(OperationsCase):

    def test_every_operation_is_in_the_books_after_the_daily_posting_and_the_difference_is_zero(self):
        self.program.write({
            "allow_payout": True, "allow_transfer": True, "exchange_points": 100, "exchange_credit": 7.5, "adjust_limit": 100,
            "adjust_limit_points": 100, "point_price": 0.1})
        for purse, amount in (("paid", 100), ("bonus", 40), ("points", 300)):
            self.dialog("wallet.opening", "accountant", purse=purse, amount=amount).action_done()
        self.pay(80)
        self.pay(30, "payout", "accountant")
        for purse, amount, direction in (("paid", 5, "up"), ("bonus", 3, "down"), ("points", 20, "up")):
            self.dialog("wallet.adjust", purse=purse, amount=amount, direction=direction,
                        reason_id=self.reason.id).action_done()
        other = self.given_member(name="Receiver")
        for purse in ("paid", "bonus", "points"):
            self.dialog("wallet.transfer", target_id=other.id, purse=purse, amount=10).action_done()
        self.dialog("wallet.exchange", points=200).action_done()
        invoice = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": self.partner.id,
            "invoice_line_ids": [(0, 0, {"name": "Work", "price_unit": 90, "tax_ids": []})]})
        invoice.action_post()
        invoice._club_pay(self.wallet, 70, "part")
        other._leave("gone", self.cash)
        self.assertEqual(self.differences(), [])
        self.row.action_post_books(self.program._today())
        self.assertEqual(self.differences(), [])
        waiting = [row for row in self.env["club.liability"]._reconcile(self.row, self.program._today())
                   if row.waiting or row.open]
        self.assertEqual(waiting, [])
        self.assertEqual((self.owed(), self.owed(other.accounting_partner_id)), (self.wallet.balance_paid, 0))
