"""The ledger's invariants as queries, one function each, over all wallets of a programme.

`club.program._check_invariants` runs them all: for the button, the nightly job and `./club check`. Each function returns
sentences, one per kind of fault with the first few ids; an empty list means that the invariant holds.
"""

from odoo import models
from odoo.tools import SQL

from .club_ledger_guard import GUARDED_TABLES
from .club_program import PURSES

SHOWN = 5


class ClubProgram(models.Model):
    _inherit = "club.program"

    def _check_invariants(self):
        """Sentences that say what is wrong with the ledger of these programmes; an empty list when nothing is."""
        programs = self or self.with_context(active_test=False).search([])  # pylint: disable=no-search-all
        checks = (
            programs._check_1_entries_make_the_balance, programs._check_1_lots_make_the_balance,
            programs._check_1_allocations_make_the_lots, programs._check_2_guards_stand, programs._check_3_keys_are_unique,
            programs._check_5_nothing_below_zero, programs._check_5_entries_fit_their_debits,
        )
        return [sentence for check in checks for sentence in check()]

    def _faults(self, sentence, query):
        """`sentence` with the first ids that a query finds.

        The query is worked out as a whole: wanted in order and only a few, the database would go through its tables row by
        row along an index, in the hope of finding what is wrong soon.
        """
        ids = [row[0] for row in self.env.execute_query(SQL(
            "WITH wrong (id) AS MATERIALIZED (%s) SELECT id FROM wrong ORDER BY id LIMIT %s", query, SHOWN + 1))]
        if not ids:
            return []
        shown = ", ".join(map(str, ids[:SHOWN])) + (" ..." if len(ids) > SHOWN else "")
        return [f"{sentence}: {shown}"]

    def _check_1_entries_make_the_balance(self):
        """1. The balance of a purse is the sum of its entries."""
        return [fault for purse in PURSES for fault in self._faults(
            self.env._("Invariant 1: the entries do not sum to the %s balance of wallets", purse),
            SQL("""SELECT w.id FROM club_wallet w LEFT JOIN (
                       SELECT wallet_id, SUM(amount) AS total FROM club_wallet_entry
                        WHERE purse = %s AND program_id = ANY(%s) GROUP BY wallet_id) e ON e.wallet_id = w.id
                    WHERE w.program_id = ANY(%s) AND w.%s <> COALESCE(e.total, 0)""",
                purse, self.ids, self.ids, SQL.identifier(f"balance_{purse}")))]

    def _check_1_lots_make_the_balance(self):
        """1. The balance of a purse is what its lots have left, minus what is overdrawn."""
        return [fault for purse in PURSES for fault in self._faults(
            self.env._("Invariant 1: the lots do not sum to the %s balance of wallets", purse),
            SQL("""SELECT w.id FROM club_wallet w LEFT JOIN (
                       SELECT wallet_id, SUM(remaining) AS total FROM club_wallet_lot
                        WHERE purse = %s AND program_id = ANY(%s) AND remaining > 0 GROUP BY wallet_id) l ON l.wallet_id = w.id
                    WHERE w.program_id = ANY(%s)
                      AND w.%s <> COALESCE(l.total, 0) - w.%s""",
                purse, self.ids, self.ids, SQL.identifier(f"balance_{purse}"), SQL.identifier(f"overdrawn_{purse}")))]

    def _check_1_allocations_make_the_lots(self):
        """1. What a lot has left is its amount and all that its allocations changed."""
        return self._faults(
            self.env._("Invariant 1: the allocations do not sum to what is left of lots"),
            SQL("""SELECT l.id FROM club_wallet_lot l LEFT JOIN club_wallet_allocation a ON a.lot_id = l.id
                    WHERE l.program_id = ANY(%s) GROUP BY l.id
                   HAVING l.remaining <> l.amount + COALESCE(SUM(a.amount), 0)""", self.ids))

    def _check_2_guards_stand(self):
        """2. The triggers that keep entries, allocations and postings as they are stand on every table."""
        found = {table for table, in self.env.execute_query(SQL(
            """SELECT relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                WHERE tgname = 'keep_rows' AND tgenabled <> 'D' AND relname = ANY(%s)""", list(GUARDED_TABLES)))}
        return [
            self.env._("Invariant 2: the table %s has lost its guard.", table)
            for table in GUARDED_TABLES if table not in found]

    def _check_3_keys_are_unique(self):
        """3. No event is in the ledger twice (the unique index must be there and hold)."""
        return self._faults(
            self.env._("Invariant 3: events that are in the ledger twice, entries"),
            SQL("""SELECT MIN(id) FROM club_wallet_entry WHERE program_id = ANY(%s)
                    GROUP BY wallet_id, purse, kind, source_key, sequence HAVING COUNT(*) > 1""", self.ids))

    def _check_5_nothing_below_zero(self):
        """5. A purse is below zero only by what an overdraw or an unlimited claw-back took, or a merge carried over."""
        return self._faults(
            self.env._("Invariant 5: purses below zero that nothing allowed, wallets"),
            SQL("""SELECT w.id FROM club_wallet w
                    WHERE w.program_id = ANY(%s)
                      AND LEAST(w.overdrawn_paid, w.overdrawn_bonus, w.overdrawn_points,
                                w.balance_paid + w.overdrawn_paid,
                                w.balance_bonus + w.overdrawn_bonus,
                                w.balance_points + w.overdrawn_points) < 0
                       OR (w.program_id = ANY(%s) AND GREATEST(w.overdrawn_paid, w.overdrawn_bonus, w.overdrawn_points) > 0
                           AND NOT EXISTS (SELECT 1 FROM club_wallet_entry e WHERE e.wallet_id = w.id
                                            AND e.kind IN ('overdraw', 'claw_back', 'transfer_out')))""", self.ids, self.ids))

    def _check_5_entries_fit_their_debits(self):
        """5. No debit was given back by more than it took."""
        return self._faults(
            self.env._("Invariant 5: debits given back by more than they took, entries"),
            SQL("""SELECT spent.id FROM club_wallet_entry spent JOIN club_wallet_entry back ON back.origin_id = spent.id
                    WHERE spent.program_id = ANY(%s) GROUP BY spent.id, spent.amount
                   HAVING SUM(back.amount) > -spent.amount""", self.ids))
