"""Tiers through the real models: what sales, returns and nights make of them, and what is written of it."""

from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models.club_errors import ClubImmutable
from ..models.club_wallet import Cause
from .test_club_wallet_concurrency import ConcurrentCase
from .tier_common import TierCase


@tagged("post_install", "-at_install")
class TestTierScenario(TierCase):
    """Mehr 1404 to Esfand 1407, as a Jalali club lives it; amounts in tens of thousands less than a shop's."""

    def test_two_years_up_and_down(self):
        with self.on(1404, 7, 5):
            self.assertEqual(self.member._tier_next()["missing"], 100)
            order = self.buy(320)
            self.assert_tier(self.gold, (1405, 12, 29))
        with self.on(1404, 8, 10):
            self.give_back(order, {order.lines: 5})
            self.assert_tier(self.gold, (1405, 12, 29))
            self.assertEqual(self.member.tier_progress, 270)
        with self.on(1405, 5, 1):
            self.buy(80)
            self.assertEqual(self.member.tier_progress, 80)
        self.night_of(1405, 12, 29)
        self.night_of(1406, 1, 1)
        self.night_of(1406, 1, 30)
        self.assert_tier(self.gold, (1405, 12, 29))
        self.night_of(1406, 1, 31)
        self.assert_tier(self.silver, (1406, 12, 29))
        with self.on(1406, 6, 31):
            self.buy(120)
        self.night_of(1407, 1, 1)
        self.assert_tier(self.silver, (1407, 12, 29))
        self.assertEqual(self.history(), [
            ("reached", False, "gold", 320, 300), ("fell", "gold", "silver", 80, 300), ("kept", "silver", "silver", 120, 100)])

    def test_balance_based_falls_to_what_was_earned(self):
        self.program.tier_fall = "balance_based"
        with self.on(1404, 7, 5):
            self.buy(320)
        with self.on(1405, 5, 1):
            self.buy(80)
        self.night_of(1406, 1, 31)
        self.assert_tier(self.env["club.tier"])

    def test_a_return_takes_gold_back_at_once_where_the_rules_say_so(self):
        self.program.tier_refund = "at_once"
        with self.on(1404, 7, 5):
            order = self.buy(320)
        with self.on(1404, 8, 10):
            back = self.give_back(order, {order.lines: 5})
        self.assert_tier(self.silver, (1405, 12, 29))
        self.assertEqual(self.history()[-1], ("returned", "gold", "silver", 270, 300))
        self.assertEqual(self.member.tier_history_ids[0].purchase_id, self.purchase_of(back))
        self.assertEqual(self.member.tier_history_ids[0].counted_text, "$\xa0270.00 of $\xa0300.00")
        with self.on(1404, 8, 11):
            self.buy(30)
        self.assert_tier(self.gold, (1405, 12, 29))


