"""The till in Persian, from right to left, in a real browser."""

from odoo.tests import tagged

from ..models.club_wallet import Cause
from .till_common import ClubTillCase


@tagged("post_install", "-at_install")
class TestTillPersianTour(ClubTillCase):

    def test_a_sale_in_persian(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.cashier.lang = "fa_IR"
        self.bread.name = "نان باشگاه"
        self.member.partner_id.name = "سارا محمدی"
        self.method.name = "کیف پول"
        self.till.payment_method_ids.filtered(lambda method: method.type == "cash").name = "نقد"
        self.given_offer("ده درصد تخفیف", [{"kind": "percent_off", "rate_bps": 1000}], [{"kind": "member"}])
        self.given_offer("دو درصد اعتبار", [{"kind": "credit", "rate_bps": 200}], stacking="always")
        self.wallet.earn("bonus", 15, Cause("test:gift"), origin="gift")
        self.wallet.top_up(4, Cause("test:paid"))
        self.start_till("club_till_persian")
