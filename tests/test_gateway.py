"""Gateways: what they refuse, what keeps messages waiting, and that no phone gets an SMS twice, whatever breaks."""

from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..gateways import base, http, kavenegar
from .message_common import STUB_DOOR, GatewayCase
from .sms_stub import PLACES, TELLS_BLOCKED, Stub, stub_server
from .test_club_wallet_concurrency import ConcurrentCase

LOGGER = "odoo.addons.customer_club.models.club_message_send"


@tagged("post_install", "-at_install")
class TestKey(GatewayCase):

    def test_nobody_reads_the_key_back(self):
        gateway = self.given_gateway(key="very-secret-key")
        administrator = new_test_user(self.env, "gateway_admin", "customer_club.customer_club_group_administrator")
        for user in (administrator, self.env.ref("base.user_admin"), self.env.ref("base.user_root")):
            seen = gateway.with_user(user).read()[0]
            seen |= gateway.with_user(user).web_read({name: {} for name in seen})[0]
            self.assertNotIn("very-secret-key", str(seen))
            self.assertTrue(seen["has_key"])
        self.assertNotIn("very-secret-key", str(gateway.export_data(["key_given", "name"])))
        self.assertNotIn("very-secret-key", str(gateway.message_ids.mapped("body")) + str(gateway.copy_data()))
        self.assertNotIn("key_store", self.env["club.sms.gateway"]._fields)
        with self.assertRaises(ValueError):
            gateway.with_user(administrator).search([("key_store", "=", "very-secret-key")])
        self.assertEqual(self.columns_with("very-secret-key"),
                         {("club_sms_gateway", "key_store", "very-secret-key")})

    def test_a_key_stays_when_other_settings_change_and_goes_when_told(self):
        gateway = self.given_gateway()
        gateway.write({"name": "Renamed", "key_given": False})
        self.assertEqual(gateway._provider().account.key, Stub.key)
        self.assertFalse(gateway.copy({"state": "off"}).has_key)
        gateway.action_forget_key()
        self.assertFalse(gateway.has_key)

    def test_a_key_goes_to_no_other_host_than_it_was_entered_for(self):
        """Whoever may change addresses could else have it sent to themselves."""
        for provider, values in (
                ("kavenegar", {"base_url": "http://127.0.0.2:8/v1"}), ("kavenegar", {"base_url": "http://localhost"}),
                ("kavenegar", {"base_url": False}), ("generic", {"generic_balance_url": "http://127.0.0.2/balance"}),
                ("generic", {"generic_status_url": "http://127.0.0.2/status/{id}"})):
            gateway = self.given_gateway(provider)
            gateway.write({**values, "key_given": False})
            self.assertEqual((gateway.has_key, gateway.state), (False, "off"), values)
            self.assertIn("Enter the key again", gateway.problem)
            gateway.unlink()
        gateway = self.given_gateway()
        gateway.write({"base_url": gateway.base_url + "/other/path", "sender": "4000"})
        self.assertEqual((gateway.has_key, gateway.state), (True, "on"), "the same host")
        gateway.write({"base_url": "http://127.0.0.2:8", "key_given": "another"})
        self.assertEqual((gateway.has_key, gateway.state), (True, "on"), "the key that comes along is for the new address")

    def test_managers_change_no_gateway_and_test_none(self):
        gateway = self.given_gateway()
        manager = new_test_user(self.env, "gateway_manager", "customer_club.customer_club_group_manager")
        for act in ("action_test", "action_switch_off", "action_new_webhook", "action_forget_key"):
            with self.assertRaises(AccessError):
                getattr(gateway.with_user(manager), act)()
        with self.assertRaises(AccessError):
            gateway.with_user(manager).key_given = "x"

    def test_where_a_user_is_needed_nothing_goes_out_without_one(self):
        with self.assertRaisesRegex(UserError, "needs a user besides the key"):
            self.given_gateway("melipayamak", user_name=False)
        gateway = self.given_gateway("melipayamak")
        gateway.action_test()
        self.assertEqual(gateway.balance, "1,000.0 SMS")

    def test_a_copied_database_sends_nothing(self):
        gateway, [message] = self.given_gateway(), self.given_messages()
        self.env.flush_all()
        for query in get_neutralization_queries(["customer_club"]):
            self.env.cr.execute(query)
        self.env.invalidate_all()
        self.assertEqual((gateway.state, gateway.has_key, message.state), ("off", False, "cancelled"))


