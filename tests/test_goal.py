"""Goals: targets beside what was reached, counted by hand; what is no goal; who sees which."""

from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import ClubCase


@tagged("post_install", "-at_install")
class TestGoal(ClubCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.given_branch(cls.program)
        cls.ann, cls.bob = (cls.given_member(
            name=name, branch_id=branch.id, joined_at=cls.at(day)) for name, branch, day in (
                ("Ann", cls.branch, "2025-12-31"), ("Bob", cls.second, "2026-01-31 23:59")))
        cls.given_purchase(cls.ann, "2025-12-30", 50, branch_id=cls.branch.id)
        cls.given_purchase(cls.ann, "2026-01-05", 10, branch_id=cls.branch.id, earned_credit=2)
        cls.given_purchase(cls.ann, "2026-01-06", 20, branch_id=cls.second.id)
        cls.given_purchase(cls.bob, "2026-01-31", 30, branch_id=cls.second.id, earned_credit=1)
        passer_by = cls.given_purchase(cls.ann, "2026-01-09", 40, branch_id=cls.branch.id)
        passer_by.member_id = False

    def refresh(self):
        with self.enter_registry_test_mode():
            self.env.ref("customer_club.club_report_cron").method_direct_trigger()
        self.env.invalidate_all()

    def given_goal(self, metric="net", target=100, **values):
        return self.env["club.goal"].create(
            {"program_id": self.program.id, "first_on": "2026-01-01", "metric": metric, "target": target, **values})

    def test_what_is_reached(self):
        self.refresh()
        reached = {"net": (100, 50), "sales": (4, 2), "share": (60, 20), "joined": (1, 0), "first": (1, 0),
                   "active": (2, 1), "repeat": (50, 0), "credit": (3, 2)}
        for metric, (whole, of_branch) in reached.items():
            goal = self.given_goal(metric)
            self.assertEqual((goal.actual, goal.percent), (whole, whole), metric)
            self.assertEqual(self.given_goal(metric, 50, branch_id=self.branch.id).percent, 2 * of_branch, metric)
        quiet = self.given_goal("repeat", first_on="2025-11-01")
        self.assertEqual((quiet.actual, quiet.percent), (0, 0))

    def test_each_unit_is_told_with_the_figure(self):
        self.refresh()
        self.assertEqual([(goal.target_words, goal.actual_words) for goal in map(self.given_goal, ("net", "sales", "share"))],
                         [("$\N{NO-BREAK SPACE}100.00", "$\N{NO-BREAK SPACE}100.00"), ("100", "4"), ("100.0 %", "60.0 %")])
        self.assertEqual(self.given_goal("repeat").with_context(lang="fa_IR").actual_words, "۵۰.۰٪")

    def test_the_graph_has_the_figures_of_the_list(self):
        self.refresh()
        self.given_goal("net"), self.given_goal("sales", 8)
        rows = self.env["club.goal"].formatted_read_group([("program_id", "=", self.program.id)], ["metric"], ["percent:avg"])
        self.assertEqual({row["metric"]: row["percent:avg"] for row in rows}, {"net": 100, "sales": 50})

    def test_a_jalali_month(self):
        self.program.calendar = "jalali"
        self.given_purchase(self.bob, "2026-01-20 23:59", 7)  # 30 Dey 1404
        self.given_purchase(self.bob, "2026-01-21", 9)  # 1 Bahman
        self.refresh()
        goal = self.given_goal(target=156, first_on="2025-12-22")
        self.assertEqual((goal.until_on, goal.month_words, goal.with_context(lang="fa_IR").month_words),
                         (date(2026, 1, 21), "Dey 1404", "دی ۱۴۰۴"))
        self.assertEqual(goal.actual, 50 + 10 + 20 + 40 + 7)

    def test_what_is_no_goal(self):
        elsewhere = self.given_branch(self.given_program(name="Other"))
        for values, sentence in (
            ({"target": 0}, "A goal lies above 0; this one is .*0.00"), ({"target": -1}, "A goal lies above 0"),
            ({"metric": "sales", "target": 0}, "this one is 0"), ({"metric": "repeat", "target": 101}, "at most 100 %"),
            ({"first_on": "2026-01-02"}, "No month of Test club starts on 01/02/2026; January 2026 starts on 01/01/2026"),
            ({"branch_id": elsewhere.id}, f"{elsewhere.name} is no branch of Test club"),
        ):
            with self.assertRaisesRegex(ValidationError, sentence), self.env.cr.savepoint():
                self.given_goal(**values)
        self.program.calendar = "jalali"
        with self.assertRaisesRegex(ValidationError, "Dey 1404 starts on 12/22/2025"):
            self.given_goal()

    def test_the_same_goal_twice(self):
        for branch in (self.branch.id, False):
            self.given_goal(branch_id=branch)
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError) as caught, self.env.cr.savepoint():
                self.given_goal(target=5, branch_id=branch)
            self.assertIn("club_goal_once", str(caught.exception))
        self.assertIn("change its target", self.env["club.goal"]._once.get_error_message(self.env["club.goal"]))
        self.given_goal("sales"), self.given_goal(first_on="2026-02-01")

    def test_who_sees_and_sets_goals(self):
        whole, own, other = self.given_goal(), *(
            self.given_goal(branch_id=branch.id) for branch in (self.branch, self.second))
        staff, auditor, manager = (new_test_user(self.env, f"goal_{group}", f"customer_club.customer_club_group_{group}")
                                   for group in ("staff", "auditor", "manager"))
        self.branch.staff_ids = staff
        everything = whole | own | other
        for user, expected in ((staff, own), (auditor, everything), (manager, everything)):
            self.assertEqual(self.env["club.goal"].with_user(user).search([("id", "in", everything.ids)]), expected)
        own.with_user(manager).target = 7
        for user in (staff, auditor):
            with self.assertRaises(AccessError):
                own.with_user(user).target = 8
        far = self.env["res.company"].create({"name": "Far away", "currency_id": self.env.company.currency_id.id})
        self.program.program_company_ids = [(0, 0, {"company_id": far.id})]
        self.assertEqual(self.env["club.goal"].with_user(manager).search([("id", "in", everything.ids)]), own | other)

    def test_a_goal_opens_what_it_counts(self):
        self.second.tz = "Asia/Tehran"
        self.given_purchase(self.bob, "2025-12-31 21:00", 5, branch_id=self.second.id)  # half past midnight of 1 January there
        sale = self.given_purchase(self.ann, "2026-01-10", 8, branch_id=self.branch.id)
        self.given_purchase(self.ann, "2026-01-11", -8, branch_id=self.branch.id, origin_id=sale.id)
        gone = self.given_member(name="Gone", branch_id=self.branch.id, joined_at="2026-01-15")
        gone.active = False
        self.refresh()
        for metric, whole, of_branch in (("net", 105, 50), ("sales", 6, 3), ("credit", 3, 2), ("joined", 2, 1),
                                         ("first", 1, 0), ("active", 2, 1)):
            for branch, reached in ((self.env["club.branch"], whole), (self.branch, of_branch)):
                goal = self.given_goal(metric, branch_id=branch.id)
                action = goal.action_open_records()
                found = self.env[action["res_model"]].with_context(**action["context"]).search(action["domain"])
                summed = {"net": "amount", "credit": "earned_credit"}.get(metric)
                self.assertEqual((goal.actual, sum(found.mapped(summed)) if summed else len(found)), (reached, reached),
                                 (metric, branch.name))
        action = self.given_goal("repeat").action_open_records()
        self.assertEqual(self.env["club.member"].search(action["domain"]), self.ann | self.bob)
