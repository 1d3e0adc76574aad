"""Each nightly job writes what one statement written by hand writes: what `./club bench nightly` times, on few members."""

import sys
from pathlib import Path
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

ROOT = Path(__file__).resolve().parents[1]


@tagged("post_install", "-at_install")
class TestNightlyPeer(TransactionCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(sys, "path", [str(ROOT / "bench"), str(ROOT / "devtools"), *sys.path]))
        import nightly

        cls.bench = nightly
        cls.startClassPatcher(patch.object(cls.env.cr, "commit"))  # the data is this test's own
        cls.values = nightly.prepare(cls.env, 400, 4_000)

    def written(self, side, name):
        with self.env.cr.savepoint() as savepoint:
            side(self.env, name, self.values)
            found = self.bench.written(self.env, name, self.values)
            savepoint.close(rollback=True)
        self.env.invalidate_all()
        return found

    def test_what_is_written(self):
        for name in self.bench.WROTE:
            with self.subTest(name):
                mine, peer = (self.written(side, name) for side in (self.bench.run_job, self.bench.run_statement))
                self.assertEqual(mine, peer)
                self.assertTrue(any(mine), "something was written")

    def test_each_row_once(self):
        """A night that runs again writes nothing."""
        self.bench.run_job(self.env, "tiers", self.values)
        self.bench.run_job(self.env, "birthdays", self.values)
        before = [self.bench.written(self.env, name, self.values) for name in ("tiers", "birthdays")]
        program = self.env["club.program"].browse(self.values["program"])
        self.assertFalse(program._renew_tier_counts(0, 1_000)[0].found)
        self.assertFalse(program._review_tiers(0, 1_000).found)
        self.bench.run_job(self.env, "birthdays", self.values)
        self.assertEqual([self.bench.written(self.env, name, self.values) for name in ("tiers", "birthdays")], before)
        self.assertEqual(program._check_invariants(), [])

    def test_facts_that_are_wrong_are_found(self):
        program = self.env["club.program"].browse(self.values["program"])
        self.assertEqual(program._check_facts(), [])
        self.env.cr.execute(
            "UPDATE club_member SET visits = visits + 1 WHERE program_id = %s AND id %% 100 = 1 RETURNING id", [program.id])
        wrong = sorted(row[0] for row in self.env.cr.fetchall())
        [fault] = program._check_facts()
        self.assertTrue(fault.endswith(": " + ", ".join(map(str, wrong[:5]))), fault)
