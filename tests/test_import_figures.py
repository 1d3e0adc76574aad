"""What was imported is what the club shows: hand-counted figures, and those of a shop's files where they are at hand."""

import json
import os
from collections import Counter
from datetime import date
from pathlib import Path

from odoo.tests import tagged

from ..engine import tiers
from .import_common import ClubImportCase
from .test_import import HEAD, sale


def shop_files():
    """The folder of a shop's files with their figures: named by the environment, else beside this project; None without."""
    told = os.environ.get("CLUB_SHOP_DATA")
    found = [Path(told)] if told else sorted(Path(__file__).resolve().parents[2].glob("*/data"))
    return next((folder for folder in found if (folder / "dev_expected.json").is_file()), None)


class FiguresCase(ClubImportCase):

    def months(self, rows, digits=2):
        """Rows with months as 2017-01 and money rounded to the programme's digits."""
        return [[value.strftime("%Y-%m") if isinstance(value, date) else round(value, digits) if isinstance(value, float)
                 else value for value in row] for row in rows]

    def sales_of(self, since, until):
        """Rows [branch, month, sales, lines, gross, discount, net] in the order of their names."""
        rows = self.env["club.report"].sales(self.program, since, until)
        names = {branch.id: branch.name for branch in self.program.branch_ids}
        return sorted(self.months([names[branch], *rest] for branch, *rest in rows))

    def sold_by(self, what, model, since, until):
        """([[name, lines, gross, net]] the greatest net first, net of what has none)."""
        rows = self.env["club.report"].sold_by(self.program, since, until, what)
        names = {record.id: record.name for record in self.env[model].search([])}
        named = [[names[key], lines, round(gross, 2), round(net, 2)] for key, lines, gross, net in rows if key]
        blank = [round(net, 2) for key, _lines, _gross, net in rows if not key]
        return sorted(named, key=lambda row: (-row[3], row[0])), sum(blank)


@tagged("post_install", "-at_install")
class TestImportFigures(FiguresCase):
    """Five invoices, counted by hand."""

    def setUp(self):
        super().setUp()
        self.imported([["Member Code", "Name", "Mobile"], ["A", "Ann", "09121000001"], ["B", "Bob", "09121000002"],
                       ["C", "Cem", "09121000003"]])
        at = date.fromisoformat
        self.imported([
            HEAD,
            sale("1", 10, at("2017-01-31"), "North", "09121000001", discount=2),
            sale("1", 5, at("2017-01-31"), "North", "09121000001", code="8", brand="Root"),
            sale("2", 20, at("2017-02-01"), "North", "09121000001"),
            sale("3", 30.5, at("2017-02-02"), "South", "09121000002"),
            sale("4", -4, at("2017-02-28"), "South", None, brand=None, department=None),
            sale("5", 1, at("2017-03-01"), "South", "09121000001"),
        ], opening_bps=200)

    def test_sales_by_branch_and_month(self):
        self.assertEqual(self.sales_of("2017-01-01", "2018-01-01"), [
            ["North", "2017-01", 1, 2, 17, 2, 15], ["North", "2017-02", 1, 1, 20, 0, 20],
            ["South", "2017-02", 2, 2, 26.5, 0, 26.5], ["South", "2017-03", 1, 1, 1, 0, 1]])
        self.assertEqual(self.sales_of("2017-02-01", "2017-02-02"), [["North", "2017-02", 1, 1, 20, 0, 20]])

    def test_brands_and_categories(self):
        self.assertEqual(self.sold_by("brand", "club.brand", "2017-01-01", "2018-01-01"),
                         ([["Leaf", 4, 63.5, 61.5], ["Root", 1, 5, 5]], -4))
        self.assertEqual(self.sold_by("categ", "product.category", "2017-01-01", "2018-01-01"), ([["TEA", 5, 68.5, 66.5]], -4))

    def test_who_comes_again_and_who_stays_away(self):
        report, year = self.env["club.report"], ("2017-01-01", "2018-01-01")
        self.assertEqual(report.repeat_rate(self.program, *year), (1, 2))
        self.assertEqual(self.months(report.new_and_returning(self.program, *year)),
                         [["2017-01", 1, 1, 0], ["2017-02", 2, 1, 1], ["2017-03", 1, 0, 1]])
        bob = self.env["club.member"].search([("former_code", "=", "B")])
        self.assertEqual(report.inactive(self.program, "2017-04-03", 60), [])
        self.assertEqual(report.inactive(self.program, "2017-04-04", 60), [bob.id])
        self.assertEqual(report.pareto(self.program, *year), (1, 36, 66.5))
        self.assertEqual([(sales, net, round(credit, 2)) for _member, sales, net, _day, credit in
                          report.buyers(self.program, *year)], [(3, 36, 0.72), (1, 30.5, 0.61)])

    def test_sales_of_a_till_count_on_the_day_of_its_clock(self):
        self.branch.tz = "Asia/Tehran"
        self.env["club.purchase"].create({
            "program_id": self.program.id, "branch_id": self.branch.id, "company_id": self.branch.company_id.id,
            "channel": "pos", "source_key": "pos.order:1", "purchased_at": "2017-05-31 19:29:00", "amount": 7, "saved": 1})
        self.assertEqual(self.sales_of("2017-05-01", "2018-01-01"), [[self.branch.name, "2017-05", 1, 0, 8, 1, 7]])
        self.env["club.purchase"].search([("source_key", "=", "pos.order:1")]).purchased_at = "2017-05-31 19:31:00"
        self.assertEqual(self.sales_of("2017-05-01", "2018-01-01"), [[self.branch.name, "2017-06", 1, 0, 8, 1, 7]])


