"""A card is lost, members are merged, leave, take their data along, and are erased."""

import base64
import io
import json
import zipfile

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ..models.club_errors import ClubNotAllowed
from ..models.club_wallet import Cause
from .pos_common import ClubPosCase


class EndCase(ClubPosCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "club_end_manager", "customer_club.customer_club_group_manager")
        cls.cashier = new_test_user(cls.env, "club_end_cashier", "customer_club.customer_club_group_cashier")
        cls.journal = cls.env["account.journal"].search(
            [("type", "=", "cash"), ("company_id", "=", cls.env.company.id)], limit=1)
        cls.partner = cls.member.partner_id
        cls.partner.write({"name": "Zarathustra Quill", "phone": "+1 202 555 0123", "email": "sara@example.com",
                           "street": "17 Quillback Road"})

    def dialog(self, name, member=None, **values):
        member = member or self.member
        of = {"member_id": member.id} if name in ("merge", "export") else {"wallet_id": member.wallet_id.id}
        return self.env[f"club.member.{name}"].with_user(self.manager).create({**of, **values})

    def leave(self, member=None, **values):
        dialog = self.dialog("leave", member, **values)
        dialog.action_done()
        return dialog


@tagged("post_install", "-at_install")
class TestLostCard(EndCase):

    def lose(self):
        old = self.member.card_number
        self.member.with_user(self.manager).action_lost_card()
        return old

    def test_the_old_card_is_refused_at_the_till_and_the_new_one_found(self):
        old = self.lose()
        session = self.session.with_user(self.cashier)
        answer = session.club_identify(f"{old[:4]} {old[4:]}")
        self.assertEqual((answer["found"], answer["code"]), ([], "lost_card"))
        self.assertIn(old, answer["message"])
        self.assertEqual(session.club_identify(self.member.card_number)["found"][0]["id"], self.member.id)

    def test_it_reserves_nothing_even_where_no_pin_is_asked_for(self):
        self.wallet.top_up(50, Cause("test:1"))
        old = self.lose()
        answer = self.session.with_user(self.cashier).club_reserve("o1", {"member": self.member.id, "amount": 5, "card": old})
        self.assertEqual(answer["wallet"]["code"], "lost_card")

    def test_an_order_that_came_with_it_offline_names_no_member(self):
        old = self.lose()
        order = self.sync(self.order_data([(self.bread, 1)]) | {"club_card_number": old})
        self.assertFalse(order.partner_id)
        alert = self.env["club.alert"].search([("source_key", "like", order.uuid)])
        self.assertIn("lost", alert.message)

    def test_nobody_gets_its_number_again(self):
        old = self.lose()
        with self.assertRaises(ValidationError):
            self.given_member(card_number=old)

    def test_one_s_own_card_is_for_a_colleague(self):
        own = self.given_member(partner=self.manager.partner_id)
        with self.assertRaises(UserError):
            own.with_user(self.manager).action_lost_card()


@tagged("post_install", "-at_install")
class TestMergeDialog(EndCase):

    def test_two_cards_become_one_member(self):
        other = self.given_member(name="Sarah")
        other.wallet_id.top_up(7, Cause("test:1"))
        dialog = self.dialog("merge", other, target_id=self.member.id)
        dialog.action_done()
        dialog.action_done()
        self.assertEqual((other.merged_into_id, self.wallet.balance_paid), (self.member, 7))
        reasons = self.env["club.wallet.entry"].search([("source_key", "like", f"club.member:{other.id}")]).mapped("reason")
        self.assertNotIn("Sara", "".join(reasons), "the ledger keeps no names")

    def test_one_s_own_is_merged_by_a_colleague(self):
        own = self.given_member(partner=self.manager.partner_id)
        with self.assertRaises(UserError):
            self.dialog("merge", own, target_id=self.member.id).action_done()


@tagged("post_install", "-at_install")
class TestLeaving(EndCase):

    def setUp(self):
        super().setUp()
        self.wallet.top_up(30, Cause("test:1"))
        self.wallet.earn("bonus", 5, Cause("test:2"), origin="gift", pending_until=self.at("2999-01-01"))
        self.wallet.earn("points", 9, Cause("test:3"), origin="gift")

    def test_paid_credit_is_paid_out_and_the_rest_is_given_up(self):
        dialog = self.leave(journal_id=self.journal.id)
        dialog.action_done()
        self.assert_balance(self.wallet, paid=0, bonus=0, points=0)
        self.assertEqual(sorted(self.wallet.entry_ids.mapped("kind")[:3]), ["forfeit", "forfeit", "payout"])
        self.assertEqual(self.env["account.payment"].search([("club_wallet_id", "=", self.wallet.id)]).amount, 30)
        self.assertEqual(self.member.state, "left")

    def test_without_a_journal_paid_credit_keeps_the_member(self):
        with self.assertRaises(ClubNotAllowed) as refusal:
            self.leave()
        self.assertIn("30.00", str(refusal.exception))
        self.assert_balance(self.wallet, paid=30, bonus=5, points=9)

    def test_whoever_owes_or_is_paying_stays(self):
        self.wallet.reserve("o1", 5)
        with self.assertRaises(UserError):
            self.leave(journal_id=self.journal.id)
        self.wallet.release("o1")
        self.program.overdraft_limit = 100
        self.wallet.claw_back("points", 20, Cause("test:4"), of_source="none", policy="unlimited")
        with self.assertRaises(ClubNotAllowed) as refusal:
            self.leave(journal_id=self.journal.id)
        self.assertIn("11", str(refusal.exception))
        self.assertEqual(self.member.state, "active")

    def test_a_till_refuses_who_left_and_a_manager_takes_them_back(self):
        self.leave(journal_id=self.journal.id)
        order = self.sell([(self.bread, 1)], member=self.member)
        self.assertEqual(self.alerts_of(order), ["member"])
        self.member.with_user(self.manager).action_rejoin()
        self.assertEqual(self.member.state, "active")
        self.assertFalse(self.alerts_of(self.sell([(self.bread, 1)], member=self.member)))


