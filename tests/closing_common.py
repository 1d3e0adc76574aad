"""A till for tests of the books: any company and currency, mixed payments, closing entries to compare.

Everything goes through Odoo's own doors: `sync_from_ui` for orders, `close_session_from_ui` for closing.
"""

from uuid import uuid4

from odoo import fields

from ..models.club_program_company_checklist import ACCOUNT_TYPES
from .common import ClubCase


class ClosingCase(ClubCase):
    """A complete set-up with one till, a 15 % tax on top, cash and bank."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env.company
        company.tax_calculation_rounding_method = "round_globally"
        cls.tax = cls.given_tax(15)
        cls.goods = cls.given_product("Goods", 100.0, cls.tax)
        cls.till = cls.given_till()
        cls.program.action_complete_setup()
        cls.row = cls.program.program_company_ids
        cls.method = cls.row.payment_method_id
        cls.member = cls.given_member(name="Member A")
        cls.wallet = cls.member.wallet_id

    @classmethod
    def given_tax(cls, percent, **values):
        return cls.env["account.tax"].create({
            "name": f"Tax {percent} {values}", "amount": percent, "type_tax_use": "sale",
            "tax_group_id": cls.env["account.tax.group"].create({"name": "Club tests"}).id, **values})

    @classmethod
    def given_product(cls, name, price, taxes=None, **values):
        return cls.env["product.product"].create({
            "name": name, "type": "service", "list_price": price, "available_in_pos": True,
            "taxes_id": [(6, 0, taxes.ids if taxes else [])], **values})

    @classmethod
    def given_till(cls, company=None, currency=None, **values):
        """A till of the programme's branch, with cash and bank of its own."""
        company = company or cls.env.company
        methods = cls.env["pos.payment.method"]
        number = cls.env["account.journal"].search_count([])
        for kind in ("cash", "bank"):
            journal = cls._given_journal(company, kind, f"{kind[0].upper()}T{number}", currency)
            methods |= methods.create({"name": kind.title(), "journal_id": journal.id, "company_id": company.id})
        sales = cls._given_journal(company, "sale" if currency else "general", f"S{number}", currency)
        invoices = cls._given_journal(company, "sale", f"I{number}", None)
        till = cls.env["pos.config"].with_company(company).create({
            "name": f"Till {number}", "company_id": company.id, "journal_id": sales.id,
            "invoice_journal_id": invoices.id, "payment_method_ids": [(6, 0, methods.ids)],
            "use_pricelist": bool(currency),
            **(cls._given_pricelist(company, currency) if currency else {}), **values})
        if company == cls.branch.company_id and "club_branch_id" not in values:
            till.club_branch_id = cls.branch
        return till

    @classmethod
    def _given_journal(cls, company, kind, code, currency):
        values = {"name": f"Club tests {code}", "type": kind, "code": code, "company_id": company.id}
        if currency:
            values["currency_id"] = currency.id
        root = cls.env["account.account"].with_company(company.root_id)
        if kind == "cash":
            loss = root.search([("account_type", "=", "expense"), ("company_ids", "in", company.root_id.ids)], limit=1)
            values |= {"loss_account_id": loss.id, "profit_account_id": loss.id}
        return cls.env["account.journal"].with_company(company).create(values)

    @classmethod
    def _given_pricelist(cls, company, currency):
        pricelist = cls.env["product.pricelist"].create(
            {"name": currency.name, "currency_id": currency.id, "company_id": company.id})
        return {"available_pricelist_ids": [(6, 0, pricelist.ids)], "pricelist_id": pricelist.id}

    # -- selling ------------------------------------------------------------------------------------------------------

    def open_session(self, till=None):
        till = till or self.till
        till._check_before_creating_new_session()
        session = self.env["pos.session"].with_company(till.company_id).create({
            "config_id": till.id, "user_id": self.env.uid})
        session.set_opening_control(0, None)
        return session

    def sell(self, session, lines, *, member=None, hold=True, to_invoice=False, **payments):
        """Sync one order. `lines`: (product, qty, values) each; payments by method: wallet=40, cash=None (the rest).

        `hold`: reserve the wallet payment first, as the till does.
        """
        member = self.member if member is None else member
        order = self.order_values(session, lines, member=member, to_invoice=to_invoice, **payments)
        wallet_amount = sum(
            payment["amount"] for _create, _zero, payment in order["payment_ids"]
            if payment["payment_method_id"] in self.wallet_methods())
        if hold and wallet_amount > 0:
            member.wallet_id.reserve(order["uuid"], session.currency_id._convert(
                wallet_amount, self.program.currency_id, session.company_id, fields.Date.today()))
        return self.sync(order)

    def wallet_methods(self):
        return self.program.program_company_ids.payment_method_id.ids

    def sync(self, order):
        self.env["pos.order"].sync_from_ui([order])
        return self.env["pos.order"].search([("uuid", "=", order["uuid"])])

    def order_values(self, session, lines, *, member=None, to_invoice=False, uuid=None, date=None, **payments):
        """An order as the browser sends it; its amounts come from Odoo's tax arithmetic."""
        commands, total, untaxed = self._line_commands(session, lines)
        open_amount = session.currency_id.round(total - sum(amount or 0 for amount in payments.values()))
        paid = {name: open_amount if amount is None else amount for name, amount in payments.items()}
        return {
            "uuid": uuid or str(uuid4()), "access_token": str(uuid4()), "name": f"Order {uuid4().hex[:6]}",
            "state": "paid", "session_id": session.id, "company_id": session.company_id.id, "user_id": self.env.uid,
            "partner_id": member.partner_id.id if member else False, "to_invoice": to_invoice,
            "date_order": date or fields.Datetime.to_string(fields.Datetime.now()), "fiscal_position_id": False,
            "pricelist_id": session.config_id.pricelist_id.id, "lines": commands, "amount_total": total,
            "amount_tax": session.currency_id.round(total - untaxed), "amount_paid": total, "amount_return": 0,
            "is_refund": any(line[1] < 0 for line in lines), "last_order_preparation_change": "{}",
            "payment_ids": [(0, 0, {
                "amount": amount, "payment_method_id": self._method(session, name).id, "name": fields.Datetime.now(),
            }) for name, amount in paid.items()],
        }

    def _method(self, session, name):
        kind = {"wallet": "club_wallet"}.get(name, name)
        return session.config_id.payment_method_ids.filtered(lambda method: method.type == kind)

    def _line_commands(self, session, lines):
        taxes, company = self.env["account.tax"], session.company_id
        base_lines = [taxes._prepare_base_line_for_taxes_computation(
            {}, product_id=product, tax_ids=product.taxes_id, price_unit=values.get("price_unit", product.list_price),
            quantity=qty, discount=values.get("discount", 0.0), currency_id=session.currency_id,
        ) for product, qty, values in lines]
        taxes._add_tax_details_in_base_lines(base_lines, company)
        taxes._round_base_lines_tax_details(base_lines, company)
        summary = taxes._get_tax_totals_summary(base_lines, session.currency_id, company)
        commands = [(0, 0, {
            "uuid": str(uuid4()), "product_id": product.id, "qty": qty, "tax_ids": [(6, 0, product.taxes_id.ids)],
            "price_unit": base_line["price_unit"], "discount": base_line["discount"], "full_product_name": product.name,
            "price_subtotal": base_line["tax_details"]["total_excluded_currency"],
            "price_subtotal_incl": base_line["tax_details"]["total_included_currency"],
            "refunded_orderline_id": values.get("of", self.env["pos.order.line"]).id,
        }) for (product, qty, values), base_line in zip(lines, base_lines, strict=True)]
        return commands, session.currency_id.round(summary["total_amount_currency"]), summary["base_amount_currency"]

    # -- closing ------------------------------------------------------------------------------------------------------

    def close(self, session):
        """Close a session with the cash it should hold. Returns its entry."""
        self.env.flush_all()
        self.env.invalidate_all()
        session.post_closing_cash_details(session.cash_register_balance_end)
        self.assertEqual(session.close_session_from_ui(), {"successful": True})
        self.assertEqual(session.state, "closed")
        return session.move_id

    def books(self, move, row=None):
        """Balances of an entry by account: the club's by purpose, (purpose, partner name) where there is a partner."""
        row = row or self.row
        purposes = {row[name]: name.removesuffix("_account_id") for name in (*ACCOUNT_TYPES, "due_account_id")}
        purposes[move.company_id.account_default_pos_receivable_account_id] = "receivable"
        found = {}
        for line in move.line_ids:
            key = purposes.get(line.account_id) or ("tax" if line.tax_line_id else "sales")
            key = (key, line.partner_id.name) if line.partner_id else key
            found[key] = round(found.get(key, 0) + line.balance, 6)
        return found

    def assert_books(self, move, expected, row=None):
        self.assertEqual(move.state, "posted")
        self.assertEqual(self.books(move, row), expected)
        self.assertAlmostEqual(sum(move.line_ids.mapped("balance")), 0)

    def account_balance(self, account, **partner):
        lines = self.env["account.move.line"].search([("account_id", "=", account.id), ("parent_state", "=", "posted")])
        return round(sum(lines.mapped("balance")), 6)

    def assert_receivables_settled(self):
        """Nothing of the tests' company stays open on the receivable of the tills or of the members."""
        lines = self.env["account.move.line"].search([
            ("account_id.account_type", "=", "asset_receivable"), ("reconciled", "=", False), ("balance", "!=", 0),
            ("parent_state", "=", "posted")])
        self.assertFalse(lines.filtered(lambda line: line.account_id.reconcile).mapped("display_name"))
