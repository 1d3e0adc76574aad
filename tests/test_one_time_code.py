"""The code that a member gets by SMS: what is stored of it, how often it may be sent and tried, how the till uses it.

The gateway is mocked where Odoo hands messages over to it (`SmsApi._contact_iap`); the queue and the job are the real ones.
"""

import re
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

from odoo import fields
from odoo.addons.sms.tools.sms_api import SmsApi
from odoo.exceptions import ValidationError
from odoo.modules.migration import load_script
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models.club_wallet import Cause
from .pos_common import ClubPosCase
from .test_club_wallet_concurrency import ConcurrentCase


class Gateway:
    """What Odoo's SMS service would get; `state` is what it answers for each message."""

    def __init__(self, state="success"):
        self.state, self.sent = state, []

    def __call__(self, endpoint, params, timeout=15):
        answers = []
        for message in params["messages"]:
            for number in message["numbers"]:
                self.sent.append((number["number"], message["content"]))
                answers.append({"uuid": number["uuid"], "state": self.state, "credit": 1})
        return answers

    @property
    def code(self):
        return re.search(r"\d{6}", self.sent[-1][1])[0]


class OneTimeCodeCase(ClubPosCase):

    def setUp(self):
        super().setUp()
        self.program.confirm_by = "sms"
        self.member.partner_id.write({"phone": "+12025550101", "country_id": self.env.ref("base.us").id})
        self.wallet.earn("bonus", 100, Cause("test:gift"), origin="gift")
        self.codes = self.env["club.one.time.code"]
        self.now = fields.Datetime.now().replace(microsecond=0)

    @contextmanager
    def gateway(self, state="success"):
        gateway = Gateway(state)
        with patch.object(SmsApi, "_contact_iap", side_effect=gateway):
            yield gateway

    @contextmanager
    def later(self, **passed):
        with patch("odoo.fields.Datetime.now", return_value=self.now + timedelta(**passed)):
            yield

    def given_code(self, member=None, **passed):
        """Send a code and run the job. Returns the code as the phone shows it."""
        with self.later(**passed), self.gateway() as gateway:
            answer = self.session.club_send_code((member or self.member).id)
            self.assertTrue(answer["ok"], answer)
            self.codes._cron_send()
        return gateway.code

    def send(self, member=None, **passed):
        with self.later(**passed), self.gateway():
            return self.session.club_send_code((member or self.member).id)

    def pay(self, code=None, uuid=None, amount=10, **request):
        request = {"member": self.member.id, "amount": amount, **({"code": code} if code else {}), **request}
        return self.session.club_reserve(uuid or str(uuid4()), request)["wallet"]

    def other(self, code):
        """A code that is not this one."""
        return f"{(int(code) + 1) % 10 ** 6:06d}"


