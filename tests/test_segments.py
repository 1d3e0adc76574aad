"""Segments: who is in them, who may change them, what the till and the engine are told."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

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
        self.assertEqual((segment.size, segment._count_members()), (len(members), len(members)))
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
