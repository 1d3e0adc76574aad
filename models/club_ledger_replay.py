"""The ledger's rows as engine values, told again and compared with what wallets and lots keep.

Reads everything, wallet by wallet: `./club check` has the time for it. What runs at night is `club_ledger_check.py`.
"""

from odoo import models
from odoo.tools import SQL

from ..engine.ledger import invariants
from ..engine.ledger import replay as told
from .club_program import PURSES

WALLETS = 1_000


class ClubWallet(models.Model):
    _inherit = "club.wallet"

    def _ledger_rows(self):
        """(rows, kept) of these wallets, which are of one programme: `replay.Rows` and `invariants.Kept`."""
        program, ids = self.program_id, self.ids
        minor = lambda purse, amount: self._minor_of(program, purse, amount)  # noqa: E731
        entries = tuple(
            told.Entry(entry_id, wallet_id, purse, kind, minor(purse, amount), *rest)
            for entry_id, wallet_id, purse, kind, amount, *rest in self.env.execute_query(SQL(
                """SELECT id, wallet_id, purse, kind, amount, source_key, sequence, request_key, origin_id
                     FROM club_wallet_entry WHERE wallet_id = ANY(%s) ORDER BY id""", ids)))
        lots, left = [], {}
        for purse, remaining, lot_id, entry_id, amount, *terms in self.env.execute_query(SQL(
                """SELECT purse, remaining, id, entry_id, amount, created_at, pending_until, expires_on
                     FROM club_wallet_lot WHERE wallet_id = ANY(%s) ORDER BY id""", ids)):
            lots.append(told.Issued(lot_id, entry_id, minor(purse, amount), *terms))
            left[lot_id] = minor(purse, remaining)
        allocations = tuple(
            told.Allocation(entry_id, lot_id, minor(purse, amount))
            for entry_id, lot_id, purse, amount in self.env.execute_query(SQL(
                """SELECT a.entry_id, a.lot_id, e.purse, a.amount
                     FROM club_wallet_allocation a JOIN club_wallet_entry e ON e.id = a.entry_id
                    WHERE e.wallet_id = ANY(%s) ORDER BY a.id""", ids)))
        holds = tuple(
            told.Hold(wallet_id, purse, minor(purse, amount), expires_at)
            for wallet_id, expires_at, *amounts in self.env.execute_query(SQL(
                """SELECT wallet_id, expires_at, amount_paid, amount_bonus, amount_points
                     FROM club_wallet_hold WHERE wallet_id = ANY(%s) AND state = 'open' ORDER BY id""", ids))
            for purse, amount in zip(PURSES, amounts, strict=True) if amount)
        kept = invariants.Kept({
            (wallet.id, purse): (minor(purse, wallet[f"balance_{purse}"]), wallet._overdrawn(purse))
            for wallet in self for purse in PURSES}, left)
        return told.Rows(entries, tuple(lots), allocations, holds), kept


class ClubProgram(models.Model):
    _inherit = "club.program"

    def _replay_faults(self):
        """Sentences that say where the ledger's rows, told again, differ from what its wallets and lots keep."""
        found = []
        for program in self or self.with_context(active_test=False).search([]):  # pylint: disable=no-search-all
            last = 0
            while wallets := self.env["club.wallet"].search(
                    [("program_id", "=", program.id), ("id", ">", last)], order="id", limit=WALLETS):
                found += invariants.faults(*wallets._ledger_rows())
                last = wallets.ids[-1]
                wallets.invalidate_recordset()
        return found
