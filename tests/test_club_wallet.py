"""The ledger's acceptance scenario, row by row, and the rules of each write."""

from datetime import date

from odoo.exceptions import AccessError
from odoo.service.model import get_public_method
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import errors

from ..models.club_errors import ClubImmutable, ClubInsufficient, ClubKeyReused, ClubOverLimit
from ..models.club_wallet import Cause
from .common import ClubCase


@tagged("post_install", "-at_install")
class TestLedgerScenario(ClubCase):
    """Lots: 100 until 31 January, 200 until 30 June (earned by order O2), 50 without an end."""

    def setUp(self):
        super().setUp()
        self.wallet = self.given_member().wallet_id
        start = self.at("2026-01-01 10:00")
        for amount, expires_on, source in (
            (100, date(2026, 1, 31), "pos.order:O1"), (200, date(2026, 6, 30), "pos.order:O2"), (50, None, "pos.order:O3"),
        ):
            self.wallet.earn("bonus", amount, Cause(source, now=start), expires_on=expires_on)
        self.first, self.second, self.third = self.wallet.lot_ids.sorted("id")

    def tearDown(self):
        self.assert_ledger_sound()
        super().tearDown()

    def available(self, text):
        return self.wallet._available(self.at(text))["bonus"] / 10 ** self.program.minor_digits

    def spend(self, amount, key, text):
        return self.wallet.spend({"bonus": amount}, Cause(f"pos.order:{key}", now=self.at(text)))

    def left(self):
        return [self.first.remaining, self.second.remaining, self.third.remaining]

    def test_spending_takes_the_earliest_expiry_first(self):
        self.spend(150, "k1", "2026-01-10")
        self.assertEqual(self.left(), [0, 150, 50])
        self.assertEqual(self.available("2026-01-10"), 200)

    def test_the_same_key_again_gets_the_same_answer_and_writes_nothing(self):
        first = self.spend(150, "k1", "2026-01-10")
        self.assertEqual(self.spend(150, "k1", "2026-01-11"), first)
        self.assert_balance(self.wallet, bonus=200)

    def test_the_same_key_with_another_amount_is_refused_by_name(self):
        self.spend(150, "k1", "2026-01-10")
        with self.assertRaises(ClubKeyReused):
            self.spend(160, "k1", "2026-01-10")
        self.assert_balance(self.wallet, bonus=200)

    def cancelled(self):
        spent = self.spend(150, "k1", "2026-01-10")
        return self.wallet.give_back(spent, 150, Cause("pos.order:r1", now=self.at("2026-02-05")))

    def test_cancelling_restores_the_lots_with_grace_for_the_expired_one(self):
        self.cancelled()
        self.assertEqual(self.left(), [100, 200, 50])
        self.assertEqual(self.second.expires_on, date(2026, 6, 30))
        self.assertEqual(self.first.expires_on, date(2026, 2, 12))
        self.assertEqual(self.available("2026-02-05"), 350)

    def test_the_expiry_job_run_twice_expires_once(self):
        self.cancelled()
        expire = self.env["club.wallet"].expire_batch
        self.assertEqual(expire(self.program, now=self.at("2026-02-12 23:59")), 0, "the last day still counts")
        self.assertEqual(expire(self.program, now=self.at("2026-02-13")), 1)
        self.assertEqual(expire(self.program, now=self.at("2026-02-13")), 0)
        self.assert_balance(self.wallet, bonus=250)

    def returned(self, policy):
        self.cancelled()
        self.env["club.wallet"].expire_batch(self.program, now=self.at("2026-02-13"))
        self.spend(220, "k2", "2026-02-14")
        self.assertEqual(self.left(), [0, 0, 30])
        self.program.overdraft_limit = 1000
        return self.wallet.claw_back(
            "bonus", 200, Cause("pos.order:r2", now=self.at("2026-02-15")), of_source="pos.order:O2", policy=policy)

    def test_returning_a_spent_earning_takes_only_what_is_pending(self):
        entry, missing = self.returned("only_pending")
        self.assertFalse(entry)
        self.assertEqual((missing, self.wallet.balance_bonus), (200, 30))

    def test_returning_a_spent_earning_takes_what_the_balance_holds(self):
        entry, missing = self.returned("within_balance")
        self.assertEqual((entry.amount, missing, self.wallet.balance_bonus), (-30, 170, 0))

    def test_returning_a_spent_earning_may_go_below_zero_and_the_next_credit_pays_it_off(self):
        entry, missing = self.returned("unlimited")
        self.assertEqual((entry.amount, missing), (-200, 0))
        self.assert_balance(self.wallet, bonus=-170)
        self.wallet.earn("bonus", 300, Cause("pos.order:O4", now=self.at("2026-02-16")))
        self.assert_balance(self.wallet, bonus=130)
        self.assertEqual(self.wallet.overdrawn_bonus, 0)
        self.assertEqual(self.available("2026-02-16"), 130)

    def test_the_overdraft_limit_bounds_what_a_return_takes(self):
        self.returned("only_pending")
        self.program.overdraft_limit = 50
        entry, missing = self.wallet.claw_back(
            "bonus", 200, Cause("pos.order:r3", now=self.at("2026-02-16")), of_source="pos.order:O2", policy="unlimited")
        self.assertEqual((entry.amount, missing, self.wallet.balance_bonus), (-80, 120, -50))

    def test_a_hold_lowers_what_is_available_until_it_runs_out(self):
        self.spend(220, "k2", "2026-01-12")
        hold = self.wallet.reserve("cart", 100, now=self.at("2026-01-13 10:00"))
        self.assertEqual(hold.amount_bonus, 100)
        self.assertEqual(self.available("2026-01-13 10:14"), 30)
        self.assertEqual(self.available("2026-01-13 10:16"), 130)


