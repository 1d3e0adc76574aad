"""Two nightly postings at once, on real connections: each entry is booked once, and nothing half."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.club_program_company_checklist import ACCOUNT_TYPES
from ..models.club_wallet import Cause
from .test_club_wallet_concurrency import ConcurrentCase

WALLETS, DAYS = 6, 4


@tagged("post_install", "-at_install")
class TestPostingAtOnce(ConcurrentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.environment() as env:
            cls.journal_id = env["account.journal"].create({"name": "At once", "type": "general", "code": "ATO"}).id
            accounts = env["account.account"].create([
                {"name": f"At once {name}", "code": f"99{number}AT", "account_type": kind}
                for number, (name, kind) in enumerate(ACCOUNT_TYPES.items())])
            cls.account_ids = accounts.ids
            cls.row_id = env["club.program"].browse(cls.program_id).program_company_ids.id
            env["club.program.company"].browse(cls.row_id).write({
                "journal_id": cls.journal_id, **dict(zip(ACCOUNT_TYPES, cls.account_ids, strict=True))})

    @classmethod
    def take_away(cls):
        with cls.registry.cursor() as cr:
            cr.execute("SET LOCAL customer_club.migration = 'on'")
            cr.execute("DELETE FROM club_cohort_movement WHERE program_company_id = %s", [cls.row_id])
            cr.execute("DELETE FROM club_wallet_posting WHERE move_line_id IN"
                       " (SELECT id FROM account_move_line WHERE journal_id = %s)", [cls.journal_id])
            cr.execute("DELETE FROM account_move_line WHERE journal_id = %s", [cls.journal_id])
            cr.execute("DELETE FROM account_move WHERE journal_id = %s", [cls.journal_id])
            cr.execute("DELETE FROM club_alert WHERE program_id = %s", [cls.program_id])
        super().take_away()
        with cls.environment() as env:
            env["account.journal"].browse(cls.journal_id).unlink()
            env["account.account"].browse(cls.account_ids).unlink()

    @mute_logger("odoo.sql_db")
    def test_three_jobs_at_once_and_one_that_was_stopped(self):
        with self.environment() as env:
            row, today = env["club.program.company"].browse(self.row_id), fields.Date.today()
        wallet_ids = self.given_wallets(WALLETS, paid=100)
        with self.environment() as env:
            for number, wallet in enumerate(env["club.wallet"].browse(wallet_ids)):
                for days in range(1, DAYS + 1):
                    cause = Cause(f"gift:{number}:{days}", now=fields.Datetime.now() - timedelta(days=days))
                    wallet.earn("bonus", 7, cause, origin="gift")
                    wallet.adjust("paid", -1, Cause(cause.source_key, now=cause.now, reason="test"))
        with patch("odoo.addons.customer_club.models.club_program_company_books.BATCH", 5):
            with self.environment() as env:  # stopped in the middle: what is committed stays, the rest goes on later
                row = env["club.program.company"].browse(self.row_id)
                row._post_batch(today)
                env.cr.commit()
                row._post_batch(today)
                env.cr.rollback()
            self.run_at_once(*[self.job] * 3)
            while self.retried(lambda env: env["club.program.company"].browse(self.row_id)._post_batch(today)):
                pass
        self.assert_sound()
        with self.environment() as env:
            entries = env["club.wallet.entry"].search([("program_id", "=", self.program_id)])
            self.assertEqual(len(entries), WALLETS * (2 * DAYS + 1))
            self.assertEqual([len(entry.posting_ids) for entry in entries], [1] * len(entries))
            totals = {account.name.removeprefix("At once "): -total for account, total in env["account.move.line"]._read_group(
                [("journal_id", "=", self.journal_id)], ["account_id"], ["balance:sum"])}
            self.assertEqual((totals["paid_account_id"], totals["bonus_account_id"]),
                             (WALLETS * (100 - DAYS), WALLETS * DAYS * 7))
            rows = env["club.liability"]._reconcile(env["club.program.company"].browse(self.row_id), today)
            self.assertFalse([one for one in rows if one.difference or one.open or one.waiting])

    def job(self):
        with self.environment() as env:
            env["club.program.company"]._cron_post_books()