@tagged("post_install", "-at_install")
class TestShopFigures(FiguresCase):
    """The files of a shop, imported as they are; every figure that is told with them, to the cent."""

    YEAR = ("2017-01-01", "2018-01-01")

    def setUp(self):
        super().setUp()
        folder = shop_files()
        if not folder:
            self.skipTest("no shop's files beside the project; CLUB_SHOP_DATA can name their folder")
        size = os.environ.get("CLUB_SHOP_SIZE", "small")
        self.told = json.loads((folder / "dev_expected.json").read_text())[size]
        self.jobs = [self.imported((folder / "dev" / size / f"{name}.xlsx").read_bytes(), name=name, **values)
                     for name, values in (("members", {}), ("invoices", {"opening_bps": 200}), ("coupon_redemptions", {}))]

    def test_every_figure(self):
        told, report, program = self.told, self.env["club.report"], self.program
        members, sales, coupons = self.jobs
        self.assertEqual([job.bad_count for job in self.jobs], [0, 0, 0])
        self.assertEqual((members.made_count, sales.row_count, sales.made_count, coupons.made_count),
                         (told["members"], told["lines"], told["orders"], told["coupon_redemptions"]["total"]))
        self.assertEqual(self.sales_of(*self.YEAR), sorted(told["sales_per_branch_per_month"]))
        for name, what, model in (("top_brands", "brand", "club.brand"), ("top_departments", "categ", "product.category")):
            rows, blank = self.sold_by(what, model, *self.YEAR)
            self.assertEqual((len(rows), rows[:20], blank),
                             (told[name]["distinct"], told[name]["top20"], told[name]["blank_net"]))
        rate = told["repeat_purchase_rate"]
        self.assertEqual(report.repeat_rate(program, *self.YEAR), (rate["members_2plus"], rate["members_1plus"]))
        self.assertEqual(self.months(report.new_and_returning(program, *self.YEAR)), told["new_returning_per_month"])
        self.check_members(report.buyers(program, *self.YEAR))
        self.check_summaries()
        top, net, total = report.pareto(program, *self.YEAR)
        pareto = told["pareto"]["ceil"]
        self.assertEqual((top, round(net, 2), round(net / total, 6)),
                         (pareto["top_members"], pareto["top_net"], pareto["share"]))
        redeemed = sorted(report.redeemed(program), key=lambda row: int(row[0].split()[-1]))
        self.assertEqual([list(row) for row in redeemed], told["coupon_redemptions"]["per_campaign"])
        self.assertEqual(program._check_invariants(), [])

    def check_summaries(self):
        """The summaries say the same of each branch and month, brand, department and member."""
        with self.enter_registry_test_mode():
            self.env.ref("customer_club.club_report_cron").method_direct_trigger()
        query = """SELECT b.name, month_name, SUM(sales), SUM(lines), SUM(gross)::float, SUM(discount)::float, SUM(net)::float
                     FROM club_report_day LEFT JOIN club_branch b ON b.id = branch_id WHERE day < '2018-01-01' GROUP BY 1, 2"""
        self.env.cr.execute(query)
        self.assertEqual(sorted(self.months(self.env.cr.fetchall())), sorted(self.told["sales_per_branch_per_month"]))
        for name, cut in (("top_brands", "brand"), ("top_departments", "category")):
            told = self.told[name]
            self.env.cr.execute("SELECT SUM(net)::float FROM club_report_cut WHERE cut = %s AND key <> '' GROUP BY key", [cut])
            nets = sorted((round(row[0], 2) for row in self.env.cr.fetchall()), reverse=True)
            self.assertEqual((len(nets), nets[:20]), (told["distinct"], [row[-1] for row in told["top20"]]))
        self.env.cr.execute("""SELECT start_name, active_members, new, "returning" FROM club_report_members
            WHERE span = 'month' AND branch_id IS NULL AND segment_id IS NULL AND active_members > 0 ORDER BY 1""")
        self.assertEqual([list(row) for row in self.env.cr.fetchall()], self.told["new_returning_per_month"])
        top, net, _total = self.env["club.report"].pareto(self.program, *self.YEAR, percent=10)
        self.env.cr.execute("""SELECT members, net::float FROM club_report_decile
            WHERE span = 'year' AND branch_id IS NULL AND decile = 1 AND start_name = '2017'""")
        members, by_margin = self.env.cr.fetchone()
        self.assertEqual(members, top)
        self.assertLessEqual(round(by_margin, 2), round(net, 2))

    def check_members(self, buyers):
        told = self.told
        codes = {member.id: member.former_code for member in self.program_members()}
        cashback = told["cashback"]
        self.assertEqual(round(sum(row[4] for row in buyers), 2), cashback["total"])
        self.assertEqual([[codes[member], sales, round(net, 2), round(credit, 2)]
                          for member, sales, net, _day, credit in buyers[:20]], cashback["sample"])
        self.env.cr.execute("SELECT SUM(balance_bonus) FROM club_wallet WHERE program_id = %s", [self.program.id])
        self.assertEqual(round(self.env.cr.fetchone()[0], 2), cashback["total"])
        away = self.env["club.report"].inactive(self.program, "2018-01-01", 60)
        self.assertEqual([codes[member] for member in away], told["inactive_over_60_days"]["members"])
        self.check_rfm({member: net for member, _sales, net, *_rest in buyers})
        self.check_tiers()

    def check_rfm(self, nets):
        """Scores as of the day after the files, and what the members of each segment spent."""
        told = self.told["rfm"]
        self.program.use_rfm = True
        self.program._score_habits(date(2018, 1, 1))
        habits = self.env["club.member.habit"].search([("program_id", "=", self.program.id), ("recency", ">", 0)])
        cells = Counter(f"R{habit.recency}F{habit.frequency}" for habit in habits)
        codes = Counter(f"{habit.recency}{habit.frequency}{habit.monetary}" for habit in habits)
        self.assertEqual((cells, codes), ({cell: count for cell, count in told["rf_cells"].items() if count},
                                          {code: count for code, count in told["rfm_codes"].items() if count}))
        names = {(cell.recency, cell.frequency): cell.segment_id.name for cell in self.program.rfm_cell_ids}
        found = {name: [0, 0] for name in told["segments"]}
        for habit in habits:
            row = found[names[habit.recency, habit.frequency]]
            row[:] = row[0] + 1, row[1] + nets[habit.member_id.id]
        self.assertEqual({name: (count, round(net, 2)) for name, (count, net) in found.items()},
                         {name: (count, told["segment_net"][name]) for name, count in told["segments"].items()})

    def check_tiers(self):
        """The club's own count for tiers, of the year of the files."""
        ladder = self.env["club.tier"].create([
            {"program_id": self.program.id, "name": name, "code": name.lower(), "sequence": place, "threshold_amount": amount}
            for place, (name, amount) in enumerate((("Bronze", 0), ("Silver", 500), ("Gold", 1500), ("Platinum", 4000)), 1)])
        self.program.write({"tier_metric": "spend", "tier_window": "gregorian_year"})
        rules, members = self.program._tier_book().rules, self.program_members()
        window = tiers.window_of(rules, date(2017, 6, 1), date(2017, 1, 1))
        counts = self.program._count_for_tiers([(member.id, window) for member in members])
        found = {tier.name: [0, 0] for tier in ladder}
        for value in counts.values():
            name = ladder.browse(rules.earned(value)).name
            found[name] = [found[name][0] + 1, found[name][1] + value]
        self.assertEqual({name: count for name, (count, _net) in found.items()}, self.told["tiers"]["counts"])
        self.assertEqual({name: net / 100 for name, (_count, net) in found.items()}, self.told["tiers"]["net"])

    def program_members(self):
        return self.env["club.member"].search([("program_id", "=", self.program.id)])
