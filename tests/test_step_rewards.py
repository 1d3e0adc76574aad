"""What steps give besides credit: codes and messages, with the row of the log or not at all, and each once."""

from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..models.club_step_message import ClubStep
from .test_messages import MessageCase
from .test_steps import StepCase


class RewardCase(MessageCase, StepCase):

    def given_batch(self, kind="partner", texts=(), **values):
        batch = self.env["club.code.batch"].create({
            "name": "Cinema", "program_id": self.program.id, "kind": kind, "points": 40, **values})
        if texts:
            batch._load(texts)
        return batch

    def given_step_text(self, step, body, channel="sms", **values):
        return self.env["club.message.template"].create({
            "program_id": self.program.id, "step_id": step.id, "event": "step", "channel": channel, "lang": "en_US",
            "body": body, **values})

    def given_buyers(self, count):
        """Members who bought once, and the moment when steps for it are due."""
        members = self.member.union(*(self.given_reachable(f"Buyer {number}", number) for number in range(50, 49 + count)))
        for member in members:
            self.given_purchase(member, "2026-02-01 10:00")
        return members

    def run_step(self, step):
        return self.run_at(step, "2026-02-02")


@tagged("post_install", "-at_install")
class TestCodes(RewardCase):

    def test_a_code_of_a_batch_is_given_once_and_told_though_no_log_holds_it(self):
        batch = self.given_batch("single")
        batch._generate(3)
        step = self.given_step("purchase", reward="code", amount=0, batch_id=batch.id)
        self.given_step_text(step, "Hello {name}, your code is {code}")
        self.given_buyers(1)
        self.assertEqual((step.reward_text, self.run_step(step)), ("a code of “Cinema”", ["number:1"]))
        code = batch.code_ids.filtered("member_id")
        self.assertEqual((code.state, code.member_id, code.source_key, step.grant_ids.code_id),
                         ("given", self.member, f"step:{step.id}:number:1:{self.member.id}", code))
        self.assertFalse(self.member.wallet_id.entry_ids)
        message = self.written()
        self.assertEqual((message.event, message.body, message.given_code_id), (
            "step", "Hello Sara, your code is {code}", code))
        self.assertEqual(self.run_step(step), [])
        self.assertEqual((batch.given_count, step.given_count, len(self.written())), (1, 1, 1))
        self.given_gateway()
        self.run_job()
        self.run_job()
        self.assertEqual(self.stub.delivered, [(self.phone(1), f"Hello Sara, your code is {code._grouped()}")])
        self.assertNotIn(code.text, str(message.read()))

    def test_an_email_brings_it_too(self):
        step = self.given_step("purchase", reward="code", amount=0, batch_id=self.given_batch(texts=["CINE-1"]).id)
        self.given_step_text(step, "Code {code}", "email", subject="For {name}")
        self.given_buyers(1)
        self.run_step(step)
        self.run_job()
        mail = self.env["mail.mail"].search([("club_message_id", "=", self.written().id)])
        self.assertIn("Code CINE-1", mail.body_html)

    def test_an_empty_pool_keeps_the_others_waiting_says_so_and_goes_on(self):
        pool = self.given_batch(texts=["CINE-1"])
        step = self.given_step("joined", reward="code", amount=0, batch_id=pool.id,
                               started_at=fields.Datetime.now() - timedelta(hours=1))
        self.given_step_text(step, "Code {code}")
        self.given_reachable("Ali", 60)
        self.run_job("club_step_cron")
        self.assertEqual((len(step.grant_ids), step.given_count, pool.free_count), (1, 1, 0))
        self.assertEqual(step.note, "“Cinema” has no code left; 1 is needed. Add codes, and the step goes on.")
        self.assertEqual(self.log.search_count([("event", "=", "step")]), 1, "who waits is told nothing")
        pool._load(["CINE-2", "CINE-3"])
        self.run_job("club_step_cron")
        self.assertEqual((step.grant_ids.code_id.mapped("text"), step.note), (["CINE-2", "CINE-1"], False))
        self.assertEqual(step.grant_ids.member_id, pool.code_ids.member_id)

    def test_codes_that_are_no_good_are_not_given(self):
        pool = self.given_batch(texts=["CINE-1"], date_to=self.program._today() - timedelta(days=1))
        step = self.given_step("purchase", reward="code", amount=0, batch_id=pool.id)
        self.given_buyers(1)
        self.assertEqual(self.run_step(step), [])
        self.assertIn("were good until", step._code_note())
        pool.date_to = False
        pool.action_withdraw()
        self.assertEqual(self.run_step(step), [])
        self.assertIn("was withdrawn", step._code_note())

    def test_a_pool_s_limit_per_member_holds(self):
        pool = self.given_batch(texts=["CINE-1", "CINE-2", "CINE-3"], max_per_member=1)
        self.given_buyers(1)
        for outcome in ("given", "capped"):
            step = self.given_step("purchase", reward="code", amount=0, batch_id=pool.id)
            self.run_step(step)
            self.assertEqual(step.grant_ids.outcome, outcome)
        self.assertEqual(pool.free_count, 2)

    def test_by_hand_too_few_codes_refuse_the_whole(self):
        step = self.given_step("manual", reward="code", amount=0, batch_id=self.given_batch(texts=["CINE-1"]).id)
        members = self.member | self.given_reachable("Ali", 60)
        with self.assertRaisesRegex(UserError, "“Cinema” has 1 free codes; 2 are needed"):
            step._give_by_hand(members, "a")
        self.assertEqual(step._give_by_hand(self.member, "b"), 1)
        self.assertEqual(step._give_by_hand(self.member, "b"), 0)
        self.assertEqual(step.grant_ids.code_id.member_id, self.member)

    def test_what_gives_no_codes_to_single_members_is_refused(self):
        shared = self.given_batch("shared", shared_text="POSTER")
        with self.assertRaisesRegex(ValidationError, "no codes for single members"):
            self.given_step("joined", reward="code", batch_id=shared.id)


