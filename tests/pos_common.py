"""What tests of the order's way need beyond a till: goods without tax, orders by payment lists, returns, alerts."""

from uuid import uuid4

from odoo import fields

from ..engine.offers import evaluate
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

    def till_answer(self, data, *, member=None, codes=(), **changes):
        """What a till sends with this order: the engine's input of its own book; and the engine's answer."""
        book = self.env["club.offer.book"]._current(self.branch)
        now = fields.Datetime.from_string(data["date_order"])
        products = self.env["product.product"].browse([command[2]["product_id"] for command in data["lines"]])
        values, lines = products._club_engine_values(), []
        for _create, _zero, line in data["lines"]:
            lines.append({**values[line["product_id"]], "id": line["uuid"], "qty_milli": round(line["qty"] * 1000),
                          "amount_minor": self.program._to_minor(line["price_subtotal_incl"]), "cost_minor": None,
                          "discountable": True})
        till = {"book": book.version, "context": self.branch._engine_context(now),
                "member": member and member._to_engine(self.branch._local_time(now).date()),
                "basket": {"codes": list(codes), "lines": lines}, **changes}
        result = evaluate(book._compiled(), till["context"], till["member"], till["basket"])
        return till, result

    def sold_with_offers(self, lines, *, member=None, till=None, discounts=None, codes=()):
        """Sell as the till does: evaluate, write the discounts as percents, send the snapshot along. `codes`: as typed."""
        data = self.order_data(lines, member=member)
        snapshot, result = self.till_answer(data, member=member, codes=[
            self.env["club.code"]._token_of(self.program, code) for code in codes])
        snapshot["basket"]["codes"] = list(codes)
        for _create, _zero, line in data["lines"]:
            before = self.program._to_minor(line["price_subtotal_incl"])
            off = (discounts or result["lines"]).get(line["uuid"], 0) if discounts is not True else before // 2
            line["discount"] = 100 * off / before
            line["price_subtotal_incl"] = self.program._from_minor(before - off)
            line["price_subtotal"] *= 1 - off / before
        total = round(sum(command[2]["price_subtotal_incl"] for command in data["lines"]), 2)
        data |= {"amount_total": total, "amount_paid": total, "club_till": snapshot | (till or {})}
        data["amount_tax"] = round(total - sum(command[2]["price_subtotal"] for command in data["lines"]), 2)
        data["payment_ids"][0][2]["amount"] = total
        return self.sync(data)

    def purchase_of(self, order):
        return self.env["club.purchase"].search([("pos_order_id", "=", order.id)], order="id")

    def alerts_of(self, order):
        return self.env["club.alert"].search([("source_key", "like", order.uuid)], order="id").mapped("kind")
