"""Control groups: till, server and invoices leave the same members out, and a revision remembers whom."""

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger
from psycopg2.errors import CheckViolation

from .pos_common import ClubPosCase

CREDIT = {"kind": "credit", "percent": 10}


@tagged("post_install", "-at_install")
class TestClubOfferControl(ClubPosCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.offer = cls.given_offer("Ten", [CREDIT], control_percent=50)
        members = [cls.given_member(name=f"Member {number}") for number in range(12)]
        held_out = [cls.offer.id in member._to_engine(member.joined_at.date())["holdout"] for member in members]
        cls.control, cls.treated = members[held_out.index(True)], members[held_out.index(False)]

    def reasons(self, order):
        verdict, = self.env["club.verdict"].search([("purchase_id", "=", self.purchase_of(order).id)])._told()
        return [reason["code"] for reason in verdict["reasons"]]

    def test_a_member_of_the_control_group_earns_nothing_and_the_verdict_says_so(self):
        order = self.sell([(self.bread, 10)], member=self.control)
        self.assertEqual((self.purchase_of(order).earned_credit, self.reasons(order)), (0, ["holdout"]))
        order = self.sell([(self.bread, 10)], member=self.treated)
        self.assertEqual((self.purchase_of(order).earned_credit, self.reasons(order)), (10, []))

    def test_the_till_is_told_the_same(self):
        for member, expected in ((self.control, [self.offer.id]), (self.treated, [])):
            told = self.session.club_identify(member.card_number)["found"][0]
            self.assertEqual(told["facts"]["holdout"], expected)

    def test_an_invoice_leaves_the_same_members_out(self):
        for member, credit in ((self.control, 0), (self.treated, 10)):
            invoice = self.env["account.move"].create({
                "move_type": "out_invoice", "partner_id": member.partner_id.id,
                "invoice_line_ids": [(0, 0, {"product_id": self.bread.id, "quantity": 10, "tax_ids": []})]})
            invoice.action_post()
            purchase = self.env["club.purchase"].search([("move_id", "=", invoice.id)])
            self.assertEqual(purchase.earned_credit, credit)

    def test_drafts_count_and_ended_offers_do_not(self):
        held_out = self.env["club.offer"]._held_out_of
        self.offer.action_pause()
        self.assertEqual(held_out(self.control), [self.offer.id])
        self.offer.action_end()
        self.assertEqual(held_out(self.control), [])

    def test_a_revision_remembers_its_own_percentage(self):
        self.env["club.offer.book"]._current(self.branch)
        first = self.offer.revision_id
        self.offer.control_percent = 0
        self.env["club.offer.book"]._current(self.branch)
        second = self.offer.revision_id
        self.assertEqual((second.number, second.content.get("control_percent")), (first.number + 1, None))
        self.assertTrue(first._is_held_out(self.control))
        self.assertFalse(first._is_held_out(self.treated))
        self.assertFalse(second._is_held_out(self.control))

    def test_sql_names_the_same_members(self):
        self.env["club.offer.book"]._current(self.branch)
        revision = self.offer.revision_id
        for percent in (0, 1, 20, 50):
            revision = self.env["club.offer.revision"].sudo().create({
                "offer_id": self.offer.id, "number": 100 + percent, "content": {"control_percent": percent}})
            rows = self.env.execute_query(SQL(
                "SELECT id, %s FROM generate_series(1, 500) AS id", revision._held_out_sql(SQL("id"))))
            members = self.env["club.member"]
            self.assertEqual(dict(rows), {number: revision._is_held_out(members.browse(number)) for number, _in in rows})
        [[passer_by]] = self.env.execute_query(SQL("SELECT %s", revision._held_out_sql(SQL("NULL"))))
        self.assertFalse(passer_by)

    def test_a_percentage_outside_its_range_is_refused(self):
        for percent in (-1, 51):
            with self.subTest(percent), self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.offer.control_percent = percent
                self.offer.flush_recordset()
