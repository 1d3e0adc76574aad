"""The programme's rules for wallets, through real orders and nights: redemption, waiting, lapsing, warnings, spent credit."""

from datetime import date, timedelta
from uuid import uuid4

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from ..models.club_errors import ClubInsufficient, ClubKeyReused, ClubOverLimit
from ..models.club_program_wallet import AWAITING
from ..models.club_wallet import Cause
from .pos_common import ClubPosCase


@tagged("post_install", "-at_install")
class TestRedemption(ClubPosCase):
    """40 of bonus, 20 points at 2, 100 of paid credit."""

    def setUp(self):
        super().setUp()
        self.program.point_price = 2
        for purse, amount in (("bonus", 40), ("points", 20), ("paid", 100)):
            self.wallet.earn(purse, amount, Cause(f"gift:{purse}"), origin="gift")

    def reserve(self, amount, bill, uuid=None):
        request = {"member": self.member.id, "amount": amount, "bill": bill}
        return self.session.club_reserve(uuid or str(uuid4()), request)["wallet"]

    def test_bonus_and_points_pay_their_share_and_paid_credit_the_rest(self):
        self.program.redeem_share_bps = 5000
        self.assertEqual(self.reserve(100, 100)["split"], {"bonus": 40, "points": 5, "paid": 50})

    def test_the_amount_bounds_as_well_the_smaller_counts(self):
        self.program.write({"redeem_share_bps": 5000, "redeem_most": 30})
        self.assertEqual(self.reserve(100, 100)["split"], {"bonus": 30, "points": 0, "paid": 70})

    def test_a_unit_above_what_the_bounds_leave_is_refused_with_the_numbers(self):
        self.program.redeem_share_bps = 2000
        self.assertTrue(self.reserve(150, 250)["ok"])
        self.wallet.release(self.env["club.wallet.hold"].search([("wallet_id", "=", self.wallet.id)]).order_uuid)
        refusal = self.reserve(150.01, 250)
        self.assertEqual((refusal["ok"], refusal["code"]), (False, "over_limit"))
        for number in ("50.00", "150.00", "150.01"):
            self.assertIn(number, refusal["message"])

    def test_below_the_least_bonus_pays_nothing(self):
        self.program.redeem_least = 30
        self.assertEqual(self.reserve(29.99, 29.99)["split"], {"bonus": 0, "points": 0, "paid": 29.99})
        with self.assertRaises(ClubOverLimit) as refusal:
            self.given_wallet(bonus=40).reserve("x", 29.99)
        for number in ("30.00", "29.99", "0.00"):
            self.assertIn(number, str(refusal.exception))

    def test_a_bill_that_nobody_names_counts_as_what_the_wallet_pays(self):
        self.program.redeem_share_bps = 5000
        answer = self.session.club_reserve("o1", {"member": self.member.id, "amount": 60, "bill": "all"})["wallet"]
        self.assertEqual(answer["split"], {"bonus": 30, "points": 0, "paid": 30})

    def test_another_bill_under_the_same_order_needs_a_release(self):
        self.program.redeem_share_bps = 5000
        self.wallet.reserve("o1", 60, bill=60)
        self.assertEqual(self.wallet.reserve("o1", 60, bill=60).amount_bonus, 30)
        with self.assertRaises(ClubKeyReused):
            self.wallet.reserve("o1", 60, bill=80)

    def test_a_till_that_told_of_a_larger_bill_is_put_before_staff(self):
        self.program.redeem_share_bps = 5000
        uuid = str(uuid4())
        self.reserve(40, 1000, uuid)
        data = self.order_data([(self.bread, 4)], [(self.method, 40)], member=self.member, uuid=uuid)
        order = self.sync(data)
        self.assertEqual(self.purchase_of(order).paid_by_bonus, 40)
        alert = self.env["club.alert"].search([("source_key", "like", uuid)])
        self.assertIn("20.00", alert.message)

    def test_an_honest_order_alerts_nobody(self):
        self.program.redeem_share_bps = 5000
        uuid = str(uuid4())
        self.reserve(40, 40, uuid)
        order = self.sync(self.order_data([(self.bread, 4)], [(self.method, 40)], member=self.member, uuid=uuid))
        self.assertEqual((self.purchase_of(order).paid_by_bonus, self.alerts_of(order)), (20, []))

    def test_an_invoice_has_the_same_bounds_over_all_its_payments(self):
        self.program.redeem_share_bps = 2500
        invoice = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": self.member.partner_id.id,
            "invoice_line_ids": [(0, 0, {"name": "Work", "price_unit": 100, "tax_ids": []})]})
        invoice.action_post()
        invoice._club_pay(self.wallet, 20, "first")
        invoice._club_pay(self.wallet, 20, "second")
        spent = self.wallet.entry_ids.filtered(lambda entry: entry.kind == "spend")
        self.assertEqual(sorted(zip(spent.mapped("purse"), spent.mapped("amount"), strict=True)),
                         [("bonus", -20), ("bonus", -5), ("paid", -15)])

    def test_rules_that_contradict_each_other_are_refused(self):
        for values in ({"redeem_least": 10, "redeem_most": 5}, {"redeem_share_bps": 10001}, {"redeem_least": -1}):
            with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.program.write(values)
                self.env.flush_all()