@tagged("post_install", "-at_install")
class TestAddresses(GatewayCase):

    def test_the_own_network_is_refused_with_a_sentence(self):
        with patch.object(http, "door", http.PUBLIC):
            for address, said in (
                ("https://127.0.0.1/api", "127.0.0.1 lies in the own network"),
                ("https://localhost:8069/web", "lies in the own network"),
                ("https://169.254.169.254/latest/meta-data", "169.254.169.254 lies in the own network"),
                ("http://8.8.8.8/api", "must begin with https://"),
                ("https://me:secret@8.8.8.8/", "no user and no password"),
            ):
                for field in ("base_url", "generic_status_url", "generic_balance_url"):
                    with self.assertRaisesRegex(ValidationError, said):
                        self.env["club.sms.gateway"].create({
                            "name": "Inside", "provider": "generic", "base_url": "https://8.8.8.8/", field: address})

    def test_a_name_that_leads_inside_later_is_refused_at_the_call(self):
        gateway = self.given_gateway()
        [message] = self.given_messages()
        with patch.object(http, "door", http.Door(("http",), http.is_public)):
            self.run_job()
            with self.assertRaisesRegex(UserError, "own network"):
                gateway.action_test()
        self.assertEqual((message.state, gateway.state, self.stub.requests), ("queued", "halted", []))
        self.assertIn("lies in the own network", gateway.problem)

    def test_a_generic_gateway_needs_an_address_and_settings_that_make_sense(self):
        for values, said in (
            ({}, "Give the address"), ({"generic_template": "[]"}, "must be a JSON object"),
            ({"generic_error_map": '{"1": "oops"}'}, "has oops; it may have"),
            ({"generic_status_map": "{"}, "must be a JSON object")):
            with self.assertRaisesRegex(ValidationError, said):
                self.env["club.sms.gateway"].create({
                    "name": "Odd", "provider": "generic", "base_url": self.address if values else False, **values})

    def test_one_gateway_of_a_company_is_on(self):
        self.given_gateway()
        with self.assertRaisesRegex(UserError, "sends through the gateway Stub already"):
            self.given_gateway()
        with self.assertRaisesRegex(UserError, "has no key"):
            self.given_gateway(company=self.env["res.company"].create({"name": "Other"}), key=False)


