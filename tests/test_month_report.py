"""The owner's month: what stands on the paper, counted by hand; in Persian; without data; who may print it."""

import io
from datetime import date
from unicodedata import normalize

from lxml.html import fromstring
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools.pdf import PdfFileReader

from ..models.club_wallet import Cause
from .common import ClubCase

REPORT = "customer_club.club_month_report_print"


@tagged("post_install", "-at_install")
class TestMonthReport(ClubCase):
    """January 2026: Ann buys 10, 20 and brings 4 back, Bob buys 30 for the first time, a passer-by 40. Before: Ann 50 in
    December, 25 in January 2025.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.given_branch(cls.program)
        cls.ann = cls.given_member(name="Ann", branch_id=cls.branch.id, gender="female", birth_year=1990)
        cls.bob = cls.given_member(name="Bob", branch_id=cls.second.id, gender="male", birth_year=1960)
        cls.given_purchase(cls.ann, "2025-01-30", 25, branch_id=cls.branch.id)
        cls.given_purchase(cls.ann, "2025-12-30", 50, branch_id=cls.branch.id)
        cls.given_purchase(cls.ann, "2026-01-05", 10, branch_id=cls.branch.id, saved=1)
        sold = cls.given_purchase(cls.ann, "2026-01-06", 20, branch_id=cls.second.id)
        cls.given_purchase(cls.ann, "2026-01-07", -4, branch_id=cls.second.id, origin_id=sold.id)
        cls.given_purchase(cls.bob, "2026-01-31", 30, branch_id=cls.second.id)
        cls.given_purchase(cls.ann, "2026-01-09", 40, branch_id=cls.branch.id).member_id = False
        silver = cls.env["club.tier"].create({"program_id": cls.program.id, "name": "Silver", "code": "silver"})
        cls.ann.tier_id = silver
        cls.env["club.goal"].create([
            {"program_id": cls.program.id, "first_on": "2026-01-01", "metric": "net", "target": 192},
            {"program_id": cls.program.id, "first_on": "2026-01-01", "metric": "active", "target": 1,
             "branch_id": cls.second.id}])

    def setUp(self):
        super().setUp()
        self.refresh()

    def refresh(self):
        with self.enter_registry_test_mode():
            self.env.ref("customer_club.club_report_cron").method_direct_trigger()
        self.env.invalidate_all()

    def report(self, day="2026-01-15", user=None, lang="en_US", **values):
        reports = self.env["club.month.report"].with_user(user or self.env.user).with_context(lang=lang)
        return reports.create({"program_id": self.program.id, "day": day, **values})

    def html(self, report):
        content, _kind = report.env["ir.actions.report"]._render_qweb_html(REPORT, report.ids)
        return fromstring(content)

    def words(self, element):
        return " ".join(element.text_content().replace("\ufeff", "").split())

    def tiles(self, report):
        """{title: (figure, the month before, the year before)}"""
        found = {}
        for tile in self.html(report).find_class("o_club_month_tile"):
            figure, *befores = tile.xpath("b | div")
            found[tile.text.strip()] = tuple(map(self.words, (figure, *befores)))
        return found

    def section(self, report, title):
        """The rows of a section as lists of texts."""
        [section] = self.html(report).xpath(f"//section[h2[contains(., '{title}')]]")
        return [[self.words(cell) for cell in row.xpath("td")] for row in section.xpath(".//tr[td]")]

    def test_the_headline(self):
        self.assertEqual(self.tiles(self.report()), {
            "Net sales": ("$ 96.00", "▲ 92.0 % December 2025", "▲ 284 % January 2025"),
            "Number of sales": ("4", "▲ 300 % December 2025", "▲ 300 % January 2025"),
            "Average basket": ("$ 24.00", "▼ 52.0 % December 2025", "▼ 4.0 % January 2025"),
            "Share of members": ("58.3 %", "▼ 41.7 percentage points December 2025", "▼ 41.7 percentage points January 2025"),
            "Members who bought": ("2", "▲ 100 % December 2025", "▲ 100 % January 2025"),
            "For the first time": ("1", "– December 2025", "= 0.0 % January 2025"),
            "Bought again": ("50.0 %", "▲ 50.0 percentage points December 2025", "▲ 50.0 percentage points January 2025"),
            "Saved by customers": ("$ 1.00", "– December 2025", "– January 2025")})

    def test_one_branch(self):
        told = self.tiles(self.report(branch_id=self.second.id))
        self.assertEqual([told[name][0] for name in ("Net sales", "Number of sales", "Members who bought", "Bought again")],
                         ["$ 46.00", "2", "2", "0.0 %"])
        self.assertEqual(told["Net sales"][1:], ("– December 2025", "– January 2025"))

    def test_goals(self):
        self.assertEqual(self.section(self.report(), "Goals"), [["Net sales", "$ 96.00 of $ 192.00", "", "50.0 %"]])
        self.assertEqual(self.section(self.report(branch_id=self.second.id), "Goals"),
                         [["Members who bought", "2 of 1", "", "200 %"]])

    def test_sales_per_day(self):
        days = self.env["club.report.month"]._days(self.program, date(2026, 1, 1), self.env["club.branch"])
        self.assertEqual(len(days), 31)
        self.assertEqual([(day.day, float(members), float(others)) for day, members, others in days if members or others],
                         [(5, 10, 0), (6, 20, 0), (7, -4, 0), (9, 0, 40), (31, 30, 0)])
        [section] = self.html(self.report()).xpath("//section[h2[contains(., 'Sales per day')]]")
        self.assertEqual(len(section.xpath(".//*[local-name()='svg']/*[local-name()='rect']")), 5)

    def test_who_bought(self):
        self.assertEqual(self.section(self.report(), "by gender"),
                         [["Female", "", "2", "$ 26.00"], ["Male", "", "1", "$ 30.00"]])
        self.assertEqual([row[0] for row in self.section(self.report(), "by age")],
                         [dict(self.env["club.member"]._fields["age_group"].selection)[member.age_group]
                          for member in (self.ann, self.bob)])
        trend = self.env["club.report.month"]._trend(self.program, date(2026, 1, 1), self.env["club.branch"])
        self.assertEqual([row[1:] for row in trend], [(0, 0)] * 10 + [(0, 1), (1, 1)])

    def test_tiers_and_their_moves(self):
        today = self.report(self.program._today())
        self.assertEqual(self.section(today, "Tiers"), [["No tier", "1", "", ""], ["Silver", "1", "1", "0"]])
        self.assertEqual(self.section(self.report(), "Tiers"), [["No tier", "1", "", ""], ["Silver", "1", "0", "0"]])

    def test_credit_and_what_members_have(self):
        wallet = self.ann.wallet_id
        wallet.earn("bonus", 30, Cause("gift:1", now=self.at("2026-01-10")), origin="gift")
        wallet.spend({"bonus": 12}, Cause("pos.order:1", now=self.at("2026-01-11")))
        wallet.earn("bonus", 7, Cause("gift:2", now=self.at("2026-02-01")), origin="gift")
        wallet.claw_back("bonus", 4, Cause("pos.order:2", now=self.at("2026-01-12")), of_source="gift:1")
        wallet.earn("bonus", 4, Cause("file:1", now=self.at("2026-01-13")), kind="opening", origin="opening")
        self.refresh()
        self.assertEqual(self.section(self.report(), "Credit"), [["Bonus", "$ 26.00", "$ 4.00", "$ -12.00", "$ 18.00"]])
        self.assertEqual(self.section(self.report("2026-02-01"), "Credit"), [["Bonus", "$ 7.00", "$ 25.00"]])

    def test_credit_of_a_branch_is_that_of_its_members_as_on_the_dashboard(self):
        for member in (self.ann, self.bob):  # both in the branch where Bob joined
            member.wallet_id.earn(
                "bonus", 30, Cause(f"gift:{member.id}", branch_id=self.second.id, now=self.at("2026-01-10")), origin="gift")
        self.refresh()
        self.assertEqual(self.section(self.report(branch_id=self.second.id), "Credit"), [["Bonus", "$ 30.00", "$ 30.00"]])
        page = self.env["club.dashboard"].figures(
            {"program": self.program.id, "period": "month:2026-01-01", "branch": self.second.id})
        tiles = {tile["key"]: tile["value"] for section in page["sections"] for tile in section["tiles"]}
        self.assertEqual((tiles["granted"], tiles["liability"]), (30, 30))

    def test_messages(self):
        for state in ("sent", "delivered", "failed", "queued"):
            self.env["club.message"].create({
                "company_id": self.env.company.id, "program_id": self.program.id, "member_id": self.ann.id, "event": "other",
                "channel": "sms", "recipient": "+12025550101", "body": "Hello", "state": state,
                "queued_at": "2026-01-31 23:59:59"})
        self.assertEqual(self.section(self.report(), "Messages"), [["SMS", "4", "2", "1", "1"]])
        accountant = new_test_user(self.env, "month_accountant", "customer_club.customer_club_group_accountant")
        self.assertFalse(self.html(self.report(user=accountant)).xpath("//section[h2[contains(., 'Messages')]]"))

    def test_a_month_without_purchases_says_so(self):
        page = self.html(self.report("2026-03-01"))
        self.assertIn("There are no purchases in March 2026.", self.words(page))
        self.assertFalse(page.find_class("o_club_month_tile"))

    def test_a_jalali_month_in_persian(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.program.write({"calendar": "jalali", "name": "باشگاه سپیدار"})
        self.setUp()
        report = self.report("2025-12-30", lang="fa_IR")  # 9 Dey 1404
        [page] = self.html(report).find_class("o_club_month")
        told = self.words(page)
        for words in ("دی ۱۴۰۴", "آذر ۱۴۰۴", "دی ۱۴۰۳", "۱۱۶٫۰۰" if "٫" in told else "۱۱۶.۰۰"):
            self.assertIn(words, told)
        self.assertFalse(set("0123456789") & set(told))
        content, kind = self.env["ir.actions.report"].with_context(
            lang="fa_IR", force_report_rendering=True)._render_qweb_pdf(REPORT, report.ids)
        self.assertEqual(kind, "pdf")
        pages = PdfFileReader(io.BytesIO(content)).pages
        self.assertLessEqual(len(pages), 3)
        for words in ("سپیدار", "باشگاه", "دی"):
            self.assertIn(words, normalize("NFKC", pages[0].extract_text()))

    def test_who_prints_it(self):
        for group in ("manager", "accountant", "auditor"):
            user = new_test_user(self.env, f"month_{group}_too", f"customer_club.customer_club_group_{group}")
            report = self.report(user=user)
            self.assertIn("$ 96.00", self.words(self.html(report)), group)
            self.assertEqual(report.action_print()["report_name"], "customer_club.club_month_report")
        for group in ("staff", "cashier"):
            user = new_test_user(self.env, f"month_{group}", f"customer_club.customer_club_group_{group}")
            with self.assertRaises(AccessError):
                self.report(user=user)
        elsewhere = self.given_branch(self.given_program(name="Other"))
        with self.assertRaisesRegex(UserError, f"{elsewhere.name} is no branch of Test club"):
            self.report(branch_id=elsewhere.id).action_print()
