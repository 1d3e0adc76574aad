"""Paid orders at the till, in a real browser: invoices come to the order's total, and a reprint tells the same."""

import re
from unittest.mock import patch

from odoo.tests import tagged

from ..models.club_wallet import Cause
from .till_common import ClubTillCase


@tagged("post_install", "-at_install")
class TestTillOrdersTour(ClubTillCase):

    def setUp(self):
        super().setUp()
        self.given_offer("A tenth", [{"kind": "amount_off", "amount": 1}], [{"kind": "member"}])
        self.given_offer("A tenth back", [{"kind": "credit", "rate_bps": 1000}], stacking="always")
        self.wallet.earn("bonus", 15, Cause("test:gift"), origin="gift")

    def assert_sound(self):
        self.assertFalse(self.env["club.alert"].search([("program_id", "=", self.program.id)]).mapped("message"))
        self.assert_ledger_sound()

    def test_an_invoice_comes_to_the_total_and_so_does_the_credit_note_of_an_exchange(self):
        moves = self.env.registry["account.move"]
        close = {"type": "ir.actions.act_window_close"}
        with (  # no PDF is looked at
            patch.object(moves, "_generate_and_send", lambda move: None),
            patch.object(moves, "action_invoice_download_pdf", lambda move, target="download": close),
        ):
            self.start_till("club_till_invoice")
        sale, exchange = self.env["pos.order"].search([("config_id", "=", self.till.id)], order="id")
        invoice, credit = sale.account_move, exchange.account_move
        self.assertEqual((invoice.move_type, invoice.amount_total, invoice.amount_residual), ("out_invoice", 29, 0))
        self.assertEqual((credit.move_type, credit.amount_total, credit.amount_residual), ("out_refund", 20, 0))
        self.assertEqual(credit.reversed_entry_id, invoice)
        for move in invoice | credit:
            html = self.env["ir.actions.report"]._render_qweb_html("account.report_invoice", move.ids)[0].decode()
            self.assertFalse(re.search(r"\d\.\d{3,} ?%", html))
        purchases = self.env["club.purchase"].search([("program_id", "=", self.program.id)], order="id")
        self.assertEqual(purchases.mapped("amount"), [29, -29, 9])
        self.assertEqual(purchases.mapped("channel"), ["pos"] * 3)
        self.assert_sound()
        self.close(self.till.current_session_id)
        self.assert_receivables_settled()

    def test_a_reprint_tells_the_same_and_so_it_does_after_a_restart(self):
        self.start_till("club_till_orders")
        self.start_till("club_till_orders_again")
        self.assert_sound()
