"""The liability report: as of any date, on screen, on paper and as a workbook; who may see it."""

import base64
import io
from datetime import date, timedelta

from lxml.html import fromstring
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from openpyxl import load_workbook

from .books_common import BooksCase

DAYS = ("2026-01-10", "2026-02-10", "2026-03-10")


@tagged("post_install", "-at_install")
class TestLiabilityReport(BooksCase):
    """Three months: bonus issued in January and February at two branches, spent and expired in March; top-ups; a return."""

    def setUp(self):
        super().setUp()
        self.row.write({"expected_rate_bps": 8000, "cost_factor_bps": 7500})
        self.program.point_price = 0.5
        self.second = self.given_branch(self.program)
        other = self.given_member(name="Member B").wallet_id
        january, february, march = DAYS
        self.wallet.top_up(100, self.cause("t:1", january))
        self.wallet.earn("bonus", 20, self.cause("g:1", january), origin="gift", expires_on=date(2026, 3, 5))
        self.wallet.earn("bonus", 30, self.cause("g:2", february, branch_id=self.second.id), origin="gift")
        other.earn("bonus", 10, self.cause("g:3", february), origin="gift")
        other.earn("points", 200, self.cause("g:4", february), origin="gift")
        self.wallet.adjust("bonus", -15, self.cause("a:1", february, reason="test"))
        self.post("2026-02-28")
        self.env["club.wallet"].expire_batch(self.program, now=self.at(march))

    def report(self, on, user=None):
        model = self.env["club.liability.report"].with_user(user or self.env.user)
        report = model.create({"program_id": self.program.id, "on": on})
        report.action_show()
        return report

    def shown(self, report):
        return {(line.purse, line.month or None): (
            line.face, line.valuation, line.open_sessions, line.waiting, line.ledger, line.difference)
            for line in report.books_ids}

    def test_as_of_each_date(self):
        self.assertEqual(self.shown(self.report("2026-01-09")), {})
        self.assertEqual(self.shown(self.report("2026-01-31")), {
            ("paid", None): (100, 100, 0, 0, 100, 0), ("bonus", "2026-01"): (20, 12, 0, 0, 12, 0)})
        self.assertEqual(self.shown(self.report("2026-02-28")), {
            ("paid", None): (100, 100, 0, 0, 100, 0), ("bonus", "2026-01"): (5, 3, 0, 0, 3, 0),
            ("bonus", "2026-02"): (40, 24, 0, 0, 24, 0), ("points", "2026-02"): (100, 60, 0, 0, 60, 0)})
        self.assertEqual(self.shown(self.report("2026-03-31")), {
            ("paid", None): (100, 100, 0, 0, 100, 0), ("bonus", "2026-01"): (0, 0, 0, -3, 3, 0),
            ("bonus", "2026-02"): (40, 24, 0, 0, 24, 0), ("points", "2026-02"): (100, 60, 0, 0, 60, 0)})
        self.post()
        self.assertEqual(self.shown(self.report("2026-02-28"))["bonus", "2026-01"], (5, 3, 0, 0, 3, 0))
        self.assertNotIn(("bonus", "2026-01"), self.shown(self.report("2026-03-31")))

    def test_a_past_day_stays_as_it_was_when_estimates_change(self):
        before = self.shown(self.report("2026-02-28"))
        self.row.expected_rate_bps = 5000
        self.program.point_price = 1
        self.assertEqual(self.shown(self.report("2026-02-28")), before)
        today = self.shown(self.report(self.today))
        self.assertEqual(today["points", "2026-02"], (200, 75, 0, 15, 60, 0))
        self.post()
        self.assert_all_posted()
        self.assertEqual(self.shown(self.report("2026-02-28")), before)

    def test_by_branch_and_age(self):
        parts = [(line.purse, line.branch, line.month, line.age_from, line.face, line.valuation)
                 for line in self.report("2026-06-30").parts_ids]
        self.assertEqual(sorted(parts), sorted([
            ("paid", self.branch.name, "2026-01", 3, 100, 100),
            ("bonus", self.second.name, "2026-02", 3, 30, 18), ("bonus", self.branch.name, "2026-02", 3, 10, 6),
            ("points", self.branch.name, "2026-02", 3, 100, 60)]))

    def test_open_sessions_are_told_apart(self):
        self.post()
        session = self.open_session()
        self.sell(session, [(self.goods, 1, {})], wallet=50, cash=None)
        report = self.report(self.today)
        self.assertEqual((report.open_sessions, report.waiting, report.difference), (-20 - 18, 0, 0))
        self.close(session)
        report = self.report(self.today)
        self.assertEqual((report.open_sessions, report.waiting, report.difference), (0, 0, 0))

    def test_a_difference_is_shown_with_what_is_behind_it(self):
        move = self.env["account.move"].create({"journal_id": self.row.journal_id.id, "date": "2026-02-20", "line_ids": [
            (0, 0, {"account_id": self.row.bonus_account_id.id, "credit": 7, "name": "By hand"}),
            (0, 0, {"account_id": self.row.expense_account_id.id, "debit": 7})]})
        move.action_post()
        report = self.report("2026-02-28")
        self.assertEqual((report.difference, report.behind_ids.difference), (-7, -7))
        self.assertIn("By hand", report.behind_ids.message)
        self.assertEqual(report.behind_ids.action_open_item()["res_id"], move.id)
        move.button_draft()

    def test_the_workbook_has_a_sheet_for_each_table(self):
        for lang, right_to_left in (("en_US", False), ("fa_IR", True)):
            self.env["res.lang"]._activate_lang(lang)
            report = self.report("2026-02-28").with_context(lang=lang)
            url = report.action_export()["url"]
            self.assertIn(f"/{report.id}/file/", url)
            book = load_workbook(io.BytesIO(base64.b64decode(report.file)))
            self.assertEqual(len(book.worksheets), 3)
            page = book.worksheets[0]
            self.assertEqual(bool(page.sheet_view.rightToLeft), right_to_left)
            rows = list(page.iter_rows(values_only=True))
            self.assertEqual(len(rows), 1 + len(report.books_ids) + 1)
            self.assertEqual((rows[-1][7], rows[-1][8]), (report.face, report.valuation))
            self.assertIn("1404/12/09" if right_to_left else "02/28/2026", report.display_name)

    def test_the_pages_for_printing(self):
        html, kind = self.env["ir.actions.report"]._render_qweb_html(
            "customer_club.club_liability_report", self.report("2026-02-28").ids)
        self.assertEqual(kind, "html")
        text = html.decode()
        table = fromstring(text).xpath("//table")[0]
        self.assertEqual({len(row.xpath("td")) for row in table.xpath("tbody/tr[not(contains(@class, 'sum'))]")}, {9})
        for expected in ("What members are owed", "2026-02", self.second.name, "187.00"):
            self.assertIn(expected, text)

    def test_who_may_see_it(self):
        for group in ("accountant", "auditor"):
            user = new_test_user(self.env, f"club_{group}", f"customer_club.customer_club_group_{group}")
            self.assertEqual(self.report("2026-02-28", user).valuation, 187)
        for group in ("cashier", "staff", "manager"):
            user = new_test_user(self.env, f"club_{group}", f"customer_club.customer_club_group_{group}")
            with self.assertRaises(AccessError):
                self.report("2026-02-28", user)

    def test_companies_are_separate(self):
        company = self.env["res.company"].create({"name": "Elsewhere", "currency_id": self.env.company.currency_id.id})
        stranger = self.given_program(name="Other club", company=company)
        user = new_test_user(self.env, "club_accountant", "customer_club.customer_club_group_accountant")
        with self.assertRaises(AccessError):
            self.env["club.liability.report"].with_user(user).create({"program_id": stranger.id}).action_show()
        self.env["club.liability.report"].with_user(user).action_open()

    def test_the_screens_open_and_the_dialog_posts(self):
        user = new_test_user(self.env, "club_accountant", "customer_club.customer_club_group_accountant")
        action = self.env["club.liability.report"].with_user(user).action_open()
        self.assertTrue(self.env["club.liability.report"].browse(action["res_id"]).books_ids)
        dialog = self.env["club.books.post"].with_user(user).create({"until": self.today - timedelta(days=1)})
        self.assertIn(self.row, dialog.program_company_ids)
        self.assertEqual(dialog.action_post()["params"]["type"], "success")
        self.assertEqual(self.row.books_until, self.today - timedelta(days=1))