@tagged("post_install", "-at_install")
class TestErasing(EndCase):

    def setUp(self):
        super().setUp()
        self.given_offer("Tenth", [{"kind": "credit", "rate_bps": 1000}], stacking="always")
        self.order = self.sell([(self.bread, 3)], member=self.member)
        self.member.with_user(self.manager).action_lost_card()
        self.member.message_post(body="Zarathustra Quill called")
        self.partner.message_post(body="Zarathustra Quill moved")
        self.partner.bank_ids = [(0, 0, {"acc_number": "98700123456"})]
        self.member.write({"birth_month": 3, "birth_day": 4})
        self.member._set_pin("1234")
        reason = self.env["club.adjustment.reason"].search([], limit=1)
        self.wallet._operate_adjust("bonus", 1, reason, "note", "Zarathustra Quill complained")

    def erase(self, **values):
        return self.leave(erase=True, **values)

    def test_nothing_in_the_database_names_the_person_any_more(self):
        card, lost = self.member.card_number, self.member.lost_card_ids.card_number
        texts = ("Zarathustra Quill", "2025550123", "sara@example.com", "17 Quillback Road", card, lost, "98700123456")
        self.assertGreater(len({text for *_place, text in self.columns_with(*texts)}), 5)
        ledger = [(entry.id, entry.amount, entry.member_id.id) for entry in self.wallet.entry_ids]
        self.erase()
        self.env.invalidate_all()
        self.assertEqual(self.columns_with(*texts), set())
        self.assertEqual([(entry.id, entry.amount, entry.member_id.id) for entry in self.wallet.entry_ids
                          if entry.kind != "forfeit"], ledger)
        self.assertFalse(self.member.active or self.member.birth_day or self.member.pin_hash or self.partner.active)
        self.assertTrue(self.member.erased_at)

    def test_the_act_is_logged_without_the_data_and_the_person_stays_suppressed(self):
        self.erase()
        self.assertIn("erased", "".join(self.member.message_ids.mapped("body")))
        suppressed = self.env["club.suppression"]._is_suppressed
        self.assertTrue(suppressed(self.program, phone="+12025550123"))
        self.assertTrue(suppressed(self.program, email="Sara@Example.com"))
        self.assertFalse(suppressed(self.program, phone="+12025550124"))

    def test_who_has_invoices_stays_a_customer_cut_off_from_the_club(self):
        invoice = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": self.partner.id,
            "invoice_line_ids": [(0, 0, {"name": "Work", "price_unit": 1, "tax_ids": []})]})
        invoice.action_post()
        notice = self.erase()
        self.assertTrue(notice)
        self.assertEqual((self.partner.name, invoice.partner_id), ("Zarathustra Quill", self.partner))
        self.assertNotEqual(self.member.partner_id, self.partner)
        self.assertFalse(self.partner.club_member_id)
        self.assertIn("1 invoices", "".join(self.member.message_ids.mapped("body")))

    def test_an_open_dispute_comes_first(self):
        self.order._club_alert("other", "Look at this", self.program, member_id=self.member.id)
        with self.assertRaises(ClubNotAllowed):
            self.erase()
        self.assertEqual(self.partner.name, "Zarathustra Quill")

    def test_merged_members_go_with_the_one_they_became(self):
        other = self.given_member(name="Zarathustra Quill the elder")
        card = other.card_number
        other.partner_id.name = "Somebody else"
        self.dialog("merge", other, target_id=self.member.id).action_done()
        self.erase()
        self.assertNotEqual(other.card_number, card)
        self.assertFalse(self.columns_with(card))

    def test_there_is_nothing_to_erase_twice(self):
        self.erase()
        card = self.member.card_number
        with self.assertRaises(ClubNotAllowed):
            self.erase()
        self.assertEqual(self.member.card_number, card)


@tagged("post_install", "-at_install")
class TestExport(EndCase):

    def test_all_parts_as_json_and_as_tables(self):
        self.wallet.top_up(30, Cause("test:1"))
        self.partner.name = "=HYPERLINK(1)"
        order = self.sell([(self.bread, 3)], member=self.member)
        name, content = self.member.with_user(self.manager)._export_file()
        files = zipfile.ZipFile(io.BytesIO(base64.b64decode(content)))
        parts = json.loads(files.read("data.json"))
        self.assertTrue(name.endswith(".zip"))
        self.assertEqual(parts["profile"][0]["phone"], "+1 202 555 0123")
        self.assertEqual([row["amount"] for row in parts["wallet"]], [30])
        self.assertEqual(parts["purchases"][0]["source_key"], order._club_key())
        self.assertIn("'=HYPERLINK(1)", files.read("profile.csv").decode("utf-8-sig"))
        self.assertEqual(set(files.namelist()), {"data.json", *(f"{part}.csv" for part in parts)})

    def test_no_copy_is_kept(self):
        row = self.dialog("export")
        self.assertTrue(row.content)
        self.assertFalse(self.env["ir.attachment"].search([("res_model", "=", row._name)]))

    def test_nobody_exports_their_own_or_without_rights(self):
        own = self.given_member(partner=self.manager.partner_id)
        for member, user in ((own, self.manager), (self.member, self.cashier)):
            with self.assertRaises(UserError):
                member.with_user(user)._export_file()

    def test_a_person_s_day_is_told_in_plain_values(self):
        row = self.member._export_parts()["profile"][0]
        self.assertEqual(row["joined_at"].date(), fields.Date.today())
