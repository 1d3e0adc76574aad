"""The database's own lock on the ledger (invariant 2): rows of a guarded table are inserted once and stay.

Only a migration may lift it, for its own transaction: `SET LOCAL customer_club.migration = 'on'`.
"""

from odoo import models
from odoo.tools import SQL

from .club_errors import ClubImmutable

GUARDED_TABLES = ("club_wallet_entry", "club_wallet_allocation", "club_wallet_posting", "club_cohort_movement")
FUNCTION = "customer_club_refuse_change"


def guard_table(cr, table):
    """Put the triggers on a table; done again at every upgrade."""
    cr.execute(SQL(
        """
        CREATE OR REPLACE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF current_setting('customer_club.migration', true) = 'on' THEN
                RETURN COALESCE(NEW, OLD);
            END IF;
            RAISE EXCEPTION 'Rows of %% are written once and never change (%%)', TG_TABLE_NAME, TG_OP;
        END $$
        """, SQL.identifier(FUNCTION)))
    for name, event, level in (
        ("keep_rows", "UPDATE OR DELETE", "ROW"), ("keep_table", "TRUNCATE", "STATEMENT"),
    ):
        cr.execute(SQL("DROP TRIGGER IF EXISTS %s ON %s", SQL.identifier(name), SQL.identifier(table)))
        cr.execute(SQL(
            "CREATE TRIGGER %s BEFORE %s ON %s FOR EACH %s EXECUTE FUNCTION %s()",
            SQL.identifier(name), SQL(event), SQL.identifier(table), SQL(level), SQL.identifier(FUNCTION)))


def drop_guards(cr):
    cr.execute(SQL("DROP FUNCTION IF EXISTS %s() CASCADE", SQL.identifier(FUNCTION)))


class ClubLedgerGuardMixin(models.AbstractModel):
    """Rows that only their own code inserts, in SQL: the ORM's own doors are shut for everyone, the superuser included."""

    _name = "club.ledger.guard.mixin"
    _description = "Rows that only the wallet writes"

    def _refuse(self):
        raise ClubImmutable(self.env._("%s is written by the wallet only and never changed by hand.", self._description))

    def create(self, vals_list):
        self._refuse()

    def write(self, vals):
        self._refuse()

    def unlink(self):
        self._refuse()

    def copy(self, default=None):
        self._refuse()
