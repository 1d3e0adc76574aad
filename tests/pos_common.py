"""A till of the club: sessions, orders as the till sends them, returns, closing."""

from uuid import uuid4

from odoo import fields
from odoo.addons.point_of_sale.tests.common import TestPoSCommon

from .common import ClubCase


class ClubPosCase(ClubCase, TestPoSCommon):
    """The branch has one till, set up by the programme's own button; two goods, one with 10 % tax included."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.config = cls.basic_config
        cls.config.club_branch_id = cls.branch
        cls.program_company = cls.program.program_company_ids
        cls.program_company.action_complete_setup()
        cls.wallet_method = cls.program_company.payment_method_id
        cls.bread = cls.create_product("Bread", cls.categ_basic, 10, 5)
        cls.wine = cls.create_product("Wine", cls.categ_basic, 11, 4, tax_ids=cls.taxes["tax10"].ids)
        cls.member = cls.given_member(name="Sara")
        cls.wallet = cls.member.wallet_id

    def open_till(self, config=None):
        """Open a session of the till and make it current for the orders that follow."""
        config = config or self.config
        config.open_ui()
        self.session = config.current_session_id
        self.session.set_opening_control(0, None)
        return self.session

    def close_till(self, session=None):
        """Close a session; what cash there should be is what is counted."""
        session = session or self.session
        self.env.invalidate_all()
        session.post_closing_cash_details(session.cash_register_balance_end)
        answer = session.close_session_from_ui()
        self.assertTrue(answer["successful"], answer)
        return session.move_id

    def order_data(self, lines, payments=None, *, member=None, partner=None, **values):
        """An order as the till sends it. `lines`: (product, quantity[, values]); `payments`: (method, amount), default cash.

        `values` go on the order: uuid, club_till, to_invoice ...
        """
        session = values.pop("session", self.session)
        partner = partner or (member and member.partner_id) or self.env["res.partner"]
        commands = [self._line_command(session, *line) for line in lines]
        total = sum(command[2]["price_subtotal_incl"] for command in commands)
        untaxed = sum(command[2]["price_subtotal"] for command in commands)
        payments = [(self.cash_pm1, total)] if payments is None else payments
        return {
            "amount_paid": sum(amount for _method, amount in payments), "amount_return": 0, "amount_total": total,
            "amount_tax": total - untaxed, "date_order": fields.Datetime.to_string(fields.Datetime.now()),
            "fiscal_position_id": False, "pricelist_id": session.config_id.pricelist_id.id,
            "last_order_preparation_change": "{}", "lines": commands, "partner_id": partner.id, "session_id": session.id,
            "payment_ids": [(0, 0, {"amount": amount, "payment_method_id": method.id}) for method, amount in payments],
            "uuid": str(uuid4()), "access_token": str(uuid4()), "user_id": self.env.uid, "to_invoice": False, "state": "paid",
            **values}

    def _line_command(self, session, product, quantity, values=None):
        line = {
            "product_id": product.id, "qty": quantity, "price_unit": product.lst_price, "discount": 0,
            "price_type": "original", "uuid": str(uuid4()), "pack_lot_ids": [], "tax_ids": [(6, 0, product.taxes_id.ids)],
            **(values or {})}
        amounts = product.taxes_id.compute_all(
            line["price_unit"] * (1 - line["discount"] / 100), session.currency_id, quantity)
        return (0, 0, {**line, "price_subtotal": amounts["total_excluded"], "price_subtotal_incl": amounts["total_included"]})

    def sell(self, lines, payments=None, **values):
        """Send an order as the till does. Returns the pos.order."""
        data = self.order_data(lines, payments, **values)
        self.env["pos.order"].sync_from_ui([data])
        return self.env["pos.order"].search([("uuid", "=", data["uuid"])])

    def give_back(self, order, quantities, payments=None, **values):
        """Send a return. `quantities`: order line -> quantity that comes back."""
        lines = [(line.product_id, -quantity, {
            "refunded_orderline_id": line.id, "price_unit": line.price_unit, "discount": line.discount,
        }) for line, quantity in quantities.items()]
        return self.sell(lines, payments, partner=order.partner_id, **values)

    def purchase_of(self, order):
        return self.env["club.purchase"].search([("pos_order_id", "=", order.id)])

    def alerts_of(self, order):
        return self.env["club.alert"].search([("source_key", "like", order.uuid)]).mapped("kind")
