"""Pilots: who gets an offer first, at the server and for the till; and segments that conditions used to name by text."""

from odoo.exceptions import ValidationError
from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools import SQL

from .pos_common import ClubPosCase

CREDIT = {"kind": "credit", "percent": 10}


@tagged("post_install", "-at_install")
class TestClubOfferPilot(ClubPosCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.friends = cls.env["club.segment"].create({"name": "Friends", "code": "friends", "program_id": cls.program.id})
        cls.friend = cls.given_member(name="Friend")
        cls.friends._add_members(SQL("SELECT %s", cls.friend.id))

    def earned(self, member):
        purchase = self.purchase_of(self.sell([(self.bread, 10)], member=member))
        verdict, = self.env["club.verdict"].search([("purchase_id", "=", purchase.id)])._told()
        return purchase.earned_credit, [reason["code"] for reason in verdict["reasons"]]

    def current(self):
        return self.env["club.offer.book"]._current(self.branch)

    def test_an_offers_pilot_group_gets_it_first_and_then_all(self):
        offer = self.given_offer("Ten", [CREDIT], pilot_segment_id=self.friends.id)
        self.assertEqual((self.earned(self.friend), self.earned(self.member)), ((10, []), (0, ["segment"])))
        first = offer.revision_id
        offer.pilot_segment_id = False
        self.assertEqual(self.earned(self.member), (10, []))
        self.assertEqual(offer.revision_id.number, first.number + 1)

    def test_a_programme_in_its_pilot_gives_its_offers_to_its_group_only(self):
        self.given_offer("Ten", [CREDIT])
        self.program.pilot_segment_id = self.friends
        self.assertEqual(self.earned(self.member), (10, []), "it is live")
        self.program.action_pilot()
        self.assertEqual((self.earned(self.friend), self.earned(self.member)), ((10, []), (0, ["segment"])))
        self.program.action_start()
        self.assertEqual(self.earned(self.member), (10, []))

    def test_the_book_that_tills_load_names_the_pilot_group(self):
        self.given_offer("Ten", [CREDIT], pilot_segment_id=self.friends.id)
        offer, = self.current().content["offers"]
        self.assertEqual(offer["conditions"], [{"kind": "segment", "in": ["friends"]}])
        told = self.session.club_identify(self.friend.card_number)["found"][0]
        self.assertEqual(told["facts"]["segments"], ["friends"])

    def test_a_segment_of_another_programme_is_refused(self):
        other = self.given_program(name="Other")
        stranger = self.env["club.segment"].create({"name": "Strangers", "code": "strangers", "program_id": other.id})
        with self.assertRaisesRegex(ValidationError, "Strangers belongs to the programme Other"), self.env.cr.savepoint():
            self.given_offer("Ten", [CREDIT], pilot_segment_id=stranger.id)
        with self.assertRaisesRegex(ValidationError, "Strangers belongs to the programme Other"), self.env.cr.savepoint():
            self.program.pilot_segment_id = stranger
        with self.assertRaisesRegex(ValidationError, "another programme"):
            self.given_offer("Ten", [CREDIT], [{"kind": "segment", "segment_ids": stranger.ids}])

    def test_an_upgrade_makes_segments_of_the_texts_of_conditions(self):
        offer = self.given_offer("Ten", [CREDIT], [{"kind": "segment", "segment_ids": self.friends.ids}], running=False)
        condition = offer.condition_ids
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE club_offer_condition ADD COLUMN segments varchar")
        self.env.cr.execute("UPDATE club_offer_condition SET segments = 'friends, Old  hands ,' WHERE id = %s", condition.ids)
        self.env.cr.execute(
            "DELETE FROM club_offer_condition_club_segment_rel WHERE club_offer_condition_id = %s", condition.ids)
        self.env.invalidate_all()
        load_script("customer_club/migrations/19.0.1.2.0/post-segments.py", "segments").migrate(self.env.cr, "19.0.1.1.0")
        self.env.invalidate_all()
        self.assertEqual(condition._to_engine(), {"kind": "segment", "in": ["Old_hands", "friends"]})
        self.assertIn(self.friends, condition.segment_ids)
