"""Returns from a till's list of orders, in a real browser: the wallet's part is proposed, and the books close."""

from odoo.tests import tagged

from ..models.club_wallet import Cause
from .till_common import ClubTillCase


@tagged("post_install", "-at_install")
class TestTillReturnTour(ClubTillCase):

    def test_a_part_and_then_the_rest_comes_back_and_the_session_closes(self):
        self.given_offer("A tenth off", [{"kind": "percent_off", "rate_bps": 1000}], [{"kind": "member"}])
        self.given_offer("A tenth back", [{"kind": "credit", "rate_bps": 1000}], stacking="always")
        self.wallet.earn("bonus", 16, Cause("test:gift"), origin="gift")
        self.start_till("club_till_return")
        purchases = self.env["club.purchase"].search([("program_id", "=", self.program.id)], order="id")
        self.assertEqual(purchases.mapped("amount"), [36, -9, -27])
        self.assertEqual(purchases.mapped("paid_by_bonus"), [16, -4, -12])
        self.assertEqual(purchases.mapped("earned_credit"), [2, -0.5, -1.5])
        self.assert_balance(self.wallet, bonus=16)
        self.assertFalse(self.env["club.alert"].search([("program_id", "=", self.program.id)]).mapped("message"))
        entry = self.close(self.till.current_session_id)
        self.assertEqual(sum(entry.line_ids.mapped("balance")), 0)
        self.assert_ledger_sound()
