"""A month of everything at once: after each step, in both methods, ledger and books agree to the last unit."""

import random
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..models.club_wallet import Cause
from .books_common import BooksCase
from .test_account_move import InvoiceCase

KINDS = ("top_up", "gift", "earn", "spend", "give_back", "claw_back", "adjust", "expire", "transfer", "post", "post")


class MixedCase(BooksCase, InvoiceCase):
    method_name = "expense"

    def setUp(self):
        super().setUp()
        self.row.write({"expected_rate_bps": 8333, "cost_factor_bps": 9091, "valuation_method": self.method_name})
        self.program.write({"point_price": 0.37, "offline_allowance": 25, "return_policy": "unlimited", "overdraft_limit": 50})
        self.other = self.given_member(name="Member B")

    def assert_stranger_untouched(self):
        row = self.stranger.program_company_ids
        self.assertFalse(self.env["account.move"].search([("company_id", "=", row.company_id.id)]))
        self.assertFalse(row.books_until)

    def given_stranger(self):
        company = self.env["res.company"].create({"name": "Elsewhere", "currency_id": self.env.company.currency_id.id})
        self.stranger = self.given_program(name="Other club", company=company)
        row = self.stranger.program_company_ids
        self.given_member(self.stranger).wallet_id.earn("bonus", 9, self.cause("g:1", program_company_id=row.id), origin="gift")


@tagged("post_install", "-at_install")
class TestMixedScenario(MixedCase):
    def test_a_mixed_month(self):
        self.given_stranger()
        order = None
        for step in (self.open_with_credit, self.sell_and_pay, self.sell_offline, self.invoice_and_credit, self.by_hand,
                     self.close_and_return, self.let_lapse, self.merge):
            order = step(order) or order
            self.assert_agrees()
        self.close_till()
        self.assert_agrees()
        self.post()
        self.assert_all_posted()
        self.assert_stranger_untouched()
        self.assertFalse(self.env["club.wallet.entry"].search(
            [("program_id", "=", self.program.id), ("is_posted", "=", False)]))

    def open_with_credit(self, _order):
        for number, wallet in enumerate((self.wallet, self.other.wallet_id)):
            for purse, amount in (("paid", 90.5), ("bonus", 20.33), ("points", 61)):
                wallet.earn(purse, amount, Cause(f"o:{number}:{purse}"), kind="opening", origin="opening")
        self.post()

    def sell_and_pay(self, _order):
        self.sell([(self.row.top_up_product_id, 1, {"price_unit": 33.33})], member=self.member)
        return self.pay_by_wallet([(self.bread, 7), (self.wine, 3)], 61.17)

    def sell_offline(self, _order):
        self.sell([(self.bread, 4)], [(self.method, 40)], member=self.other)

    def invoice_and_credit(self, _order):
        invoice = self.invoice([(self.bread, 5), (self.wine, 2)])
        self.credit(invoice, 2)
        self.invoice([(self.wine, 3)]).button_draft()

    def by_hand(self, _order):
        self.wallet.adjust("points", 3, self.cause("a:1", reason="test"))
        self.wallet.transfer(self.other.wallet_id, "paid", 4.2, self.cause("x:1"))
        self.wallet.earn("bonus", 6.67, self.cause("g:2"), origin="gift", expires_on=self.today - timedelta(days=1))

    def close_and_return(self, order):
        self.close_till()
        self.open_till()
        bread = order.lines.filtered(lambda line: line.product_id == self.bread)
        self.give_back(order, {bread: 3}, [(self.method, -30)])

    def let_lapse(self, _order):
        self.env["club.wallet"].expire_batch(self.program)
        self.post()

    def merge(self, _order):
        self.close_till()
        self.open_till()
        self.member._merge(self.other)


@tagged("post_install", "-at_install")
class TestMixedScenarioDeferred(TestMixedScenario):
    method_name = "deferred"


@tagged("post_install", "-at_install")
class TestRandomDays(MixedCase):
    """Random entries on the days of two months, posted now and then: no day of the past ever differs."""

    def test_random_days(self):
        for start in ("2026-01-01", "2026-05-01"):
            self.play(random.Random(start), start)
            for days in range(0, 80, 9):
                self.assert_agrees(fields.Date.to_date(start) + timedelta(days=days))
        self.post()
        self.assert_all_posted()

    def play(self, dice, start):
        day, spent = self.at(f"{start} 10:00"), []
        wallets = [self.wallet, self.other.wallet_id]
        for step in range(70):
            day += timedelta(hours=dice.randrange(36))
            wallet, purse = dice.choice(wallets), dice.choice(("paid", "bonus", "points"))
            cause = Cause(f"r:{start}:{step}", program_company_id=self.row.id, branch_id=self.branch.id, now=day, reason="test")
            self.do(dice.choice(KINDS), dice, wallet, purse, cause, spent)

    def do(self, kind, dice, wallet, purse, cause, spent):
        amount = dice.randrange(1, 60) if purse == "points" else dice.randrange(1, 3000) / 100
        have = wallet._from_minor(purse, wallet._available(cause.now)[purse])
        expires_on = (cause.now + timedelta(days=dice.randrange(5, 60))).date() if purse != "paid" else None
        if kind == "top_up":
            wallet.top_up(dice.randrange(1, 5000) / 100, cause)
        elif kind in ("gift", "earn"):
            wallet.earn(purse, amount, cause, origin="gift" if kind == "gift" else "purchase", expires_on=expires_on)
        elif kind == "spend" and have:
            spent += wallet.spend({purse: min(amount, have)}, cause)
        elif kind == "give_back" and spent:
            entry = spent.pop(dice.randrange(len(spent)))
            entry.wallet_id.give_back(entry, -entry.amount, cause)
        elif kind == "claw_back":
            wallet.claw_back(purse, amount, cause, of_source=f"r:{cause.now:%Y}-01-01:{dice.randrange(70)}")
        elif kind == "adjust" and have:
            wallet.adjust(purse, dice.choice((amount, -min(amount, have))), cause)
        elif kind == "expire":
            self.env["club.wallet"].expire_batch(self.program, now=cause.now)
        elif kind == "transfer" and have:
            wallet.transfer((self.wallet | self.other.wallet_id) - wallet, purse, min(amount, have), cause)
        elif kind == "post":
            self.post((cause.now - timedelta(days=dice.randrange(3))).date())


@tagged("post_install", "-at_install")
class TestRandomDaysDeferred(TestRandomDays):
    method_name = "deferred"