@tagged("post_install", "-at_install")
class TestTierCounting(TierCase):

    def test_the_till_hears_of_the_new_tier_with_the_receipt(self):
        order = self.buy(60)
        self.assertEqual((order.club_receipt["tier"], order.club_receipt["next_tier"]), (
            None, {"name": "Silver", "metric": "spend", "missing": 40}))
        order = self.buy(40)
        self.assertEqual((order.club_receipt["tier"], order.club_receipt["next_tier"]["missing"]), ("Silver", 200))
        found, = self.session.club_of_partner(self.partner.id)["found"]
        told = found["tier"]["name"], found["next_tier"]["name"], found["facts"]["tier"]
        self.assertEqual(told, ("Silver", "Gold", "silver"))
        order = self.buy(210)
        self.assertEqual((order.club_receipt["tier"], order.club_receipt["next_tier"]), ("Gold", None))

    def test_tax_and_returns_do_not_count(self):
        order = self.sell([(self.wine, 9)], member=self.member)
        self.assertEqual((order.amount_total, self.member.tier_progress), (99, 90))
        self.give_back(order, {order.lines: 4})
        self.assertEqual(self.member.tier_progress, 50)

    def test_invoices_count_and_so_do_credit_notes_and_cancellations(self):
        move = self.invoice([(self.bread, 12)])
        self.assertEqual((self.member.tier_id, self.member.tier_progress), (self.silver, 120))
        self.credit(move, 5)
        self.assertEqual(self.member.tier_progress, 70)
        move.button_draft()
        self.assertEqual(self.member.tier_progress, 0)
        move.action_post()
        self.assertEqual(self.member.tier_progress, 70, "120, less what the credit note still says")

    def test_a_new_year_starts_at_zero(self):
        with self.on(1404, 12, 28):
            self.buy(90)
        with self.on(1405, 1, 2):
            self.buy(20)
        self.assertEqual(self.member.tier_progress, 20)
        self.assert_tier(self.env["club.tier"])
        self.assertEqual(self.member.tier_counted_from, self.member._tier_window(self.member.tier_counted_until).start)

    def test_an_order_that_arrives_late_counts_for_the_year_of_its_sale(self):
        with self.on(1404, 12, 28):
            self.buy(90)
        with self.on(1405, 1, 2):
            self.buy(20)
            self.buy(50, date="2026-03-18 12:00:00")  # 27 Esfand 1404
            self.assertEqual(self.member.tier_progress, 20)
            self.assert_tier(self.silver, (1405, 12, 29))
        self.assertEqual(self.history(), [("reached", False, "silver", 140, 100)])

    def test_a_rolling_window_lets_old_sales_go(self):
        self.program.write({"tier_window": "rolling", "tier_window_days": 30})
        with self.on(1404, 7, 1):
            self.buy(60)
        with self.on(1404, 7, 20):
            self.buy(30)
            self.assertEqual(self.member.tier_progress, 90)
        with self.on(1404, 7, 30):
            self.assertEqual(self.member._tier_next()["missing"], 10)
        with self.on(1404, 8, 1):
            self.assertEqual(self.member._tier_next()["missing"], 70)
            self.buy(20)
            self.assertEqual(self.member.tier_progress, 50)
        self.night_of(1404, 8, 20)
        self.assertEqual(self.member.tier_progress, 20)

    def test_visits_count_and_wholly_returned_ones_do_not(self):
        self.program.tier_metric = "visits"
        first = self.buy(10)
        self.assertEqual(first.club_receipt["next_tier"], {"name": "Silver", "metric": "visits", "missing": 1})
        self.buy(10)
        self.assertEqual(self.member.tier_id, self.silver)
        self.give_back(first, {first.lines: 1})
        self.assertEqual(self.member.tier_progress, 1)

    def test_points_of_purchases_count_and_no_others(self):
        self.program.tier_metric = "points"
        self.gold.threshold_count, self.silver.threshold_count = 50, 5
        self.given_offer("Points", [{"kind": "points", "points": 1, "per_amount": 10}], stacking="always")
        self.wallet.earn("points", 40, Cause("gift:1"), origin="gift")
        order = self.buy(40)
        self.assertEqual((self.member.tier_progress, self.member.tier_id.id), (4, False))
        self.buy(20)
        self.assertEqual((self.member.tier_progress, self.member.tier_id), (6, self.silver))
        self.give_back(order, {order.lines: 2})
        self.assertEqual(self.member.tier_progress, 4)

    def test_points_count_once_they_can_be_spent(self):
        self.program.write({"tier_metric": "points", "pending_days": 3})
        self.gold.threshold_count, self.silver.threshold_count = 50, 5
        self.given_offer("Points", [{"kind": "points", "points": 1, "per_amount": 10}], stacking="always")
        with self.on(1404, 7, 1):
            order = self.buy(70)
            self.give_back(order, {order.lines: 1})
        self.assertEqual(self.member.tier_progress, 0)
        self.night_of(1404, 7, 3)
        self.assertEqual(self.member.tier_progress, 0)
        self.night_of(1404, 7, 5)
        self.assertEqual((self.member.tier_progress, self.member.tier_id), (6, self.silver))

    def test_points_that_ripen_in_the_new_year_count_for_the_old_one(self):
        self.program.write({"tier_metric": "points", "pending_days": 3})
        self.gold.threshold_count, self.silver.threshold_count = 50, 5
        self.given_offer("Points", [{"kind": "points", "points": 1, "per_amount": 10}], stacking="always")
        with self.on(1404, 12, 28):
            self.buy(70)
        self.night_of(1405, 1, 5)
        self.assert_tier(self.silver, (1405, 12, 29))
        self.assertEqual(self.member._tier_count(self.program._today()), 0)

    def test_without_a_metric_a_sale_counts_nothing(self):
        self.program.tier_metric = False
        order = self.buy(500)
        self.assertEqual((self.member.tier_progress, self.member.tier_id.id, order.club_receipt["next_tier"]), (0, False, None))

    def test_a_sale_needs_no_more_statements_than_without_tiers(self):
        def statements():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.buy(10)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self.program.tier_metric = False
        statements()
        without = statements()
        self.program.tier_metric = "spend"
        statements()  # the first counts anew: the rules have changed
        self.assertLessEqual(statements(), without)

    def test_another_currency_is_told_in_the_tills_own(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create({"currency_id": euro.id, "rate": 2, "name": "2020-01-01"})
        self.assertEqual(self.member._tier_next(euro, self.env.company)["missing"], 200)


@tagged("post_install", "-at_install")
class TestTierReview(TierCase):

    def test_a_night_that_runs_twice_does_it_once(self):
        with self.on(1404, 7, 5):
            self.buy(320)
        first = self.night_of(1406, 1, 31)
        self.assertEqual(first.tiers_count, 1)
        self.assertEqual(self.night_of(1406, 1, 31).tiers_count, 0)
        self.assertEqual(len(self.member.tier_history_ids), 2)

    def test_years_of_nights_missed_are_caught_up(self):
        with self.on(1404, 7, 5):
            self.buy(320)
        self.night_of(1408, 3, 1)
        self.assert_tier(self.env["club.tier"])
        self.assertEqual([row[0] for row in self.history()], ["reached", "fell", "fell"])

    def test_lower_thresholds_lift_and_new_rules_count_what_was_bought(self):
        with self.on(1404, 7, 5):
            self.buy(90)
            self.silver.threshold_amount = 80
        self.night_of(1404, 7, 6)
        self.assertEqual(self.member.tier_id, self.silver)
        with self.on(1404, 7, 6):
            self.program.tier_metric = "visits"
        self.assertTrue(self.program.repair_run_ids.filtered(lambda run: not run.finished_at), "reviewed soon")
        self.night_of(1404, 7, 7)
        self.assertEqual(self.member.tier_progress, 1)

    def test_tiers_from_before_the_rules_get_an_end(self):
        self.program.tier_metric = False
        self.member.tier_id = self.gold
        self.program.tier_metric = "spend"
        self.night_of(1404, 7, 7)
        self.assert_tier(self.gold, (1405, 12, 29))

    def test_an_everybodys_tier_is_given_at_joining_and_to_those_who_are_there(self):
        bronze = self.env["club.tier"].create(
            {"program_id": self.program.id, "name": "Bronze", "code": "bronze", "sequence": 0})
        self.assertEqual(self.given_member(name="New").tier_id, bronze)
        self.night_of(1404, 7, 7)
        self.assert_tier(bronze)
        self.assertEqual(self.history(), [("reached", False, "bronze", 0, 0)])

    def test_who_is_at_risk_is_noted_once(self):
        with self.on(1404, 7, 5):
            self.buy(320)
        with self.on(1405, 7, 5):
            self.buy(80)
        notes = self.member.message_ids
        self.night_of(1405, 10, 28)
        self.assertEqual(self.member.message_ids, notes, "61 days are too early")
        self.night_of(1405, 10, 30)
        note = self.member.message_ids - notes
        self.assertIn("220.00 more until then", note.body)
        self.night_of(1405, 11, 1)
        self.assertEqual(self.member.message_ids - notes, note)

    def test_who_has_reached_it_again_is_not_at_risk(self):
        with self.on(1404, 7, 5):
            self.buy(320)
        with self.on(1405, 7, 5):
            self.buy(310)
        notes = self.member.message_ids
        self.night_of(1405, 11, 1)
        self.assertEqual(self.member.message_ids, notes)
        self.night_of(1406, 1, 1)
        self.assert_tier(self.gold, (1406, 12, 29))

    def test_batches_go_on_where_they_were_stopped(self):
        members = [self.given_member(name=f"Member {number}") for number in range(5)]
        with self.on(1404, 7, 5):
            for member in members:
                self.buy(100, member=member)
        with patch("odoo.addons.customer_club.models.club_tier_review.ROWS", 2):
            self.assertEqual(self.night_of(1406, 1, 31).tiers_count, 5)
        self.assertEqual([member.tier_id.id for member in members], [False] * 5)

    def test_another_programme_is_untouched(self):
        other = self.given_program(name="Other club", tier_metric="spend", tier_window="jalali_year")
        tier = self.env["club.tier"].create({"program_id": other.id, "name": "S", "code": "s", "threshold_amount": 1})
        with self.on(1404, 7, 5):
            stranger = self.given_member(other, name="Stranger", tier_id=tier.id)
            self.buy(320)
        self.program._review_tiers_soon()
        with self.on(1406, 1, 31):
            self.program._review_tiers(0, 100)
        self.assert_tier(self.silver, (1406, 12, 29))
        self.assert_tier(tier, (1405, 12, 29), member=stranger)
        self.assertEqual(len(stranger.tier_history_ids), 1)

    def test_the_check_finds_a_count_that_is_wrong(self):
        self.buy(80)
        self.assertEqual(self.program._check_tier_counts(), [])
        self.env.cr.execute("UPDATE club_member SET tier_progress = 81 WHERE id = %s", [self.member.id])
        self.assertIn(str(self.member.id), self.program._check_tier_counts()[0])
        self.env.cr.execute("UPDATE club_member SET tier_progress = 80 WHERE id = %s", [self.member.id])


@tagged("post_install", "-at_install")
class TestTierByHand(TierCase):

    def setUp(self):
        super().setUp()
        self.manager = new_test_user(self.env, "club_tier_manager", "customer_club.customer_club_group_manager")
        self.managed = self.member.with_user(self.manager)

    def give(self, tier, **values):
        dialog = self.env["club.tier.give"].with_user(self.manager).create({
            "member_id": self.member.id, "tier_id": tier.id, **values})
        return dialog.action_give()

    def test_it_counts_until_its_last_day_and_then_the_earned_one_does(self):
        with self.on(1404, 7, 5):
            self.buy(100)
            self.give(self.gold, until="2025-10-10", note="A present")  # 18 Mehr 1404
            self.assertEqual(self.member.tier_id, self.gold)
        row = self.member.tier_history_ids[0]
        self.assertEqual((row.why, row.user_id, row.note, row.tier_id), ("given", self.manager, "A present", self.gold))
        self.night_of(1404, 7, 18)
        self.assertEqual(self.member.tier_id, self.gold)
        self.assertEqual(self.night_of(1404, 7, 19).tiers_count, 1)
        self.assert_tier(self.silver, (1405, 12, 29))
        self.assertEqual(self.history()[-1][:3], ("given_over", "gold", "silver"))

    def test_a_higher_one_that_is_earned_meanwhile_counts(self):
        self.give(self.silver)
        self.buy(300)
        self.assertEqual(self.member.tier_id, self.gold)

    def test_it_can_hold_against_a_higher_one(self):
        self.buy(300)
        with self.assertRaisesRegex(UserError, "Gold, which is above Silver"):
            self.give(self.silver)
        self.give(self.silver, holds=True)
        self.buy(300)
        self.assertEqual((self.member.tier_id, self.member.tier_earned_id), (self.silver, self.gold))
        self.env["club.tier.give"].with_user(self.manager).create({"member_id": self.member.id}).action_take_away()
        self.assertEqual(self.member.tier_id, self.gold)

    def test_a_day_that_is_over_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "is over"):
            self.give(self.gold, until="2020-01-01")

    def test_writing_the_tier_is_giving_it_by_hand(self):
        self.managed.write({"tier_id": self.gold.id, "tier_manual_until": "2099-01-01"})
        self.assertEqual((self.member.tier_id, self.member.tier_earned_id.id), (self.gold, False))
        self.assertEqual(self.member.tier_history_ids.user_id, self.manager)

    def test_what_was_earned_cannot_be_taken_away_by_hand(self):
        self.buy(100)
        self.managed.write({"tier_id": self.silver.id})
        self.assertFalse(self.member.tier_manual_id, "nothing was changed")
        with self.assertRaisesRegex(UserError, "no tier by hand"):
            self.managed.write({"tier_id": False})

    def test_nobody_writes_what_was_earned_nor_their_own_tier_nor_the_history(self):
        with self.assertRaises(UserError):
            self.managed.write({"tier_earned_id": self.gold.id})
        with self.assertRaises(UserError):
            self.managed.write({"tier_progress": 1000})
        own = self.given_member(partner=self.manager.partner_id)
        with self.assertRaisesRegex(UserError, "your own card"):
            own.with_user(self.manager).write({"tier_id": self.gold.id})
        self.give(self.gold)
        for attempt in (lambda row: row.write({"note": "x"}), lambda row: row.unlink()):
            with self.assertRaises(ClubImmutable):
                attempt(self.managed.tier_history_ids)
        with self.assertRaises(ClubImmutable):
            self.env["club.tier.history"].with_user(self.manager).create({"member_id": self.member.id})

    def test_staff_see_the_history_of_their_branch_and_give_nothing(self):
        staff = new_test_user(self.env, "club_tier_staff", "customer_club.customer_club_group_staff")
        self.member.branch_id = self.branch
        self.give(self.gold)
        rows = self.env["club.tier.history"].with_user(staff)
        self.assertFalse(rows.search([("member_id", "=", self.member.id)]))
        self.branch.staff_ids |= staff
        self.assertTrue(rows.search([("member_id", "=", self.member.id)]).read(["counted_text", "why"]))
        self.assertTrue(self.member.with_user(staff).tier_next_text is not None)
        with self.assertRaises(AccessError):
            self.member.with_user(staff).write({"tier_id": self.silver.id})
        with self.assertRaises(AccessError):
            self.env["club.tier.give"].with_user(staff).create({"member_id": self.member.id})
        with self.assertRaises(AccessError):
            self.program.with_user(staff).action_review_tiers()

    def test_without_rules_a_tier_is_simply_given(self):
        self.program.tier_metric = False
        self.give(self.silver)
        self.assertEqual((self.member.tier_earned_id, self.member.tier_manual_id.id), (self.silver, False))
        self.give(self.gold, until="2099-01-01")
        self.assertEqual((self.member.tier_id, self.member.tier_earned_id), (self.gold, self.silver))

    def test_a_higher_tier_needs_more(self):
        with self.assertRaisesRegex(ValidationError, "needs more"):
            self.gold.threshold_amount = 100
        self.program.write({"tier_ids": [  # one dialog, saved as a whole
            (1, self.silver.id, {"threshold_amount": 400}), (1, self.gold.id, {"threshold_amount": 500})]})
        with self.assertRaisesRegex(ValidationError, "needs more"):
            self.program.write({"tier_ids": [(1, self.silver.id, {"threshold_amount": 900})]})
        self.program.tier_metric = False
        self.gold.threshold_amount, self.silver.threshold_amount = 50, 100
        with self.assertRaisesRegex(ValidationError, r"Gold.*50.*Silver.*100"):
            self.program.tier_metric = "spend"

    def test_rules_in_words(self):
        self.assertEqual(
            self.silver.needs_text, "Whoever spends $\xa0100.00, without tax, in a Jalali year, Farvardin to Esfand")
        self.program.write({"tier_metric": "visits", "tier_window": "rolling"})
        self.assertEqual(self.gold.needs_text, "Whoever has 4 purchases in the last 365 days")
        self.assertIn("30 days after its end", self.program.tier_rules_text)

    def test_the_history_goes_to_the_member_and_loses_its_notes_when_they_are_erased(self):
        self.give(self.gold, note="A present for Sara")
        row, = self.managed._export_parts()["tiers"]
        self.assertEqual((row["why"], row["tier_id"], row["note"]), ("given", "Gold", "A present for Sara"))
        self.managed._leave("leaving")
        self.managed._erase()
        self.assertEqual(self.member.tier_history_ids.mapped("note"), [False])

    def test_two_members_who_become_one_keep_the_better_tier_and_both_counts(self):
        other = self.given_member(name="Sara again")
        self.buy(100, member=other)
        self.buy(90)
        other.sudo()._merge(self.member)  # sudo: as the wizard does
        self.assertEqual((self.member.tier_id, self.member.tier_progress), (self.silver, 190))
        self.assertEqual(self.history()[-1][0], "merged")
        third = self.given_member(name="Sara thrice")
        self.buy(110, member=third)
        third.sudo()._merge(self.member)  # sudo: as the wizard does
        self.assertEqual(self.member.tier_id, self.gold)


