"""Joining: what a programme asks for, one phone for one member, who brought whom; names and phones found in any spelling."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import SQL, mute_logger
from psycopg2.errors import UniqueViolation

from .common import ClubCase
from .pos_common import ClubPosCase
from .test_club_wallet_concurrency import ConcurrentCase

PHONE = "09351234567"


class IranCase(ClubCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.ir")

    def given_person(self, name, phone=None, **values):
        return self.given_member(partner=self.env["res.partner"].create({"name": name, "phone": phone}), **values)


@tagged("post_install", "-at_install")
class TestFinding(IranCase):

    def find(self, typed):
        return self.env["club.member"].search([("find", "ilike", typed), ("program_id", "=", self.program.id)])

    def test_names_meet_in_every_spelling(self):
        member = self.given_person("علي‌رضا كريمي")
        self.given_person("Somebody")
        for typed in ("علیرضا", "علی رضا", "علی‌رضا", "كریمی", "کریمی", "رضا کر"):
            self.assertEqual(self.find(typed), member, typed)
            self.assertIn(member.id, dict(self.env["club.member"].name_search(typed)), typed)
        member.partner_id.name = "Nika"
        self.assertEqual(self.find("nika"), member)
        self.assertFalse(self.find("کریمی"))

    def test_a_phone_is_stored_once_and_found_however_it_is_typed(self):
        for number, stored in enumerate(("۰۹۱۲۳۴۵۶۷۸۹", "٠٩١٢٣٤٥٦٧٨٩", "00989123456789", "+98 912 345 6789", "0912-345-6789")):
            member = self.given_person(f"Person {number}", stored)
            self.assertEqual(member.phone_key, "+989123456789", stored)
            for typed in ("09123456789", "9123456789", "+989123456789", "00989123456789", "۰۹۱۲ ۳۴۵ ۶۷۸۹", "6789"):
                self.assertEqual(self.find(typed), member, (stored, typed))
            member.partner_id.phone = False
            self.assertFalse(member.phone_key)

    def test_a_card_is_found_in_any_digits(self):
        member = self.given_person("Person", card_number="200000000006")
        for typed in ("200000000006", "2000 0000 0006", "۲۰۰۰۰۰۰۰۰۰۰۶", "0006"):
            self.assertEqual(self.find(typed), member, typed)


    def test_the_end_of_a_number_is_found_without_reading_all_members(self):
        for typed in ("6789123", "200000000006"):
            found = self.env["club.member"].with_context(active_test=False)._search([("find", "ilike", typed)])
            self.env.cr.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
            self.env.cr.execute(SQL("EXPLAIN %s", found.select()))
            plan = " ".join(row[0] for row in self.env.cr.fetchall())
            for index in ("name_key_index", "card_ends", "phone_ends"):
                self.assertIn(index, plan)

    def test_a_middle_of_a_number_finds_nobody(self):
        self.given_person("Person", "09123456789", card_number="200000000006")
        self.assertFalse(self.find("345678"))


@tagged("post_install", "-at_install")
class TestOnePhone(IranCase):

    def test_another_members_phone_is_refused_in_a_sentence(self):
        self.given_person("Sara", PHONE)
        with self.assertRaisesRegex(ValidationError, "is the phone of Sara already; a phone belongs to one member"):
            self.given_person("Mina", "۰۹۳۵ ۱۲۳ ۴۵۶۷")
        mina = self.given_person("Mina", "09351234568")
        for change in (lambda: mina.partner_id.write({"phone": "+989351234567"}), lambda: mina.write({"phone": PHONE})):
            with self.assertRaisesRegex(ValidationError, "is the phone of Sara already"):
                change()
        with self.assertRaisesRegex(ValidationError, "not a phone number: 12"):
            mina.phone = "12"

    def test_other_programmes_may_have_the_same_phone(self):
        sara = self.given_person("Sara", PHONE)
        self.given_member(self.given_program(name="Other"), partner=sara.partner_id)

    def test_the_database_keeps_it_where_no_sentence_could(self):
        self.given_person("Sara", PHONE)
        mina = self.given_person("Mina")
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env.cr.execute("UPDATE club_member SET phone_key = '+989351234567' WHERE id = %s", [mina.id])

    def test_merging_frees_the_phone(self):
        sara, mina = self.given_person("Sara", PHONE), self.given_person("Mina")
        partner = sara.partner_id
        sara._merge(mina)
        self.assertFalse(sara.phone_key)
        mina.partner_id.phone = PHONE
        self.assertEqual((mina.phone_key, partner.phone_sanitized), ("+989351234567", "+989351234567"))


@tagged("post_install", "-at_install")
class TestWhatIsAsked(IranCase):

    def test_what_is_required_is_named_wherever_a_member_is_made(self):
        self.program.write({"join_email": "required", "join_birthday": "required"})
        with self.assertRaisesRegex(ValidationError, "Missing: E-mail, Birthday. The programme Test club asks"):
            self.given_person("Sara")
        manager = new_test_user(self.env, "club_manager", "customer_club.customer_club_group_manager")
        form = Form(self.env["club.member"].with_user(manager))
        form.program_id = self.program
        form.partner_id = self.env["res.partner"].create({"name": "Nika"})
        with self.assertRaises(AssertionError):  # the form itself asks
            form.save()
        form.email, form.birth_day, form.birth_month = "nika@example.com", 30, 12
        form.calendar = "jalali"
        member = form.save()
        with self.assertRaisesRegex(ValidationError, "Missing: E-mail"):
            member.email = False
        member.email = "other@example.com"

    def test_who_joined_before_the_rule_stays_as_they_are(self):
        member = self.given_person("Sara")
        self.program.join_birthday = "required"
        member.write({"anniversary_month": 3, "anniversary_day": 1, "email": "sara@example.com"})

    def test_a_day_that_no_year_has_is_one_sentence(self):
        for calendar, month, day, sentence in (
                ("jalali", 12, 31, "Month 12 of the calendar Jalali has at most 30 days; there is no day 31."),
                ("gregorian", 2, 30, "Month 2 of the calendar Gregorian has at most 29 days; there is no day 30."),
                ("jalali", 13, 1, "A year has 12 months; there is no month 13.")):
            for what in ("birth", "anniversary"):
                with self.assertRaises(ValidationError) as refusal:
                    self.given_person("Sara", calendar=calendar, **{f"{what}_month": month, f"{what}_day": day})
                self.assertEqual(str(refusal.exception), sentence)
        self.given_person("Sara", calendar="jalali", birth_month=12, birth_day=30)


@tagged("post_install", "-at_install")
class TestReferral(IranCase):

    def test_a_code_or_a_card_names_who_brought_somebody(self):
        sara = self.given_person("Sara")
        of = self.env["club.member"]._referrer_of
        self.assertEqual(len(sara.referral_code), 8)
        for typed in (sara.referral_code, f" {sara.referral_code.lower()} ", sara.card_number):
            self.assertEqual(of(self.program, typed), sara, typed)
        self.assertFalse(of(self.program, "NOBODY22") | of(self.given_program(name="Other"), sara.referral_code))
        sara.state = "left"
        self.assertFalse(of(self.program, sara.referral_code))

    def test_nobody_brings_themselves_nor_in_a_circle(self):
        sara = self.given_person("Sara")
        mina = self.given_person("Mina", referrer_id=sara.id)
        nika = self.given_person("Nika", referrer_id=mina.id)
        for referrer in (sara, mina, nika):
            with self.assertRaisesRegex(ValidationError, "Sara cannot be brought by themselves"):
                sara.referrer_id = referrer
        with self.assertRaisesRegex(ValidationError, "another programme"):
            sara.referrer_id = self.given_member(self.given_program(name="Other"))

    def test_it_is_said_at_joining_and_stays(self):
        manager = new_test_user(self.env, "club_manager", "customer_club.customer_club_group_manager")
        sara, mina = self.given_person("Sara"), self.given_person("Mina")
        nika = self.given_person("Nika").with_user(manager)
        nika.referrer_id = sara
        with self.assertRaisesRegex(UserError, "said when they join"):
            nika.referrer_id = mina

    def test_a_merge_carries_it_over_without_a_circle(self):
        sara = self.given_person("Sara")
        mina = self.given_person("Mina", referrer_id=sara.id)
        nika = self.given_person("Nika", referrer_id=mina.id)
        sara._merge(nika)  # sara brought mina, who brought nika: now mina is brought by nika
        self.assertEqual((mina.referrer_id, nika.referrer_id), (nika, self.env["club.member"]))


@tagged("post_install", "-at_install")
class TestJoiningAtTheTill(ClubPosCase, IranCase):

    def join(self, **values):
        cashier = self.env.ref("base.user_admin")
        return self.session.with_user(cashier).club_join({"phone": PHONE, **values})

    def joined(self, **values):
        answer = self.join(**values)
        self.assertIn("member", answer, answer)
        return self.env["club.member"].browse(answer["member"]["id"])

    def test_the_till_knows_what_to_ask(self):
        self.program.write({"join_email": "required", "consent_wording": "By SMS, please."})
        rules = self.till.club_till_data()["program"]["join"]
        self.assertEqual((rules["fields"]["email"], rules["fields"]["birthday"], rules["fields"]["anniversary"]),
                         ("required", "optional", "no"))
        self.assertEqual((rules["consent"], rules["wording"]), (True, "By SMS, please."))

    def test_all_that_is_said_is_kept(self):
        friend = self.given_person("Friend")
        self.program.consent_wording = "By SMS, please."
        member = self.joined(
            name="Mina", email="mina@example.com", birth_day="۳۰", birth_month="12", anniversary_day="1",
            anniversary_month="7", calendar="jalali", referrer=friend.referral_code.lower(), consent=True)
        self.assertEqual((member.partner_id.name, member.email, member.birth_day, member.anniversary_month, member.calendar),
                         ("Mina", "mina@example.com", 30, 7, "jalali"))
        self.assertEqual((member.referrer_id, member.branch_id), (friend, self.branch))
        self.assertEqual(member.consent_ids.mapped("wording"), ["By SMS, please."] * 2)
        self.assertEqual(member.consent_ids.mapped("source"), ["till"] * 2)
        self.assertTrue(self.env["club.consent"]._may_send("sms", "marketing", member))
        self.assertEqual(self.joined(name="Again"), member, "the same request again finds the same member")

    def test_a_box_that_is_not_ticked_is_no_word(self):
        self.assertFalse(self.joined(consent=False).consent_ids)

    def test_what_is_missing_or_wrong_is_one_sentence_and_nobody_joins(self):
        self.program.write({"join_email": "required", "join_name": "required"})
        for values, sentence in (
                ({}, "Missing: Name, E-mail. The programme Test club asks everybody for it."),
                ({"name": "Mina", "email": "m@example.com", "birth_day": "31", "birth_month": "12", "calendar": "jalali"},
                 "Month 12 of the calendar Jalali has at most 30 days; there is no day 31."),
                ({"name": "Mina", "email": "m@example.com", "birth_day": "x"}, "“x” is no number of a day or a month."),
                ({"name": "Mina", "email": "m@example.com", "referrer": "nobody"},
                 "Nobody has the card or the code for friends nobody.")):
            self.assertEqual(self.join(**values), {"code": "refused", "message": sentence})
        self.assertFalse(self.env["res.partner"].search_count([("phone_sanitized", "=", "+989351234567")]))

    def test_an_order_that_was_made_offline_brings_its_member(self):
        self.given_offer("A tenth back", [{"kind": "credit", "rate_bps": 1000}], stacking="always")
        data = self.order_data([(self.bread, 1)], club_join={"phone": PHONE, "name": "Mina"})
        order = self.sync(data)
        member = self.purchase_of(order).member_id
        self.assertEqual((member.partner_id.name, member.wallet_id.balance_bonus, order.club_join), ("Mina", 1, False))
        self.sync(data)
        second = self.sell([(self.bread, 1)], club_join={"phone": "+98 935 123 4567", "name": "Said again"})
        self.assertEqual(self.purchase_of(second).member_id, member)
        self.assertEqual(member.visits, 2)
        self.assertFalse(self.alerts_of(order) + self.alerts_of(second))

    def test_an_order_whose_customer_cannot_join_is_sold_and_put_before_staff(self):
        self.program.join_email = "required"
        for said in ({"phone": PHONE}, {"phone": "12"}, "nonsense"):
            order = self.sell([(self.bread, 1)], club_join=said)
            self.assertFalse(self.purchase_of(order).member_id)
            self.assertEqual(self.alerts_of(order), ["member"], said)

    def test_whom_the_till_finds_by_joining_is_noted_as_any_other(self):
        seen = self.env["club.identification"].search([])
        member = self.joined(name="Mina")
        self.joined(name="Mina")
        noted = self.env["club.identification"].search([]) - seen
        self.assertEqual(
            noted.mapped(lambda row: (row.member_id, row.session_id, row.found)), [(member, self.session, True)] * 2)

    def test_who_left_or_was_archived_is_told_so_in_a_sentence(self):
        member = self.joined(name="Mina")
        member.active = False
        self.assertEqual(self.join(), {"code": "refused", "message": (
            f"{member.display_name} was a member before. A manager can bring the membership back.")})
        order = self.sell([(self.bread, 1)], club_join={"phone": PHONE})
        self.assertFalse(self.purchase_of(order).member_id)
        self.assertEqual(self.alerts_of(order), ["member"])
        member.active = True
        self.assertEqual(self.joined(), member)

    def test_a_till_of_another_company_joins_its_own_programme(self):
        self.program.state = "closed"
        self.assertEqual(self.join()["code"], "not_allowed")


@tagged("post_install", "-at_install")
class TestTwoTillsJoinAtOnce(ConcurrentCase):

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_one_phone_is_one_member(self):
        def join(_number):
            def work(env):
                program = env["club.program"].browse(self.program_id)
                return env["pos.config"].new({"company_id": env.company.id})._club_join(
                    program, {"phone": "+12025550188", "name": "Both"}).id
            return lambda: self.retried(work)

        first, second = self.run_at_once(join(1), join(2))
        self.assertEqual(first, second)
        with self.environment() as env:
            self.assertEqual(env["club.member"].search_count([("program_id", "=", self.program_id)]), 1)
