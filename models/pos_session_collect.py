"""What a session has to book for the club: wallet payments and the ledger's rows of its orders, as engine values."""

from collections import defaultdict
from fractions import Fraction

from odoo import models
from odoo.tools import SQL

from ..engine.accounting import closing
from ..engine.accounting.lines import Entry
from .pos_payment_method import WALLET

NOTHING = {"amount": 0.0, "amount_converted": 0.0}


class PosSession(models.Model):
    _inherit = "pos.session"

    def _club_row(self):
        """The programme company whose accounts serve this session; empty when the till is in no club."""
        methods = self.config_id.payment_method_ids.filtered("club_program_company_id")
        branch = self.config_id.club_branch_id
        return methods.club_program_company_id[:1] or branch.program_id[:1] and branch._program_company()

    def _club_payments(self):
        """Wallet payments of the closed orders: order -> {"amount", "amount_converted"}.

        In the session's and in the company's currency, converted at the order's date, as core converts sales and
        invoice payments and as the ledger was written.
        """
        payments = defaultdict(lambda: NOTHING)
        for order in self._get_closed_orders():
            for payment in order.payment_ids:
                if payment.payment_method_id.type == WALLET:
                    payments[order] = self._update_amounts(
                        payments[order], {"amount": payment.amount}, order.date_order)
        return payments

    def _club_orders(self, payments, digits):
        """The session's orders that concern the club, as engine values."""
        orders = self._get_closed_orders()
        keys = {f"pos.order:{order.uuid}": order.id for order in orders}
        shortfalls = self._club_purchases(orders, keys)
        entries, found = self._club_entries(keys, digits), []
        for order in orders:
            if order.id in entries or order.id in shortfalls or order in payments:
                paid = payments.get(order, NOTHING)
                found.append(closing.Order(
                    order.name, tuple(entries.get(order.id, ())), round(paid["amount_converted"] * 10**digits),
                    round(paid["amount"] * 10**self.currency_id.decimal_places),
                    round(shortfalls.get(order.id, 0) * 10**digits), self._club_rate(order, digits), order.id))
        return found

    def _club_purchases(self, orders, keys):
        """Order id -> wallet payment that no wallet covered; adds the purchases' source keys to `keys`."""
        self.env["club.purchase"].flush_model(["source_key", "pos_order_id", "shortfall"])
        shortfalls = defaultdict(int)
        for order_id, key, shortfall in self.env.execute_query(SQL(
                """SELECT pos_order_id, source_key, COALESCE(shortfall, 0)
                     FROM club_purchase WHERE pos_order_id = ANY(%s)""", orders.ids)):
            keys[key.removesuffix(":return")] = order_id
            if shortfall:
                shortfalls[order_id] += shortfall
        return shortfalls

    def _club_entries(self, keys, digits):
        """Order id -> its ledger rows as engine values; `keys`: source key -> order id."""
        found = defaultdict(list)
        rows = self.env.execute_query(SQL(
            """SELECT e.source_key, e.id, e.purse, e.kind, o.kind, e.amount, m.accounting_partner_id
                 FROM club_wallet_entry e JOIN club_member m ON m.id = e.member_id
                 LEFT JOIN club_wallet_entry o ON o.id = e.origin_id
                WHERE e.source_key = ANY(%s) ORDER BY e.id""", list(keys)))
        abroad = self._club_row().program_id._abroad([row[1] for row in rows]) if self._club_row() else {}
        for key, entry_id, purse, kind, origin, amount, partner_id in rows:
            minor = round(amount * 10 ** (0 if purse == "points" else digits))
            found[keys[key]].append(Entry(
                entry_id, purse, kind, minor, partner_id, origin=origin, abroad=abroad.get(entry_id, ())))
        return found

    def _club_rate(self, order, digits):
        """Minor units of the session's currency for one minor unit of the company's, at the order's date."""
        if self.is_in_company_currency:
            return Fraction(1)
        scale = Fraction(10**self.currency_id.decimal_places, 10**digits)
        return Fraction(order.currency_rate or 1.0).limit_denominator(10**12) * scale
