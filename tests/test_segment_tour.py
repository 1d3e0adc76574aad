"""Segments and scores in a real browser, in English and in Persian."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import new_test_user, tagged

from ..engine import bgnbd
from .till_common import ClubTillCase


@tagged("post_install", "-at_install")
class TestSegmentTour(ClubTillCase):

    def setUp(self):
        super().setUp()
        self.boss = new_test_user(self.env, "club_boss", "customer_club.customer_club_group_manager")
        self.program.use_rfm = True
        now = fields.Datetime.now()
        for number in range(12):
            member = self.member if not number else self.given_member(name=f"Member {number}")
            self.env["club.purchase"].create([{
                "program_id": self.program.id, "branch_id": self.branch.id, "company_id": self.env.company.id,
                "member_id": member.id, "channel": "import", "source_key": f"test:{number}:{days}", "amount": 10 + number,
                "purchased_at": now - timedelta(days=days), "amount_untaxed": 10 + number,
            } for days in range(2 + number, 200, 15 + 7 * number)])
            member.last_purchase_at = now - timedelta(days=2 + number)
        self.program._count_habits()
        with patch.object(bgnbd, "ENOUGH", 5):
            self.program._fit_alive()
        self.program._tell_alive(0, 100)
        self.program.rfm_cell_ids.segment_id.action_refresh()
        self.rule = self.env["club.segment"].create({
            "name": "Good ones", "code": "good", "program_id": self.program.id, "kind": "rule",
            "rule": "['&', ('habit_ids.monetary', '>=', 3), ('days_away', '<', 30)]"})
        self.chosen = self.env["club.segment"].create({"name": "Chosen", "code": "chosen", "program_id": self.program.id})

    def tour(self):
        for record, name in ((self.rule, "segment_rule"), (self.chosen, "segment_import"), (self.program, "scores"),
                             (self.member, "scored_member")):
            self.start_page(f"/odoo/{record._name}/{record.id}", f"customer_club_{name}_tour", "club_boss")
        self.assertEqual(self.chosen.size, 1)

    def test_what_a_manager_sees(self):
        self.tour()

    def test_in_persian(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.boss.lang = "fa_IR"
        self.tour()
