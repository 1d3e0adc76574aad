"""Weeks of sales for the demo: sessions that open, sell as a till does, and close: wallets and books get a past.

The clock is set back for each session (freezegun, which Odoo itself asks for); nothing is written around the ORM.
"""

from datetime import datetime, timedelta
from uuid import uuid4

from freezegun import freeze_time
from odoo.addons.customer_club.engine.offers import evaluate
from odoo.fields import Datetime

DAYS_AGO = (77, 70, 63, 56, 49, 42, 35, 28, 21, 14, 7, 2)
SALES = 7  # by other customers in a session, beside the regulars
REGULARS = 6
STEP = timedelta(minutes=17)
OPENS_AT = 5  # hour of the day in UTC
TOP_UP = 500000


def sell_for_weeks(env, program, members, tills, chance):
    product = env["product.product"]
    top_up = program.program_company_ids.top_up_product_id
    goods = product.search([("available_in_pos", "=", True), ("club_brand_id", "!=", False)])
    for week, days in enumerate(DAYS_AGO):
        opened_at = (datetime.now() - timedelta(days=days)).replace(hour=OPENS_AT, minute=0, second=0, microsecond=0)
        with freeze_time(opened_at) as clock:
            till = Till(env, program, tills[week % len(tills)], chance, clock)
            sell_for_a_day(till, members, goods, top_up, week)
            till.close()
            env["club.step"]._cron_steps()
            program.program_company_ids.action_post_books(program._today())
        env.cr.commit()


def sell_for_a_day(till, members, goods, top_up, week):
    chance, last = till.chance, week == len(DAYS_AGO) - 1
    customers = [*members[:REGULARS], *(chance.choice(members[REGULARS:]) for _sale in range(SALES)), None, None]
    chance.shuffle(customers)
    orders = [till.sell(customer, till.basket(goods)) for customer in customers]
    if week % 3 == 2:
        till.top_up(members[week % REGULARS], top_up, TOP_UP)
    if week % 4 == 3:
        order = next(order for order in orders if order.partner_id and len(order.lines) > 1)
        till.give_back(order)
    if last:
        # a till that was offline: staff get an alert
        till.sell(members[8], [(goods[0], 1)], wallet=50000, reserve=False)


