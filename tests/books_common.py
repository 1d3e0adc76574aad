"""For tests of the books: entries of any day, the daily posting, and reconciliation read independently of the club's own."""

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from ..models.club_program_company_checklist import ACCOUNT_TYPES
from ..models.club_wallet import Cause
from .closing_common import ClosingCase


class BooksCase(ClosingCase):
    """A complete set-up, a member without credit; bonus and points are provided for at face value unless a test says so."""

    def setUp(self):
        super().setUp()
        self.today = self.program._today()
        self.days = 0

    def tearDown(self):
        self.assert_agrees()
        super().tearDown()

    def cause(self, source, day=None, **values):
        """A cause at noon of a day ("YYYY-MM-DD"; default: today)."""
        values = {"program_company_id": self.row.id, "branch_id": self.branch.id, **values}
        return Cause(source, now=self.at(f"{day} 12:00") if day else None, **values)

    def post(self, until=None, row=None):
        """Post everything up to a day. Returns the entries that were made, oldest first."""
        before = self.club_moves()
        (row or self.row).action_post_books(fields.Date.to_date(until) or self.today)
        return (self.club_moves() - before).sorted("id")

    def club_moves(self):
        return self.env["account.move"].search([("journal_id", "=", self.row.journal_id.id)])

    def purposes(self, moves, row=None):
        """Balances of entries by purpose of the account, with the partner's name where there is one; zeros left out."""
        row, found = row or self.row, {}
        names = {row[name]: name.removesuffix("_account_id") for name in (*ACCOUNT_TYPES, "due_account_id")}
        for line in moves.line_ids:
            key = names.get(line.account_id, line.account_id.display_name)
            key = (key, line.partner_id.name) if line.partner_id else key
            found[key] = round(found.get(key, 0) + line.balance, 6)
        return {key: amount for key, amount in found.items() if amount}

    def assert_posted(self, moves, expected):
        self.assertEqual(set(moves.mapped("state")) or {"posted"}, {"posted"})
        self.assertEqual(self.purposes(moves), expected)

    def reconcile(self, on=None, rows=None):
        self.env.flush_all()
        rows, on = rows or self.program.program_company_ids, fields.Date.to_date(on) or self.today
        return self.env["club.liability"]._reconcile(rows, on)

    def assert_agrees(self, on=None):
        """Every difference is zero."""
        self.assertEqual([(row, row.difference) for row in self.reconcile(on) if row.difference], [])

    def assert_all_posted(self, on=None):
        """... and nothing waits."""
        self.assert_agrees(on)
        self.assertEqual([row for row in self.reconcile(on) if row.open or row.waiting], [])

    def general_ledger(self, account, on=None, **partner):
        """What an account shows as owed, straight from the journal items."""
        self.env.flush_all()
        [(total,)] = self.env.execute_query(SQL(
            """SELECT COALESCE(-SUM(balance), 0) FROM account_move_line
                WHERE account_id = %s AND parent_state = 'posted' AND date <= %s""",
            account.id, fields.Date.to_date(on) or self.today + timedelta(days=1)))
        return round(float(total), 6)
