"""Tiers at the till, in a real browser: what is missing before the sale, what was reached with it."""

from odoo import fields
from odoo.tests import tagged

from .till_common import ClubTillCase

NAMES = (("bronze", "Bronze", "برنزی", 0), ("silver", "Silver", "نقره‌ای", 100), ("gold", "Gold", "طلایی", 300))


@tagged("post_install", "-at_install")
class TestTillTierTour(ClubTillCase):

    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("fa_IR")
        for number, (code, name, persian, amount) in enumerate(NAMES):
            tier = self.env["club.tier"].create({
                "program_id": self.program.id, "code": code, "name": name, "sequence": number, "threshold_amount": amount})
            tier.with_context(lang="fa_IR").name = persian
        self.program.tier_metric = "spend"
        self.env["club.purchase"].create({
            "program_id": self.program.id, "company_id": self.env.company.id, "member_id": self.member.id,
            "channel": "import", "source_key": "import:1", "purchased_at": fields.Datetime.now(), "amount": 60,
            "amount_untaxed": 60})._count_visit(1)

    def test_the_tier_and_what_is_missing_for_the_next(self):
        self.assertEqual(self.member.tier_id.code, "bronze")
        self.start_till("club_till_tier")
        self.assertEqual((self.member.tier_id.code, self.member.tier_progress), ("silver", 110))

    def test_the_same_in_persian(self):
        self.cashier.lang = "fa_IR"
        self.bread.name = "نان باشگاه"
        self.member.partner_id.name = "سارا محمدی"
        self.till.payment_method_ids.filtered(lambda method: method.type == "cash").name = "نقد"
        self.start_till("club_till_tier_persian")