@tagged("post_install", "-at_install")
class TestOneTimeCode(OneTimeCodeCase):

    def test_a_code_confirms_one_order_and_no_other(self):
        self.assertEqual(self.pay()["code"], "code_needed")
        code, uuid = self.given_code(), str(uuid4())
        self.assertTrue(self.pay(code, uuid)["ok"])
        self.assertTrue(self.pay(code, uuid)["ok"], "a till that lost the answer asks again")
        refused = self.pay(code)
        self.assertEqual((refused["code"], refused["message"]), ("code_used", "The code was used already. Send another."))

    def test_persian_digits_are_digits(self):
        code = self.given_code()
        self.assertTrue(self.pay(f" {code} ".translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")))["ok"])

    def test_five_wrong_codes_and_the_right_one_is_refused_too(self):
        code = self.given_code()
        for left in (4, 3, 2, 1, 0):
            refused = self.pay(self.other(code))
            self.assertEqual((refused["code"], refused["message"]), ("code_wrong", f"The code is wrong. Tries left: {left}."))
        self.assertEqual(self.pay(code)["message"], "5 wrong codes were typed. Send another.")
        self.assertTrue(self.pay(self.given_code(minutes=2))["ok"])

    def test_a_code_is_valid_for_five_minutes(self):
        code = self.given_code()
        with self.later(minutes=4, seconds=59):
            self.assertTrue(self.pay(code, "order")["ok"])
        with self.later(minutes=5):
            self.assertEqual(self.pay(code, "order")["code"], "code_expired")

    def test_another_code_can_be_sent_after_a_minute_and_replaces_the_first(self):
        first = self.given_code()
        refused = self.send(seconds=45)
        self.assertEqual((refused["code"], refused["message"]),
                         ("wait", "A code is on its way. Another can be sent in 15 seconds."))
        second = self.given_code(seconds=60)
        with self.later(seconds=61):
            if first != second:
                self.assertEqual(self.pay(first)["code"], "code_wrong")
            self.assertTrue(self.pay(second)["ok"])

    def test_five_codes_an_hour_to_a_member_and_to_a_phone(self):
        there = self.given_member(self.given_program(name="Other"), name="There")
        there.partner_id.write({"phone": "+1 202 555 0101", "country_id": self.env.ref("base.us").id})
        for minutes in range(0, 10, 2):
            self.assertTrue(self.send(minutes=minutes)["ok"])
        for member in (self.member, there):
            with self.later(minutes=30):
                code, message = self.codes._send(member, "payment")
            self.assertEqual(code, "too_many")
            self.assertIn("5 codes went to this phone within the hour, and 5 is the most", message)
        self.assertTrue(self.send(minutes=61)["ok"])

    def test_a_till_sends_thirty_codes_an_hour(self):
        self.codes.create([{
            "member_id": self.given_member(name=f"M{number}").id, "purpose": "payment", "session_id": self.session.id,
            "code_hash": "x", "sent_at": self.now, "expires_at": self.now} for number in range(30)])
        self.assertIn("sent 30 codes within the hour, and 30 is the most", self.send(minutes=1)["message"])
        self.assertTrue(self.send(minutes=61)["ok"])

    def test_the_code_is_nowhere_once_the_gateway_had_it(self):
        for state, left in (("success", "pending"), ("server_error", "error")):
            with self.later(minutes=2 * (state == "server_error")), self.gateway(state) as gateway:
                self.assertTrue(self.session.club_send_code(self.member.id)["ok"])
                message = self.env["sms.sms"].search([("club_code_id", "!=", False)], order="id desc", limit=1)
                self.assertEqual(message.state, "outgoing", "the till does not wait for the gateway")
                self.assertEqual(gateway.sent, [])
                self.codes._cron_send()
            self.assertEqual((message.number, gateway.sent[0][0]), ("+12025550101", "+12025550101"))
            self.assertEqual((message.state, message.body, message.to_delete), (left, False, True))
            self.env.flush_all()
            self.env.cr.execute(
                "SELECT row(c.*)::text FROM club_one_time_code c UNION ALL SELECT row(s.*)::text FROM sms_sms s")
            for (row,) in self.env.cr.fetchall():
                self.assertNotIn(gateway.code, row)

    def test_odoos_own_queue_leaves_no_code_either(self):
        with self.gateway() as gateway, self.enter_registry_test_mode():
            self.session.club_send_code(self.member.id)
            self.env.ref("sms.ir_cron_sms_scheduler_action").method_direct_trigger()
        self.assertEqual(len(gateway.sent), 1)
        self.assertEqual(self.env["sms.sms"].search([("club_code_id", "!=", False)]).mapped("body"), [False])

    def test_a_code_waits_behind_no_mailing_and_wakes_its_own_job(self):
        self.env["sms.sms"].create([{"number": f"+1202555{number:04}", "body": "News"} for number in range(200)])
        job = self.env.ref("customer_club.club_one_time_code_cron")
        before = self.env["ir.cron.trigger"].search_count([("cron_id", "=", job.id)])
        self.session.club_send_code(self.member.id)
        self.assertEqual(self.env["ir.cron.trigger"].search_count([("cron_id", "=", job.id)]), before + 1)
        with self.gateway() as gateway, self.enter_registry_test_mode():
            job.method_direct_trigger()
        self.assertEqual([number for number, _text in gateway.sent], ["+12025550101"])

    def test_what_is_late_or_replaced_is_not_sent(self):
        self.send()
        self.send(seconds=61)
        with self.gateway() as gateway, self.later(seconds=62):
            self.codes._cron_send()
        self.assertEqual(len(gateway.sent), 1, "the first was replaced before it was sent")
        self.send(minutes=3)
        with self.gateway() as gateway, self.later(minutes=9):
            self.codes._cron_send()
        self.assertEqual(gateway.sent, [])

    def test_the_text_is_the_programmes_in_the_members_language(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        for lang, text, expected in (
            ("en_US", False, "Test club: your code for the payment is 123456. Tell it to the cashier only."),
            ("fa_IR", "{club} - کد: {code}", "Test club - کد: 123456"),
        ):
            self.member.partner_id.lang = lang
            self.program.with_context(lang=lang).code_text = text
            self.assertEqual(self.program._code_message(self.member, "123456"), expected)
        with self.assertRaisesRegex(ValidationError, "must contain {code}"):
            self.program.code_text = "Your code"

    def test_what_the_till_may_do_instead(self):
        """Rule, PIN set, phone known -> what a payment without confirmation is told, and the ways that are open."""
        for rule, pin, phone, code, ways in (
            ("pin", "2580", "+12025550101", "pin_needed", ["pin"]),
            ("pin", None, "+12025550101", "no_pin", []),
            ("sms", "2580", "+12025550101", "code_needed", ["sms"]),
            ("sms", "2580", False, "no_phone", []),
            ("pin_or_sms", "2580", "+12025550101", "pin_needed", ["pin", "sms"]),
            ("pin_or_sms", None, "+12025550101", "code_needed", ["sms"]),
            ("pin_or_sms", "2580", False, "pin_needed", ["pin"]),
            ("pin_or_sms", None, False, "no_phone", []),
        ):
            self.program.confirm_by = rule
            self.member.pin_hash = False
            if pin:
                self.member._set_pin(pin)
            self.member.partner_id.phone = phone
            refused = self.pay()
            self.assertEqual((refused["code"], refused["ways"]), (code, ways), (rule, pin, phone))
            if "pin" not in ways and ways:
                self.assertFalse(self.pay(pin="2580")["ok"], "a way that is not open")

    def test_a_locked_pin_leaves_the_code(self):
        self.program.confirm_by = "pin_or_sms"
        self.member._set_pin("2580")
        for _try in range(5):
            self.assertEqual(self.pay(pin="1111")["code"], "pin_wrong")
        refused = self.pay(pin="2580")
        self.assertEqual((refused["code"], refused["ways"]), ("pin_locked", ["sms"]))
        self.assertTrue(self.pay(self.given_code())["ok"])

    def test_a_scanned_card_pays_up_to_the_limit_unconfirmed(self):
        self.program.pin_limit = 20
        self.assertTrue(self.pay(card=self.member.card_number, amount=20)["ok"])
        self.assertEqual(self.pay(card=self.member.card_number, amount=21)["code"], "code_needed")

    def test_no_code_goes_out_where_the_rule_has_none_or_to_whom_it_does_not_concern(self):
        elsewhere = self.given_member(self.given_program(name="Elsewhere"))
        blocked = self.given_member(name="Blocked", state="blocked")
        for member_id in (elsewhere.id, blocked.id, "1", None, True, 10 ** 9):
            self.assertEqual(self.session.club_send_code(member_id)["code"], "not_allowed", member_id)
        self.member.partner_id.phone = False
        self.assertEqual(self.send()["code"], "no_phone")
        self.program.confirm_by = "pin"
        self.assertEqual(self.send()["code"], "not_allowed")
        self.assertFalse(self.codes.search([]))

    def test_a_cashier_sends_a_code_and_reads_none(self):
        cashier = new_test_user(self.env, "code_cashier", "customer_club.customer_club_group_cashier",
                                company_id=self.env.company.id)
        with self.gateway():
            answer = self.session.with_user(cashier).club_send_code(self.member.id)
        self.assertEqual((answer["ok"], answer["message"]), (True, "A code was sent to \u2066+1202•••••01\u2069."))
        self.assertFalse(self.env["sms.sms"].with_user(cashier).has_access("read"))

    def test_yesterdays_codes_go_in_the_night_and_their_messages_with_them(self):
        self.send()
        message = self.env["sms.sms"].search([("club_code_id", "!=", False)])
        with self.later(hours=23):
            self.codes._gc_old()
        self.assertTrue(self.codes.search([]))
        with self.later(hours=25):
            self.codes._gc_old()
        self.assertFalse(self.codes.search([]))
        self.assertFalse(message.exists())

    def test_a_copy_of_the_database_holds_and_sends_no_code(self):
        self.send()
        self.env.flush_all()
        for query in get_neutralization_queries(["customer_club"]):
            self.env.cr.execute(query)
        self.env.invalidate_all()
        self.assertFalse(self.codes.search([]))
        self.assertFalse(self.env["sms.sms"].search([("club_code_id", "!=", False)]))
        self.assertFalse(self.env.ref("customer_club.club_one_time_code_cron").active)

    def test_programmes_that_asked_for_a_pin_before_the_upgrade_go_on_doing_so(self):
        asks, asks_not = self.given_program(), self.given_program()
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE club_program ALTER confirm_by DROP NOT NULL, ADD COLUMN require_pin boolean")
        self.env.cr.execute("UPDATE club_program SET confirm_by = NULL, require_pin = (id = %s)", [asks.id])
        load_script("customer_club/migrations/19.0.1.1.0/pre-confirm_by.py", "confirm_by").migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual((asks.confirm_by, asks_not.confirm_by), ("pin", "none"))


@tagged("post_install", "-at_install")
class TestTwoTillsSendAtOnce(ConcurrentCase):

    def test_one_code_goes_out_and_the_other_till_is_told_to_wait(self):
        self.addClassCleanup(self.take_codes_away)
        [wallet_id] = self.given_wallets(1)
        with self.environment() as first, self.environment() as second:
            envs = (first, second)
            members = [env["club.wallet"].browse(wallet_id).member_id for env in envs]
            members[0].partner_id.phone = "+12025550101"
            first.cr.commit()
            second.cr.rollback()
            members[1].partner_id.phone_sanitized  # noqa: B018 - the second transaction's snapshot begins here
            self.assertIsNone(first["club.one.time.code"]._send(members[0], "payment"))
            first.cr.commit()
            with mute_logger("odoo.sql_db"):
                refused = second["club.one.time.code"]._send(members[1], "payment")
            self.assertEqual(refused, ("wait", "A code is on its way. Another can be sent in 60 seconds."))
            second.cr.commit()
            self.assertEqual(len(second["club.one.time.code"].search([("member_id", "=", members[1].id)])), 1)

    @classmethod
    def take_codes_away(cls):
        with cls.environment() as env:
            env["club.one.time.code"].search([("member_id.program_id", "=", cls.program_id)]).unlink()
