"""Many tills at once, on real connections: nothing below zero, sums exact, one event once."""

import functools
import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from unittest.mock import patch

from odoo import api
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from ..models.club_errors import ClubInsufficient
from ..models.club_wallet import Cause

SUPERUSER = 1
LEDGER_TABLES = (
    "club_wallet_allocation", "club_wallet_lot", "club_wallet_entry", "club_wallet_hold", "club_wallet", "club_member")


class ConcurrentCase(BaseCase):
    """Committed data in real transactions, taken away at the end by the only door there is: the migration's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        # worker threads would wait for ever on the registry's lock, which the test runner's own thread holds
        cls.startClassPatcher(patch.object(Registry, "_lock", DummyRLock()))
        with cls.environment() as env:
            cls.program_id = env["club.program"].create({
                "name": "Concurrent club", "state": "live", "tz": "UTC", "hold_minutes": 60,
                "program_company_ids": [(0, 0, {"company_id": env.company.id})]}).id
        cls.addClassCleanup(cls.take_away)

    @classmethod
    @contextmanager
    def environment(cls):
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER, {"tracking_disable": True, "mail_create_nolog": True})

    @classmethod
    def take_away(cls):
        with cls.registry.cursor() as cr:
            cr.execute("SET LOCAL customer_club.migration = 'on'")
            cr.execute("DELETE FROM club_wallet_allocation WHERE entry_id IN"
                       " (SELECT id FROM club_wallet_entry WHERE program_id = %s)", [cls.program_id])
            cr.execute("DELETE FROM club_wallet_hold WHERE wallet_id IN"
                       " (SELECT id FROM club_wallet WHERE program_id = %s)", [cls.program_id])
            for table in ("club_wallet_lot", "club_wallet_entry", "club_wallet", "club_member"):
                cr.execute(f"DELETE FROM {table} WHERE program_id = %s", [cls.program_id])
            cr.execute("DELETE FROM club_program_company WHERE program_id = %s", [cls.program_id])
            cr.execute("DELETE FROM club_program WHERE id = %s", [cls.program_id])

    def given_wallets(self, count, **balances):
        with self.environment() as env:
            partners = env["res.partner"].create([{"name": f"Concurrent {n}"} for n in range(count)])
            wallets = env["club.member"].create([
                {"program_id": self.program_id, "partner_id": partner.id} for partner in partners]).mapped("wallet_id")
            for purse, amount in balances.items():
                env["club.wallet"].post_many(
                    env["club.program"].browse(self.program_id), "opening", purse,
                    [(wallet.id, amount) for wallet in wallets], Cause(f"opening:{purse}:{wallets[0].id}"), origin="opening")
            return wallets.ids

    def retried(self, write):
        """Run `write(env)` as a request runs: own transaction, retried when another one was first. Returns its answer."""
        while True:
            with self.environment() as env:
                try:
                    return retrying(functools.partial(write, env), env)
                except Exception as error:  # the five tries of one request were not enough: the client asks again
                    if getattr(error, "pgcode", None) not in ("40001", "40P01", "55P03"):
                        raise

    def run_at_once(self, *workers):
        with ThreadPoolExecutor(len(workers)) as pool:
            return [future.result(timeout=300) for future in [pool.submit(worker) for worker in workers]]

    def assert_sound(self):
        with self.environment() as env:
            self.assertEqual(env["club.program"].browse(self.program_id)._check_invariants(), [])


@tagged("post_install", "-at_install")
class TestWalletConcurrency(ConcurrentCase):

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_tills_spending_at_once_cannot_both_have_the_last_credit(self):
        wallet_id, = self.given_wallets(1, paid=200)

        def till(name):
            def spend(env):
                try:
                    env["club.wallet"].browse(wallet_id).spend({"paid": 150}, Cause(f"pos.order:{name}"))
                    return "sold"
                except ClubInsufficient:
                    return "insufficient"
            return lambda: self.retried(spend)

        self.assertEqual(sorted(self.run_at_once(till("a"), till("b"))), ["insufficient", "sold"])
        self.assert_sound()

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_the_same_order_sent_twice_at_once_spends_once(self):
        wallet_id, = self.given_wallets(1, paid=200)

        def spend(env):
            return env["club.wallet"].browse(wallet_id).spend({"paid": 50}, Cause("pos.order:twice")).ids

        first, second = self.run_at_once(*[lambda: self.retried(spend)] * 2)
        self.assertEqual(first, second)
        with self.environment() as env:
            self.assertEqual(env["club.wallet"].browse(wallet_id).balance_paid, 150)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_tills_cannot_reserve_the_same_credit(self):
        wallet_id, = self.given_wallets(1, paid=100)

        def till(name):
            def reserve(env):
                try:
                    return env["club.wallet"].browse(wallet_id).reserve(name, 80).amount_paid
                except ClubInsufficient:
                    return "insufficient"
            return lambda: self.retried(reserve)

        self.assertEqual(sorted(self.run_at_once(till("r1"), till("r2")), key=str), [80, "insufficient"])

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_eight_tills_spend_while_credit_is_granted_and_expires(self):
        """8 threads x 500 spends on 20 wallets, with grants and the expiry job beside them."""
        wallet_ids = self.given_wallets(20, bonus=300, paid=300)
        today = date.today()

        def till(number):
            def work():
                chance, sold = random.Random(number), 0
                for turn in range(500):
                    wallet_id, purse = chance.choice(wallet_ids), chance.choice(("bonus", "paid"))
                    amount = chance.randint(1, 9)

                    def spend(env, wallet_id=wallet_id, purse=purse, amount=amount, key=f"pos.order:{number}-{turn}"):
                        try:
                            env["club.wallet"].browse(wallet_id).spend({purse: amount}, Cause(key))
                            return amount
                        except ClubInsufficient:
                            return 0
                    sold += self.retried(spend)
                return sold
            return work

        def grants():
            for turn in range(30):
                expires_on = today - timedelta(days=1) if turn % 2 else None
                self.retried(lambda env, turn=turn, expires_on=expires_on: env["club.wallet"].post_many(
                    env["club.program"].browse(self.program_id), "earn", "bonus",
                    [(wallet_id, 10) for wallet_id in wallet_ids], Cause(f"grant:{turn}"), expires_on=expires_on))
            return 0

        def expiry():
            return sum(self.retried(lambda env: env["club.wallet"].expire_batch(
                env["club.program"].browse(self.program_id), limit=7)) and 0 for _ in range(60))

        sold = sum(self.run_at_once(grants, expiry, *[till(number) for number in range(8)]))
        while self.retried(lambda env: env["club.wallet"].expire_batch(env["club.program"].browse(self.program_id))):
            pass
        with self.environment() as env:
            wallets = env["club.wallet"].browse(wallet_ids)
            left = sum(wallets.mapped("balance_bonus")) + sum(wallets.mapped("balance_paid"))
            self.assertEqual(left + sold, 20 * 600 + 15 * 20 * 10, "what lives = what was given - what was sold")
            self.assertGreaterEqual(min(wallets.mapped("balance_bonus") + wallets.mapped("balance_paid")), 0)
        self.assert_sound()
