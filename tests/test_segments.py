"""Segments: who is in them, who may change them, what the till and the engine are told."""

import base64
import io
from datetime import timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger
from openpyxl import Workbook

from .common import ClubCase


class SegmentCase(ClubCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sara, cls.omid, cls.nima = (
            cls.given_member(name=name, branch_id=cls.branch.id) for name in ("Sara", "Omid", "Nima"))
        cls.everybody = cls.sara | cls.omid | cls.nima
        cls.segment = cls.given_segment("regulars")

    @classmethod
    def given_segment(cls, code, **values):
        return cls.env["club.segment"].create({
            "name": code.title(), "code": code, "program_id": cls.program.id, **values})

    @staticmethod
    def ids_of(members):
        return SQL("SELECT unnest(%s::int[])", list(members.ids))

    def members_of(self, segment):
        self.env.flush_all()
        return self.env["club.segment.member"].search([("segment_id", "=", segment.id)]).member_id

    def assert_members(self, segment, members):
        """Who is in a segment, by its rows, its size and the members' search."""
        self.assertEqual(self.members_of(segment), members)
        self.assertEqual(segment.size, len(members))
        self.assertEqual(self.env["club.member"].search([("segment_ids", "in", segment.ids)]), members)


@tagged("post_install", "-at_install")
class TestSegments(SegmentCase):

    def test_members_come_and_go_in_one_statement(self):
        self.assertEqual(self.segment._set_members(self.ids_of(self.sara | self.omid)), (2, 0))
        since = self.env["club.segment.member"].search([("member_id", "=", self.omid.id)]).since
        self.assertEqual(self.segment._set_members(self.ids_of(self.omid | self.nima)), (1, 1))
        self.assert_members(self.segment, self.nima | self.omid)
        self.assertEqual(self.env["club.segment.member"].search([("member_id", "=", self.omid.id)]).since, since)
        self.assertEqual(self.segment._set_members(self.ids_of(self.omid | self.nima)), (0, 0))

    def test_added_and_taken_out_by_hand(self):
        dialog = self.env["club.segment.change"].with_context(
            active_model="club.member", active_ids=self.everybody.ids).create({"segment_id": self.segment.id})
        dialog.action_add()
        self.assert_members(self.segment, self.everybody.sorted("id", reverse=True))
        dialog.member_ids = self.sara
        dialog.action_remove()
        self.assert_members(self.segment, self.nima | self.omid)

    def test_other_programmes_archived_and_left_members_do_not_come(self):
        other = self.given_program(name="Other")
        stranger = self.given_member(other, name="Stranger")
        self.sara.active = False
        self.omid._leave("test")
        self.segment._add_members(self.ids_of(self.everybody | stranger))
        self.assert_members(self.segment, self.nima)

    def test_the_engine_is_told_the_codes(self):
        today = self.program._today()
        self.assertEqual(self.sara._to_engine(today)["segments"], [])
        second = self.given_segment("away")
        (self.segment | second).mapped(lambda one: one._add_members(self.ids_of(self.sara)))
        self.assertEqual(self.sara._to_engine(today)["segments"], ["away", "regulars"])
        second.active = False
        self.assertEqual(self.sara._to_engine(today)["segments"], ["regulars"])
        self.assertEqual(self.omid._to_engine(today)["segments"], [])

    def test_one_query_tells_them_and_none_without_segments(self):
        self.sara.program_id._segment_codes()
        with self.assertQueryCount(1):
            self.sara._segments_told()
        self.segment.unlink()
        self.sara.program_id._segment_codes()
        with self.assertQueryCount(0):
            self.sara._segments_told()

    def test_members_are_searched_by_their_segments(self):
        self.segment._add_members(self.ids_of(self.sara))
        members, club = self.env["club.member"], [("program_id", "=", self.program.id)]
        self.assertEqual(members.search([*club, ("segment_ids", "not in", self.segment.ids)]), self.nima | self.omid)
        self.assertEqual(members.search([*club, ("segment_ids", "=", False)]), self.nima | self.omid)
        self.assertEqual(members.search([*club, ("segment_ids", "!=", False)]), self.sara)
        self.assertEqual(self.sara.segment_ids, self.segment)

    def test_who_leaves_is_in_none_and_who_is_merged_hands_over(self):
        other = self.given_segment("away")
        self.segment._add_members(self.ids_of(self.sara | self.omid))
        other._add_members(self.ids_of(self.sara))
        self.sara._merge(self.omid)
        self.assert_members(self.segment, self.omid)
        self.assert_members(other, self.omid)
        self.omid._leave("test")
        self.assert_members(other, self.env["club.member"])

    def test_the_code_is_one_word_and_stays(self):
        with self.assertRaisesRegex(ValidationError, "one word"):
            self.given_segment("two words")
        with self.assertRaisesRegex(UserError, "does not change"):
            self.segment.code = "other"
        self.segment.write({"code": "regulars", "name": "Stammkunden"})

    def test_managers_change_them_and_others_look(self):
        users = {name: new_test_user(self.env, f"segments_{name}", f"customer_club.customer_club_group_{name}")
                 for name in ("manager", "auditor", "staff")}
        self.branch.staff_ids |= users["staff"]
        dialog = self.env["club.segment.change"].with_user(users["manager"]).create({
            "segment_id": self.segment.id, "member_ids": [(6, 0, self.sara.ids)]})
        dialog.action_add()
        for name in ("auditor", "staff"):
            self.assertEqual(self.env["club.segment.member"].with_user(users[name]).search_count([]), 1, name)
            with self.assertRaises(AccessError):
                self.segment.with_user(users[name]).name = "Mine"
            with self.assertRaises(AccessError):
                self.env["club.segment.change"].with_user(users[name]).create({"segment_id": self.segment.id})


@tagged("post_install", "-at_install")
class TestRules(SegmentCase):

    def given_rule(self, domain, **values):
        return self.given_segment("ruled", kind="rule", rule=repr(domain), **values)

    def test_a_rule_is_worked_out_when_it_is_made_changed_and_refreshed(self):
        self.sara.visits, self.omid.visits = 5, 2
        ruled = self.given_rule([("visits", ">=", 2)])
        self.assert_members(ruled, self.omid | self.sara)
        ruled.rule = "[('visits', '>', 2)]"
        self.assert_members(ruled, self.sara)
        self.nima.visits = 9
        message = ruled.action_refresh()["params"]["message"]
        self.assertEqual(message, "Ruled: 1 came, 0 went, 2 are in it now.")
        self.assert_members(ruled, self.nima | self.sara)

    def test_dates_are_counted_from_today_and_customers_and_branches_looked_at(self):
        now = fields.Datetime.now()
        self.sara.last_purchase_at, self.omid.last_purchase_at = now - timedelta(days=70), now - timedelta(days=50)
        ruled = self.given_rule([("last_purchase_at", "<", "today -60d")])
        self.assert_members(ruled, self.sara)
        self.nima.partner_id.city = "Shiraz"
        ruled.rule = repr(["|", ("partner_id.city", "=", "Shiraz"), ("branch_id.name", "=", "no such")])
        self.assert_members(ruled, self.nima)

    def test_days_since_the_last_purchase(self):
        with freeze_time("2026-03-11 12:00:00"):
            self.sara.last_purchase_at, self.omid.last_purchase_at = "2026-03-01 00:00:00", "2026-03-02 23:59:00"
            self.assertEqual((self.sara.days_away, self.omid.days_away, self.nima.days_away), (10, 9, 0))
            for operator, days, expected in (
                (">=", 10, self.sara), (">", 9, self.sara), (">=", 9, self.omid | self.sara), ("<=", 9, self.omid),
                ("<", 10, self.omid), ("=", 9, self.omid), ("<=", 0, self.env["club.member"]),
                ("=", False, self.nima), ("!=", 9, self.nima | self.sara),
            ):
                with self.subTest(operator=operator, days=days):
                    ruled = self.given_segment("away", kind="rule", rule=repr([("days_away", operator, days)]))
                    self.assert_members(ruled, expected)
                    ruled.unlink()

    def test_only_what_is_stored_and_near_can_be_used(self):
        for domain, sentence in (
            ([("wallet_id", "!=", False)], "cannot use .Wallet"), ([("nothing", "=", 1)], "cannot use .nothing"),
            ([("pin_hash", "like", "a")], "cannot use"), ([("partner_id.user_ids.login", "=", "admin")], "look beyond"),
            ([("partner_id", "any", [("parent_id.name", "=", "x")])], "look beyond"), ("visits > 3", "cannot be read"),
        ):
            with self.subTest(domain), self.assertRaisesRegex(ValidationError, sentence), self.cr.savepoint():
                self.env["club.segment"].create({
                    "name": "x", "code": "x", "program_id": self.program.id, "kind": "rule",
                    "rule": domain if isinstance(domain, str) else repr(domain)})

    def test_nobody_is_put_into_a_rule_by_hand(self):
        ruled = self.given_rule([("visits", ">", 100)])
        dialog = self.env["club.segment.change"].create({"segment_id": ruled.id, "member_ids": [(6, 0, self.sara.ids)]})
        with self.assertRaisesRegex(UserError, "follow its rule"):
            dialog.action_add()

    def test_sizes_are_noted_by_day(self):
        with freeze_time("2026-03-01 12:00:00"):
            ruled = self.given_rule([("visits", ">=", 2)])
            self.sara.visits = 5
            ruled._refresh()
        with freeze_time("2026-03-02 12:00:00"):
            self.omid.visits = 5
            ruled._refresh()
        sizes = self.env["club.segment.size"].search([("segment_id", "=", ruled.id)])
        self.assertEqual([(str(row.day), row.size) for row in sizes], [("2026-03-02", 2), ("2026-03-01", 1)])


@tagged("post_install", "-at_install")
class TestNight(SegmentCase):

    def night(self):
        with self.enter_registry_test_mode():
            self.env.ref("customer_club.club_repair_cron").method_direct_trigger()
        self.env.invalidate_all()
        return self.env["club.repair.run"].search([("program_id", "=", self.program.id)], limit=1)

    def test_each_night_refreshes_and_notes_sizes_and_a_broken_rule_stops_nothing(self):
        first, broken, last = (self.given_segment(code, kind="rule", rule="[('visits', '>', 1)]") for code in "abc")
        self.segment._add_members(self.ids_of(self.nima))
        self.sara.visits = 2
        self.env.flush_all()
        self.env.cr.execute("UPDATE club_segment SET rule = %s WHERE id = %s", ["[('gone', '=', 1)]", broken.id])
        with mute_logger("odoo.addons.customer_club.models.club_segment_night"):
            run = self.night()
        self.assertIn("The segment “B” cannot be worked out", run.faults)
        self.assertEqual((run.step, run.segments_count), ("done", 2))
        self.assert_members(first, self.sara)
        self.assert_members(last, self.sara)
        sizes = self.env["club.segment.size"].search([("segment_id.program_id", "=", self.program.id)])
        self.assertEqual({row.segment_id.code: row.size for row in sizes}, {"a": 1, "b": 0, "c": 1, "regulars": 1})


@tagged("post_install", "-at_install")
class TestImport(SegmentCase):

    def setUp(self):
        super().setUp()
        self.env.company.country_id = self.env.ref("base.ir")
        self.sara.partner_id.write({"country_id": self.env.ref("base.ir").id, "phone": "0912 123 4567"})

    def imported(self, **values):
        dialog = self.env["club.segment.import"].create({"segment_id": self.segment.id, **values})
        dialog.action_import()
        return dialog

    def test_phones_and_cards_in_any_spelling_and_lines_that_nobody_has(self):
        dialog = self.imported(text=f"۰۹۱۲۱۲۳۴۵۶۷\n\n{self.omid.card_number}\n0935 000 0000\nhello")
        self.assert_members(self.segment, self.omid | self.sara)
        self.assertEqual(
            (dialog.found_count, dialog.changed_count, dialog.unknown_count), (2, 2, 2))
        self.assertEqual(dialog.unknown, "4: 0935 000 0000\n5: hello")

    def test_exactly_these_and_these_out(self):
        self.imported(text=f"{self.nima.card_number}\n{self.omid.card_number}")
        self.imported(text=self.sara.card_number, mode="set")
        self.assert_members(self.segment, self.sara)
        with self.assertRaisesRegex(UserError, "would be empty"):
            self.imported(text="nobody", mode="set")
        self.imported(text=self.sara.card_number, mode="remove")
        self.assert_members(self.segment, self.env["club.member"])

    def test_a_workbook_and_a_text_file(self):
        book, content = Workbook(), io.BytesIO()
        for row in (["Mobile", "Name"], [9121234567, "Sara"], [None], [float(self.omid.card_number), "Omid"]):
            book.active.append(row)
        book.save(content)
        self.imported(file=base64.b64encode(content.getvalue()), file_name="list.xlsx")
        self.assert_members(self.segment, self.omid | self.sara)
        text = f"card;name\n{self.nima.card_number};Nima\n".encode("utf-8-sig")
        self.imported(file=base64.b64encode(text), file_name="list.csv", mode="set")
        self.assert_members(self.segment, self.nima)
        with self.assertRaisesRegex(UserError, "neither an Excel file"):
            self.imported(file=base64.b64encode(b"\xff\xd8\xff\xe0"), file_name="photo.jpg")
        with self.assertRaisesRegex(UserError, "Paste phones or cards"):
            self.imported()

    def test_a_merged_member_s_card_finds_the_remaining_one(self):
        old = self.sara.card_number
        self.sara._merge(self.omid)
        self.imported(text=old)
        self.assert_members(self.segment, self.omid)
