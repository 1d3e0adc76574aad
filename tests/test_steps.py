"""Steps: each kind is due on its day, late days too, once per occasion, within caps and budget, whoever runs the job."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models.club_errors import ClubImmutable
from ..models.club_step_due import ClubStep
from .common import ClubCase
from .test_club_wallet_concurrency import ConcurrentCase

START = "2026-01-01"


class StepCase(ClubCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch.tz = "Asia/Tehran"
        cls.member = cls.given_member(branch_id=cls.branch.id, joined_at=cls.at("2025-06-01"))
        cls.wallet = cls.member.wallet_id

    @classmethod
    def given_step(cls, kind, **values):
        return cls.env["club.step"].create({
            "name": kind, "program_id": cls.program.id, "kind": kind, "amount": 5, "state": "running",
            "started_at": cls.at(START), **values})

    def run_at(self, step, moment):
        """Run the job at an instant. Returns the occasions that were noted then."""
        before = step.grant_ids
        list(step._give_due(self.at(moment)))
        return (step.grant_ids - before).sorted("id").mapped("occasion")

    def tearDown(self):
        self.assert_ledger_sound()
        super().tearDown()


@tagged("post_install", "-at_install")
class TestBirthdays(StepCase):

    def given_birthday(self, month, day, calendar="gregorian", **values):
        return self.given_member(calendar=calendar, birth_month=month, birth_day=day, **{
            "branch_id": self.branch.id, "joined_at": self.at("2025-06-01"), **values})

    def test_it_is_given_once_a_year_on_the_day_at_the_branch(self):
        member, step = self.given_birthday(5, 10), self.given_step("birthday")
        self.assertEqual(self.run_at(step, "2026-05-09 20:00"), [], "23:30 of the day before in Tehran")
        self.assertEqual(self.run_at(step, "2026-05-09 20:31"), ["gregorian:2026"])
        self.assertEqual(self.run_at(step, "2026-05-10 12:00"), [])
        self.assert_balance(member.wallet_id, bonus=5)
        entry = member.wallet_id.entry_ids
        self.assertEqual((entry.source_key, entry.branch_id, entry.reason, entry.kind),
                         (f"step:{step.id}:gregorian:2026", self.branch, "birthday", "earn"))
        self.assertEqual(entry.program_company_id, self.program.program_company_ids)
        self.assertEqual(self.run_at(step, "2027-05-10 12:00"), ["gregorian:2027"])

    def test_after_a_week_without_the_job_it_is_given_late_and_once(self):
        self.given_birthday(5, 10)
        step = self.given_step("birthday")
        self.assertEqual(self.run_at(step, "2026-05-17 12:00"), ["gregorian:2026"])
        self.assertEqual(step.grant_ids.occurred_on, fields.Date.to_date("2026-05-10"))
        self.assertEqual(self.run_at(step, "2026-05-17 13:00"), [])

    def test_later_than_the_window_or_before_the_start_nothing_is_given(self):
        self.given_birthday(5, 10)
        self.assertEqual(self.run_at(self.given_step("birthday"), "2026-05-18 12:00"), [])
        self.assertEqual(self.run_at(self.given_step("birthday", started_at=self.at("2026-05-11")), "2026-05-12"), [])
        self.given_birthday(5, 9, joined_at=self.at("2026-05-12"))
        self.assertEqual(self.run_at(self.given_step("birthday", late_days=3), "2026-05-12 12:00"), ["gregorian:2026"])

    def test_days_that_a_year_lacks_fall_on_the_last_of_the_month(self):
        leap = self.given_birthday(2, 29)
        esfand = self.given_birthday(12, 30, "jalali")
        step = self.given_step("birthday", late_days=0)
        self.assertEqual(self.run_at(step, "2026-02-28 12:00"), ["gregorian:2026"])
        self.assertEqual(step.grant_ids.member_id, leap)
        self.assertEqual(self.run_at(step, "2026-03-01 12:00"), [])
        self.assertEqual(self.run_at(step, "2026-03-20 12:00"), ["jalali:1404"], "29 Esfand 1404, no leap year")
        self.assert_balance(esfand.wallet_id, bonus=5)
        self.assertEqual(self.run_at(step, "2028-02-28 12:00"), [])
        self.assertEqual(self.run_at(step, "2028-02-29 12:00"), ["gregorian:2028"])

    def test_a_changed_birthday_waits_and_brings_no_second_one_in_a_year(self):
        member, step = self.given_birthday(5, 10), self.given_step("birthday")
        self.assertEqual(self.run_at(step, "2026-05-10 12:00"), ["gregorian:2026"])
        member.write({"birth_month": 9, "birthday_changed_on": fields.Date.to_date("2026-05-11")})
        self.assertEqual(self.run_at(step, "2026-09-10 12:00"), [])
        member.write({"calendar": "jalali", "birth_month": 7, "birth_day": 1, "birthday_changed_on": False})
        self.assertEqual(self.run_at(step, "2026-09-23 12:00"), [])
        other = self.given_birthday(6, 10)
        other.birthday_changed_on = fields.Date.to_date("2026-05-20")
        self.assertEqual(self.run_at(step, "2026-06-10 12:00"), [], "changed 21 days ago")

    def test_an_anniversary_too(self):
        self.member.write({"anniversary_month": 5, "anniversary_day": 10})
        self.assertEqual(self.run_at(self.given_step("anniversary"), "2026-05-10 12:00"), ["gregorian:2026"])


@tagged("post_install", "-at_install")
class TestPurchases(StepCase):

    def test_the_nth_purchase_that_counts(self):
        step = self.given_step("purchase", count=2)
        first = self.given_purchase(self.member, "2026-02-01 10:00")
        self.assertEqual(self.run_at(step, "2026-02-02"), [])
        self.given_purchase(self.member, "2026-02-03 10:00", wholly_returned=True)._count_visit(-1)
        self.assertEqual(self.run_at(step, "2026-02-04"), [], "returned")
        self.given_purchase(self.member, "2026-02-05 10:00")
        self.assertEqual(self.run_at(step, "2026-02-06"), ["number:2"])
        self.given_purchase(self.member, "2026-02-07 10:00")
        first.wholly_returned = True
        first._count_visit(-1)
        self.assertEqual(self.run_at(step, "2026-02-08"), [], "another one is the second now: given before")

    def test_what_lies_before_the_start_earns_nothing(self):
        self.given_purchase(self.member, "2025-12-31 10:00")
        step = self.given_step("purchase")
        self.given_purchase(self.member, "2026-01-02 10:00")
        self.assertEqual(self.run_at(step, "2026-01-03"), [])

    def test_it_may_wait_until_nothing_can_come_back(self):
        step = self.given_step("purchase", wait_days=14)
        self.given_purchase(self.member, "2026-02-01 10:00")
        self.assertEqual(self.run_at(step, "2026-02-14"), [])
        self.assertEqual(self.run_at(step, "2026-02-15 10:01"), ["number:1"])

    def test_buying_again_within_days_counts_once_a_day(self):
        step = self.given_step("repeat", days=7)
        self.given_purchase(self.member, "2026-02-01 10:00")
        self.given_purchase(self.member, "2026-02-01 15:00")
        self.assertEqual(self.run_at(step, "2026-02-02"), [], "the same day is one visit to the shop")
        for hour in ("10", "15"):
            self.given_purchase(self.member, f"2026-02-05 {hour}:00")
        self.assertEqual(self.run_at(step, "2026-02-06"), ["day:2026-02-05"])
        self.given_purchase(self.member, "2026-02-20 10:00")
        self.assertEqual(self.run_at(step, "2026-02-21"), [])

    def test_silence_is_noticed_once_and_ends_with_a_purchase(self):
        step = self.given_step("silent", days=30)
        self.given_purchase(self.member, "2026-02-01 10:00")
        self.assertEqual(self.run_at(step, "2026-03-02 12:00"), [])
        self.assertEqual(self.run_at(step, "2026-03-03 12:00"), ["since:2026-02-01"])
        self.assertEqual(self.run_at(step, "2026-03-05 12:00"), [])
        self.given_purchase(self.member, "2026-03-06 10:00")
        self.assertEqual(self.run_at(step, "2026-04-07 12:00"), ["since:2026-03-06"])

    def test_who_was_silent_long_before_the_start_is_not(self):
        self.given_purchase(self.member, "2025-06-01 10:00")
        self.assertEqual(self.run_at(self.given_step("silent", days=30), "2026-01-02"), [])


@tagged("post_install", "-at_install")
class TestOthers(StepCase):

    def test_joining_and_a_complete_profile(self):
        self.program.join_email = "optional"
        joined, profile = self.given_step("joined"), self.given_step("profile", reward="points")
        member = self.given_member(name="New", joined_at=self.at("2026-02-01 10:00"))
        member.partner_id.phone = "+12025550123"
        self.assertEqual(self.run_at(joined, "2026-02-02"), ["once"])
        self.assertEqual(joined.grant_ids.member_id, member, "who joined before the start gets nothing")
        self.assertEqual(self.run_at(profile, "2026-02-02"), [])
        member.write({"birth_month": 1, "birth_day": 1, "email": "new@example.com"})
        self.assertEqual(self.run_at(profile, "2026-06-02"), ["once"])
        self.assert_balance(member.wallet_id, bonus=5, points=5)

    def test_a_tier_that_was_reached(self):
        tier = self.env["club.tier"].create({"program_id": self.program.id, "code": "gold", "name": "Gold", "sequence": 5})
        step = self.given_step("tier", tier_id=tier.id, started_at=fields.Datetime.now() - timedelta(minutes=1))
        self.member._give_tier(tier)
        now = str(fields.Datetime.now() + timedelta(minutes=1))
        occasion, = self.run_at(step, now)
        self.assertTrue(occasion.startswith("change:"))
        self.assertEqual(self.run_at(step, now), [])
        with self.assertRaisesRegex(ValidationError, "another programme"):
            self.given_step("tier", tier_id=tier.id, program_id=self.given_program(name="Other").id)

    def test_who_brings_somebody_gets_it_when_they_join_and_when_they_buy(self):
        joined, bought = self.given_step("referral_joined"), self.given_step("referral_bought", count=2)
        friend = self.given_member(name="Friend", referrer_id=self.member.id, joined_at=self.at("2026-02-01 10:00"))
        self.assertEqual(self.run_at(joined, "2026-02-02"), [f"member:{friend.id}"])
        self.assert_balance(self.wallet, bonus=5)
        self.given_purchase(friend, "2026-02-02 10:00")
        self.assertEqual(self.run_at(bought, "2026-02-03"), [])
        self.given_purchase(friend, "2026-02-03 10:00")
        self.assertEqual(self.run_at(bought, "2026-02-04"), [f"member:{friend.id}"])
        self.assert_balance(self.wallet, bonus=10)
        self.assertFalse(friend.wallet_id.entry_ids)

    def test_who_is_blocked_or_has_left_gets_nothing(self):
        step = self.given_step("joined")
        for state in ("blocked", "left"):
            self.given_member(state=state, joined_at=self.at("2026-02-01 10:00"))
        self.assertEqual(self.run_at(step, "2026-02-02"), [])

    def test_a_company_that_may_not_issue_gives_nothing(self):
        self.program.program_company_ids.may_issue = False
        self.given_purchase(self.member, "2026-02-01 10:00")
        step = self.given_step("purchase")
        self.assertEqual(self.run_at(step, "2026-02-02"), [])
        self.program.program_company_ids.may_issue = True
        self.assertEqual(self.run_at(step, "2026-02-03"), ["number:1"], "and nothing is lost")

    def test_other_programmes_have_their_own(self):
        other = self.given_program(name="Other")
        self.given_member(other, joined_at=self.at("2026-02-01 10:00"))
        self.assertEqual(self.run_at(self.given_step("joined"), "2026-02-02"), [])

    def test_credit_lapses_as_the_step_or_the_programme_says(self):
        self.program.write({"bonus_expiry": "days", "bonus_valid_days": 90})
        today = self.program._today()
        for valid, days in ((0, 90), (7, 7)):
            step = self.given_step("joined", valid_days=valid)
            member = self.given_member(joined_at=self.at("2026-02-01 10:00"))
            self.run_at(step, "2026-02-02")
            lot = member.wallet_id.lot_ids.filtered(lambda lot, step=step: f"step:{step.id}:" in lot.entry_id.source_key)
            self.assertEqual((lot.expires_on, lot.origin), (today + timedelta(days=days), "gift"))


@tagged("post_install", "-at_install")
class TestLimits(StepCase):

    def test_a_cap_per_member_over_days(self):
        step = self.given_step("repeat", days=7, most_times=1, most_days=10, late_days=30)
        for day in ("01", "03", "05", "15", "17"):
            self.given_purchase(self.member, f"2026-02-{day} 10:00")
        self.assertEqual(len(self.run_at(step, "2026-02-18")), 3)
        self.assertEqual(step.grant_ids.sorted("occurred_on").mapped("outcome"), ["given", "capped", "capped"])
        self.assertEqual((step.given_count, step.given_amount), (1, 5))
        self.given_purchase(self.member, "2026-02-20 10:00")
        self.assertEqual(self.run_at(step, "2026-02-21"), ["day:2026-02-20"])
        self.assertEqual(step.given_count, 2, "ten days after the one that was given")

    def test_a_budget_ends_with_a_note_and_goes_on_when_it_is_raised(self):
        step = self.given_step("joined", budget=12, late_days=30)
        for _number in range(4):
            self.given_member(joined_at=self.at("2026-02-01 10:00"))
        self.assertEqual(len(self.run_at(step, "2026-02-02")), 2)
        self.assertEqual(step.given_amount, 10)
        self.assertEqual(step._budget_note().replace("\xa0", " "), (
            "The budget is used up: $ 10.00 of $ 12.00 are given, one more would need $ 5.00."))
        step.budget = 0
        self.assertEqual(len(self.run_at(step, "2026-02-03")), 2)
        self.assertFalse(step._budget_note())

    def test_a_batch_is_a_batch(self):
        step = self.given_step("joined")
        for _number in range(5):
            self.given_member(joined_at=self.at("2026-02-01 10:00"))
        self.assertEqual(list(step._give_due(self.at("2026-02-02"), 2)), [2, 2, 1])
        self.assertEqual(list(step._give_due(self.at("2026-02-02"), 2)), [])
        self.assertEqual(step.given_amount, 25)

    def test_merged_members_are_not_given_it_twice(self):
        step = self.given_step("joined")
        old = self.given_member(joined_at=self.at("2026-02-01 10:00"))
        self.run_at(step, "2026-02-02")
        new = self.given_member(joined_at=self.at("2026-02-02 10:00"))
        old._merge(new)
        self.assertEqual(self.run_at(step, "2026-02-03"), [])
        self.assertEqual(new.step_grant_ids.occasion, "once")
        self.assertEqual(new._export_parts()["steps"][0]["amount"], 5)

    def test_a_row_never_changes(self):
        step = self.given_step("joined")
        self.given_member(joined_at=self.at("2026-02-01 10:00"))
        self.run_at(step, "2026-02-02")
        for attempt in (lambda: step.grant_ids.write({"amount": 1}), step.grant_ids.unlink):
            with self.assertRaises(ClubImmutable):
                attempt()
        with self.assertRaisesRegex(UserError, "has given something to 1 members"):
            step.unlink()


@tagged("post_install", "-at_install")
class TestTheJob(StepCase):

    def run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("customer_club.club_step_cron").method_direct_trigger()
        self.env.invalidate_all()

    def given_joined(self, **values):
        return self.given_step("joined", started_at=fields.Datetime.now() - timedelta(hours=1), **values)

    def test_it_runs_what_runs_and_a_failure_stops_nobody_else(self):
        failing, paused, well = self.given_joined(), self.given_joined(state="paused"), self.given_joined()
        member = self.given_member()
        give = ClubStep._due

        def due(step, now):
            if step == failing:
                raise ValueError("no such thing")
            return give(step, now)

        self.patch(ClubStep, "_due", due)
        with mute_logger("odoo.addons.customer_club.models.club_step_grant"):
            self.run_job()
        self.assert_balance(member.wallet_id, bonus=5)
        self.assertEqual((failing.note, paused.given_count, well.given_count, well.note),
                         ("The last run failed: no such thing", 0, 1, False))
        self.patch(ClubStep, "_due", give)
        self.run_job()
        self.assert_balance(member.wallet_id, bonus=10)
        self.assertFalse(failing.note)

    def test_a_programme_that_is_closed_gives_nothing(self):
        self.given_joined()
        member = self.given_member()
        self.program.state = "closed"
        self.run_job()
        self.assertFalse(member.wallet_id.entry_ids)


@tagged("post_install", "-at_install")
class TestByHand(StepCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "club_manager", "customer_club.customer_club_group_manager")
        cls.step = cls.given_step("manual", budget=12)

    def dialog(self, members, user=None):
        return self.env["club.step.give"].with_user(user or self.manager).create(
            {"step_id": self.step.id, "member_ids": [(6, 0, members.ids)]})

    def test_pressed_twice_it_gives_once_and_the_log_says_who_did(self):
        dialog = self.dialog(self.member)
        dialog.action_done()
        dialog.action_done()
        self.assert_balance(self.wallet, bonus=5)
        self.dialog(self.member).action_done()
        self.assert_balance(self.wallet, bonus=10)
        self.assertEqual(self.step.grant_ids.user_id, self.manager)
        self.step.write({"most_times": 2, "budget": 0})
        blocked = self.given_member(state="blocked")
        said = self.dialog(self.member | blocked).action_done()["params"]["message"]
        self.assertEqual(said, "Given to 0 of 2 members: the others had it often enough, or may get nothing now.")

    def test_a_programme_that_is_closed_gives_nothing(self):
        self.program.state = "closed"
        with self.assertRaisesRegex(UserError, "The programme Test club does not run."):
            self.dialog(self.member).action_done()
        self.assert_balance(self.wallet, bonus=0)

    def test_what_the_budget_does_not_cover_is_refused_as_a_whole(self):
        members = self.member | self.given_member() | self.given_member()
        with self.assertRaisesRegex(UserError, "enough for 2 more; 3 members are chosen"):
            self.dialog(members).action_done()
        self.assertFalse(self.step.grant_ids)

    def test_only_managers_and_not_to_themselves(self):
        staff = new_test_user(self.env, "club_staff", "customer_club.customer_club_group_staff")
        self.branch.staff_ids = staff
        with self.assertRaises(AccessError):
            self.dialog(self.member, staff)
        self.member.partner_id = self.manager.partner_id
        with self.assertRaisesRegex(UserError, "your own card"):
            self.dialog(self.member).action_done()
        self.step.action_pause()
        with self.assertRaisesRegex(UserError, "does not run"):
            self.dialog(self.given_member()).action_done()

    def test_another_company_sees_neither_steps_nor_log(self):
        self.dialog(self.member).action_done()
        far = self.env["res.company"].create({"name": "Far", "currency_id": self.env.company.currency_id.id})
        outsider = new_test_user(
            self.env, "club_far", "customer_club.customer_club_group_manager", company_id=far.id, company_ids=far.ids)
        for model in ("club.step", "club.step.grant"):
            self.assertFalse(self.env[model].with_user(outsider).search([]))


@tagged("post_install", "-at_install")
class TestTwoJobsAtOnce(ConcurrentCase):

    @classmethod
    def take_away(cls):
        with cls.registry.cursor() as cr:
            cr.execute("DELETE FROM club_step_grant WHERE program_id = %s", [cls.program_id])
            cr.execute("DELETE FROM club_step WHERE program_id = %s", [cls.program_id])
        super().take_away()

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_jobs_give_each_occasion_once(self):
        wallets = self.given_wallets(30)
        with self.environment() as env:
            step_id = env["club.step"].create({
                "name": "Joined", "program_id": self.program_id, "kind": "joined", "amount": 5, "state": "running",
                "started_at": fields.Datetime.now() - timedelta(hours=1)}).id

        def job():
            return self.retried(lambda env: sum(env["club.step"].browse(step_id)._give_due(fields.Datetime.now(), 4)))

        self.assertLessEqual(sum(self.run_at_once(job, job, job)), 30)
        job()  # what another one's lock had passed over
        with self.environment() as env:
            balances = env["club.wallet"].browse(wallets).mapped("balance_bonus")
            self.assertEqual((balances, env["club.step"].browse(step_id).given_count), ([5] * 30, 30))
        self.assert_sound()
