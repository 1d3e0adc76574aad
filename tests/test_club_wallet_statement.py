"""A member's statement: balances that run from the opening to the closing one, what lapses when, who may print it, and how
the paper looks to a Persian reader.
"""

import io
from unicodedata import normalize
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools.pdf import PdfFileReader

from ..models.club_wallet import Cause, Credit
from ..wizards import club_wallet_statement
from .common import ClubCase


@tagged("post_install", "-at_install")
class TestWalletStatement(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.member = cls.given_member(branch_id=cls.branch.id)
        cls.wallet = cls.member.wallet_id
        cls.earn("2026-09-20 10:00", bonus=100)
        cls.earn("2026-10-02 10:00", paid=1000)
        cls.earn("2026-10-05 10:00", bonus=50, expires_on="2026-12-31")
        cls.wallet.spend({"bonus": 120, "paid": 200}, Cause("test:spend", now=cls.at("2026-10-20 23:30")))
        cls.earn("2026-11-01 00:00", points=7)

    @classmethod
    def earn(cls, when, expires_on=None, **amounts):
        for purse, amount in amounts.items():
            cls.wallet.earn(
                purse, amount, Cause(f"test:{when}:{purse}", now=cls.at(when), branch_id=cls.branch.id, reason="Test"),
                expires_on=expires_on and cls.at(expires_on).date())

    def given_statement(self, date_from="2026-10-01", date_to="2026-10-31", user=None, **values):
        member = self.member.with_user(user or self.env.user)
        return self.env["club.wallet.statement"].with_user(member.env.user).create({
            "member_id": self.member.id, "date_from": date_from, "date_to": date_to, "lang": "en_US", **values})

    def told(self, statement):
        """{purse: (opening, [(amount, balance)], closing, [(last day as text, amount)])}"""
        return {
            section.purse: (
                section.opening, [(row.entry.amount, row.balance) for row in section.rows], section.closing,
                [(str(left.last_day), left.amount) for left in section.lots])
            for section in statement._sections()}

    def test_opening_running_and_closing_balance_and_what_was_left_then(self):
        self.assertEqual(self.told(self.given_statement()), {
            "paid": (0, [(1000, 1000), (-200, 800)], 800, [("None", 800)]),
            "bonus": (100, [(50, 150), (-120, 30)], 30, [("None", 30)])})

    def test_the_last_statement_closes_with_the_balance(self):
        told = self.told(self.given_statement("2026-10-20", "2026-11-30"))
        for purse in ("paid", "bonus", "points"):
            _opening, _rows, closing, lots = told[purse]
            self.assertEqual(closing, self.wallet[f"balance_{purse}"], purse)
            self.assertEqual(sum(amount for _day, amount in lots), closing, purse)

    def test_a_day_is_the_programmes_own(self):
        self.program.tz = "Asia/Tehran"  # 23:30 UTC is the next day there
        told = self.told(self.given_statement("2026-10-21", "2026-10-21"))
        self.assertEqual(told["paid"][:3], (1000, [(-200, 800)], 800))

    def test_one_purse_only_even_when_it_did_not_move(self):
        self.assertEqual(self.told(self.given_statement(purse="points")), {"points": (0, [], 0, [])})

    def test_what_could_not_be_spent_yet_says_from_when(self):
        self.wallet.earn_all(
            [Credit("points", 5, 0, pending_until=self.at("2026-11-10"))], Cause("test:pending", now=self.at("2026-10-30")))
        [section] = self.given_statement(purse="points")._sections()
        self.assertEqual([tuple(left) for left in section.lots], [(self.at("2026-11-10"), None, 5)])

    def test_what_is_owed_closes_below_zero(self):
        self.program.write({"return_policy": "unlimited", "overdraft_limit": 1000})
        self.earn("2026-10-25 10:00", bonus=500)
        self.wallet.spend({"bonus": 530}, Cause("test:all", now=self.at("2026-10-26")))
        self.wallet.claw_back(
            "bonus", 500, Cause("test:return", now=self.at("2026-10-27")), of_source="test:2026-10-25 10:00:bonus")
        statement = self.given_statement(purse="bonus")
        [section] = statement._sections()
        self.assertEqual((section.closing, section.lots), (-500, []))
        self.assertIn("\u200e-", statement._told(section.closing, "bonus"))

    def test_refusals(self):
        with self.assertRaisesRegex(UserError, "first day, 10/31/2026, is after its last, 10/01/2026"):
            self.given_statement("2026-10-31", "2026-10-01").action_print()
        with patch.object(club_wallet_statement, "MOST_ENTRIES", 3), \
                self.assertRaisesRegex(UserError, "has 4 entries; a statement holds at most 3"):
            self.given_statement().action_print()

    def test_who_may_print_it(self):
        club = "customer_club.customer_club_group_"
        for group in ("accountant", "auditor", "manager"):
            user = new_test_user(self.env, f"prints_{group}", club + group)
            self.assertEqual(self.given_statement(user=user)._sections()[0].closing, 800, group)
        mine = new_test_user(self.env, "prints_staff", club + "staff")
        self.branch.staff_ids = mine
        self.assertEqual(self.given_statement(user=mine)._sections()[0].closing, 800)
        other = new_test_user(self.env, "prints_other", club + "staff")
        cashier = new_test_user(self.env, "prints_cashier", club + "cashier")
        for stranger in (other, cashier):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.given_statement(user=stranger)._sections()

    def test_the_dialog_proposes_this_month_and_the_members_language(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.member.partner_id.lang = "fa_IR"
        self.program.write({"calendar": "jalali", "tz": "Asia/Tehran"})
        action = self.wallet.action_print_statement()
        with patch("odoo.fields.Datetime.now", return_value=self.at("2026-11-22 12:00")):
            dialog = self.env[action["res_model"]].with_context(**action["context"]).create({})
        self.assertEqual(
            (dialog.member_id, dialog.lang, str(dialog.date_from), str(dialog.date_to)),
            (self.member, "fa_IR", "2026-11-22", "2026-11-22"))  # the first of Azar 1405

    def test_it_tells_the_tier_and_what_is_missing_for_the_next(self):
        bronze, _silver = self.env["club.tier"].create([
            {"program_id": self.program.id, "name": name, "code": name, "sequence": place, "threshold_count": place}
            for place, name in enumerate(("Bronze", "Silver"), 3)])
        self.program.tier_metric = "visits"
        report = self.env.ref("customer_club.club_wallet_statement_report")
        for tier, told in (((), ["3 purchases more until Bronze"]), (bronze, ["Bronze", "4 purchases more until Silver"])):
            if tier:
                self.member._give_tier(tier)
            paper = report._render_qweb_html(report, self.given_statement().ids)[0].decode()
            for words in told:
                self.assertIn(words, paper)

    def test_paper_of_an_english_and_a_persian_reader(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        report = self.env.ref("customer_club.club_wallet_statement_report").with_context(force_report_rendering=True)
        for lang, words in (
            ("en_US", ("10/02/2026", "Opening balance", "Page 1 / 1", self.member.card_number)),
            ("fa_IR", ("1405/07/10", "1405/07/09", self.member.card_number)),
        ):
            content, kind = report._render_qweb_pdf(report, self.given_statement(lang=lang).ids)
            self.assertEqual(kind, "pdf")
            text = normalize("NFKC", PdfFileReader(io.BytesIO(content)).pages[0].extract_text())
            for word in words:
                self.assertIn(word, text)
