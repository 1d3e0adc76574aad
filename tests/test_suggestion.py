"""What moved segments before, and the draft that one click makes of it."""

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .test_offer_effect import EffectCase


@tagged("post_install", "-at_install")
class TestSuggestion(EffectCase):

    def given_segment(self, name, members, **values):
        segment = self.env["club.segment"].create({
            "name": name, "code": name.lower(), "program_id": self.program.id, **values})
        segment._add_members(SQL("SELECT unnest(%s::int[])", members.ids))
        return segment

    def test_what_was_given_to_and_bought_by_a_segment(self):
        other = self.given_member(name="Other")
        order = self.sell([(self.bread, 3)], member=self.member)
        self.sell([(self.bread, 2)], member=self.member)
        self.sell([(self.bread, 9)], member=other)
        self.give_back(order, {order.lines: 1})
        whole = self.sell([(self.bread, 5)], member=self.member)
        self.give_back(whole, {whole.lines: 5})
        segment = self.given_segment("Some", self.member)
        self.assertEqual(self.env["club.suggestion"]._renew(segment), 1)
        row = self.env["club.suggestion"].search([("segment_id", "=", segment.id)])
        self.assertEqual((row.offer_id, row.uses, row.members, row.given, row.sales, row.verdict),
                         (self.offer, 2, 1, 5, 40, "none"))
        self.assertEqual(self.env["club.suggestion"]._renew(segment), 1, "run again it is the same")

    def test_only_a_segment_chosen_by_hand_is_compared_in_itself(self):
        offer, treated, held = self.given_experiment()
        self.start_earlier(offer)
        self.given_purchases(treated[:60])
        self.counted(offer)
        half = self.given_segment("Half", treated[:50] | held[:40])
        proven = self.env["club.suggestion"]._proven(half, offer)
        self.assertEqual((proven["compared"], proven["verdict"], proven["spend_difference"]), ("segment", "more", 10))
        moving = self.given_segment("Moving", treated[:50] | held[:40])
        self.env.cr.execute("UPDATE club_segment SET kind = 'rfm' WHERE id = %s", [moving.id])
        moving.invalidate_recordset()
        proven = self.env["club.suggestion"]._proven(moving, offer)
        self.assertEqual((proven["compared"], proven["verdict"]), ("all", "more"))
        self.assertEqual(proven["spend_difference"], offer.effect_ids.spend_difference)

    def test_one_click_makes_a_draft_for_the_segment_and_rehearses_it(self):
        self.sold_with_offers([(self.bread, 3)], member=self.member)
        self.purchase_of(self.env["pos.order"].search([], limit=1, order="id desc"))
        segment = self.given_segment("Some", self.member)
        self.env["club.suggestion"]._renew(segment)
        row = self.env["club.suggestion"].search([("segment_id", "=", segment.id)])
        auditor = new_test_user(self.env, "club_looking", "customer_club.customer_club_group_auditor")
        with self.assertRaises(AccessError):
            row.with_user(auditor).action_draft()
        manager = new_test_user(self.env, "club_clicking", "customer_club.customer_club_group_manager")
        rehearsals = self.env["club.rehearsal"]
        self.patch(type(rehearsals), "_default_day", lambda model, days: fields.Date.today())
        rehearsal = rehearsals.browse(row.with_user(manager).action_draft()["res_id"])
        draft = rehearsal.offer_ids
        self.assertEqual((draft.name, draft.state, rehearsal.state), ("Tenth back for Some", "draft", "queued"))
        self.assertEqual(draft.condition_ids.segment_ids, segment)
        self.assertEqual(draft.benefit_ids.rate_bps, self.offer.benefit_ids.rate_bps)

    def test_what_limited_the_offer_to_another_time_or_group_is_not_copied(self):
        group = self.given_segment("Pilot", self.member)
        segment = self.given_segment("Some", self.member)
        self.offer.write({"pilot_segment_id": group.id, "date_to": "2999-01-01", "condition_ids": [
            (0, 0, {"kind": "period", "date_from": "2020-01-01", "date_to": "2999-01-01"})]})
        self.sold_with_offers([(self.bread, 3)], member=self.member)
        self.env["club.suggestion"]._renew(segment)
        row = self.env["club.suggestion"].search([("segment_id", "=", segment.id)])
        rehearsals = self.env["club.rehearsal"]
        self.patch(type(rehearsals), "_default_day", lambda model, days: fields.Date.today())
        draft = rehearsals.browse(row.action_draft()["res_id"]).offer_ids
        self.assertEqual((draft.pilot_segment_id, draft.date_to), (group.browse(), False))
        self.assertEqual(draft.condition_ids.mapped("kind"), ["segment"])
        self.assertEqual(draft.condition_ids.segment_ids, segment)
        segment.active = False
        self.assertEqual(self.env["club.suggestion"]._renew(segment), 0)
        self.assertFalse(row.exists())

    def test_the_night_counts_each_segment(self):
        self.sell([(self.bread, 3)], member=self.member)
        for name in ("One", "Two"):
            self.given_segment(name, self.member)
        with self.enter_registry_test_mode():
            self.env.ref("customer_club.club_repair_cron").method_direct_trigger()
        self.env.invalidate_all()
        rows = self.env["club.suggestion"].search([("program_id", "=", self.program.id)])
        self.assertEqual(sorted(rows.segment_id.mapped("name")), ["One", "Two"])