@tagged("post_install", "-at_install")
class TestTold(RewardCase):

    def test_a_run_that_fails_leaves_nothing_and_the_next_gives_once(self):
        pool = self.given_batch(texts=["CINE-1"])
        steps = (self.given_step("purchase"), self.given_step("purchase", reward="code", amount=0, batch_id=pool.id))
        for step in steps:
            self.given_step_text(step, "Thanks")
        self.given_buyers(1)
        tell = ClubStep._tell

        def fail(step, given):
            tell(step, given)
            raise ValueError("the last moment")

        with patch.object(ClubStep, "_tell", fail):
            for step in steps:
                with self.assertRaisesRegex(ValueError, "the last moment"):
                    self.run_step(step)
        self.env.invalidate_all()
        self.assertEqual((pool.free_count, len(self.written()), self.member.wallet_id.balance_bonus), (1, 0, 0))
        for _again in range(2):
            for step in steps:
                self.run_step(step)
        self.assertEqual((pool.given_count, len(self.written()), self.member.wallet_id.balance_bonus), (1, 2, 5))

    def test_a_message_alone_with_a_text_that_can_be_filled(self):
        step = self.given_step("purchase", reward="message", amount=0, state="draft")
        with self.assertRaisesRegex(UserError, "gives a message and has no text"):
            step.action_start()
        for name in ("amount", "code"):
            with self.assertRaisesRegex(ValidationError, f"Nothing fills in {{{name}}}"), self.cr.savepoint():
                self.given_step_text(step, f"Your {{{name}}}")
        self.given_step_text(step, "Thank you {name}")
        step.action_start()
        step.started_at = self.at("2026-01-01")
        self.given_buyers(1)
        for _again in range(2):
            self.run_step(step)
        self.assertEqual(self.written().mapped("body"), ["Thank you Sara"])
        self.assertFalse(self.member.wallet_id.entry_ids)

    def test_a_step_without_a_text_tells_of_credit_granted(self):
        self.given_text("credit", "You got {amount}")
        self.given_buyers(1)
        told, own = self.given_step("purchase", reward="points", amount=7), self.given_step("purchase", amount=3)
        self.given_step_text(own, "{amount} for the first purchase")
        for _again in range(2):
            self.run_step(told)
            self.run_step(own)
        self.assertEqual([body.replace("\xa0", " ") for body in self.written().mapped("body")],
                         ["You got 7", "$ 3.00 for the first purchase"])
        with self.assertRaisesRegex(ValidationError, "Nothing fills in {amount}"):
            own.reward = "message"

    def test_who_has_stopped_messages_gets_the_credit_and_no_message(self):
        self.agree(self.member, False, purposes=("marketing", "service"))
        self.given_text("credit", "You got {amount}")
        step = self.given_step("purchase")
        self.given_step_text(step, "Thanks")
        members = self.given_buyers(2)
        self.run_step(self.given_step("purchase"))
        self.run_step(step)
        for member in members:
            self.assert_balance(member.wallet_id, bonus=10)
        self.assertFalse(self.written())
        self.assertEqual(len(self.written(member=members - self.member)), 2)


