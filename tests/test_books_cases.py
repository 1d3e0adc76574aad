"""Published cases of loyalty accounting, to the unit, through tills, closings and the daily posting.

IFRS 15 Example 52 and on to its end, two variants with an allocation of 9,000, a grocery. The currency has no decimals,
as the cases have none.
"""

from datetime import timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.tests import tagged

from .books_common import BooksCase

START = fields.Datetime.to_datetime("2026-06-15 12:00:00")
YEAR = timedelta(days=365)


@tagged("post_install", "-at_install")
class TestPublishedCases(BooksCase):
    @classmethod
    def given_program(cls, **values):
        cls.env.company.currency_id.rounding = 1.0
        return super().given_program(**values)

    def setUp(self):
        super().setUp()
        self.row.valuation_method = "deferred"

    def earn(self, sales, points, pays, expected):
        """Sell goods for `sales` that earn 10,000 points in all, one sale for each of `sales`; close and post."""
        self.program.point_price = pays
        self.row.expected_rate_bps = expected
        offer = self.given_offer("Points", [{"kind": "points_flat", "points": points}])
        session = self.open_session()
        for price in sales:
            product = self.given_product(f"Goods {price}", price)
            self.sell(session, [(product, 1, {})], cash=None)
        offer.action_pause()
        return self.close(session)

    def redeem(self, points, pays):
        session = self.open_session()
        product = self.given_product(f"Goods {points}", points * pays)
        self.sell(session, [(product, 1, {})], wallet=None)
        return self.close(session)

    def run_case(self, sales, points, pays, first, allocated, steps):
        """`steps`: (redeemed in all, expected in all, revenue of the year, liability at its end)."""
        with freeze_time(START):
            self.today = self.program._today()
            self.assertEqual(self.books(self.earn(sales, points, pays, first)), {
                "sales": -sum(sales), "receivable": sum(sales), "contract": -allocated, "revenue": allocated})
            self.post()
            self.assert_all_posted()
        redeemed, released = 0, 0
        for number, (so_far, expected, revenue, liability) in enumerate(steps):
            with freeze_time(START + YEAR * number + timedelta(days=1)):
                self.today = self.program._today()
                self.env["club.estimate"].create({
                    "program_company_id": self.row.id, "month": START.date(), "date": self.today,
                    "expected_rate_bps": expected})
                books = self.books(self.redeem(so_far - redeemed, pays))
                self.assertEqual((books["sales"], books["redeemed"]), ((redeemed - so_far) * pays, (so_far - redeemed) * pays))
                self.post()
                self.assert_all_posted()
                now = self.general_ledger(self.row.revenue_account_id) + allocated
                self.assertEqual(
                    (now - released, self.general_ledger(self.row.contract_account_id)), (revenue, liability), number)
                redeemed, released = so_far, now

    def test_ifrs_15_example_52(self):
        self.run_case([100_000], 10_000, 1, 9_500, 8_676, [
            (4_500, 9_500, 4_110, 4_566), (8_500, 9_700, 3_493, 1_073), (9_700, 9_700, 1_073, 0)])

    def test_ifrs_15_example_52_in_a_hundred_sales(self):
        self.run_case([1_000] * 100, 100, 1, 9_500, 8_676, [(4_500, 9_500, 4_110, 4_566), (8_500, 9_700, 3_493, 1_073)])

    def test_kpmg_10a(self):
        self.run_case([124_714], 10_000, 1, 9_700, 9_000, [(4_500, 9_700, 4_175, 4_825), (8_500, 9_900, 3_552, 1_273)])

    def test_kpmg_10b(self):
        self.run_case([124_714], 10_000, 1, 9_700, 9_000, [(4_500, 9_700, 4_175, 4_825), (8_500, 9_200, 4_140, 685)])

    def test_grocery(self):
        self.run_case([7_200_000], 10_000, 100, 8_000, 720_000, [
            (4_000, 8_000, 360_000, 360_000), (8_100, 9_000, 288_000, 72_000), (9_000, 9_000, 72_000, 0)])
