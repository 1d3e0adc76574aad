"""Two people at one wallet at the same moment, on real connections: each request counts once, and sums stay."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.club_errors import ClubInsufficient, ClubNotAllowed
from ..models.club_wallet import Cause
from .test_club_wallet_concurrency import ConcurrentCase


@tagged("post_install", "-at_install")
class TestOperationsAtOnce(ConcurrentCase):

    @classmethod
    def take_away(cls):
        with cls.registry.cursor() as cr:
            cr.execute("DELETE FROM club_wallet_adjustment WHERE program_id = %s", [cls.program_id])
        super().take_away()

    def balances(self, wallet_ids, purse):
        with self.environment() as env:
            return env["club.wallet"].browse(wallet_ids).mapped(f"balance_{purse}")

    def given_request(self, wallet_id, amount):
        """An adjustment that somebody else has asked for."""
        with self.environment() as env:
            wallet = env["club.wallet"].browse(wallet_id)
            reason = env["club.adjustment.reason"].search([], limit=1)
            asked = wallet._operate_adjust("bonus", amount, reason, f"given:{wallet_id}")
            env.cr.execute("UPDATE club_wallet_adjustment SET requested_by_id = %s WHERE id = %s", [
                env.ref("base.user_admin").id, asked.id])
            self.assertEqual(asked.state, "requested")
            return asked.id

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_one_request_sent_twice_is_one_adjustment(self):
        wallet_id, = self.given_wallets(1, bonus=10)

        def adjust(env):
            return env["club.wallet"].browse(wallet_id)._operate_adjust(
                "bonus", 5, env["club.adjustment.reason"].search([], limit=1), "once").id

        first, second = self.run_at_once(*[lambda: self.retried(adjust)] * 2)
        self.assertEqual(first, second)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_people_approving_do_it_once(self):
        wallet_id, = self.given_wallets(1, bonus=10)
        asked_id = self.given_request(wallet_id, 5)

        def approve(env):
            try:
                env["club.wallet.adjustment"].browse(asked_id).action_approve()
                return "approved"
            except ClubNotAllowed:
                return "too late"

        self.assertEqual(sorted(self.run_at_once(*[lambda: self.retried(approve)] * 2)), ["approved", "too late"])
        self.assertEqual(self.balances([wallet_id], "bonus"), [15])

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_transfers_to_and_fro_neither_wait_for_each_other_nor_lose_a_unit(self):
        there, back = self.given_wallets(2, paid=100)
        with self.environment() as env:
            env["club.program"].browse(self.program_id).allow_transfer = True

        def transfers(source, target, name):
            def work():
                for turn in range(25):
                    self.retried(lambda env, turn=turn: env["club.wallet"].browse(source)._operate_transfer(
                        env["club.wallet"].browse(target), "paid", 1 + turn % 3, f"{name}:{turn}"))
            return work

        self.run_at_once(transfers(there, back, "there"), transfers(back, there, "back"))
        self.assertEqual(self.balances([there, back], "paid"), [100, 100])
        self.assert_sound()

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_the_last_credit_leaves_once(self):
        wallet_id, = self.given_wallets(1, paid=50, points=100)

        def leave(write):
            def attempt(env):
                try:
                    write(env["club.wallet"].browse(wallet_id))
                    return "done"
                except ClubInsufficient:
                    return "insufficient"
            return lambda: self.retried(attempt)

        self.assertEqual(sorted(self.run_at_once(
            leave(lambda wallet: wallet.payout(50, Cause("payout:a"))),
            leave(lambda wallet: wallet.spend({"paid": 50}, Cause("pos.order:b"))))), ["done", "insufficient"])
        self.assertEqual(sorted(self.run_at_once(
            leave(lambda wallet: wallet.exchange(100, 5, Cause("exchange:a"))),
            leave(lambda wallet: wallet.exchange(100, 5, Cause("exchange:b"))))), ["done", "insufficient"])
        self.assertEqual((self.balances([wallet_id], "paid"), self.balances([wallet_id], "bonus")), ([0], [5]))
        self.assert_sound()
