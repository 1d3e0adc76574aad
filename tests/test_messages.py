"""What members are told: each event writes one message in its own transaction, to those who may get it, when it may go out."""

import re
from datetime import date, datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from odoo import fields
from odoo.addons.mail.tests.common import MockEmail
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..models.club_message_template import WITH_TEXT
from .message_common import GatewayCase
from .pos_common import ClubPosCase


class MessageCase(GatewayCase):

    def setUp(self):
        super().setUp()
        self.consent = self.env["club.consent"]
        self.agree(self.member)

    def agree(self, members, agreed=True, channels=("sms", "email"), purposes=("marketing",)):
        self.consent._record(members, agreed, channels, purposes, "till")

    def given_text(self, event, body, channel="sms", lang="en_US", **values):
        return self.env["club.message.template"].create({
            "program_id": self.program.id, "event": event, "channel": channel, "lang": lang, "body": body, **values})

    def written(self, event=None, member=None):
        domain = [("member_id", "=", (member or self.member).id)] + ([("event", "=", event)] if event else [])
        return self.log.search(domain, order="id")


@tagged("post_install", "-at_install")
class TestTexts(MessageCase):

    def test_a_placeholder_that_nothing_fills_is_refused_with_a_sentence(self):
        for body, said in (("Hello {nmae}", "Nothing fills in {nmae}. This text may have {name}, {club}"),
                           ("Hello {name", "Nothing fills in {."), ("{amount}", "Nothing fills in {amount}"),
                           ("{}", "Nothing")):
            with self.assertRaisesRegex(ValidationError, re.escape(said)), self.cr.savepoint():
                self.given_text("joined", body)
        text = self.given_text("joined", "Hello {name}")
        with self.assertRaises(ValidationError):
            text.body = "Hello {who}"
        with self.assertRaisesRegex(ValidationError, "needs a subject"):
            self.given_text("joined", "Hello", channel="email")

    def test_a_text_is_called_by_what_it_is(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        text = self.given_text("joined", "سلام", lang="fa_IR")
        self.assertEqual(text.display_name, "Joined, SMS, Persian / فارسی")

    def test_every_placeholder_of_every_event_has_an_example(self):
        template = self.env["club.message.template"]
        for event, _label in WITH_TEXT:
            body = " ".join(f"{{{name}}}" for name in template._names(event))
            text = template.new({
                "program_id": self.program.id, "event": event, "channel": "sms", "lang": "en_US", "body": body})
            self.assertNotIn("{", text.preview, event)

    def test_preview_length_and_parts_in_two_languages(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.program.with_context(lang="en_US").sms_footer = "STOP: 11"
        self.program.with_context(lang="fa_IR").sms_footer = "لغو۱۱"
        english = self.given_text("joined", "Hello {name}")
        persian = self.given_text("joined", "سلام {name} " + "خوش آمدید " * 8, lang="fa_IR")
        self.assertEqual((english.preview, english.length_text[:22]), ("Hello Sara\nSTOP: 11", "19 characters, 1 parts"))
        self.assertIn("2 parts", persian.length_text)
        self.assertIn("UCS-2", persian.length_text)
        self.assertTrue(persian.preview.endswith("لغو۱۱"))

    def test_a_member_is_told_in_their_language(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.given_text("personal", "Hello {name}")
        self.given_text("personal", "سلام {name}", lang="fa_IR")
        for lang, body in (("fa_IR", "سلام Sara"), ("en_US", "Hello Sara"), (False, "Hello Sara")):
            self.member.partner_id.lang = lang
            self.program._prepare_messages("personal", {self.member.id: (f"try:{lang}", {})})
            self.assertEqual(self.written()[-1].body, body)


@tagged("post_install", "-at_install")
class TestWhoAndWhen(MessageCase):

    def tell(self, event="offer", member=None, key=None):
        self.given_text(event, "Hello {name}") if not self.program._message_templates(event) else None
        return self.program._prepare_messages(event, {(member or self.member).id: (key, {})})

    def test_offers_ask_for_consent_and_service_does_not(self):
        other = self.given_reachable("Reza", 2)
        self.assertEqual([self.tell("offer", each) for each in (self.member, other)], [1, 0])
        self.assertEqual([self.tell("credit", each) for each in (self.member, other)], [1, 1])
        self.agree(self.member, False, purposes=("marketing", "service"))
        self.assertEqual([self.tell(event) for event in ("offer", "credit")], [0, 0])

    def test_without_a_phone_or_a_place_in_the_club_nothing_is_written(self):
        for values in ({"state": "blocked"}, {"state": "left"}):
            self.member.write(values)
            self.assertEqual(self.tell("credit"), 0, values)
        self.member.state = "active"
        self.member.partner_id.phone = False
        self.assertEqual(self.tell("credit"), 0)

    def test_an_occasion_has_one_message(self):
        self.assertEqual([self.tell("credit", key=key) for key in ("gift:1", "gift:1", "gift:2")], [1, 0, 1])

    def test_a_member_gets_no_more_than_the_most(self):
        self.program.write({"cap_count": 2, "cap_days": 7})
        self.assertEqual([self.tell("offer", key=f"offer:{number}") for number in range(3)], [1, 1, 0])
        self.assertEqual(self.tell("credit"), 1, "service is not counted")
        self.later(self.written("offer")[0], "queued_at", days=8)
        self.assertEqual(self.tell("offer", key="offer:9"), 1)

    def test_quiet_hours_are_those_of_the_branch(self):
        self.program.write({"quiet_from": 21.0, "quiet_until": 9.5, "tz": "UTC"})
        self.branch.tz = "Asia/Tehran"  # +3:30
        self.member.branch_id = self.given_branch(self.program, tz="UTC")
        near = self.given_reachable("Near", 3, branch_id=self.branch.id)
        for now, at_home, in_tehran in (
            ("2026-03-10 12:00", "2026-03-10 12:00", "2026-03-10 12:00"),
            ("2026-03-10 18:00", "2026-03-10 18:00", "2026-03-11 06:00"),
            ("2026-03-10 22:00", "2026-03-11 09:30", "2026-03-11 06:00"),
            ("2026-03-10 07:00", "2026-03-10 09:30", "2026-03-10 07:00"),
        ):
            with patch("odoo.fields.Datetime.now", return_value=datetime.fromisoformat(now)):
                for member, expected in ((self.member, at_home), (near, in_tehran)):
                    self.tell("credit", member, key=now)
                    self.assertEqual(self.written("credit", member)[-1].send_after, datetime.fromisoformat(expected), now)

    def test_a_backlog_does_not_spill_into_the_quiet_hours(self):
        self.given_gateway()
        self.tell("credit")
        message = self.written("credit")
        hour = fields.Datetime.now().hour
        self.program.write({"quiet_from": hour, "quiet_until": (hour + 2) % 24})
        self.run_job()
        self.assertEqual((message.state, self.stub.delivered), ("queued", []))
        self.assertGreater(message.send_after, fields.Datetime.now())

    def test_who_says_stop_before_it_goes_out_gets_nothing(self):
        self.given_gateway()
        self.tell("offer")
        self.agree(self.member, False)
        self.run_job()
        message = self.written("offer")
        self.assertEqual((message.state, message.error, self.stub.delivered), ("cancelled", "stopped", []))

    def test_nothing_is_asked_where_an_event_has_no_text(self):
        self.program._message_templates("purchase")
        with self.assertQueryCount(0):
            self.program._prepare_messages("purchase", {self.member.id: ("x", {})})


@tagged("post_install", "-at_install")
class TestEvents(MessageCase, ClubPosCase):

    def setUp(self):
        super().setUp()
        self.member = self.given_reachable("Sara", 5, branch_id=self.branch.id)
        self.agree(self.member)

    def test_joining_and_buying(self):
        self.given_text("joined", "Welcome {name}, your card is {card}")
        self.given_text("purchase", "{amount} bought, {earned_points} points, balance {points}")
        self.given_offer("Points", [{"kind": "points_flat", "points": 6}], stacking="always")
        member = self.given_reachable("Mina", 6)
        self.assertEqual(self.written("joined", member).body, f"Welcome Mina, your card is {member.card_number}")
        self.sell([(self.bread, 2)], member=member)
        body = self.written("purchase", member).body
        self.assertIn("20.00", body)
        self.assertIn("6 points, balance 6", body)
        self.assertEqual(self.log.search([("state", "!=", "queued")]), self.log.browse(), "nothing is sent in a sale")

    def test_who_joined_long_ago_is_not_welcomed_by_an_import(self):
        self.given_text("joined", "Welcome")
        old = self.given_reachable("Old", 7, joined_at=fields.Datetime.now() - timedelta(days=30))
        self.assertFalse(self.written(member=old))
        partner = self.env["res.partner"].create({"name": "New", "phone": "09120000008", "country_id": self.iran.id})
        new = self.env["club.member"].with_context(customer_club_import=True).create({
            "program_id": self.program.id, "partner_id": partner.id})
        self.assertFalse(self.written(member=new))

    def test_a_sale_that_is_undone_tells_nobody(self):
        self.given_text("purchase", "Thank you")
        with self.assertRaises(ZeroDivisionError):
            self.sell([(self.bread, 1)], member=self.member)
            1 / 0  # noqa: B018
        self.assertFalse(self.written())

    def test_credit_that_somebody_gave(self):
        self.given_text("credit", "You got {amount}")
        self.program.adjust_limit_points = 1000
        reason = self.env["club.adjustment.reason"].search([], limit=1)
        self.member.wallet_id._operate_adjust("points", 40, reason, "gift")
        self.member.wallet_id._operate_adjust("points", -10, reason, "back")
        self.assertEqual(self.written("credit").mapped("body"), ["You got 40"])

    def test_a_code_that_is_handed_out_is_an_offer(self):
        self.given_text("offer", "{name}, {offer}: {code}")
        batch = self.env["club.code.batch"].create({"name": "Spring codes", "program_id": self.program.id})
        batch._generate(3)
        other = self.given_reachable("No consent", 9)
        batch._hand_out(2, self.member | other)
        message = self.written("offer")
        self.assertEqual((message.body, message.given_code_id.member_id, message.marketing),
                         ("Sara, Spring codes: {code}", self.member, True))
        self.assertFalse(self.written(member=other))
        self.assertIn("2 codes were handed out; 1 messages tell of them.", batch.message_ids[0].body)
        offer = self.given_offer("Twenty off", [{"kind": "credit", "percent": 20}])
        self.env["club.offer.condition"].create(
            {"offer_id": offer.id, "kind": "code", "code_batch_ids": [(6, 0, batch.ids)]})
        batch._hand_out(1, self.member)
        self.assertEqual(self.written("offer")[-1].body, "Sara, Twenty off: {code}")

    def test_amounts_are_told_in_the_display_unit(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.program.write({"display_unit": "toman", "display_factor": 10})
        self.program.with_context(lang="fa_IR").display_unit = "تومان"
        for amount, told in ((1_234_560, "123,456 toman"), (12.5, "1.25 toman"), (-5, "-0.5 toman"), (0.1, "0.01 toman"),
                             (0, "0 toman")):
            self.assertEqual(self.program._money_told(amount), told)
        text, other = self.given_text("purchase", "{amount}"), self.given_text("purchase", "{amount}", lang="fa_IR")
        self.assertIn("12,500 toman", text.preview)
        self.assertIn("12,500 تومان", other.preview.replace("\u066c", ","))
        self.sell([(self.bread, 2)], member=self.member)
        self.assertEqual(self.written("purchase").body, "2 toman")
        self.given_text("tier_risk", "{missing}")
        self.program.tier_metric = "spend"
        self.env["club.member"]._tell_tier_at_risk({self.member: 30_00})
        self.assertEqual(self.written("tier_risk").body, "3 toman")

    def test_credit_that_lapses(self):
        self.given_text("lapsing", "{credit} until {until}")
        self.env["club.member"]._tell_lapsing({
            self.member: {"points": (30.0, date(2026, 3, 5)), "bonus": (5.0, date(2026, 3, 2))}})
        self.assertIn("30, $", self.written("lapsing").body)
        self.assertIn("03/02/2026", self.written("lapsing").body)

    def test_tiers_reached_and_at_risk(self):
        self.given_text("tier_up", "You are {tier} now")
        self.given_text("tier_risk", "{tier} ends on {until}: {missing} more")
        silver = self.env["club.tier"].create({"program_id": self.program.id, "name": "Silver", "code": "silver"})
        self.member._give_tier(silver)
        self.assertEqual(self.written("tier_up").body, "You are Silver now")
        self.member.with_context(tracking_disable=True).sudo()._write_tier(tier_valid_until=date(2026, 5, 1))
        self.program.tier_metric = "visits"
        self.env["club.member"]._tell_tier_at_risk({self.member: 3})
        self.assertIn("Silver ends on 05/01/2026: 3", self.written("tier_risk").body)

    def test_birthdays_of_both_calendars_once_a_year(self):
        self.given_text("birthday", "Happy birthday {name}")
        self.given_text("anniversary", "Congratulations")
        people = {}
        for number, (name, calendar, month, day) in enumerate((
            ("leap", "gregorian", 2, 29), ("own", "gregorian", 2, 28), ("esfand", "jalali", 12, 9), ("other", "jalali", 12, 10),
        ), 20):
            people[name] = self.given_reachable(
                name, number, calendar=calendar, birth_month=month, birth_day=day, birthday_changed_on=False)
            self.agree(people[name])
        run = self.env["club.repair.run"].create({"program_id": self.program.id, "step": "greetings"})
        for now, expected in (("2027-02-28 06:00", {"leap", "own", "esfand"}), ("2027-02-28 20:00", set()),
                              ("2028-02-28 06:00", {"own", "esfand"}), ("2028-02-29 06:00", {"leap", "other"})):
            before = self.log.search([])
            with patch("odoo.fields.Datetime.now", return_value=datetime.fromisoformat(now)), \
                    patch("odoo.fields.Date.today", return_value=date.fromisoformat(now[:10])):
                run._step_greetings()
            new = self.log.search([]) - before
            self.assertEqual(set(new.mapped("member_id.partner_id.name")), expected, now)

    def test_every_event_is_met_in_the_clubs_own_life(self):
        """Nothing is called by the test but what people and jobs call. Codes at the till: `test_one_time_code.py`."""
        events = {event for event, _label in WITH_TEXT} - {"step", "personal"}
        for event in events:
            self.given_text(event, "Hello {name}")
        silver = self.env["club.tier"].create({
            "program_id": self.program.id, "name": "Silver", "code": "silver", "threshold_count": 2})
        self.program.write({
            "warn_days": 10, "points_expiry": "days", "points_valid_days": 5, "adjust_limit_points": 100,
            "tier_metric": "visits", "tier_window_days": 10, "tier_notice_days": 9, "join_anniversary": "optional"})
        self.given_offer("Points", [{"kind": "points_flat", "points": 6}], stacking="always")
        today = self.program._today()
        joined = self.session.club_join({
            "phone": "09351234567", "name": "Mina", "consent": True, "anniversary_month": today.month,
            "anniversary_day": today.day, "birth_month": today.month, "birth_day": today.day, "calendar": "gregorian"})
        member = self.env["club.member"].browse(joined["member"]["id"])
        for _time in range(2):
            self.sell([(self.bread, 1)], member=member)
        self.assertEqual(member.tier_id, silver)
        reason = self.env["club.adjustment.reason"].search([], limit=1)
        member.wallet_id._operate_adjust("points", 40, reason, "gift")
        batch = self.env["club.code.batch"].create({"name": "Spring", "program_id": self.program.id})
        batch._generate(1)
        batch._hand_out(1, member)
        for days in (0, 3):
            with freeze_time(datetime.now() + timedelta(days=days)):
                self.run_job("club_repair_cron")
        self.assertEqual(set(self.written(member=member).mapped("event")), events)

    def test_the_day_is_that_of_the_branch(self):
        self.given_text("birthday", "Happy birthday {name}")
        self.program.tz = "Asia/Tehran"
        far = self.given_branch(self.program, tz="America/New_York")
        people = self.env["club.member"]
        for number, (name, branch, day) in enumerate((
                ("here", self.branch, 10), ("nowhere", self.branch.browse(), 10), ("there", far, 9), ("wrong", far, 10)), 20):
            people |= self.given_reachable(name, number, branch_id=branch.id, birth_month=3, birth_day=day,
                                           birthday_changed_on=False)
        self.branch.tz = "Asia/Tehran"
        self.agree(people)
        run = self.env["club.repair.run"].create({"program_id": self.program.id, "step": "greetings"})
        with patch("odoo.fields.Datetime.now", return_value=datetime(2027, 3, 10, 1)):  # 04:30 in Tehran, 20:00 in New York
            run._step_greetings()
        self.assertEqual(set(self.log.search([]).mapped("member_id.partner_id.name")), {"here", "nowhere", "there"})

    def test_the_night_greets(self):
        self.given_text("birthday", "Happy birthday {name}")
        today = self.program._today()
        self.member.write({"birth_month": today.month, "birth_day": today.day, "birthday_changed_on": False})
        self.run_job("club_repair_cron")
        self.assertEqual(len(self.written("birthday")), 1)
        self.assertEqual(self.program.repair_run_ids[:1].greetings_count, 1)


@tagged("post_install", "-at_install")
class TestOtherWays(MessageCase, MockEmail, HttpCase):

    def test_an_email_goes_through_odoos_mail_and_the_log_tells(self):
        self.given_text("offer", "Hello {name}\nsecond line", channel="email", subject="News for {name}")
        self.given_text("credit", "Credit", channel="email", subject="Credit")
        for event in ("offer", "credit"):
            self.program._prepare_messages(event, {self.member.id: (None, {})})
        offer, credit = self.written("offer"), self.written("credit")
        self.run_job()
        mail, other = self.env["mail.mail"].search([("club_message_id", "in", (offer | credit).ids)], order="id")
        self.assertEqual((mail.email_to, mail.subject, offer.state), ("member1@example.com", "News for Sara", "handed"))
        self.assertIn("Hello Sara<br", mail.body_html)
        self.assertNotIn("/club/stop/", other.body_html, "service has no such link")
        self.run_job()
        self.assertEqual(self.env["mail.mail"].search_count([("club_message_id", "in", (offer | credit).ids)]), 2)
        with self.mock_mail_gateway(mail_unlink_sent=True):
            mail.send()
        self.assertEqual(offer.state, "sent")
        with patch.object(type(self.env["ir.mail_server"]), "_connect__", side_effect=OSError("refused")):
            other.send()
        self.assertEqual((credit.state, credit.error), ("failed", "unknown"))

    def test_the_link_under_an_offer_asks_and_stops(self):
        self.given_text("offer", "Hello", channel="email", subject="News")
        self.program._prepare_messages("offer", {self.member.id: (None, {})})
        link = self.written("offer")._stop_link().split('href="')[1].split('"')[0]
        path = "/club/stop/" + link.split("/club/stop/")[1]
        self.assertIn("<form", self.url_open(path).text)
        self.assertTrue(self.consent._may_send("email", "marketing", self.member), "opened by a mail server, perhaps")
        self.url_open(path, data={"ok": "1"})
        self.env.invalidate_all()
        self.assertFalse(self.consent._may_send("email", "marketing", self.member))
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(path[:-3] + "abc").status_code, 404)

    def test_without_a_gateway_sms_wait_or_go_through_odoo(self):
        self.given_text("credit", "Hello")
        self.program._prepare_messages("credit", {self.member.id: (None, {})})
        self.run_job()
        message = self.written("credit")
        self.assertEqual((message.state, self.env["sms.sms"].search_count([])), ("queued", 0))
        self.program.sms_by_odoo = True
        self.run_job()
        sms = self.env["sms.sms"].search([("club_message_id", "=", message.id)])
        self.assertEqual((message.state, sms.number, sms.body), ("handed", "+989120000001", "Hello"))
        with patch("odoo.addons.sms.tools.sms_api.SmsApi._contact_iap", return_value=[{"uuid": sms.uuid, "state": "success"}]):
            sms.send()
        self.assertEqual(message.state, "sent")

    def test_a_personal_message_begins_with_the_programmes_text_and_is_shown_as_it_arrives(self):
        self.program.sms_footer = "STOP: 11"
        self.given_text("personal", "Dear {name}, you have {points}.")
        self.given_text("personal", "All about {card}", channel="email", subject="For {name}")
        self.member.partner_id.lang = "en_US"
        dialog = Form(self.env["club.message.write"].with_context(default_member_id=self.member.id))
        self.assertEqual(dialog.body, "Dear {name}, you have {points}.")
        self.assertEqual(dialog.preview, "Dear Sara, you have 0.\nSTOP: 11")
        self.assertIn(f"{len(dialog.preview)} characters", dialog.length_text)
        dialog.body = "{"
        self.assertEqual(dialog.preview, "{\nSTOP: 11")

    def test_a_person_writes_to_a_member(self):
        manager = new_test_user(self.env, "writing_manager", "customer_club.customer_club_group_manager")
        dialog = self.env["club.message.write"].with_user(manager).create({
            "member_id": self.member.id, "channel": "sms", "body": "Dear {name}, your coat is here"})
        self.assertIn("1 parts", dialog.length_text)
        dialog.action_done()
        self.assertEqual(self.written("personal").body, "Dear Sara, your coat is here")
        dialog.body = "Dear {who}"
        with self.assertRaisesRegex(ValidationError, "Nothing fills in {who}"):
            dialog.action_done()
        self.agree(self.member, False, purposes=("service",))
        dialog.body = "Hello"
        with self.assertRaisesRegex(UserError, "wants no such messages"):
            dialog.action_done()
