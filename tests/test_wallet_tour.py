"""The dialogs of wallets and members in a real browser, in English and in Persian."""

from odoo.tests import new_test_user, tagged

from ..models.club_wallet import Cause
from .till_common import ClubTillCase


@tagged("post_install", "-at_install")
class TestWalletTour(ClubTillCase):

    def setUp(self):
        super().setUp()
        self.boss = new_test_user(self.env, "club_boss", "customer_club.customer_club_group_administrator")
        self.env["account.journal"].search([("type", "=", "cash")]).filtered(
            lambda journal: journal.company_id == self.env.company).write({"active": False})
        self._given_journal(self.env.company, "cash", "DRAW", None).name = "Till drawer"
        self.program.write({
            "allow_payout": True, "allow_transfer": True, "exchange_points": 100, "exchange_credit": 7.5,
            "bonus_expiry": "days", "bonus_valid_days": 90})
        self.member.partner_id.name = "Sara Tour"
        self.given_member(name="Reza Tour")
        for purse, amount in (("paid", 20), ("points", 250)):
            self.wallet.earn(purse, amount, Cause(f"tour:{purse}"), kind="opening", origin="opening")

    def wallet_tour(self):
        self.start_page(f"/odoo/club.wallet/{self.wallet.id}", "customer_club_wallet_tour", "club_boss")
        self.assert_balance(self.wallet, paid=50, bonus=15, points=50)
        self.assertEqual(self.wallet.adjustment_ids.state, "requested")
        self.assert_ledger_sound()

    def member_tour(self):
        card = self.member.card_number
        self.start_page(f"/odoo/club.member/{self.member.id}", "customer_club_member_end_tour", "club_boss")
        self.env.invalidate_all()
        self.assertFalse(self.columns_with("Sara Tour", card), "what the browser's changes had tracked is gone too")
        self.assertTrue(self.member.erased_at)
        self.assert_balance(self.wallet, paid=0, points=0)
        self.assert_ledger_sound()

    def test_what_a_wallet_s_page_offers(self):
        self.wallet_tour()

    def test_what_a_wallet_s_page_offers_in_persian(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.boss.lang = "fa_IR"
        # The tour chooses it by this word.
        self.env.ref("customer_club.club_adjustment_reason_goodwill").with_context(lang="fa_IR").name = "Goodwill"
        self.wallet_tour()

    def test_a_member_s_data_are_downloaded_by_who_asked_and_nobody_else(self):
        url = self.member.with_user(self.boss).action_export()["url"]
        self.authenticate("club_boss", "club_boss")
        answer = self.url_open(url)
        self.assertEqual((answer.status_code, answer.content[:2]), (200, b"PK"))
        self.assertIn("member_", answer.headers["Content-Disposition"])
        self.authenticate("club_cashier", "club_cashier")
        self.assertNotEqual(self.url_open(url).status_code, 200)

    def test_what_is_unusual_is_looked_at_and_cleared(self):
        rows = self.env["club.unusual.movement"].create([
            {"program_id": self.program.id, "date": self.program._today(), "kind": kind, "present": found, "needed": needed,
             "amount": 120, **about} for kind, found, needed, about in (
                 ("many_sales", 7, 5, {"member_id": self.member.id, "branch_id": self.branch.id}),
                 ("enrolments", 31, 20, {"user_id": self.cashier.id}))])
        self.start_page("/odoo/club-unusual", "customer_club_watch_tour", "club_boss")
        self.assertEqual(sorted(rows.mapped("state")), ["cleared", "open"])

    def test_the_rules_are_set_in_the_programme(self):
        self.start_page(f"/odoo/club.program/{self.program.id}", "customer_club_rules_tour", "club_boss")

    def test_how_a_membership_ends(self):
        self.member_tour()