@tagged("post_install", "-at_install")
class TestSending(GatewayCase):

    def test_every_provider_sends_once_and_tells_what_became_of_it(self):
        for provider, delivered in (("kavenegar", 10), ("smsir", 1), ("generic", "there")):
            with self.subTest(provider=provider):
                gateway, messages = self.given_gateway(provider), self.given_messages(3)
                self.stub.delivered.clear()
                self.run_job()
                self.run_job()
                self.assertEqual(messages.mapped("state"), ["sent"] * 3)
                self.assertEqual(self.stub.delivered,
                                 [(self.phone(number, provider), f"Hello {number}") for number in (1, 2, 3)])
                self.stub.states[self.phone(2, provider)] = delivered
                self.later(messages, "poll_at", minutes=3)
                self.run_job()
                self.assertEqual(messages.mapped("state"), ["sent", "delivered", "sent"])
                self.assertTrue(messages[1].delivered_at)
                gateway.action_switch_off()
                self.env.flush_all()

    def test_a_lost_answer_is_asked_for_and_nothing_goes_twice(self):
        for step, provider in (("cut", "kavenegar"), ("half", "kavenegar"), ("cut", "generic"), ("half", "generic")):
            with self.subTest(step=step, provider=provider):
                gateway, messages = self.given_gateway(provider), self.given_messages(2)
                self.stub.delivered.clear()
                self.stub.script = [step]
                self.run_job()
                lost = messages.filtered(lambda message: message.state == "unknown")
                self.assertEqual(len(lost), 2 if provider == "kavenegar" else 1)
                self.assertIn("not sent again by itself", lost[0].error_text)
                self.retry_now(gateway)
                self.run_job()
                self.assertEqual(lost[0].state, "unknown", "the gateway may still be at it: it is asked a little later")
                self.later(lost, "attempted_at", minutes=3)
                self.retry_now(gateway)
                self.run_job()
                self.assertEqual(messages.mapped("state"), ["sent"] * 2)
                self.assertEqual(sorted(self.stub.phones), [self.phone(number, provider) for number in (1, 2)])
                gateway.action_switch_off()
                self.env.flush_all()

    def test_what_the_gateway_never_had_is_sent(self):
        gateway, messages = self.given_gateway(), self.given_messages(2)
        self.stub.script = [502]  # a server before the gateway: nobody knows
        self.run_job()
        self.assertEqual((messages.mapped("state"), self.stub.delivered), (["unknown"] * 2, []))
        self.later(messages, "attempted_at", minutes=3)
        self.retry_now(gateway)
        self.run_job()
        self.assertEqual((messages.mapped("state"), len(self.stub.delivered)), (["sent"] * 2, 2))

    def test_where_the_gateway_cannot_be_asked_a_person_decides(self):
        gateway, [message] = self.given_gateway("smsir"), self.given_messages()
        self.stub.script = ["cut"]
        self.run_job()
        self.later(message, "attempted_at", minutes=30)
        for _time in range(2):
            self.retry_now(gateway)
            self.run_job()
        self.assertEqual((message.state, len(self.stub.delivered)), ("unknown", 1))
        before = message.local_id
        message.action_send_again()
        self.assertEqual((message.state, message.local_id != before), ("queued", True))

    def test_a_job_that_died_in_the_call_leaves_nothing_that_is_sent_twice(self):
        self.given_gateway()
        messages, send = self.given_messages(3), kavenegar.Provider.send

        def die(provider, texts):
            send(provider, texts)
            raise SystemExit
        with patch.object(kavenegar.Provider, "send", die), suppress(SystemExit):  # `assertRaises` would undo the commits
            self.run_job()
        self.env.invalidate_all()
        self.assertEqual((messages.mapped("state"), len(self.stub.delivered)), (["sending"] * 3, 3))
        self.run_job()
        self.assertEqual(messages.mapped("state"), ["sending"] * 3)
        self.later(messages, "attempted_at", minutes=11)
        self.run_job()
        self.assertEqual((messages.mapped("state"), len(self.stub.delivered)), (["sent"] * 3, 3))

    def test_a_gateway_that_is_down_is_tried_again_a_little_later_each_time(self):
        gateway, [message] = self.given_gateway(), self.given_messages()
        address = gateway.base_url
        gateway.write({"base_url": "http://127.0.0.1:9/kavenegar", "key_given": Stub.key})
        for minutes in (1, 2, 4, 8, 16):
            self.retry_now(gateway)
            self.run_job()
            self.assertEqual(message.state, "queued")
            self.assertAlmostEqual(gateway.retry_at, fields.Datetime.now() + timedelta(minutes=minutes),
                                   delta=timedelta(seconds=20))
        alerts = self.env["club.alert"].search([("kind", "=", "gateway")])
        self.assertEqual(len(alerts), 1, "told once, not every time")
        self.assertIn("The gateway Stub cannot be reached; it is tried again by itself.", alerts.message)
        self.assertIn("Messages that wait: 1.", alerts.message)
        gateway.write({"base_url": address, "key_given": Stub.key})
        self.run_job()
        self.assertEqual(message.state, "queued", "not before its time")
        self.retry_now(gateway)
        self.run_job()
        self.assertEqual((message.state, gateway.problem, gateway.failures), ("sent", False, 0))

    def test_too_many_calls_wait(self):
        gateway, [message] = self.given_gateway(), self.given_messages()
        self.stub.script = [429]
        self.run_job()
        self.assertEqual((message.state, message.error, gateway.state), ("queued", "rate", "on"))
        self.retry_now(gateway)
        self.run_job()
        self.assertEqual((message.state, len(self.stub.delivered)), ("sent", 1))

    def test_a_wrong_key_and_an_empty_account_halt_the_gateway_and_lose_nothing(self):
        for provider, script, key, said in (
            ("kavenegar", [], "wrong", "refuses the key or the account"),
            ("smsir", [], "wrong", "refuses the key or the account"),
            ("generic", [], "wrong", "refuses the key or the account"),
            ("kavenegar", [("code", 418)], Stub.key, "has no credit left. Charge it and press “Test”"),
            ("smsir", [("code", 102)], Stub.key, "has no credit left"),
            ("kavenegar", [("code", 412)], Stub.key, "does not accept the line 3000"),
        ):
            with self.subTest(provider=provider, said=said):
                gateway, messages = self.given_gateway(provider, key=key), self.given_messages(3)
                self.stub.delivered.clear()
                self.stub.script = list(script)
                self.run_job()
                asked = len(self.stub.requests)
                self.run_job()
                self.assertEqual(len(self.stub.requests), asked, "it waits for a person")
                self.assertEqual((messages.mapped("state"), gateway.state), (["queued"] * 3, "halted"))
                alert = self.env["club.alert"].search([("kind", "=", "gateway")], order="id desc", limit=1)
                self.assertIn(said, alert.message)
                self.assertIn("Messages that wait: 3.", alert.message)
                gateway.key_given = Stub.key
                gateway.action_test()
                self.assertEqual((gateway.state, gateway.problem), ("on", False))
                self.run_job()
                self.assertEqual((messages.mapped("state"), len(self.stub.delivered)), (["sent"] * 3, 3))
                gateway.action_switch_off()
                self.env.flush_all()

    def test_the_test_shows_the_balance_or_says_what_is_wrong(self):
        gateway = self.given_gateway()
        self.assertIn("1,000 IRR", gateway.action_test()["params"]["message"])
        gateway.key_given = "wrong-key"
        with self.assertRaisesRegex(UserError, "refuses the key or the account. Enter the right key") as caught:
            gateway.action_test()
        self.assertNotIn("wrong-key", str(caught.exception))

    def test_one_refused_number_keeps_no_other_waiting(self):
        for provider in PLACES:
            with self.subTest(provider=provider):
                gateway, messages = self.given_gateway(provider), self.given_messages(7)
                self.stub.delivered.clear()
                self.stub.bad, self.stub.blocked = {self.phone(3, provider)}, {self.phone(5, provider)}
                self.run_job()
                tells = provider in TELLS_BLOCKED
                self.assertEqual(messages.mapped("state"), [
                    "sent", "sent", "failed", "sent", "blocked" if tells else "failed", "sent", "sent"])
                if tells:
                    self.assertEqual((messages[2].error, messages[4].error), ("number", "blocked"))
                self.assertEqual(sorted(self.stub.phones), [self.phone(number, provider) for number in (1, 2, 4, 6, 7)])
                self.assertTrue(messages[2].error_text)
                gateway.action_switch_off()
                self.env.flush_all()

    def test_an_answer_that_nobody_understands_is_told_and_not_repeated(self):
        gateway, messages = self.given_gateway(), self.given_messages(2)
        with patch.object(kavenegar.Provider, "_answer", side_effect=KeyError("status")), mute_logger(LOGGER):
            self.run_job()
        self.assertEqual((messages.mapped("state"), len(self.stub.delivered)), (["unknown"] * 2, 2))
        self.assertIn("an error nobody knows", gateway.problem)

    def test_one_gateways_fault_stops_no_other(self):
        other = self.env["res.company"].create({"name": "Other", "country_id": self.iran.id})
        [first], [second] = self.given_messages(), self.given_messages(company=other)
        broken, _good = self.given_gateway(), self.given_gateway("smsir", company=other)
        with patch.object(kavenegar.Provider, "__init__", side_effect=TypeError), mute_logger(LOGGER):
            self.run_job()
        self.assertEqual((first.state, second.state), ("queued", "sent"))
        self.assertIn("an error nobody knows", broken.problem)

    def test_what_waited_too_long_is_not_sent(self):
        self.given_gateway()
        late, good = self.given_messages(2)
        late.valid_until = fields.Datetime.now() - timedelta(minutes=1)
        self.run_job()
        self.assertEqual((late.state, late.error, good.state), ("failed", "late", "sent"))
        self.assertEqual(self.stub.phones, [self.phone(2)])

    def test_a_job_whose_time_is_up_goes_on_later(self):
        gateway, messages = self.given_gateway("generic"), self.given_messages(4)
        progress, calls = type(self.env["ir.cron"])._commit_progress, []

        def time_is_up(cron, processed=0, **options):
            progress(cron, processed, **options)
            calls.append(processed)
            return 0 if sum(calls) >= 2 else 60
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", time_is_up), self.enter_registry_test_mode(), \
                self.registry.cursor() as cr:
            self.env(cr=cr)["club.message"]._cron_send()
        self.env.invalidate_all()
        self.assertEqual(messages.mapped("state"), ["sent", "sent", "queued", "queued"])
        self.run_job()
        self.assertEqual((messages.mapped("state"), len(self.stub.delivered)), (["sent"] * 4, 4))
        self.assertFalse(gateway.problem)

    def test_no_more_are_taken_than_fit_into_a_call_however_the_database_looks_for_them(self):
        gateway = self.given_gateway("generic")
        self.given_messages(6)
        self.env.cr.execute("UPDATE pg_class SET reltuples = 1, relpages = 1 WHERE relname = 'club_message'")
        self.assertEqual(len(gateway._take(gateway._companies().ids, 2)), 2)

    def test_people_stop_what_waits_and_repeat_what_failed(self):
        waiting, failed, code = self.given_messages(3)
        failed.write({"state": "failed"})
        code.write({"state": "failed", "event": "code"})
        manager = new_test_user(self.env, "message_manager", "customer_club.customer_club_group_manager")
        staff = new_test_user(self.env, "message_staff", "customer_club.customer_club_group_staff")
        for act in ("action_cancel", "action_send_again"):
            with self.assertRaises(AccessError):
                getattr(waiting.with_user(staff), act)()
        (waiting | failed).with_user(manager).action_cancel()
        (failed | code).with_user(manager).action_send_again()
        self.assertEqual((waiting.state, failed.state, code.state), ("cancelled", "queued", "failed"))
        with self.assertRaisesRegex(UserError, "no codes"):
            code.with_user(manager).action_send_again()


