"""Scores by how members buy: fifths and ties to the letter, the map, and who is still a customer."""

import json
import os
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from unittest import skipUnless
from unittest.mock import patch

from freezegun import freeze_time
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from openpyxl import load_workbook

from ..engine import bgnbd
from .test_segments import SegmentCase

DATA = os.environ.get("CLUB_SHOP_DATA")


class HabitCase(SegmentCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.write({"tz": "Asia/Tehran", "use_rfm": True})

    def bought(self, member, *moments, net=10, **values):
        """Sales of a member at UTC moments, as an import writes them."""
        return self.env["club.purchase"].create([{
            "program_id": self.program.id, "branch_id": self.branch.id, "company_id": self.env.company.id, "channel": "import",
            "member_id": member.id, "purchased_at": f"{moment}:00", "amount": net, "amount_untaxed": net,
            "source_key": f"test:{member.id}:{moment}:{net}", **values} for moment in moments])

    def scores(self, *members):
        return [tuple(member.habit_ids[name] for name in ("recency", "frequency", "monetary")) for member in members]


@tagged("post_install", "-at_install")
class TestScores(HabitCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.m = [cls.given_member(name=f"M{number}", branch_id=cls.branch.id) for number in range(10)]

    def given_year(self):
        """Six members bought in 2025, Tehran time; ties of days, numbers and sums between them."""
        m = self.m
        self.bought(m[1], "2025-03-01 10:00", "2025-03-02 10:00", "2025-12-31 20:00")  # 23:30 of the last day
        self.bought(m[2], "2025-12-31 08:00", net=100)
        self.bought(m[3], "2024-12-31 20:40", net=5)  # ten minutes into the first day
        [sale] = self.bought(m[4], "2025-06-01 08:00", net=50)
        self.bought(m[4], "2025-05-01 08:00")
        self.bought(m[4], "2025-06-20 08:00", net=-20, origin_id=sale.id)
        self.bought(m[5], "2025-12-31 20:45")  # the day after the window
        self.bought(m[6], "2025-07-01 08:00", wholly_returned=True)
        self.bought(m[7], "2025-06-01 09:00", net=40)
        self.bought(m[8], "2024-12-31 20:20")  # ten minutes before the first day
        self.bought(m[9], *(f"2025-12-{day} 08:00" for day in (27, 28, 29, 30)), net=50)
        self.bought(self.env["club.member"], "2025-12-01 08:00")  # a passer-by

    def test_fifths_ties_window_and_returns(self):
        self.given_year()
        self.assertEqual(self.program._score_habits(date(2026, 1, 1)), 6)
        m = self.m
        self.assertEqual(
            self.scores(m[1], m[2], m[3], m[4], m[7], m[9]),
            [(4, 4, 1), (5, 1, 4), (1, 1, 1), (1, 3, 2), (2, 2, 3), (3, 5, 5)])
        self.assertEqual(self.scores(m[5], m[6], m[8]), [(0, 0, 0)] * 3)
        habit = m[4].habit_ids
        self.assertEqual((habit.last_on, habit.orders, habit.net), (date(2025, 6, 1), 2, 40))

    def test_a_second_night_writes_what_changed_and_empties_what_is_out(self):
        self.given_year()
        self.program._score_habits(date(2026, 1, 1))
        self.assertEqual(self.program._score_habits(date(2026, 1, 1)), 0)
        self.m[2].active = False
        self.assertGreater(self.program._score_habits(date(2026, 1, 1)), 0)
        self.assertEqual(self.scores(self.m[2]), [(0, 0, 0)])
        self.program._score_habits(date(2030, 1, 1))
        self.assertFalse(any(member.habit_ids.recency for member in self.m))

    def test_the_map_has_the_usual_names_each_cell_once(self):
        cells = self.program.rfm_cell_ids
        self.assertEqual(len({(cell.recency, cell.frequency) for cell in cells}), 25)
        self.assertEqual(len(cells.segment_id), 10)
        self.assertEqual(set(cells.segment_id.mapped("kind")), {"rfm"})

    def test_segments_follow_scores_and_the_map_can_be_changed(self):
        self.given_year()
        m = self.m
        with freeze_time("2026-01-01 12:00:00"):
            segments = self.program.rfm_cell_ids.segment_id.sorted("id")
            segments.action_refresh()
        found = {segment.code: self.members_of(segment) for segment in segments if segment.size}
        self.assertEqual(found, {
            "rfm_loyal": m[9] | m[1], "rfm_new": m[2], "rfm_hibernating": m[7] | m[3], "rfm_at_risk": m[4]})
        loyal = segments.filtered(lambda segment: segment.code == "rfm_loyal")
        self.program.rfm_cell_ids.filtered(lambda cell: (cell.recency, cell.frequency) == (5, 1)).segment_id = loyal
        loyal._refresh()
        self.assert_members(loyal, m[9] | m[2] | m[1])
        with self.assertRaisesRegex(ValidationError, "made by RFM"):
            self.program.rfm_cell_ids[0].segment_id = self.segment

    def test_a_rule_may_use_the_scores(self):
        self.given_year()
        self.program._score_habits(date(2026, 1, 1))
        best = self.given_segment("best", kind="rule", rule="[('habit_ids.monetary', '>=', 4)]")
        self.assert_members(best, self.m[9] | self.m[2])


@tagged("post_install", "-at_install")
class TestAlive(HabitCase):

    def given_customers(self):
        self.bought(self.sara, "2026-01-01 08:00", "2026-01-01 18:00", "2026-02-01 08:00", "2026-03-01 08:00")
        self.bought(self.omid, "2026-01-10 08:00")
        self.program._count_habits()

    def told(self, least):
        with patch.object(bgnbd, "ENOUGH", least), freeze_time("2026-06-01 12:00:00"):
            self.program._fit_alive()
            self.program._tell_alive(0, 100)
            return [member.alive_text for member in self.everybody]

    def test_days_of_buying_are_counted_not_purchases(self):
        self.given_customers()
        habit = self.sara.habit_ids
        self.assertEqual(
            (habit.buying_days, habit.first_on, habit.latest_on), (3, date(2026, 1, 1), date(2026, 3, 1)))

    def test_too_few_members_are_told_so(self):
        self.given_customers()
        sara, omid, nima = self.told(least=2)
        self.assertEqual(sara, "Not enough data: 1 members came back on another day, and 2 are needed.")
        self.assertEqual((omid, nima), (sara, "Has not bought yet."))
        self.assertEqual((self.sara.habit_ids.alive_percent, self.sara.habit_ids.expected), (0, 0))

    def test_enough_members_are_told_the_odds_in_words(self):
        self.given_customers()
        fit = bgnbd.Fit(0.243, 4.414, 0.793, 2.426, -1.0)
        with patch.object(bgnbd, "fit", lambda counts, start=None: fit):
            sara, omid, nima = self.told(least=1)
        place = 2, 59 / 7, 151 / 7
        percent, expected = round(100 * bgnbd.p_alive(fit, *place)), round(bgnbd.expected(fit, *place, 90 / 7), 1)
        self.assertEqual((self.sara.habit_ids.alive_percent, round(self.sara.habit_ids.expected, 1)), (percent, expected))
        self.assertEqual(sara, f"Still a customer with {percent} % probability. About {expected} purchases are expected in the "
                               "next 90 days.")
        self.assertIn("one day only", omid)
        self.assertIn("r 0.243, alpha 4.414 (weeks)", self.program.alive_text)
        self.assertEqual(self.told(least=9)[0][:15], "Not enough data")

    def test_the_night_scores_fits_and_fills_segments(self):
        moments = [(date(2026, 1, 1) + timedelta(days=17 * number)).isoformat() for number in range(6)]
        for number, member in enumerate(self.everybody):
            days = [f"{moment} 08:00" for moment in moments[:number + 2]]
            self.bought(member, *days)
            member.write({"visits": len(days), "last_purchase_at": f"{days[-1]}:00"})
        with freeze_time("2026-06-01 12:00:00"), patch.object(bgnbd, "ENOUGH", 3), self.enter_registry_test_mode():
            self.env.ref("customer_club.club_repair_cron").method_direct_trigger()
        self.env.invalidate_all()
        run = self.env["club.repair.run"].search([("program_id", "=", self.program.id)], limit=1)
        self.assertEqual((run.step, run.faults), ("done", False))
        self.assertEqual((run.habits_count, run.alive_count, run.segments_count), (6, 3, 3))
        self.assertEqual(set(self.program.alive_fit), {"members", "repeaters", *bgnbd.Fit._fields})
        self.assertEqual(sum(self.program.rfm_cell_ids.segment_id.mapped("size")), 3)


@tagged("post_install", "-at_install")
@skipUnless(DATA, "CLUB_SHOP_DATA names no directory with dev_expected.json and dev/small")
class TestShopData(HabitCase):

    def test_a_shop_s_year_gives_the_figures_worked_out_from_its_files(self):
        expected = json.loads((Path(DATA) / "dev_expected.json").read_text())["small"]["rfm"]
        self.program.tz = "UTC"
        members = {}
        for code, name, mobile in self.rows("members", 3):
            members[mobile] = self.given_member(name=f"{code} {name}")
        sums = {}
        for number, moment, _branch, mobile, *_rest, total in self.rows("invoices", 12):
            key = number, moment, mobile
            sums[key] = sums.get(key, 0) + round(total * 100)
        self.env["club.purchase"].create([{
            "program_id": self.program.id, "company_id": self.env.company.id, "channel": "import", "purchased_at": moment,
            "member_id": members[mobile].id, "amount": cents / 100, "amount_untaxed": cents / 100, "source_key": number,
        } for (number, moment, mobile), cents in sums.items()])
        with freeze_time("2018-01-01 12:00:00"):
            self.program.rfm_cell_ids.segment_id.action_refresh()
        habits = self.env["club.member.habit"].search([("program_id", "=", self.program.id)])
        cells = Counter(f"R{habit.recency}F{habit.frequency}" for habit in habits)
        self.assertEqual(cells, Counter(expected["rf_cells"]))
        self.assertEqual(Counter(f"{habit.recency}{habit.frequency}{habit.monetary}" for habit in habits),
                         Counter(expected["rfm_codes"]))
        self.assertEqual({segment.name: segment.size for segment in self.program.rfm_cell_ids.segment_id},
                         expected["segments"])

    def rows(self, name, columns):
        page = load_workbook(Path(DATA) / "dev" / "small" / f"{name}.xlsx", read_only=True).worksheets[0]
        return page.iter_rows(min_row=2, max_col=columns, values_only=True)
