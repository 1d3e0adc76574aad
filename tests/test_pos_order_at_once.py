"""One order sent twice at the same moment, in two real transactions: one order, one purchase, one debit, one earning."""

from odoo.tests import tagged

from .test_life_of_a_database import DatabaseCase

SEND_TWICE = """
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from unittest.mock import patch
from odoo import api, fields
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying

member = env["club.member"].search([], limit=1)
till = env["pos.config"].search([("club_branch_id", "!=", False)], limit=1)
session = env["pos.session"].create({"config_id": till.id, "user_id": env.uid})
session.set_opening_control(0, None)
product = env["product.product"].search([("name", "=", "Bread")], limit=1)
wallet_method = till.payment_method_ids.filtered(lambda method: method.type == "club_wallet")
cash = till.payment_method_ids.filtered("is_cash_count")[:1]
assert session.club_reserve("order-1", {"member": member.id, "card": member.card_number, "amount": 15})["wallet"]["ok"]
order = {
    "uuid": "order-1", "access_token": "token-1", "name": "Order", "pos_reference": "1-1", "sequence_number": 1,
    "tracking_number": "1", "state": "paid", "session_id": session.id, "user_id": env.uid, "partner_id": member.partner_id.id,
    "company_id": env.company.id, "date_order": fields.Datetime.to_string(fields.Datetime.now()), "amount_total": 50,
    "amount_paid": 50, "amount_tax": 0, "amount_return": 0, "last_order_preparation_change": "{}",
    "pricelist_id": till.pricelist_id.id, "fiscal_position_id": False, "to_invoice": False,
    "lines": [(0, 0, {"uuid": "line-1", "product_id": product.id, "qty": 5, "price_unit": 10, "discount": 0,
                      "price_type": "original", "price_subtotal": 50, "price_subtotal_incl": 50, "tax_ids": [(5,)]})],
    "payment_ids": [(0, 0, {"uuid": "pay-1", "amount": 15, "payment_method_id": wallet_method.id}),
                    (0, 0, {"uuid": "pay-2", "amount": 35, "payment_method_id": cash.id})]}
before = member.wallet_id.balance_bonus, member.wallet_id.balance_paid, member.visits
env.cr.commit()
start, registry = Barrier(2), env.registry

def send(_number):
    with registry.cursor() as cr:
        tab = api.Environment(cr, api.SUPERUSER_ID, {})
        tab["pos.config"].search_count([])
        start.wait(timeout=60)
        try:
            retrying(lambda: tab["pos.order"].sync_from_ui([dict(order)]) and None, tab)
            return "answered"
        except Exception as error:
            return f"refused: {error}"

with patch.object(Registry, "_lock", DummyRLock()), ThreadPoolExecutor(2) as pool:
    answers = list(pool.map(send, range(2)))
env.cr.rollback()
env.invalidate_all()
assert "answered" in answers, answers
orders = env["pos.order"].search([("uuid", "=", "order-1")])
assert len(orders) == 1 and orders.state == "paid", (orders, answers)
purchase = env["club.purchase"].search([("pos_order_id", "=", orders.id)])
assert len(purchase) == 1 and purchase.shortfall == 0, purchase
assert purchase.paid_by_bonus + purchase.paid_by_paid == 15, purchase.read()
bonus, paid, visits = before
wallet = member.wallet_id
assert wallet.balance_bonus + wallet.balance_paid == bonus + paid - 15 + purchase.earned_credit, wallet.read()
assert member.visits == visits + 1, member.visits
assert env["club.program"].search([])._check_invariants() == []
assert not env["club.alert"].search([("source_key", "like", "order-1")])
"""


@tagged("post_install", "-at_install")
class TestSameOrderAtOnce(DatabaseCase):

    def test_an_order_sent_twice_at_the_same_moment_is_recorded_once(self):
        self.shell(self.copy("twice"), SEND_TWICE)