@tagged("post_install", "-at_install")
class TestWalletWrites(ClubCase):

    def setUp(self):
        super().setUp()
        self.wallet = self.given_wallet(paid=100, bonus=40, points=20)

    def tearDown(self):
        self.assert_ledger_sound()
        super().tearDown()

    def test_a_hold_is_split_in_the_programme_order_and_captured_in_part(self):
        self.program.point_price = 2
        hold = self.wallet.reserve("o1", 120)
        self.assertEqual((hold.amount_bonus, hold.amount_points, hold.amount_paid), (40, 20, 40))
        entries, missing = self.wallet.capture("o1", 70, Cause("pos.order:o1"))
        self.assertEqual(dict(zip(entries.mapped("purse"), entries.mapped("amount"), strict=True)),
                         {"bonus": -40, "points": -15})
        self.assertEqual((missing, hold.state), (0, "captured"))
        self.assert_balance(self.wallet, paid=100, bonus=0, points=5, available_paid=100)
        self.assertEqual(self.wallet.capture("o1", 70, Cause("pos.order:o1")), (entries, 0))

    def test_points_pay_only_when_they_have_a_price(self):
        hold = self.wallet.reserve("o1", 120)
        self.assertEqual((hold.amount_bonus, hold.amount_points, hold.amount_paid), (40, 0, 80))
        with self.assertRaises(ClubInsufficient) as refusal:
            self.wallet.reserve("o2", 100)
        self.assertIn("20", str(refusal.exception))
        self.assertIn("100", str(refusal.exception))

    def test_reserving_again_is_the_same_hold_and_another_amount_needs_a_release(self):
        hold = self.wallet.reserve("o1", 30)
        self.assertEqual(self.wallet.reserve("o1", 30), hold)
        with self.assertRaises(ClubKeyReused):
            self.wallet.reserve("o1", 31)
        self.assertTrue(self.wallet.release("o1"))
        self.assertFalse(self.wallet.release("o1"))
        self.assertNotEqual(self.wallet.reserve("o1", 31), hold)

    def test_without_a_live_hold_nothing_is_captured(self):
        self.wallet.reserve("o1", 30, now=self.at("2026-01-01 10:00"))
        self.assertEqual(self.wallet.capture("o1", 30, Cause("pos.order:o1", now=self.at("2026-01-01 10:15"))),
                         (self.env["club.wallet.entry"], 30))
        self.assert_balance(self.wallet, bonus=40)

    def test_offline_spending_stops_at_the_allowance_of_the_day(self):
        at = self.at("2026-01-01 10:00")
        entries, over = self.wallet.overdraw(130, Cause("pos.order:a", now=at), allowance=120)
        self.assertEqual((entries.mapped("kind"), over), (["spend", "overdraw"], 10))
        self.assert_balance(self.wallet, paid=-20)
        self.assertEqual(self.wallet.overdraw(130, Cause("pos.order:a", now=at), allowance=120), (entries, 10))
        self.assertEqual(self.wallet.overdraw(5, Cause("pos.order:b", now=at), allowance=120)[1], 5)
        next_day = self.at("2026-01-02 10:00")
        self.assertEqual(self.wallet.overdraw(5, Cause("pos.order:c", now=next_day), allowance=120)[1], 0)

    def test_giving_an_overdraft_back_pays_it_off_first(self):
        entries, _over = self.wallet.overdraw(130, Cause("pos.order:a"), allowance=200)
        overdraft = entries.filtered(lambda entry: entry.kind == "overdraw")
        self.wallet.top_up(10, Cause("topup:1"))
        self.assert_balance(self.wallet, paid=-20)
        self.wallet.give_back(overdraft, 30, Cause("pos.order:r"))
        self.assert_balance(self.wallet, paid=10, available_paid=10)

    def test_a_debit_is_given_back_once_in_parts_to_its_own_lots(self):
        spent = self.wallet.spend({"paid": 60}, Cause("pos.order:o"))
        self.wallet.give_back(spent, 25, Cause("pos.order:r1"))
        self.wallet.give_back(spent, 35, Cause("pos.order:r2"))
        self.assert_balance(self.wallet, paid=100)
        with self.assertRaises(ClubOverLimit):
            self.wallet.give_back(spent, 1, Cause("pos.order:r3"))

    def test_a_transfer_keeps_the_expiry_and_both_sums(self):
        self.wallet.earn("bonus", 10, Cause("step:1"), origin="gift", expires_on=date(2100, 1, 1))
        other = self.given_wallet()
        entries = self.wallet.transfer(other, "bonus", 45, Cause("transfer:1"))
        self.assertEqual(self.wallet.transfer(other, "bonus", 45, Cause("transfer:1")), entries)
        self.assert_balance(self.wallet, bonus=5)
        self.assert_balance(other, bonus=45)
        self.assertEqual(
            [(lot.amount, lot.expires_on) for lot in other.lot_ids.sorted("id")], [(10, date(2100, 1, 1)), (35, False)])

    def test_a_transfer_to_another_programme_is_refused(self):
        stranger = self.given_member(self.given_program(name="Other")).wallet_id
        with self.assertRaises(ClubOverLimit):
            self.wallet.transfer(stranger, "paid", 1, Cause("transfer:1"))

    def test_an_adjustment_needs_a_reason_and_stays_above_zero(self):
        with self.assertRaises(ClubOverLimit):
            self.wallet.adjust("paid", 5, Cause("adjust:1"))
        with self.assertRaises(ClubInsufficient):
            self.wallet.adjust("paid", -101, Cause("adjust:2", reason="counted"))
        self.wallet.adjust("paid", -1, Cause("adjust:3", reason="counted"))
        self.assert_balance(self.wallet, paid=99)

    def test_pending_credit_waits(self):
        self.wallet.earn("bonus", 7, Cause("pos.order:p"), pending_until=self.at("2100-01-01"))
        self.assert_balance(self.wallet, bonus=47, available_bonus=40)

    def test_holds_survive_the_expiry_job_and_returns(self):
        wallet = self.given_wallet()
        wallet.earn("bonus", 50, Cause("pos.order:x", now=self.at("2026-01-01")), expires_on=date(2026, 1, 31))
        wallet.reserve("o1", 50, now=self.at("2026-01-31 23:55"))
        self.assertEqual(self.env["club.wallet"].expire_batch(self.program, now=self.at("2026-02-01 00:05")), 0)
        self.assertEqual(
            wallet.claw_back("bonus", 50, Cause("r", now=self.at("2026-01-31 23:56")), of_source="pos.order:x")[1], 50)
        self.assertEqual(self.env["club.wallet"].expire_batch(self.program, now=self.at("2026-02-01 01:00")), 1)

    def given_lapsing(self, *terms):
        """A wallet with a lot of bonus for each (amount, source, pending until, last day)."""
        wallet = self.given_wallet()
        for number, (amount, source, pending_until, expires_on) in enumerate(terms):
            wallet.earn("bonus", amount, Cause(source, number, now=self.at("2026-01-01")), pending_until=pending_until,
                        expires_on=expires_on)
        return wallet

    def test_what_lapses_while_it_is_set_aside_still_pays(self):
        wallet = self.given_lapsing((50, "pos.order:x", None, date(2026, 1, 31)), (20, "pos.order:y", None, None))
        wallet.reserve("o1", 50, now=self.at("2026-01-31 23:55"))
        entries, missing = wallet.capture("o1", 50, Cause("pos.order:o1", now=self.at("2026-02-01 00:05")))
        self.assertEqual((entries.mapped("amount"), missing), ([-50], 0))
        self.assertEqual(wallet.lot_ids.sorted("id").mapped("remaining"), [0, 20])

    def test_a_return_leaves_what_is_set_aside_where_it_can_pay(self):
        wallet = self.given_lapsing(
            (50, "pos.order:x", None, date(2026, 1, 31)), (50, "pos.order:x", self.at("2026-03-01"), None))
        wallet.reserve("o1", 50, now=self.at("2026-01-10 10:00"))
        wallet.claw_back("bonus", 50, Cause("r", now=self.at("2026-01-10 10:01")), of_source="pos.order:x")
        self.assertEqual(wallet.lot_ids.sorted("id").mapped("remaining"), [50, 0])
        entries, missing = wallet.capture("o1", 50, Cause("pos.order:o1", now=self.at("2026-01-10 10:02")))
        self.assertEqual((entries.mapped("amount"), missing), ([-50], 0))

    def test_a_hold_on_other_credit_does_not_keep_what_is_pending(self):
        wallet = self.given_lapsing((50, "pos.order:x", self.at("2026-03-01"), None), (30, "pos.order:y", None, None))
        wallet.reserve("o1", 30, now=self.at("2026-01-10 10:00"))
        entry, missing = wallet.claw_back(
            "bonus", 50, Cause("r", now=self.at("2026-01-10 10:01")), of_source="pos.order:x", policy="only_pending")
        self.assertEqual((entry.amount, missing), (-50, 0))

    def test_an_order_holds_an_amount_of_one_member_at_a_time(self):
        other = self.given_wallet(paid=50)
        other.reserve("o1", 10, now=self.at("2026-01-01 10:00"))
        with self.assertRaises(ClubKeyReused):
            self.wallet.reserve("o1", 10, now=self.at("2026-01-01 10:14"))
        self.assertTrue(self.wallet.reserve("o1", 10, now=self.at("2026-01-01 10:15")), "the other one ran out of time")
        self.assertFalse(other.release("o1"))

    def test_a_debt_that_a_merge_brings_takes_what_lapses_first(self):
        self.wallet.overdraw(120, Cause("pos.order:a"), allowance=200)
        target = self.given_lapsing()
        target.earn("paid", 20, Cause("gift:1"))
        target.earn("paid", 20, Cause("gift:2"), expires_on=date(2100, 1, 1))
        self.wallet.merge_into(target, Cause("merge:1"))
        self.assertEqual(target.lot_ids.filtered(lambda lot: lot.purse == "paid").sorted("id").mapped("remaining"), [20, 0])

    def test_a_grant_run_again_counts_nobody_who_has_it(self):
        self.program.overdraft_limit = 100
        self.wallet.claw_back("bonus", 70, Cause("pos.order:d"), of_source="none", policy="unlimited")
        post = lambda: self.env["club.wallet"].post_many(  # noqa: E731
            self.program, "earn", "bonus", [(self.wallet.id, 10)], Cause("campaign:1"))
        self.assertEqual((post(), post()), (1, 0))
        self.assert_balance(self.wallet, bonus=-20)

    def test_bulk_credits_equal_single_ones_and_run_again_harmlessly(self):
        others = self.env["club.wallet"].union(*(self.given_wallet() for _ in range(3)))
        debtor = others[0]
        debtor.overdraw(5, Cause("pos.order:d"), allowance=5)
        self.program.overdraft_limit = 100
        debtor.claw_back("bonus", 5, Cause("pos.order:d2"), of_source="none", policy="unlimited")
        amounts = [(wallet.id, 12.5) for wallet in others]
        post = lambda: self.env["club.wallet"].post_many(  # noqa: E731
            self.program, "earn", "bonus", amounts, Cause("campaign:1"), expires_on=date(2100, 1, 1))
        self.assertEqual(post(), 3)
        self.assertEqual(post(), 0, "run again, nobody is credited twice")
        self.assertEqual(others.mapped("balance_bonus"), [7.5, 12.5, 12.5])
        with self.assertRaises(ClubKeyReused):
            self.env["club.wallet"].post_many(
                self.program, "earn", "bonus", [(others[1].id, 13)], Cause("campaign:1"))

    def test_the_orm_has_no_door_to_the_ledger(self):
        entry = self.wallet.entry_ids[:1]
        for refused in (
            lambda: entry.write({"amount": 1}), lambda: entry.unlink(), lambda: entry.copy(),
            lambda: self.env["club.wallet.entry"].create({}), lambda: self.wallet.write({"balance_paid": 1}),
            lambda: self.wallet.unlink(), lambda: self.wallet.lot_ids[:1].write({"remaining": 1}),
        ):
            with self.assertRaises(ClubImmutable):
                refused()

    @mute_logger("odoo.sql_db")
    def test_sql_cannot_change_or_delete_an_entry_either(self):
        for statement in ("UPDATE club_wallet_entry SET amount = amount + 1", "DELETE FROM club_wallet_entry",
                          "TRUNCATE club_wallet_entry CASCADE"):
            with self.assertRaises(errors.RaiseException), self.env.cr.savepoint():
                self.env.cr.execute(statement)

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_a_purse_below_zero(self):
        with self.assertRaises(errors.CheckViolation), self.env.cr.savepoint():
            self.env.cr.execute("UPDATE club_wallet SET balance_paid = -1 WHERE id = %s", [self.wallet.id])

    def test_the_checks_find_what_is_wrong(self):
        self.env.cr.execute("UPDATE club_wallet SET balance_paid = balance_paid + 1 WHERE id = %s", [self.wallet.id])
        faults = self.program._check_invariants()
        self.assertEqual(len(faults), 2)
        self.assertTrue(all("Invariant 1" in fault and str(self.wallet.id) in fault for fault in faults))
        self.env.cr.execute("UPDATE club_wallet SET balance_paid = balance_paid - 1 WHERE id = %s", [self.wallet.id])

    def test_a_request_key_answers_a_retry_under_another_source(self):
        first = self.wallet.top_up(5, Cause("api:1", request_key="client-1"))
        self.assertEqual(self.wallet.top_up(5, Cause("api:2", request_key="client-1")), first)
        with self.assertRaises(ClubKeyReused):
            self.wallet.top_up(6, Cause("api:3", request_key="client-1"))

    def test_writes_cannot_be_called_from_outside(self):
        for name in ("earn", "spend", "top_up", "post_many", "reserve", "capture", "claw_back", "adjust", "transfer"):
            with self.assertRaises(AccessError):
                get_public_method(self.env["club.wallet"], name)
