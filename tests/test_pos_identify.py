"""Who stands at the till: every usual spelling, card, join on the spot, misses, rights."""

import json

from odoo.tests import new_test_user, tagged

from ..models.club_wallet import Cause
from .pos_common import ClubPosCase


@tagged("post_install", "-at_install")
class TestPosIdentify(ClubPosCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.ir")
        cls.member.partner_id.write({"phone": "0912 345 6789", "country_id": cls.env.ref("base.ir").id})
        cls.cashier = new_test_user(cls.env, "club_cashier", "customer_club.customer_club_group_cashier",
                                    company_id=cls.env.company.id)

    def setUp(self):
        super().setUp()
        self.till_of_cashier = self.session.with_user(self.cashier)

    def ids(self, answer):
        return [member["id"] for member in answer["found"]]

    def test_every_usual_spelling_of_a_phone_finds_the_member(self):
        for typed in ("09123456789", "9123456789", "+989123456789", "00989123456789", "0912 345 67 89", "0912-345-6789",
                      "۰۹۱۲۳۴۵۶۷۸۹", "٠٩١٢٣٤٥٦٧٨٩", "  ۰۹۱۲ ۳۴۵ ۶۷۸۹ "):
            self.assertEqual(self.ids(self.till_of_cashier.club_identify(typed)), [self.member.id], typed)

    def test_a_card_finds_the_member_in_any_digits(self):
        card = self.member.card_number
        persian = card.translate({ord(str(digit)): chr(0x06F0 + digit) for digit in range(10)})
        for typed in (card, persian, f" {card} ", "-".join((card[:4], card[4:8], card[8:]))):
            self.assertEqual(self.ids(self.till_of_cashier.club_identify(typed)), [self.member.id], typed)

    def test_the_answer_is_what_a_till_may_know(self):
        self.wallet.earn("bonus", 5, Cause("test:gift"), origin="gift")
        member, = self.till_of_cashier.club_identify(self.member.card_number)["found"]
        self.assertEqual(member["balances"], {"paid": 0, "bonus": 5, "points": 0})
        self.assertEqual((member["facts"]["visits"], member["partner"]), (0, self.member.partner_id.id))
        self.assertNotIn("345", member["phone"])
        self.assertEqual(member["records"]["res.partner"][0]["id"], self.member.partner_id.id)

    def test_a_member_of_another_programme_is_not_found(self):
        stranger = self.given_member(self.given_program(name="Other"), name="Stranger", branch_id=False)
        self.assertEqual(self.till_of_cashier.club_identify(stranger.card_number)["code"], "not_found")

    def test_the_till_may_miss_twenty_times_and_then_waits(self):
        for number in range(20):
            self.assertEqual(self.till_of_cashier.club_identify(f"x{number}")["code"], "not_found")
        self.assertEqual(self.till_of_cashier.club_identify(self.member.card_number)["code"], "too_many_misses")

    def test_joining_takes_a_phone_and_answers_the_member(self):
        answer = self.till_of_cashier.club_join({"name": "Mina", "phone": "۰۹۳۵۱۲۳۴۵۶۷", "birth_month": 1, "birth_day": 31,
                                                 "calendar": "jalali"})
        member = self.env["club.member"].browse(answer["member"]["id"])
        self.assertEqual((member.partner_id.name, member.partner_id.phone_sanitized, member.branch_id),
                         ("Mina", "+989351234567", self.branch))
        again = self.till_of_cashier.club_join({"name": "Mina B", "phone": "09351234567"})
        self.assertEqual(again["member"]["id"], member.id, "a phone joins once")

    def test_joining_with_what_is_no_phone_or_no_date_is_one_sentence(self):
        self.assertEqual(self.till_of_cashier.club_join({"phone": "12"})["code"], "phone")
        self.assertEqual(self.till_of_cashier.club_join(None)["code"], "phone")
        answer = self.till_of_cashier.club_join({"phone": "09351234567", "birth_month": 13, "birth_day": 1})
        self.assertEqual(answer["code"], "refused")
        self.assertFalse(self.env["res.partner"].search_count([("phone_sanitized", "=", "+989351234567")]))

    def test_joining_keeps_the_customer_that_has_the_phone(self):
        partner = self.env["res.partner"].create({"name": "Known", "phone": "+989351234567"})
        answer = self.till_of_cashier.club_join({"phone": "09351234567"})
        self.assertEqual(answer["member"]["partner"], partner.id)

    def test_names_are_found_by_a_part_of_three_letters(self):
        self.assertEqual(self.ids(self.till_of_cashier.club_search("Memb")), [self.member.id])
        self.assertEqual(self.till_of_cashier.club_search("Me")["code"], "too_short")
        self.assertEqual(self.till_of_cashier.club_search("Zebra")["code"], "not_found")

    def test_a_closed_or_clubless_till_answers_nobody(self):
        self.program.state = "closed"
        self.assertEqual(self.till_of_cashier.club_identify(self.member.card_number)["code"], "not_allowed")

    def test_the_till_gets_the_programme_and_its_book(self):
        self.given_offer("Two percent", [{"kind": "credit", "rate_bps": 200}], stacking="always")
        data = self.till.with_user(self.cashier).club_till_data()
        self.assertEqual((data["program"]["id"], data["branch"]["id"]), (self.program.id, str(self.branch.id)))
        self.assertEqual([offer["stacking"] for offer in data["book"]["offers"]], ["always"])
        self.assertEqual(data["wallet_method"], self.method.id)
        self.program.state = "closed"
        self.assertIsNone(self.till.with_user(self.cashier).club_till_data())

    def test_no_code_travels_to_the_till_in_clear(self):
        self.given_offer("Spring", [{"kind": "percent_off", "rate_bps": 1000}], [{"kind": "code", "codes": "Nowruz-05"}])
        data = self.till.with_user(self.cashier).club_till_data()
        self.assertNotIn("NOWRUZ", json.dumps(data).upper())
        digest, = data["book"]["offers"][0]["conditions"][0]["in"]
        self.assertEqual(self.till_of_cashier.club_code(" nowruz-05"), {"digest": digest})
        self.assertEqual(self.till_of_cashier.club_code(digest)["code"], "no_code")

    def test_codes_cannot_be_found_by_trying(self):
        self.given_offer("Spring", [{"kind": "percent_off", "rate_bps": 1000}], [{"kind": "code", "codes": "A7"}])
        tries = [self.till_of_cashier.club_code(f"A{number}").get("code") for number in range(20, 41)]
        self.assertEqual(tries, ["no_code"] * 20 + ["too_many_misses"])
        self.assertEqual(self.till_of_cashier.club_code("A7")["code"], "too_many_misses")
        self.assertEqual(self.till_of_cashier.club_code(None)["code"], "too_many_misses")

    def test_a_paused_offer_is_announced_to_open_tills(self):
        offer = self.given_offer("Two percent", [{"kind": "credit", "rate_bps": 200}], stacking="always")
        self.env.cr.precommit.run()
        announced = []
        self.patch(type(self.till), "_notify", lambda till, *message: announced.append((till, message[0])))
        offer.action_pause()
        self.env.cr.precommit.run()
        self.assertEqual(announced, [(self.till, "CLUB_BOOK")])
        self.assertEqual(self.till.club_till_data()["book"]["offers"], [])