@tagged("post_install", "-at_install")
class TestOneGreetingADay(RewardCase):

    def setUp(self):
        super().setUp()
        self.member.write({"birth_month": 5, "birth_day": 10, "birthday_changed_on": False, "joined_at": self.at("2025-06-01")})
        self.given_text("birthday", "Happy birthday")
        self.given_text("credit", "You got {amount}")

    def birthday(self, *steps, bonus=5):
        """What the night and the steps' job tell the member on the day, whichever is first."""
        run = self.env["club.repair.run"].create({"program_id": self.program.id, "step": "greetings"})
        with patch("odoo.fields.Datetime.now", return_value=datetime(2026, 5, 10, 6)), \
                patch("odoo.fields.Date.today", return_value=date(2026, 5, 10)):
            run._step_greetings()
            for step in steps:
                self.run_at(step, "2026-05-10 12:00")
            run._step_greetings()
        self.assert_balance(self.member.wallet_id, bonus=bonus)
        return [body.replace("\xa0", " ") for body in self.written().mapped("body")]

    def test_the_step_s_own_text_takes_the_greeting_s_place(self):
        step = self.given_step("birthday")
        self.given_step_text(step, "A present: {amount}")
        self.assertEqual(self.birthday(step), ["A present: $ 5.00"])
        self.assertEqual(self.written().event, "birthday", "it asks for the consent that greetings ask for")

    def test_the_greeting_takes_the_place_of_credit_granted(self):
        self.assertEqual(self.birthday(self.given_step("birthday")), ["Happy birthday"])

    def test_whom_no_greeting_may_reach_is_told_of_the_credit(self):
        self.agree(self.member, False)
        self.assertEqual(self.birthday(self.given_step("birthday")), ["You got $ 5.00"])

    def test_of_two_steps_with_texts_the_first_one_tells(self):
        first, second = self.given_step("birthday", amount=2), self.given_step("birthday", amount=3)
        self.given_step_text(first, "A present: {amount}")
        self.given_step_text(second, "Another present: {amount}")
        self.assertEqual(self.birthday(first, second), ["A present: $ 2.00"])

    def test_another_step_s_text_takes_the_place_of_credit_granted(self):
        self.env["club.message.template"].search([("event", "=", "birthday")]).unlink()
        told, silent = self.given_step("birthday", amount=2), self.given_step("birthday", amount=3)
        self.given_step_text(told, "A present: {amount}")
        self.assertEqual(self.birthday(silent, told), ["A present: $ 2.00"])

    def test_a_code_is_told_beside_it(self):
        step, coded = self.given_step("birthday"), self.given_step(
            "birthday", reward="code", amount=0, batch_id=self.given_batch(texts=["CINE-1"]).id)
        self.given_step_text(step, "A present: {amount}")
        self.given_step_text(coded, "Your code: {code}")
        self.assertEqual(self.birthday(step, coded), ["A present: $ 5.00", "Your code: {code}"])

    def test_each_year_and_each_member_has_a_greeting(self):
        step = self.given_step("birthday", amount=2)
        self.given_step_text(step, "A present: {amount}")
        self.birthday(step, bonus=2)
        self.run_at(step, "2027-05-10 12:00")
        self.assertEqual(len(self.written()), 2)