class Till:
    """One session of a till, and what its screen does: ask the engine, write discounts, send the order."""

    def __init__(self, env, program, config, chance, clock):
        self.env, self.program, self.config, self.chance, self.clock = env, program, config, chance, clock
        self.session = env["pos.session"].create({"config_id": config.id, "user_id": env.uid})
        self.session.set_opening_control(0, None)

    def method(self, kind):
        return self.config.payment_method_ids.filtered(lambda method: method.type == kind)[:1]

    def basket(self, goods):
        picked = self.chance.sample(list(goods), self.chance.randint(1, 5))
        return [(product, self.chance.choice((1, 1, 1, 2, 3))) for product in picked]

    def sell(self, member, basket, wallet=None, reserve=True):
        """Sell a basket. A member with enough bonus sometimes pays with it."""
        self.clock.tick(STEP)
        uuid = str(uuid4())
        till, lines, total = self.ask_engine(member, basket)
        if wallet is None:
            wallet = self.from_wallet(member, total)
        if wallet and reserve:
            member.wallet_id.reserve(uuid, wallet)
        payments = [("club_wallet", wallet), (self.chance.choice(("cash", "bank")), None)]
        return self.send(uuid, member, lines, payments, club_till=till)

    def from_wallet(self, member, total):
        wallet = member and member.wallet_id
        have = wallet.available_bonus if wallet else 0
        return min(have, total // 2) if have > 60000 and self.chance.random() < 0.4 else 0

    def ask_engine(self, member, basket):
        """The till's snapshot, the order's lines with their discounts, and what the customer pays."""
        branch = self.config.club_branch_id
        book = self.env["club.offer.book"]._current(branch)
        day = branch._local_time(Datetime.now()).date()
        values = self.env["product.product"].union(*(product for product, _qty in basket))._club_engine_values()
        rows = [{
            **values[product.id], "id": str(uuid4()), "qty_milli": qty * 1000, "discountable": True,
            "amount_minor": self.program._to_minor(product.lst_price * qty)} for product, qty in basket]
        till = {
            "book": book.version, "context": branch._engine_context(Datetime.now()),
            "member": member._to_engine(day, self.env["club.offer.use"]._counts(member, day)) if member else None,
            "basket": {"codes": [], "lines": rows}}
        answer = evaluate(book._compiled(), till["context"], till["member"], till["basket"])
        lines = [(product, qty, {
            "uuid": row["id"], "price_type": "original",
            "discount": answer["lines"].get(row["id"], 0) * 100 / row["amount_minor"],
        }) for (product, qty), row in zip(basket, rows, strict=True)]
        return {**till, "result": answer}, lines, sum(row["amount_minor"] for row in rows) - answer["discount_minor"]

    def top_up(self, member, product, amount):
        self.clock.tick(STEP)
        lines = [(product, 1, {"uuid": str(uuid4()), "price_unit": amount, "price_type": "manual"})]
        return self.send(str(uuid4()), member, lines, [("bank", None)])

    def give_back(self, order):
        """Take the first line of an order back, for money."""
        self.clock.tick(STEP)
        line = order.lines[0]
        lines = [(line.product_id, -line.qty, {
            "uuid": str(uuid4()), "price_unit": line.price_unit, "discount": line.discount,
            "refunded_orderline_id": line.id})]
        return self.send(str(uuid4()), None, lines, [("cash", None)], partner_id=order.partner_id.id)

    def send(self, uuid, member, lines, payments, **values):
        """Sync an order as the browser sends it; a payment without an amount takes what is left."""
        commands, total, untaxed = self.taxed(lines)
        left = total - sum(amount or 0 for _kind, amount in payments)
        payments = [(kind, left if amount is None else amount) for kind, amount in payments]
        self.env["pos.order"].sync_from_ui([{
            "uuid": uuid, "access_token": str(uuid4()), "name": f"Order {uuid[:6]}", "state": "paid",
            "to_invoice": False, "session_id": self.session.id, "company_id": self.session.company_id.id,
            "user_id": self.env.uid,
            "partner_id": member.partner_id.id if member else False, "date_order": Datetime.to_string(Datetime.now()),
            "fiscal_position_id": False, "pricelist_id": False, "lines": commands, "amount_total": total,
            "amount_tax": total - untaxed, "amount_paid": total, "amount_return": 0, "is_refund": total < 0,
            "last_order_preparation_change": "{}",
            "payment_ids": [(0, 0, {
                "amount": amount, "payment_method_id": self.method(kind).id, "name": Datetime.to_string(Datetime.now()),
            }) for kind, amount in payments if amount], **values}])
        return self.env["pos.order"].search([("uuid", "=", uuid)])

    def taxed(self, lines):
        """Order lines, total and untaxed total by Odoo's own tax arithmetic."""
        tax, company, currency = self.env["account.tax"], self.session.company_id, self.session.currency_id
        base_lines = [tax._prepare_base_line_for_taxes_computation(
            {}, product_id=product, tax_ids=product.taxes_id, price_unit=values.get("price_unit", product.lst_price),
            quantity=qty, discount=values.get("discount", 0.0), currency_id=currency) for product, qty, values in lines]
        tax._add_tax_details_in_base_lines(base_lines, company)
        tax._round_base_lines_tax_details(base_lines, company)
        summary = tax._get_tax_totals_summary(base_lines, currency, company)
        commands = [(0, 0, {
            "product_id": product.id, "qty": qty, "tax_ids": [(6, 0, product.taxes_id.ids)],
            "full_product_name": product.name, "price_unit": base_line["price_unit"],
            "price_subtotal": base_line["tax_details"]["total_excluded_currency"],
            "price_subtotal_incl": base_line["tax_details"]["total_included_currency"], **values,
        }) for (product, qty, values), base_line in zip(lines, base_lines, strict=True)]
        return commands, currency.round(summary["total_amount_currency"]), summary["base_amount_currency"]

    def close(self):
        """Close with the cash that should be there."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.session.post_closing_cash_details(self.session.cash_register_balance_end)
        answer = self.session.close_session_from_ui()
        if self.session.state != "closed":
            raise RuntimeError(f"The session {self.session.name} did not close: {answer}")