@tagged("post_install", "-at_install")
class TestOdoosQueue(GatewayCase):

    def test_each_companys_sms_goes_through_its_own_gateway(self):
        other = self.env["res.company"].create({"name": "Other", "country_id": self.iran.id})
        third = self.env["res.company"].create({"name": "Child", "parent_id": self.env.company.id})
        self.given_gateway()
        self.given_gateway("smsir", company=other)
        rows = self.env["sms.sms"].create([
            {"number": f"+98912000000{number}", "body": f"From {company.name}", "club_company_id": company.id}
            for number, company in enumerate((self.env.company, other, third), 1)])
        with self.enter_registry_test_mode():
            self.env.ref("sms.ir_cron_sms_scheduler_action").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((rows.mapped("state"), self.stub.delivered), (["process"] * 3, []), "nothing goes out in Odoo's job")
        self.run_job()
        self.assertEqual(rows.mapped("state"), ["pending"] * 3)
        self.assertEqual(sorted(self.stub.phones), ["09120000001", "09120000002", "09120000003"])
        kinds = {path.split("/")[1] for _method, path, _body in self.stub.requests}
        self.assertEqual(kinds, {"kavenegar", "smsir"})

    def test_send_in_a_transaction_that_is_undone_sends_nothing(self):
        self.given_gateway()
        sms = self.env["sms.sms"].create({"number": "+989120000001", "body": "Hello"})
        with self.assertRaises(ZeroDivisionError):
            sms.send()
            1 / 0  # noqa: B018
        self.run_job()
        self.assertEqual(self.stub.delivered, [])
        sms.send()
        sms.send()
        self.run_job()
        self.assertEqual(len(self.stub.delivered), 1)

    def test_a_failure_reaches_odoos_own_row(self):
        self.given_gateway()
        self.stub.bad = {"09120000001"}
        sms = self.env["sms.sms"].create({"number": "+989120000001", "body": "Hello"})
        sms.send()
        self.run_job()
        self.assertEqual((sms.state, sms.failure_type), ("error", "sms_number_format"))


