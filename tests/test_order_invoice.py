"""Invoices of orders with the engine's discounts come to the order's total and are paid at once."""

from odoo.tests import tagged

from .closing_common import ClosingCase

FINE = (3.3333333, 12.3456789, 1.2345678)


class InvoiceCase(ClosingCase):
    def setUp(self):
        super().setUp()
        self.session = self.open_session()

    def invoice(self, lines, **payments):
        self.order = self.sell(self.session, lines, to_invoice=True, **(payments or {"cash": None}))
        return self.order.account_move

    def assert_paid(self, invoice):
        self.assertEqual((invoice.amount_residual, invoice.payment_state), (0, "paid"))
        self.assertAlmostEqual(invoice.amount_total, self.order.amount_total)
        self.assertAlmostEqual(invoice.amount_tax, self.order.amount_tax)


@tagged("post_install", "-at_install")
class TestOrderInvoice(InvoiceCase):
    def fine_lines(self, *prices, taxes=None):
        taxes = self.tax if taxes is None else taxes
        return [(self.given_product(f"Good {price}", price, taxes), 1, {"discount": discount})
                for price, discount in zip(prices, FINE, strict=True)]

    def test_fine_percents_with_tax_on_top(self):
        self.assert_paid(self.invoice(self.fine_lines(49.99, 59.9, 39.95)))

    def test_fine_percents_with_tax_included(self):
        included = self.given_tax(15, price_include_override="tax_included")
        self.assert_paid(self.invoice(self.fine_lines(49.99, 59.9, 39.95, taxes=included)))

    def test_fine_percents_rounded_per_line(self):
        self.env.company.tax_calculation_rounding_method = "round_per_line"
        self.assert_paid(self.invoice(self.fine_lines(49.99, 59.9, 39.95)))

    def test_a_percent_of_two_digits_stays_as_it_is(self):
        invoice = self.invoice([(self.goods, 3, {"discount": 12.5})])
        self.assert_paid(invoice)
        self.assertEqual((invoice.invoice_line_ids.discount, invoice.invoice_line_ids.price_unit), (12.5, 100))

    def test_a_fine_percent_stays_where_two_digits_give_the_same(self):
        """100.00 less 3.3333 % and less 3.33 % differ; 1.00 less either is 0.97."""
        invoice = self.invoice([(self.given_product("Sweet", 1.0), 1, {"discount": 3.3333333})])
        self.assert_paid(invoice)
        self.assertEqual((invoice.invoice_line_ids.discount, invoice.invoice_line_ids.price_unit), (3.33, 1))

    def test_else_the_net_price_with_the_percent_in_the_text(self):
        invoice = self.invoice([(self.given_product("Coat", 300.0), 1, {"discount": 12.3456789})])
        self.assert_paid(invoice)
        line = invoice.invoice_line_ids
        self.assertEqual((line.discount, line.price_subtotal), (0, 262.96))
        self.assertAlmostEqual(line.price_unit, 262.9629633)
        self.assertEqual(line.name, "Coat (-12.35 %)")

    def test_an_order_that_is_a_cent_off_gets_a_rounding_line(self):
        values = self.order_values(
            self.session, self.fine_lines(49.99, 59.9, 39.95), member=self.member, to_invoice=True, cash=None)
        total = values["amount_total"] + 0.01
        values["amount_total"] = values["amount_paid"] = values["payment_ids"][0][2]["amount"] = total
        self.order = self.sync(values)
        invoice = self.order.account_move
        self.assertEqual((invoice.amount_total, invoice.payment_state), (values["amount_total"], "paid"))
        rounding = invoice.invoice_line_ids.filtered(lambda line: line.account_id == self.row.rounding_account_id)
        self.assertEqual((rounding.balance, rounding.tax_ids.ids), (-0.01, []))

    def test_credit_note_of_a_refund(self):
        self.assert_paid(self.invoice(self.fine_lines(49.99, 59.9, 39.95)))
        back = [(line.product_id, -1, {"of": line, "discount": line.discount}) for line in self.order.lines]
        refund = self.sell(self.session, back, to_invoice=True, cash=None)
        self.assertEqual((refund.account_move.move_type, refund.account_move.amount_residual), ("out_refund", 0))
        self.assertEqual(refund.account_move.amount_total, -refund.amount_total)

    def test_many_baskets_of_both_roundings(self):
        for method in ("round_globally", "round_per_line"):
            self.env.company.tax_calculation_rounding_method = method
            for number in range(1, 9):
                lines = [
                    (self.given_product(f"P{number}{place}", 7.77 * number + place * 13.13, self.tax), 1 + place % 3,
                     {"discount": FINE[place % 3] * (1 + number / 7)}) for place in range(4)]
                with self.subTest(method=method, number=number):
                    self.assert_paid(self.invoice(lines))


@tagged("post_install", "-at_install")
class TestRialInvoice(InvoiceCase):
    """Prices in rial, which are not divided: six digits of a percent miss by units."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rial = cls.env["res.currency"].with_context(active_test=False).search([("name", "=", "IRR")])
        cls.rial.write({"active": True, "rounding": 1.0})
        cls.rial.rate_ids.unlink()
        cls.env["res.currency.rate"].create({"currency_id": cls.rial.id, "rate": 42000, "name": "2020-01-01"})
        cls.till = cls.given_till(currency=cls.rial)

    def test_rial_lines(self):
        lines = [(self.given_product("Carpet", 987_654_321, self.tax), 3, {"discount": 12.3456789}),
                 (self.given_product("Tea", 1_234_567, self.tax), 7, {"discount": 3.3333333}),
                 (self.given_product("Rug", 45_678_901, self.tax), 1, {"discount": 1.2345678})]
        self.assert_paid(self.invoice(lines))
