"""Confirming a wallet payment at a till, in a real browser: by PIN or by a code that is sent as SMS."""

from unittest.mock import patch

from odoo.tests import tagged

from ..models import club_one_time_code
from ..models.club_wallet import Cause
from .till_common import ClubTillCase


@tagged("post_install", "-at_install")
class TestTillConfirmTour(ClubTillCase):

    def setUp(self):
        super().setUp()
        self.wallet.earn("bonus", 15, Cause("test:gift"), origin="gift")
        self.member._set_pin("2580")
        self.program.confirm_by = "pin_or_sms"
        self.startPatcher(patch.object(club_one_time_code.secrets, "randbelow", lambda end: 12345))

    def assert_sold(self, paid_by_bonus):
        purchase = self.env["club.purchase"].search([("program_id", "=", self.program.id)])
        self.assertEqual((purchase.amount, purchase.paid_by_bonus), (20, paid_by_bonus))

    def test_a_wrong_pin_then_a_code_wrong_and_right(self):
        self.start_till("club_till_code")
        self.assert_sold(15)
        code = self.env["club.one.time.code"].search([])
        self.assertEqual((code.member_id, code.tries, code.state), (self.member, 1, "used"))
        self.assertEqual(self.env["sms.sms"].search([("club_code_id", "=", code.id)]).number, "+989123456789")

    def test_the_server_goes_away_before_the_code_is_sent(self):
        self.program.confirm_by = "sms"
        self.start_till("club_till_code_server_gone")
        self.assert_sold(0)

    def test_a_member_without_a_phone_pays_otherwise(self):
        self.program.confirm_by = "sms"
        self.member.partner_id.phone = False
        self.start_till("club_till_code_no_phone")
        self.assert_sold(0)

    def test_in_persian(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.cashier.lang = "fa_IR"
        self.bread.name = "نان باشگاه"
        self.member.partner_id.name = "سارا محمدی"
        self.method.name = "کیف پول"
        self.till.payment_method_ids.filtered(lambda method: method.type == "cash").name = "نقد"
        self.start_till("club_till_code_persian")
        self.assert_sold(15)
