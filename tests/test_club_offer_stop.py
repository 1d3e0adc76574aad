"""The daily stop: what it counts, what stops, what tills hear, and that the next day starts anew."""

from datetime import timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged

from .pos_common import ClubPosCase

CREDIT = {"kind": "credit", "percent": 10}


@tagged("post_install", "-at_install")
class TestClubOfferStop(ClubPosCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.credit = cls.given_offer("Ten", [CREDIT], stacking="always")
        cls.points = cls.given_offer("Points", [{"kind": "points_flat", "points": 3}], stacking="always")
        cls.program.daily_stop = 15

    def review(self):
        with self.enter_registry_test_mode():
            self.env.ref("customer_club.club_program_cron_daily_stop").method_direct_trigger()
        self.env.invalidate_all()

    def offers_in_book(self):
        return [row["id"] for row in self.env["club.offer.book"]._current(self.branch).content["offers"]]

    def alerts(self):
        return self.env["club.alert"].search([("source_key", "like", f"club.program:{self.program.id}:stop")])

    def test_offers_that_cost_stop_when_the_days_amount_is_reached(self):
        self.sell([(self.bread, 10)], member=self.member)
        self.review()
        self.assertFalse(self.credit.is_stopped, "10 of 15")
        version = self.env["club.offer.book"]._current(self.branch).version
        self.sell([(self.bread, 5)], member=self.member)
        self.review()
        self.assertTrue(self.credit.is_stopped)
        self.assertEqual(self.offers_in_book(), self.points.ids)
        self.assertEqual(self.env["club.offer.book"]._current(self.branch).version, version + 1)
        purchase = self.purchase_of(self.sell([(self.bread, 10)], member=self.member))
        self.assertEqual((purchase.earned_credit, purchase.earned_points), (0, 3))
        alert, = self.alerts()
        self.assertRegex(alert.message, r"have cost .*15\.00.* today; the daily stop amount is .*15\.00")
        self.review()
        self.assertEqual(len(self.alerts()), 1)

    def test_the_next_day_starts_anew(self):
        self.sell([(self.bread, 20)], member=self.member)
        self.review()
        self.assertEqual(self.offers_in_book(), self.points.ids)
        with freeze_time(fields.Datetime.now() + timedelta(days=1)):
            self.credit.invalidate_recordset(["is_stopped"])
            self.review()
            self.assertFalse(self.credit.is_stopped)
            self.assertEqual(self.offers_in_book(), (self.credit | self.points).ids)

    def test_a_manager_who_raises_the_amount_starts_them_again(self):
        self.sell([(self.bread, 20)], member=self.member)
        self.review()
        self.program.daily_stop = 30
        self.assertEqual(self.offers_in_book(), (self.credit | self.points).ids)
        self.program.daily_stop = 20
        self.assertEqual(self.offers_in_book(), self.points.ids)
        self.program.daily_stop = 0
        self.assertEqual(self.offers_in_book(), (self.credit | self.points).ids)

    def test_a_sale_under_the_book_from_before_keeps_what_was_shown(self):
        data = self.order_data([(self.bread, 10)], member=self.member)
        snapshot, _result = self.till_answer(data, member=self.member)
        self.sell([(self.bread, 20)], member=self.member)
        self.review()
        order = self.sync(data | {"club_till": snapshot})
        self.assertEqual((self.purchase_of(order).earned_credit, self.alerts_of(order)), (10, []))

    def test_a_stop_makes_no_revision(self):
        self.sell([(self.bread, 20)], member=self.member)
        self.review()
        self.offers_in_book()
        self.assertEqual(self.credit.revision_id.number, 1)