@tagged("post_install", "-at_install")
class TestCodes(GatewayCase):

    def send_code(self):
        self.env["club.one.time.code"].search([]).write({"sent_at": fields.Datetime.now() - timedelta(hours=2)})
        self.assertIsNone(self.env["club.one.time.code"]._send(self.member, "payment"))
        self.run_job("club_one_time_code_cron")

    def test_a_code_goes_by_its_pattern_at_once_and_is_kept_nowhere(self):
        for provider, pattern in (("kavenegar", "login"), ("smsir", "77"), ("melipayamak", "77"), ("ghasedak", "login"),
                                  ("ippanel", "login"), ("farazsms", "login")):
            gateway = self.given_gateway(provider, code_pattern=pattern)
            self.stub.delivered.clear()
            self.given_messages(5)
            self.send_code()
            [(phone, code)] = self.stub.delivered
            self.assertEqual((phone, len(code)), (self.phone(1, provider), 6))
            message = self.log.search([("event", "=", "code")], limit=1)
            self.assertEqual((message.state, message.member_id, message.body), ("sent", self.member, False))
            self.assertEqual(self.columns_with(code), set())
            gateway.action_switch_off()
            self.env.flush_all()

    def test_without_a_pattern_it_goes_as_a_text(self):
        self.given_gateway()
        self.send_code()
        self.assertIn("your code for the payment is", self.stub.delivered[0][1])
        self.assertEqual(self.columns_with("your code for the payment is"), set())

    def test_a_code_whose_answer_was_lost_is_not_sent_again(self):
        gateway = self.given_gateway(code_pattern="login")
        self.stub.script = ["cut"]
        self.send_code()
        message = self.log.search([("event", "=", "code")])
        self.later(message, "attempted_at", minutes=5)
        self.retry_now(gateway)
        self.run_job()
        self.assertEqual((message.state, len(self.stub.delivered)), ("unknown", 1))

    def test_a_code_that_waits_is_withdrawn_by_the_next_and_by_its_end(self):
        gateway = self.given_gateway(code_pattern="login")
        address = gateway.base_url
        gateway.write({"base_url": "http://127.0.0.1:9/kavenegar", "key_given": Stub.key})
        self.send_code()
        gateway.write({"base_url": address, "key_given": Stub.key})
        self.retry_now(gateway)
        self.send_code()
        self.assertEqual(len(self.stub.delivered), 1, "the second alone")
        states = self.log.search([("event", "=", "code")], order="id").mapped("state")
        self.assertEqual(states, ["cancelled", "sent"])

    def test_a_pattern_that_the_gateway_does_not_know_is_told(self):
        gateway = self.given_gateway(code_pattern="wrong")
        self.stub.script = [("code", 424)]
        self.send_code()
        message = self.log.search([("event", "=", "code")])
        self.assertEqual((message.state, message.error), ("failed", "template"))
        self.assertIn("does not accept the pattern wrong", gateway.problem)


