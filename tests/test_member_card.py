"""Cards on paper, and members who may be one person."""

import io
from unicodedata import normalize

import lxml.html
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools.pdf import PdfFileReader

from ..reports.qr import qr_path
from .common import ClubCase


@tagged("post_install", "-at_install")
class TestCards(ClubCase):

    def printed(self, members):
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        with self.allow_pdf_render():
            content, kind = report._render_qweb_pdf("customer_club.club_member_card_report", members.ids)
        self.assertEqual(kind, "pdf")
        return PdfFileReader(io.BytesIO(content)).pages

    def test_ten_cards_are_a_sheet_and_the_eleventh_is_on_the_next(self):
        members = self.env["club.member"]
        for number in range(11):
            members |= self.given_member(name=f"Member {number:02}")
        gone = self.given_member(name="Gone", state="left")
        first, second = self.printed(members | gone)
        texts = [normalize("NFKC", page.extract_text()) for page in (first, second)]
        self.assertEqual([text.count("Test club") for text in texts], [10, 1])
        self.assertIn("Member 00", texts[0])
        self.assertIn(members[10]._card_digits(), texts[1])
        self.assertNotIn("Gone", "".join(texts))

    def test_each_card_has_the_code_of_its_own_number(self):
        members = self.given_member(name="One") | self.given_member(name="Two")
        html, _kind = self.env["ir.actions.report"]._render_qweb_html("customer_club.club_member_card_report", members.ids)
        cards = lxml.html.document_fromstring(html).find_class("o_club_card")
        self.assertEqual(len(cards), 2)
        for member, card in zip(members, cards, strict=True):
            self.assertIn(member._card_digits(), card.text_content())
            self.assertEqual(card.find(".//path").get("d"), qr_path(member.card_number)[1])

    def test_a_card_has_a_check_digit_and_its_groups(self):
        member = self.given_member(card_number="200000000006")
        self.assertEqual(member._card_digits(), "2000 0000 0006")


@tagged("post_install", "-at_install")
class TestDuplicates(ClubCase):

    def found(self, user=None):
        rows = self.env["club.member.duplicate"].with_user(user or self.env.user).search(
            [("program_id", "=", self.program.id)])
        return {(row.why, row.member_id, row.other_id) for row in rows}

    def given_person(self, name, phone=None, email=None, **values):
        partner = self.env["res.partner"].create({"name": name, "phone": phone, "email": email})
        return self.given_member(values.pop("program", None), partner=partner, **values)

    def test_phones_mails_and_names_with_birthdays_meet(self):
        born = {"birth_month": 3, "birth_day": 1}
        sara = self.given_person("سارا احمدي", "123 45 67 89", "Sara@Example.com", **born)
        mail = self.given_person("Somebody", email=" sara@example.com ")
        name = self.given_person("سارا‌ احمدی", "۰-۱۲۳۴۵۶۷۸۹", **born)
        self.given_person("Sara Else", birth_month=3, birth_day=2)
        self.given_person("سارا احمدی")
        self.given_person("Another", email="sara@example.com", program=self.given_program(name="Other"))
        self.assertEqual(self.found(), {("email", mail, sara), ("phone", name, sara), ("birthday", name, sara)})
        name._merge(sara)
        self.assertEqual(self.found(), {("email", mail, sara)})

    def test_from_the_list_to_the_merge(self):
        manager = new_test_user(self.env, "club_manager", "customer_club.customer_club_group_manager")
        self.given_person("A", email="a@example.com")
        newer = self.given_person("B", email="a@example.com")
        row = self.env["club.member.duplicate"].with_user(manager).search([("member_id", "=", newer.id)])
        action = row.action_merge()
        dialog = self.env["club.member.merge"].with_user(manager).with_context(**action["context"]).create({})
        dialog.action_done()
        self.assertEqual(newer.merged_into_id, dialog.target_id)
        self.assertFalse(self.found(manager))

    def test_staff_and_other_companies_see_no_list(self):
        self.given_person("A", email="a@example.com")
        self.given_person("B", email="a@example.com")
        with self.assertRaises(AccessError):
            self.found(new_test_user(self.env, "club_staff", "customer_club.customer_club_group_staff"))
        far = self.env["res.company"].create({"name": "Far", "currency_id": self.env.company.currency_id.id})
        outsider = new_test_user(
            self.env, "club_far", "customer_club.customer_club_group_manager", company_id=far.id, company_ids=far.ids)
        self.assertFalse(self.found(outsider))
