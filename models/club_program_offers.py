"""What offers need of their programme: its calendar, the start of its days, the digests of its codes, and one rebuilding
of books at a time.
"""

import secrets
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from odoo import fields, models
from odoo.tools import SQL

from ..engine import codes
from ..engine.text import ascii_digits

IN_BOOK = {
    "credit_worth_bps", "point_value", "use_margin_floor", "margin_floor_bps", "bonus_valid_days", "points_valid_days",
    "pending_days", "pending_event", "bonus_expiry", "points_expiry", "expiry_dates", "expiry_month_end", "calendar",
}
class ClubProgram(models.Model):
    _inherit = "club.program"

    calendar = fields.Selection(
        [("gregorian", "Gregorian"), ("jalali", "Jalali")], default="gregorian", required=True,
        help="Whose weeks, months and years count in limits per member.")
    offer_ids = fields.One2many("club.offer", "program_id", "Offers")
    code_salt = fields.Char(
        readonly=True, copy=False, groups="base.group_system", default=lambda self: secrets.token_hex(16),
        help="What the digests of codes are made with: offer books, which travel to tills, hold no code in clear.")
    book_turn = fields.Integer(readonly=True, copy=False, help="Counts the times that offer books were rebuilt.")

    def write(self, vals):
        done = super().write(vals)
        if IN_BOOK & set(vals):
            self.env["club.offer.book"]._queue(self)
        return done

    def _take_turn(self):
        """Let one transaction at a time rebuild the books; a second one, with an older view of the offers, has to start
        again.
        """
        self.env.cr.execute(SQL(
            "UPDATE club_program SET book_turn = COALESCE(book_turn, 0) + 1 WHERE id = %s", self.id))

    def _code_digest(self, code):
        """A code as offer books hold it, whichever digits it is typed with."""
        self.ensure_one()
        # sudo: whoever edits offers or sells makes digests; the salt itself nobody needs to see
        return codes.digest(self.sudo().code_salt, ascii_digits(code))

    def _midnight(self, day):
        """The instant (naive UTC) at which a date of the programme's own calendar day starts."""
        start = datetime.combine(day, time(), ZoneInfo(self.tz))
        return start.astimezone(UTC).replace(tzinfo=None)
