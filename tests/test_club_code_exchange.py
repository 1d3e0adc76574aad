"""Points for a partner's code: the debit and the code together, once, never one code twice, and a pool that empties."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models.club_errors import ClubInsufficient, ClubKeyReused, ClubNotAllowed, ClubOverLimit
from .common import ClubCase
from .test_club_wallet_concurrency import ConcurrentCase


@tagged("post_install", "-at_install")
class TestCodeExchange(ClubCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pool = cls.env["club.code.batch"].create({
            "name": "Cinema", "program_id": cls.program.id, "kind": "partner", "points": 40})
        cls.pool._load(["CINE-1", "CINE-2"])
        cls.wallet = cls.given_wallet(points=100)

    def exchange(self, key, wallet=None, pool=None):
        return (wallet or self.wallet)._operate_exchange_code(pool or self.pool, key)

    def tearDown(self):
        self.assert_ledger_sound()
        super().tearDown()

    def test_points_become_a_code_and_the_same_request_the_same_code(self):
        code = self.exchange("one")
        self.assertEqual((code.text, code.state, code.member_id), ("CINE-1", "given", self.wallet.member_id))
        self.assertEqual(self.exchange("one"), code)
        self.assert_balance(self.wallet, points=60)
        entry = self.wallet.entry_ids[0]
        self.assertEqual((entry.kind, entry.amount, entry.reason), ("exchange", -40, "Cinema"))
        self.assertEqual(self.exchange("two").text, "CINE-2")
        self.assert_balance(self.wallet, points=20)

    def test_what_is_refused_takes_nothing(self):
        self.exchange("one")
        self.exchange("two")
        poor = self.given_wallet(points=100)
        with self.assertRaisesRegex(ClubOverLimit, "“Cinema” has no code left; 1 is needed"):
            self.exchange("three", poor)
        self.assert_balance(poor, points=100)
        self.pool._load(["CINE-2", "CINE-3"])
        with self.assertRaisesRegex(ClubInsufficient, "The wallet has 20 .Points.; 40 is needed"), self.env.cr.savepoint():
            self.exchange("four")
        self.assertEqual((self.pool.free_count, self.pool.code_count), (1, 3))
        self.pool.max_per_member = 2
        with self.assertRaisesRegex(ClubOverLimit, "A member may have 2 codes of “Cinema”; this one has 2"):
            self.exchange("five")
        self.pool.action_withdraw()
        with self.assertRaises(ClubNotAllowed):
            self.exchange("six", poor)
        with self.assertRaises(ClubKeyReused):
            self.program.write({"exchange_points": 10, "exchange_credit": 1})
            self.wallet._operate_exchange(10, "one")

    def test_the_dialog_shows_the_code_and_the_member_keeps_it(self):
        manager = new_test_user(self.env, "code_manager", "customer_club.customer_club_group_manager")
        dialog = self.env["club.wallet.exchange"].with_user(manager).create({
            "wallet_id": self.wallet.id, "batch_id": self.pool.id})
        self.assertEqual((dialog.into, dialog.code_left), ("code", 2))
        shown = dialog.action_done()
        self.assertEqual((shown["res_id"], dialog.code_text), (dialog.id, "CINE-1"))
        dialog.action_done()
        self.assertEqual(self.wallet.member_id.with_user(manager).code_ids.mapped("shown_text"), ["CINE-1"])
        staff = new_test_user(self.env, "code_staff", "customer_club.customer_club_group_staff")
        with self.assertRaises(AccessError):
            self.env["club.wallet.exchange"].with_user(staff).create({"wallet_id": self.wallet.id})

    def test_no_till_takes_a_partner_s_code(self):
        self.assertFalse(self.env["club.code"]._of_typed(self.program, "CINE-1"))


@tagged("post_install", "-at_install")
class TestCodeExchangeAtOnce(ConcurrentCase):

    @classmethod
    def take_away(cls):
        with cls.registry.cursor() as cr:
            cr.execute("DELETE FROM club_code WHERE program_id = %s", [cls.program_id])
            cr.execute("DELETE FROM club_code_batch WHERE program_id = %s", [cls.program_id])
        super().take_away()

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_members_at_once_never_get_one_code_twice(self):
        wallet_ids = self.given_wallets(4, points=1000)
        with self.environment() as env:
            pool = env["club.code.batch"].create({
                "name": "At once", "program_id": self.program_id, "kind": "partner", "points": 10})
            pool._load([f"P{number}" for number in range(30)])
            pool_id = pool.id

        def exchange(wallet_id, key):
            def attempt(env):
                try:
                    return env["club.wallet"].browse(wallet_id)._operate_exchange_code(
                        env["club.code.batch"].browse(pool_id), key).text
                except ClubOverLimit:
                    return None
            return self.retried(attempt)

        def member(wallet_id):
            return [exchange(wallet_id, f"{wallet_id}:{turn}") for turn in range(10)]

        found = [text for texts in self.run_at_once(*(lambda one=one: member(one) for one in wallet_ids)) for text in texts]
        given = [text for text in found if text]
        self.assertEqual(len(given), len(set(given)))
        with self.environment() as env:
            left = env["club.code.batch"].browse(pool_id).free_count
            points = sum(env["club.wallet"].browse(wallet_ids).mapped("balance_points"))
        self.assertEqual((len(given) + left, points), (30, 4000 - 10 * len(given)))
        self.assertGreaterEqual(len(given), 27, "a code that another one has locked is passed over, not lost")
        self.assert_sound()
