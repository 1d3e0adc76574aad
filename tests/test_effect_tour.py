"""Effect, rehearsals and suggestions in a real browser, in English and in Persian."""

from odoo import fields
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .till_common import ClubTillCase


@tagged("post_install", "-at_install")
class TestEffectTour(ClubTillCase):

    def setUp(self):
        super().setUp()
        self.boss = new_test_user(self.env, "club_boss", "customer_club.customer_club_group_manager")
        self.offer = self.given_offer(
            "Tenth back", [{"kind": "credit", "rate_bps": 1000}], stacking="always", control_percent=50)
        self.draft = self.given_offer("A fifth off", [{"kind": "percent_off", "rate_bps": 2000}], running=False)
        session = self.open_session()
        members = [self.given_member(name=f"Member {number}") for number in range(80)]
        for member in members[:12]:
            self.sell(session, [(self.bread, 3, {})], member=member, cash=None)
        self.segment = self.env["club.segment"].create({"name": "Regulars", "code": "regulars", "program_id": self.program.id})
        self.segment._add_members(SQL("SELECT unnest(%s::int[])", [member.id for member in members[:40]]))

    def in_language(self, code):
        self.env["res.lang"]._activate_lang(code)
        self.boss.lang = code

    def tour(self):
        today = fields.Date.today()
        self.start_page(f"/odoo/club.offer/{self.offer.id}", "customer_club_effect_tour", "club_boss")
        self.assertEqual(self.offer.effect_ids.use_count, sum(
            not self.offer.revision_id._is_held_out(purchase.member_id)
            for purchase in self.env["club.purchase"].search([("program_id", "=", self.program.id)])))
        self.start_page("/odoo/club-effects", "customer_club_effect_list_tour", "club_boss")
        rehearsal = self.env["club.rehearsal"].create({
            "program_id": self.program.id, "offer_ids": [(6, 0, self.draft.ids)], "date_from": today, "date_to": today})
        rehearsal.action_start()
        while rehearsal.state in ("queued", "running"):
            rehearsal._work_page(rehearsal._pages())
        self.start_page(f"/odoo/club.rehearsal/{rehearsal.id}", "customer_club_rehearsal_tour", "club_boss")
        self.env["club.suggestion"]._renew(self.segment)
        self.patch(type(rehearsal), "_default_day", lambda model, days: fields.Date.today())
        self.start_page("/odoo/club-suggestions", "customer_club_suggestion_tour", "club_boss")
        made = self.env["club.rehearsal"].search([], limit=1)
        self.assertEqual((made.state, made.offer_ids.state), ("queued", "draft"))

    def test_what_a_manager_sees(self):
        self.tour()

    def test_in_persian(self):
        self.in_language("fa_IR")
        self.tour()