@tagged("post_install", "-at_install")
class TestWebhook(GatewayCase, HttpCase):

    def setUp(self):
        super().setUp()
        self.gateway = self.given_gateway()
        told = self.gateway.action_new_webhook()["params"]["message"]
        self.url = told.split("/club/")[1].split("/report")[0]
        [self.message] = self.given_messages()
        self.message.write({"state": "sent", "gateway_id": self.gateway.id, "remote_id": "777"})

    def call(self, url, **options):
        return self.url_open(f"/club/{url}", **options)

    def test_a_report_with_the_secret_is_noted(self):
        self.assertEqual(self.call(f"{self.url}/report", data={"messageid": "777", "status": "10"}).text, "ok")
        self.assertEqual(self.message.state, "delivered")
        self.call(f"{self.url}/report?messageid=777&status=4")
        self.assertEqual(self.message.state, "delivered", "a later word that says less")

    def test_reports_as_json(self):
        self.call(f"{self.url}/report", json=[{"messageid": 777, "status": 14}, "nonsense", {}])
        self.assertEqual((self.message.state, self.message.error), ("blocked", "blocked"))

    def test_words_of_stopping_and_resuming_are_consent(self):
        stranger = self.given_reachable("Reza", 2)
        may_send = self.env["club.consent"]._may_send
        self.env["club.consent"]._record(self.member, True, ["sms", "email"], ["marketing"], "till")
        for said, service, marketing in (
            ("stop it please", True, True), ("۱۱", False, False), ("12", True, True), ("لغو۱۱", False, False),
            ("start", True, True), (" لغو ", False, False)):
            self.call(f"{self.url}/incoming", data={"from": "989120000001", "to": "3000", "message": said})
            self.env.invalidate_all()
            found = [bool(may_send("sms", purpose, self.member)) for purpose in ("service", "marketing")]
            self.assertEqual(found, [service, marketing], said)
        self.assertTrue(may_send("email", "marketing", self.member), "an SMS says nothing of e-mail")
        self.assertTrue(may_send("sms", "service", stranger))
        consent = self.member.consent_ids[0]
        self.assertEqual((consent.source, consent.wording, consent.agreed), ("message", " لغو ", False))
        self.assertIn("Wrote by SMS", self.member.message_ids[0].body)

    def test_stop_on_the_line_of_a_company_below_stops_too(self):
        below = self.env["res.company"].create({"name": "Below", "parent_id": self.env.company.id})
        gateway = self.given_gateway(company=below)
        url = gateway.action_new_webhook()["params"]["message"].split("/club/")[1].split("/report")[0]
        self.call(f"{url}/incoming", data={"from": "989120000001", "to": "3000", "message": "11"})
        self.env.invalidate_all()
        self.assertFalse(self.env["club.consent"]._may_send("sms", "service", self.member))

    def test_without_the_secret_nothing_is_found(self):
        with mute_logger("odoo.http"):
            for url in (f"sms/{self.gateway.id}/guess/report", f"sms/{self.gateway.id + 999}/guess/report"):
                self.assertEqual(self.call(url, data={"messageid": "777", "status": "10"}).status_code, 404)
        old = self.url
        self.gateway.action_new_webhook()
        self.assertEqual(self.call(f"{old}/report", data={"messageid": "777", "status": "10"}).status_code, 404)
        self.assertEqual(self.message.state, "sent")

    def test_the_secret_stands_nowhere(self):
        self.assertEqual(self.columns_with(self.url.split("/")[-1]), set())

    def test_another_gateways_messages_are_not_touched(self):
        other = self.given_gateway("smsir", company=self.env["res.company"].create({"name": "Other"}))
        self.message.gateway_id = other
        self.call(f"{self.url}/report", data={"messageid": "777", "status": "10"})
        self.assertEqual(self.message.state, "sent")