@tagged("post_install", "-at_install")
class TestTiersAtOnce(ConcurrentCase):
    """On real connections."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.environment() as env:
            env["club.program"].browse(cls.program_id).write({
                "tier_metric": "spend", "tier_window": "gregorian_year", "tier_ids": [
                    (0, 0, {"name": "Silver", "code": "silver", "threshold_amount": 100})]})

    def setUp(self):
        super().setUp()
        with self.environment() as env:
            partner = env["res.partner"].create({"name": "At once"})
            self.member_id = env["club.member"].create({"program_id": self.program_id, "partner_id": partner.id}).id

    @classmethod
    def take_away(cls):
        with cls.registry.cursor() as cr:
            for table in ("club_tier_history", "club_purchase"):
                cr.execute(f"DELETE FROM {table} WHERE program_id = %s", [cls.program_id])
        super().take_away()

    def buy(self, key):
        def sale(env):
            purchase = env["club.purchase"].create({
                "program_id": self.program_id, "company_id": env.company.id, "member_id": self.member_id,
                "channel": "import", "source_key": key, "purchased_at": fields.Datetime.now(), "amount": 60,
                "amount_untaxed": 60})
            purchase._count_visit(1)
        return lambda: self.retried(sale)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_sales_at_once_both_count_and_lift_once(self):
        self.run_at_once(self.buy("a"), self.buy("b"))
        with self.environment() as env:
            member = env["club.member"].browse(self.member_id)
            self.assertEqual((member.tier_progress, member.visits, member.tier_id.code), (120, 2, "silver"))
            self.assertEqual(member.tier_history_ids.mapped("why"), ["reached"])
        self.assert_sound()

    def test_the_night_passes_over_who_is_at_a_till(self):
        with self.environment() as env:
            env.cr.execute("UPDATE club_member SET tier_version = 0 WHERE id = %s", [self.member_id])
        with self.environment() as till:
            till.cr.execute("SELECT 1 FROM club_member WHERE id = %s FOR NO KEY UPDATE", [self.member_id])
            self.assertEqual(self.night(), 0)
        self.assertEqual([self.night(), self.night()], [1, 0])

    def night(self):
        with self.environment() as env:
            return env["club.program"].browse(self.program_id)._renew_tier_counts(0, 100)[0].done