@tagged("post_install", "-at_install")
class TestLapsing(ClubPosCase):

    def earned(self, when=None):
        """The lot that a purchase of 30 gives, made on a day."""
        self.env["club.offer"].search([]).action_end()
        self.given_offer("Tenth", [{"kind": "credit", "rate_bps": 1000}], stacking="always")
        self.sell([(self.bread, 3)], member=self.member)
        return self.wallet.lot_ids.sorted("id")[-1:]

    def expire(self, day):
        return self.env["club.wallet"].expire_batch(self.program, now=self.at(f"{day} 12:00"))

    def test_each_rule_through_a_sale(self):
        today = self.program._today()
        year_end = date(today.year, 12, 31)
        for values, expected in (
            ({"bonus_expiry": "never"}, False),
            ({"bonus_expiry": "days", "bonus_valid_days": 30}, today + timedelta(days=30)),
            ({"bonus_expiry": "dates", "bonus_valid_days": 0, "expiry_dates": "12-31"}, year_end),
            ({"bonus_expiry": "inactive", "bonus_valid_days": 30}, False),
        ):
            self.program.write(values)
            with self.subTest(values):
                self.assertEqual(self.earned().expires_on, expected)

    def test_an_offer_s_own_days_come_first(self):
        self.program.write({"bonus_expiry": "days", "bonus_valid_days": 30, "pending_event": True})
        self.given_offer("Own", [{"kind": "credit", "rate_bps": 1000, "own_days": True, "valid_days": 5}], stacking="always")
        self.sell([(self.bread, 3)], member=self.member)
        lot = self.wallet.lot_ids
        self.assertEqual((lot.expires_on, lot.pending_until), (self.program._today() + timedelta(days=5), False))

    def test_what_waits_for_an_event_waits_at_most_its_days(self):
        self.program.pending_event = True
        self.assertEqual(self.earned().pending_until, AWAITING)
        self.program.pending_days = 14
        self.assertAlmostEqual(self.earned().pending_until, fields.Datetime.now() + timedelta(days=14),
                               delta=timedelta(minutes=1))

    def test_days_count_from_when_credit_becomes_usable(self):
        self.program.write({"pending_days": 14, "bonus_expiry": "days", "bonus_valid_days": 30})
        self.assertEqual(self.earned().expires_on, self.program._today() + timedelta(days=44))

    def test_a_programme_without_its_numbers_is_refused(self):
        for values in ({"bonus_expiry": "dates"}, {"bonus_expiry": "dates", "expiry_dates": "13-01"},
                       {"points_expiry": "dates", "expiry_dates": "12-30 nonsense"}):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.program.write(values)
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.program.write({"bonus_expiry": "days"})
            self.env.flush_all()
        self.program.write({"calendar": "jalali", "points_expiry": "dates", "expiry_dates": "12-30 06-31"})

    def given_idle(self, last, **lots):
        """A wallet whose member bought on a day last, with lots of these days: bonus=..."""
        wallet = self.given_member().wallet_id
        if last:
            self.given_purchase(wallet.member_id, last)
        for number, (purse, (amount, day)) in enumerate(lots.items()):
            wallet.earn(purse, amount, Cause(f"idle:{number}", now=self.at(day)), origin="gift")
        return wallet

    def test_credit_of_who_stays_away_lapses_at_night_in_one_go(self):
        self.program.write({"bonus_expiry": "inactive", "bonus_valid_days": 100})
        away = self.given_idle("2026-01-01", bonus=(5, "2025-12-01"), points=(7, "2025-12-01"))
        back = self.given_idle("2026-03-01", bonus=(5, "2025-12-01"))
        young = self.given_idle("2026-01-01", bonus=(5, "2026-02-01"))
        never = self.given_idle(False, bonus=(5, "2025-12-01"))
        self.assertEqual(self.expire("2026-03-12"), 1, "who never bought: from the day of the credit")
        self.assert_balance(never, bonus=0)
        self.assertEqual(self.expire("2026-04-11"), 0, "100 days after the last purchase it can still be spent")
        self.assertEqual(self.expire("2026-04-12"), 1)
        self.assertEqual(self.expire("2026-04-12"), 0)
        self.assert_balance(away, bonus=0, points=7)
        self.assert_balance(back, bonus=5)
        self.assert_balance(young, bonus=5)
        lot = away.lot_ids.filtered(lambda lot: lot.purse == "bonus")
        self.assertEqual((lot.remaining, lot.expires_on), (0, date(2026, 4, 11)))

    def test_given_back_after_lapsing_it_has_the_grace_days(self):
        self.program.write({"bonus_expiry": "inactive", "bonus_valid_days": 100})
        away = self.given_idle("2026-01-01", bonus=(5, "2025-12-01"))
        spent = away.spend({"bonus": 3}, Cause("pos.order:idle", now=self.at("2026-04-01")))
        self.assertEqual(self.expire("2026-04-12"), 1)
        away.give_back(spent, 3, Cause("pos.order:back", now=self.at("2026-04-20")))
        self.assertEqual(away.lot_ids.expires_on, date(2026, 4, 27))
        self.assertEqual((self.expire("2026-04-27"), self.expire("2026-04-28")), (0, 1))

    def test_a_hold_keeps_credit_of_who_stayed_away(self):
        self.program.write({"bonus_expiry": "inactive", "bonus_valid_days": 100})
        away = self.given_idle("2026-01-01", bonus=(5, "2025-12-01"))
        away.reserve("o1", 5, now=self.at("2026-04-12 11:59"))
        self.assertEqual(self.expire("2026-04-12"), 0)

    def test_books_and_programmes_of_before_go_on_with_their_days(self):
        today = self.program._today()
        dates = self.env["club.purchase"].new({"program_id": self.program.id})._lot_dates
        self.assertEqual(dates({"credit": {"valid_days": 9, "pending_days": 0}}, "bonus"), (None, today + timedelta(days=9)))
        self.assertEqual(dates({"credit": {"valid_days": 0, "pending_days": 0}}, "bonus"), (None, None))
        lapses, never = self.given_program(), self.given_program()
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE club_program ALTER bonus_expiry DROP NOT NULL")
        self.env.cr.execute("UPDATE club_program SET bonus_expiry = NULL, bonus_valid_days = CASE WHEN id = %s THEN 9 END",
                            [lapses.id])
        load_script("customer_club/migrations/19.0.1.1.0/pre-expiry.py", "expiry").migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual((lapses.bonus_expiry, never.bonus_expiry), ("days", "never"))

    def test_more_than_there_is_cannot_be_spent_whatever_the_rules(self):
        self.wallet.earn("bonus", 5, Cause("gift:1"), origin="gift")
        with self.assertRaises(ClubInsufficient):
            self.wallet.spend({"bonus": 5.01}, Cause("pos.order:x"))
