"""Older purchases that have changed or gone since the summaries were worked out, whatever door the change came through.

New purchases are found by when they were written; so a sale leaves no row here.
"""

from odoo import fields, models
from odoo.tools import SQL

FUNCTION = "customer_club_report_touched"
WATCHED = ("member_id", "branch_id", "company_id", "origin_id", "purchased_at", "amount", "amount_untaxed", "saved",
           "discounted", "earned_credit", "earned_points", "paid_by_paid", "paid_by_bonus", "paid_by_points")
BEFORE, AFTER = (", ".join(f"{row}.{name}" for name in WATCHED) for row in ("old_row", "new_row"))
NOTE = "INSERT INTO club_report_touched (program_id, member_id, purchased_at) SELECT"
WATCH = f"""
    CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            {NOTE} program_id, member_id, purchased_at FROM old_rows;
        ELSE
            {NOTE} DISTINCT told.program_id, told.member_id, told.purchased_at
              FROM old_rows old_row JOIN new_rows new_row ON new_row.id = old_row.id
             CROSS JOIN LATERAL (VALUES (old_row.program_id, old_row.member_id, old_row.purchased_at),
                                        (new_row.program_id, new_row.member_id, new_row.purchased_at))
                   told (program_id, member_id, purchased_at)
             WHERE old_row.create_date < now() AT TIME ZONE 'UTC' AND ({BEFORE}) IS DISTINCT FROM ({AFTER});
        END IF;
        RETURN NULL;
    END $$;
    DROP TRIGGER IF EXISTS report_changed ON club_purchase;
    DROP TRIGGER IF EXISTS report_gone ON club_purchase;
    CREATE TRIGGER report_changed AFTER UPDATE ON club_purchase
        REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}();
    CREATE TRIGGER report_gone AFTER DELETE ON club_purchase
        REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}();"""


def drop_watch(cr):
    cr.execute(SQL("DROP FUNCTION IF EXISTS %s() CASCADE", SQL.identifier(FUNCTION)))


class ClubReportTouched(models.Model):
    _name = "club.report.touched"
    _description = "Purchase that Changed"
    _log_access = False

    program_id = fields.Many2one("club.program", required=True, ondelete="cascade")
    member_id = fields.Integer("Member's id", help="As it was, and as it is.")
    purchased_at = fields.Datetime(required=True)


class ClubPurchase(models.Model):
    _inherit = "club.purchase"

    _made = models.Index("USING brin (create_date)")

    def init(self):
        super().init()
        self.env.cr.execute(SQL(WATCH))
