"""Old purchases are thinned: the reasons go, what returns and counts need stays."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..models import club_retention
from .test_repair import RepairCase


@tagged("post_install", "-at_install")
class TestRetention(RepairCase):

    def setUp(self):
        super().setUp()
        self.given_offer("A tenth off", [{"kind": "percent_off", "rate_bps": 1000}], [{"kind": "member"}])
        self.given_offer("Dear", [{"kind": "percent_off", "rate_bps": 5000}], [{"kind": "basket_amount", "min_amount": 900}])
        self.old, self.new = (self.sold_with_offers([(self.bread, 2)], member=self.member) for _number in range(2))
        # At its own time, as the members' facts tell: the last purchase stays the last.
        self.purchase_of(self.old).purchased_at = fields.Datetime.now() - timedelta(days=100)

    def verdict_of(self, order):
        return self.env["club.verdict"].search([("purchase_id", "=", self.purchase_of(order).id)])

    def test_reasons_of_old_purchases_go_and_the_rest_stays(self):
        kept = self.verdict_of(self.new).content
        awards = self.purchase_of(self.old).award_line_ids
        self.program.reason_months = 3
        run = self.night()
        self.assertEqual((run.thin_count, run.faults), (1, False))
        verdict = self.verdict_of(self.old)
        self.assertTrue(verdict.is_thin)
        self.assertEqual([(row["status"], row["reasons"]) for row in verdict._told()], [("applied", [])] * 2)
        self.assertEqual(self.old.club_till, False)
        self.assertEqual((self.verdict_of(self.new).content, bool(self.new.club_till)), (kept, True))
        self.assertEqual(self.purchase_of(self.old).award_line_ids, awards)
        self.assertEqual(self.run_again().thin_count, 0)

    def test_a_thinned_purchase_can_be_returned_and_shown(self):
        self.program.reason_months = 3
        self.night()
        earned = self.purchase_of(self.old).earned_credit
        self.assertGreater(earned, 0)
        back = self.purchase_of(self.give_back(self.old, {self.old.lines: 2}))
        self.assertEqual(back.earned_credit, -earned)
        self.assertIn("A tenth off", str(self.purchase_of(self.old).verdicts_html))

    def test_zero_keeps_all(self):
        self.assertEqual((self.night().thin_count, self.verdict_of(self.old).is_thin), (0, False))

    def test_it_goes_on_in_batches(self):
        self.purchase_of(self.new).purchased_at = self.purchase_of(self.old).purchased_at
        self.member.last_purchase_at = self.purchase_of(self.old).purchased_at
        self.program.reason_months = 3
        with patch.object(club_retention, "ROWS", 1):
            run = self.night()
        self.assertEqual((run.thin_count, run.faults), (2, False))
