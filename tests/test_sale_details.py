"""Odoo's report of a session's sales, as the till prints it."""

from odoo.tests import tagged

from .pos_common import ClubPosCase


@tagged("post_install", "-at_install")
class TestSaleDetails(ClubPosCase):

    def details(self, name):
        report = self.env["report.point_of_sale.report_saledetails"].get_sale_details(session_ids=self.session.ids)
        return [{key: row[key] for key in ("quantity", "discount", "total_paid")} for category in report[name]
                for row in category["products"] if row["product_id"] == self.bread.id]

    def test_percents_have_an_end(self):
        for discount in (10 / 3, 10 / 3 + 1e-7, 12.345678):
            self.sell([(self.bread, 3, {"discount": discount})])
        self.assertEqual(sorted(self.details("products"), key=lambda row: row["discount"]), [
            {"quantity": 6, "discount": 3.33, "total_paid": 58}, {"quantity": 3, "discount": 12.35, "total_paid": 26.3}])

    def test_what_comes_back_in_an_exchange_is_not_sold_again(self):
        order = self.sell([(self.bread, 3)])
        self.give_back(order, {order.lines: 2}, more=[(self.wine, 5)], is_refund=False)
        self.assertEqual(self.details("products"), [{"quantity": 1, "discount": 0, "total_paid": 10}])
        self.give_back(order, {order.lines: 1})
        self.assertEqual([row["quantity"] for row in self.details("refund_products")], [1])
