"""The summaries that reports read: counted by hand, equal to the figures themselves, and worked out anew where needed."""

import random
from datetime import date
from itertools import count
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..engine.periods import next_start
from ..models.club_report_mark import SUMMARIES
from ..models.club_report_night import ClubReportNight
from .common import ClubCase
from .import_common import ClubImportCase
from .test_account_move import InvoiceCase
from .test_club_wallet_concurrency import ConcurrentCase
from .test_import import HEAD, sale

KEYS = count()


class SummaryCase(ClubCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.inactive_days = 60

    def refresh(self):
        with self.enter_registry_test_mode():
            self.env.ref("customer_club.club_report_cron").method_direct_trigger()
        self.env.invalidate_all()

    def bought(self, member, at, amount, branch=None, **values):
        """A purchase of a member, or of a passer-by (None), at a UTC moment."""
        return self.given_purchase(
            member or self.env["club.member"].new({"program_id": self.program.id}), at, amount,
            branch_id=(branch or self.branch).id, member_id=member.id if member else False, source_key=f"test:{next(KEYS)}",
            **values)

    def long_ago(self):
        """As if all that is there had been written, and summed up, before this transaction."""
        self.refresh()
        self.env.flush_all()
        self.env.cr.execute("UPDATE club_purchase SET create_date = '2020-01-01'")
        self.env.invalidate_all()

    def rows(self, model, *names, program=None, order="id", **equal):
        """The rows of a summary as tuples; records as their names, dates as text."""
        domain = [("program_id", "=", (program or self.program).id), *((name, "=", value) for name, value in equal.items())]
        return [tuple(self.plain(row[name]) for name in names)
                for row in self.env[f"club.report.{model}"].search(domain, order=order)]

    def plain(self, value):
        if isinstance(value, date):
            return value.isoformat()
        return value.display_name if hasattr(value, "display_name") else value

    def everything(self):
        """All that the summaries of the programme say, in short."""
        found = {}
        for name in SUMMARIES:
            columns = [field for field in self.env[name]._fields if field not in ("id", "display_name", "currency_id")]
            rows = self.env[name].search_read([("program_id", "=", self.program.id)], columns)
            found[name] = sorted(str({**row, "id": 0}) for row in rows)
        return found

    def assert_as_anew(self):
        """What the nights have left is what working out everything anew gives."""
        kept = self.everything()
        self.env["club.report.mark"].search([("program_id", "=", self.program.id)]).basis = False
        self.refresh()
        anew = self.everything()
        for name, rows in kept.items():
            self.assertEqual(rows, anew[name], name)

    def worked_out(self):
        """{first day of a year: its months} that a night works out."""
        found, work = {}, ClubReportNight._work_out

        def note(night, program, year, months):
            if program == self.program:
                found[year.isoformat()] = [month.isoformat() for month in months]
            return work(night, program, year, months)
        with patch.object(ClubReportNight, "_work_out", note):
            self.refresh()
        return found


@tagged("post_install", "-at_install")
class TestSummary(SummaryCase):
    """Ann and Bob and a passer-by in two branches, one of which is in Tehran."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch.write({"name": "North", "tz": "Asia/Tehran"})
        cls.south = cls.given_branch(cls.program, name="South")
        cls.ann = cls.given_member(
            name="Ann", birth_year=1990, birth_month=1, birth_day=1, gender="female", branch_id=cls.branch.id)
        cls.bob = cls.given_member(name="Bob", branch_id=cls.branch.id)
        cls.ann.partner_id.city = " Shiraz "

    def setUp(self):
        super().setUp()
        self.bought(self.ann, "2026-01-05 10:00", 10, amount_untaxed=9, earned_credit=1, earned_points=3)
        self.bought(self.ann, "2026-01-20 10:00", 20, discounted=2, paid_by_bonus=1)
        self.bought(self.ann, "2026-04-10 10:00", 30, self.south)
        [self.late] = self.bought(self.bob, "2026-01-31 21:00", 40)  # half past midnight of February, in Tehran
        self.bought(None, "2026-02-10 10:00", 5, self.south)
        self.bought(self.bob, "2026-03-02 10:00", -40, origin_id=self.late.id, earned_credit=-1)
        self.refresh()

    def test_days(self):
        self.assertEqual(
            self.rows("day", "branch_id", "day", "month_name", "with_club", "sales", "returns", "gross", "discount", "net",
                      "untaxed", "margin", "first_sales", "earned_credit", "earned_points", "paid_by_bonus", order="day"), [
                ("North", "2026-01-05", "2026-01", True, 1, 0, 10, 0, 10, 9, 9, 1, 1, 3, 0),
                ("North", "2026-01-20", "2026-01", True, 1, 0, 22, 2, 20, 20, 20, 0, 0, 0, 1),
                ("North", "2026-02-01", "2026-02", True, 1, 0, 40, 0, 40, 40, 40, 1, 0, 0, 0),
                ("South", "2026-02-10", "2026-02", False, 1, 0, 5, 0, 5, 5, 5, 0, 0, 0, 0),
                ("North", "2026-03-02", "2026-03", True, 0, 1, -40, 0, -40, -40, -40, 0, -1, 0, 0),
                ("South", "2026-04-10", "2026-04", True, 1, 0, 30, 0, 30, 30, 30, 0, 0, 0, 0)])

    def test_members(self):
        def members(span, branch):
            return self.rows("members", "start_name", "active_members", "new", "returning", "reactivated", "repeat",
                             "inactive", order="start", span=span, branch_id=branch, segment_id=False)
        self.assertEqual(members("month", False)[:5], [
            ("2026-01", 1, 1, 0, 0, 1, 0), ("2026-02", 1, 1, 0, 0, 0, 0), ("2026-03", 0, 0, 0, 0, 0, 1),
            ("2026-04", 1, 0, 1, 1, 0, 1), ("2026-05", 0, 0, 0, 0, 0, 1)])
        self.assertEqual(members("month", self.branch.id)[:4], [
            ("2026-01", 1, 1, 0, 0, 1, 0), ("2026-02", 1, 1, 0, 0, 0, 0), ("2026-03", 0, 0, 0, 0, 0, 1),
            ("2026-04", 0, 0, 0, 0, 0, 1)])  # at its end Bob: Ann's last purchase was in the other branch
        self.assertEqual(members("month", self.south.id)[0], ("2026-04", 1, 0, 1, 1, 0, 0))
        self.assertEqual(members("year", False)[0], ("2026", 2, 2, 0, 1, 1, 2))

    def test_cohorts_and_tenths(self):
        self.assertEqual(self.rows("cohort", "start_name", "age", "members", "net", order="start, age"), [
            ("2026-01", 0, 1, 30), ("2026-01", 3, 1, 30), ("2026-02", 0, 1, 40), ("2026-02", 1, 0, -40)])
        self.assertEqual(self.rows("decile", "decile", "members", "net", "margin", span="year", branch_id=False),
                         [(1, 1, 60, 59), (2, 1, 0, 0)])

    def test_cuts(self):
        def cut(name, *columns):
            return self.rows("cut", *columns, "sales", "net", "members", order="month, key, with_club", cut=name)
        self.assertEqual(cut("channel", "month_name", "channel", "with_club"), [
            ("2026-01", "import", True, 2, 30, 1), ("2026-02", "import", False, 1, 5, 0), ("2026-02", "import", True, 1, 40, 1),
            ("2026-03", "import", True, 0, -40, 0), ("2026-04", "import", True, 1, 30, 1)])
        self.assertEqual(cut("gender", "key", "month_name")[:2], [("female", "2026-01", 2, 30, 1), ("", "2026-02", 1, 40, 1)])
        self.assertEqual(cut("city", "key", "month_name")[:2], [("Shiraz", "2026-01", 2, 30, 1), ("", "2026-02", 1, 40, 1)])
        self.assertEqual({row[0] for row in cut("age", "age_group")}, {self.ann.age_group, False})
        self.assertEqual(cut("weekday", "weekday", "month_name")[:2], [("1", "2026-01", 1, 10, 1), ("2", "2026-01", 1, 20, 1)])
        self.assertEqual(cut("hour", "key", "weekday", "month_name")[0], ("1-13", "1", "2026-01", 1, 10, 1))

    def test_segments_and_tiers(self):
        gold = self.env["club.tier"].create({"program_id": self.program.id, "name": "Gold", "code": "gold"})
        self.ann.tier_id = gold
        segment = self.env["club.segment"].create({
            "program_id": self.program.id, "name": "Bobs", "code": "bobs", "kind": "manual"})
        self.env["club.segment.member"].create({"segment_id": segment.id, "member_id": self.bob.id, "since": "2026-01-01"})
        self.refresh()
        self.assertEqual(self.rows("cut", "segment_id", "month_name", "net", cut="segment", order="month"),
                         [("Bobs", "2026-02", 40), ("Bobs", "2026-03", -40)])
        self.assertEqual(self.rows("cut", "tier_id", "month_name", "net", cut="tier", order="month")[:2],
                         [("Gold", "2026-01", 30), (False, "2026-02", 40)])
        self.assertEqual(
            self.rows("members", "branch_id", "start_name", "active_members", "inactive", segment_id=segment.id, span="year",
                      order="branch_id"), [("North", "2026", 1, 1), (False, "2026", 1, 1)])

    def test_a_second_night_changes_nothing(self):
        before = self.everything()
        groups = self.env["club.report.day"]._read_group([("program_id", "=", self.program.id)], ["bought_by"], ["net:sum"])
        self.assertEqual(groups, [("members", 60), ("passers_by", 5)])
        self.refresh()
        self.assertEqual(before, self.everything())
        self.assert_as_anew()

    def test_equal_to_the_figures(self):
        report, year = self.env["club.report"], (date(2026, 1, 1), date(2027, 1, 1))
        told = report.sales(self.program, *year)
        self.env.cr.execute(
            "SELECT branch_id, month, SUM(sales), SUM(lines), SUM(gross), SUM(discount), SUM(net) FROM club_report_day"
            " WHERE program_id = %s GROUP BY 1, 2 ORDER BY 1, 2", [self.program.id])
        self.assertEqual(self.env.cr.fetchall(), [tuple(row) for row in told])
        found = {row[0]: row[1:] for row in self.rows(
            "members", "start", "active_members", "new", "returning", span="month", branch_id=False, segment_id=False)}
        told = report.new_and_returning(self.program, *year)
        self.assertEqual({start.isoformat(): tuple(rest) for start, *rest in told},
                         {start: row for start, row in found.items() if row[0]})
        [year_row] = self.rows("members", "repeat", "active_members", span="year", branch_id=False, segment_id=False)
        self.assertEqual(year_row, report.repeat_rate(self.program, *year))
        inactive = dict(self.rows("members", "start", "inactive", span="month", branch_id=False, segment_id=False))
        for start, away in inactive.items():
            end = min(next_start("gregorian", "month", date.fromisoformat(start)), self.program._today())
            self.assertEqual(away, len(report.inactive(self.program, end, 60)), start)

    def test_jalali_months_and_a_change_of_the_calendar(self):
        self.program.calendar = "jalali"
        self.refresh()
        self.assertEqual(self.rows("day", "day", "month", "month_name", order="day")[0],
                         ("2026-01-05", "2025-12-22", "1404-10"))
        self.assertEqual(self.rows("members", "start", "start_name", span="year", branch_id=False, segment_id=False)[0],
                         ("2026-03-21", "1405"))
        self.assertEqual({row[0] for row in self.rows("cut", "month_name")}, {"1404-10", "1404-11", "1404-12", "1405-01"})
        self.assert_as_anew()

    def test_another_time_zone_works_everything_out_anew_and_a_new_branch_does_not(self):
        self.long_ago()
        self.given_branch(self.program)
        today = self.program._today().replace(day=1).isoformat()
        self.assertIn(len(self.worked_out()[today[:4] + "-01-01"]), (1, 2), "the present month, in its first days the last too")
        self.branch.tz = "UTC"
        self.assertIn("2026-01-01", self.worked_out()["2026-01-01"])
        self.assertIn("2026-01-31", dict(self.rows("day", "day", "sales")))

    # -- only what has changed ----------------------------------------------------------------------------------------

    def test_a_purchase_imported_into_an_old_month_moves_what_comes_after_it(self):
        self.long_ago()
        self.bought(self.bob, "2025-12-15 10:00", 7)
        done = self.worked_out()
        self.assertEqual(done["2025-01-01"], ["2025-12-01"])
        self.assertIn("2026-02-01", done["2026-01-01"], "the month of Bob's next purchase, which was his first")
        self.assertNotIn("2026-04-01", done["2026-01-01"])
        self.assertEqual(self.rows("members", "start_name", "new", "returning", "inactive", span="month", branch_id=False,
                                   segment_id=False, order="start")[:3],
                         [("2025-12", 1, 0, 0), ("2026-01", 1, 0, 0), ("2026-02", 0, 1, 0)])
        self.assertEqual(self.rows("cohort", "start_name", "age", "members", order="start, age")[0], ("2025-12", 0, 1))
        self.assert_as_anew()

    def test_a_return_in_a_later_month_leaves_the_sale_s_month_alone(self):
        self.long_ago()
        self.bought(self.ann, "2026-06-15 10:00", -30, self.south, origin_id=self.env["club.purchase"].search(
            [("member_id", "=", self.ann.id)], order="purchased_at desc", limit=1).id)
        done = self.worked_out()["2026-01-01"]
        self.assertIn("2026-06-01", done)
        self.assertNotIn("2026-04-01", done)
        self.assertEqual(sum(row[0] for row in self.rows("day", "net", branch_id=self.south.id, with_club=True)), 0)
        self.assert_as_anew()

    def test_members_who_are_merged(self):
        self.long_ago()
        self.bob._merge(self.ann)
        self.refresh()
        self.assertEqual(
            self.rows("members", "active_members", "new", span="year", branch_id=False, segment_id=False), [(1, 1)])
        self.assert_as_anew()

    def test_a_sale_that_changes_in_its_own_transaction_leaves_no_note(self):
        self.env.cr.execute("DELETE FROM club_report_touched")
        self.late.write({"amount": 41, "saved": 1})
        self.env.flush_all()
        self.assertFalse(self.env["club.report.touched"].search([]))

    def test_any_changes_of_any_kind(self):
        """Random purchases, corrections and deletions: the nights in between leave what working out anew gives."""
        dice = random.Random(8)
        members = [self.ann, self.bob, *(self.given_member(name=f"M{number}") for number in range(4))]
        for _night in range(3):
            self.long_ago()
            for _number in range(dice.randint(1, 3)):
                month, day, hour = dice.randint(1, 10), dice.randint(1, 28), dice.randint(0, 23)
                at = f"{dice.randint(2024, 2026)}-{month:02}-{day:02} {hour:02}:00"
                self.bought(dice.choice(members), at, dice.randint(1, 50), dice.choice([self.branch, self.south]))
            free = self.env["club.purchase"].search([("return_ids", "=", False), ("program_id", "=", self.program.id)])
            dice.choice(free).member_id = dice.choice(members)
            dice.choice(free).purchased_at = "2026-07-07 07:00:00"
            dice.choice(free).unlink()
            self.env.flush_all()
            self.refresh()
            self.assert_as_anew()

    # -- the job ------------------------------------------------------------------------------------------------------

    def test_a_programme_that_fails_stops_no_other(self):
        other = self.given_program(name="Other")
        self.bought(self.ann, "2026-05-05 10:00", 1)
        work = ClubReportNight._work_out

        def fail(night, program, year, months):
            if program == self.program:
                raise ValueError("it broke")
            return work(night, program, year, months)
        with patch.object(ClubReportNight, "_work_out", fail), mute_logger("odoo.addons.customer_club.models.club_report_mark"):
            self.refresh()
        marks = self.env["club.report.mark"].search([("program_id", "in", (other + self.program).ids)]).grouped("program_id")
        self.assertFalse(marks[other].due)
        self.assertTrue(marks[self.program].due, "it goes on there the next time")
        self.assertIn("it broke", self.env["club.alert"].search([("kind", "=", "job")]).mapped("message")[-1])
        self.refresh()
        self.assertIn("2026-05-05", dict(self.rows("day", "day", "sales")))

    def test_a_run_that_is_stopped_goes_on(self):
        mark = self.env["club.report.mark"].search([("program_id", "=", self.program.id)])
        mark.basis = False
        self.bought(self.ann, "2024-05-05 10:00", 1)
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=0):
            self.assertFalse(mark._work())  # the plan
            self.assertFalse(mark._work())
        self.assertIn("history", mark.due)
        self.refresh()
        self.assertFalse(mark.due)
        self.assert_as_anew()

    def test_what_a_stopped_run_has_left_is_joined_by_what_is_older(self):
        mark = self.env["club.report.mark"].search([("program_id", "=", self.program.id)])
        mark.due = {"history": "2026-01-01"}
        self.bought(self.given_member(name="Cyd"), "2023-02-05 10:00", 1)
        self.refresh()
        self.assert_as_anew()

    # -- rights -------------------------------------------------------------------------------------------------------

    def test_who_sees_what(self):
        far = self.env["res.company"].create({"name": "Far"})
        self.south.staff_ids = staff = new_test_user(self.env, "sum_staff", "customer_club.customer_club_group_staff")
        manager = new_test_user(self.env, "sum_manager", "customer_club.customer_club_group_manager")
        far_manager = new_test_user(
            self.env, "sum_far", "customer_club.customer_club_group_manager", company_id=far.id, company_ids=[(6, 0, far.ids)])
        cashier = new_test_user(self.env, "sum_cashier", "customer_club.customer_club_group_cashier")

        def branches(model, user):
            return set(self.env[f"club.report.{model}"].with_user(user).search([]).sudo().mapped("branch_id.name"))
        for model in ("day", "cut", "members", "decile"):
            self.assertEqual(branches(model, manager), {"North", "South"}, model)
            self.assertEqual(branches(model, staff), {"South"}, model)
            self.assertFalse(self.env[f"club.report.{model}"].with_user(far_manager).search([]), model)
            self.assertTrue(all(row.branch_id for row in self.env[f"club.report.{model}"].with_user(staff).search([])), model)
        self.assertTrue(self.env["club.report.cohort"].with_user(manager).search([]))
        for user in (staff, far_manager):
            self.assertFalse(self.env["club.report.cohort"].with_user(user).search([]))
        with self.assertRaises(AccessError):
            self.env["club.report.day"].with_user(cashier).search([])
        for user in (manager, staff):
            row = self.env["club.report.day"].with_user(user).search([], limit=1)
            with self.assertRaises(AccessError):
                row.sales = 5

    def test_what_is_of_all_companies_is_for_those_who_see_all(self):
        far = self.env["res.company"].create({"name": "Far", "currency_id": self.program.currency_id.id})
        manager = new_test_user(self.env, "sum_manager", "customer_club.customer_club_group_manager")
        whole = [("branch_id", "=", False)]
        self.assertTrue(self.env["club.report.members"].with_user(manager).search(whole))
        self.program.program_company_ids = [(0, 0, {"company_id": far.id})]
        self.assertFalse(self.env["club.report.members"].with_user(manager).search(whole))
        self.assertTrue(self.env["club.report.members"].with_user(manager).search([]), "but the branches of the own company")

    def test_managers_refresh_and_rows_open_their_purchases(self):
        manager = new_test_user(self.env, "sum_manager", "customer_club.customer_club_group_manager")
        staff = new_test_user(self.env, "sum_staff", "customer_club.customer_club_group_staff")
        self.assertEqual(self.env["club.report.mark"].with_user(manager).action_refresh()["tag"], "display_notification")
        with self.assertRaises(AccessError):
            self.env["club.report.mark"].with_user(staff).action_refresh()
        for model in ("day", "cut"):
            for row in self.env[f"club.report.{model}"].search([("program_id", "=", self.program.id)]):
                found = self.env["club.purchase"].search(row.action_open_purchases()["domain"])
                self.assertEqual(sum(found.mapped("amount")), row.net, f"{row.display_name} {row.month_name}")
        counts = {"active": "active_members", **dict.fromkeys(("new", "returning", "reactivated", "repeat", "inactive"))}
        for model, figures in (("members", counts), ("cohort", {"": "members"}), ("decile", {"": "members"})):
            for row in self.env[f"club.report.{model}"].search([("program_id", "=", self.program.id)]):
                for figure, name in figures.items():
                    action = row.with_context(**({"figure": figure} if figure else {})).action_open_members()
                    found = self.env["club.member"].with_context(active_test=False).search(action["domain"])
                    self.assertEqual(len(found), row[name or figure], (model, figure, row.start_name))


@tagged("post_install", "-at_install")
class TestSummaryOfImports(ClubImportCase, SummaryCase):

    def setUp(self):
        super().setUp()
        self.imported([["Member Code", "Name", "Mobile"], ["A", "Ann", "09121000001"], ["B", "Bob", "09121000002"]])
        at = date.fromisoformat
        self.rows_of_file = [
            HEAD,
            sale("1", 10, at("2017-01-31"), "North", "09121000001", discount=2),
            sale("1", 5, at("2017-01-31"), "North", "09121000001", code="8", brand="Root"),
            sale("2", 20, at("2017-02-01"), "North", "09121000002"),
            sale("3", -4, at("2017-02-28"), "South", None, brand=None, department=None)]
        self.job = self.imported(self.rows_of_file, opening_bps=200)
        self.refresh()

    def test_lines_brands_and_categories_equal_the_figures(self):
        for what, cut, column in (("brand", "brand", "brand_id"), ("categ", "category", "categ_id")):
            told = self.env["club.report"].sold_by(self.program, "2017-01-01", "2018-01-01", what)
            self.env.cr.execute(
                f"SELECT {column}, SUM(lines), SUM(gross), SUM(net) FROM club_report_cut WHERE program_id = %s AND cut = %s"
                " GROUP BY 1 ORDER BY 4 DESC, 1", [self.program.id, cut])
            self.assertEqual(self.env.cr.fetchall(), [tuple(row) for row in told])
        self.assertEqual(self.rows("cut", "brand_id", "sales", "lines", "net", "members", cut="brand", month_name="2017-01",
                                   order="net"), [("Root", 1, 1, 5, 1), ("Leaf", 1, 1, 10, 1)])
        self.assertEqual(self.rows("day", "day", "sales", "lines", "net", "earned_credit", order="day"), [
            ("2017-01-31", 1, 2, 15, 0.3), ("2017-02-01", 1, 1, 20, 0.4), ("2017-02-28", 1, 1, -4, 0)])

    def test_rows_of_brands_open_their_purchases(self):
        [row] = self.env["club.report.cut"].search([("brand_id.name", "=", "Root"), ("program_id", "=", self.program.id)])
        found = self.env["club.purchase"].search(row.action_open_purchases()["domain"])
        self.assertEqual(found.mapped("invoice_number"), ["1"])

    def test_an_import_that_is_undone_is_gone(self):
        self.long_ago()
        self.job.action_undo()
        self.run_jobs()
        self.assertEqual(self.job.state, "undone")
        self.refresh()
        self.assertEqual(self.rows("day", "day", "sales"), [])
        self.assert_as_anew()


@tagged("post_install", "-at_install")
class TestSummaryOfDocuments(SummaryCase, InvoiceCase):

    def of_today(self, *names):
        self.env.flush_all()
        self.refresh()
        self.env.cr.execute(
            f"SELECT {', '.join(f'SUM({name})' for name in names)} FROM club_report_day WHERE program_id = %s",
            [self.program.id])
        return self.env.cr.fetchone()

    def test_costs_of_tills_and_their_returns(self):
        order = self.sell([(self.bread, 3), (self.wine, 1)], member=self.member)
        self.assertEqual(self.of_today("net", "untaxed", "cost", "margin", "lines"), (41, 40, 19, 21, 2))
        self.give_back(order, {order.lines[0]: 1})
        self.assertEqual(self.of_today("net", "untaxed", "cost", "margin", "returns"), (31, 30, 14, 16, 1))

    def test_a_credit_note_takes_its_share_of_the_cost_back(self):
        move = self.invoice([(self.bread, 4), (self.wine, 1)])
        self.assertEqual(self.of_today("net", "untaxed", "cost", "lines"), (51, 50, 24, 2))
        self.credit(move)
        self.assertEqual(self.of_today("net", "untaxed", "cost", "lines", "earned_credit"), (0, 0, 0, 2, 0))
        told = self.env["club.report"].sold_by(self.program, "2000-01-01", "2100-01-01", "product")
        self.assertEqual([tuple(map(float, row[2:])) for row in told], [(0, 0), (0, 0)])


@tagged("post_install", "-at_install")
class TestSummaryAtOnce(ConcurrentCase):

    def test_a_second_job_passes_over_a_programme_that_one_works_on(self):
        with self.environment() as env:
            env["club.report.mark"]._cron_summaries()
        with self.environment() as first, self.environment() as second:
            mark = first["club.report.mark"].search([("program_id", "=", self.program_id)])
            self.assertTrue(mark._lock())
            self.assertFalse(mark.with_env(second)._lock())
            with patch.object(type(mark), "_plan") as plan:
                self.assertTrue(mark.with_env(second)._work())
            self.assertFalse(plan.called)
