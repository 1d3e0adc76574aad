"""What tests of the order's way need beyond a till: goods without tax, orders by payment lists, returns, alerts."""

from uuid import uuid4

from .closing_common import ClosingCase


class ClubPosCase(ClosingCase):
    """An open session; bread at 10 without tax, wine at 11 with 10 % included; Sara has 100 of paid credit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bread = cls.given_product("Bread", 10, standard_price=5)
        cls.wine = cls.given_product("Wine", 11, cls.given_tax(10, price_include_override="tax_included"), standard_price=4)

    def setUp(self):
        super().setUp()
        self.open_till()
        self.cash = self._method(self.session, "cash")

    def tearDown(self):
        self.assert_ledger_sound()
        super().tearDown()

    def open_till(self):
        self.session = self.open_session()
        return self.session

    def close_till(self):
        """Close the session. Returns its entry."""
        return self.close(self.session)

    def order_data(self, lines, payments=None, *, member=None, **values):
        """An order as the till sends it. `lines`: (product, quantity[, values]); `payments`: (method, amount), default cash."""
        lines = [(*line, {}) if len(line) == 2 else line for line in lines]
        data = self.order_values(self.session, lines, member=member or self.env["club.member"], cash=None, **{
            name: values.pop(name) for name in ("uuid", "to_invoice", "date") if name in values})
        for (_create, _zero, line), (_product, _quantity, given) in zip(data["lines"], lines, strict=True):
            line |= {"price_type": "original"} | {key: value for key, value in given.items() if key != "of"}
        if payments is not None:
            data["payment_ids"] = [
                (0, 0, {"amount": amount, "payment_method_id": method.id}) for method, amount in payments]
        return data | values

    def sell(self, lines, payments=None, **values):
        """Send an order as the till does. Returns the pos.order."""
        return self.sync(self.order_data(lines, payments, **values))

    def give_back(self, order, quantities, payments=None, more=(), **values):
        """Send a return. `quantities`: order line -> quantity that comes back; `more`: lines that are sold with it."""
        lines = [(line.product_id, -quantity, {
            "of": line, "price_unit": line.price_unit, "discount": line.discount}) for line, quantity in quantities.items()]
        data = self.order_data([*lines, *more], payments, **values)
        return self.sync(data | {"partner_id": order.partner_id.id})

    def pay_by_wallet(self, lines, amount, *, member=None, **values):
        """Sell with a hold: `amount` from the wallet, the rest in cash."""
        member, uuid = member or self.member, str(uuid4())
        data = self.order_data(lines, member=member, uuid=uuid, **values)
        member.wallet_id.reserve(uuid, amount)
        rest = data["amount_total"] - amount
        data["payment_ids"] = [(0, 0, {"amount": part, "payment_method_id": method.id}) for method, part in (
            (self.method, amount), (self.cash, rest)) if part]
        return self.sync(data)

    def purchase_of(self, order):
        return self.env["club.purchase"].search([("pos_order_id", "=", order.id)], order="id")

    def alerts_of(self, order):
        return self.env["club.alert"].search([("source_key", "like", order.uuid)], order="id").mapped("kind")