@tagged("post_install", "-at_install")
class TestTwoJobsAtOnce(ConcurrentCase):

    def test_every_phone_gets_one_sms(self):
        with stub_server() as (stub, address), patch.object(http, "door", STUB_DOOR):
            with self.environment() as env:
                gateway = env["club.sms.gateway"].create({
                    "name": "Stub", "provider": "generic", "base_url": f"{address}/generic/sms", "sender": "1",
                    "key_given": Stub.key, "generic_template": '{"to": "{phone}", "text": "{text}", "ref": ""}',
                    "generic_id_path": "data.id"})
                gateway.state = "on"
                ids = env["club.message"].create([{
                    "company_id": env.company.id, "channel": "sms", "event": "other", "body": "Hello",
                    "recipient": f"+98912000{number:04}"} for number in range(40)]).ids
                gateway_id = gateway.id
            self.addCleanup(self.take_messages_away, gateway_id, ids)

            def work():
                for _round in range(3):
                    with self.environment() as env:
                        env["club.sms.gateway"].browse(gateway_id)._send_due()
            self.run_at_once(work, work, work)
            with self.environment() as env:
                self.assertEqual(set(env["club.message"].browse(ids).mapped("state")), {"sent"})
            self.assertEqual((len(stub.phones), len(set(stub.phones))), (40, 40))

    def take_messages_away(self, gateway_id, ids):
        with self.environment() as env:
            env["club.message"].browse(ids).unlink()
            env["club.sms.gateway"].browse(gateway_id).unlink()


@tagged("post_install", "-at_install")
class TestBase(GatewayCase):

    def test_every_class_of_error_has_a_sentence_and_a_place_in_the_log(self):
        gateway, known = self.given_gateway(), dict(self.log._fields["error"].selection)
        classes = {value for name, value in vars(base).items() if name.isupper() and isinstance(value, str)} - {
            base.QUEUED, base.SENT, base.DELIVERED, base.UNDELIVERED, base.FAILED}
        for error in sorted(classes):
            self.assertIn(error, known)
            sentence = gateway._sentence(error, "own_network 10.0.0.1" if error == base.ADDRESS else "")
            self.assertTrue(sentence.endswith("."), sentence)
