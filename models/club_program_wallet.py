"""The programme's rules for wallets: when credit becomes usable and lapses, and what people may do outside of tills.

What the rules say of a date is `engine/ledger/expiry.py`. An offer's own days come before these.
"""

import re
from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.jalali import is_month_day
from ..engine.ledger import expiry

EXPIRY = [
    (expiry.NEVER, "Never"), (expiry.DAYS, "After a number of days"), (expiry.DATES, "On fixed days of the year"),
    (expiry.INACTIVE, "After days without a purchase")]
AWAITING = datetime(2999, 12, 31)  # what waits for an event alone; the release sets the real moment
ONE_DATE = re.compile(r"^(\d{1,2})-(\d{1,2})$")


class ClubProgram(models.Model):
    _inherit = "club.program"

    # Waiting and lapsing
    pending_event = fields.Boolean(
        "Wait for a release", tracking=True,
        help="What was earned waits until it is released, by hand or by an event; at the latest after the days above, if any.")
    bonus_expiry = fields.Selection(EXPIRY, "Bonus lapses", default=expiry.NEVER, required=True, tracking=True)
    points_expiry = fields.Selection(EXPIRY, "Points lapse", default=expiry.NEVER, required=True, tracking=True)
    expiry_dates = fields.Char(
        "Fixed days", tracking=True,
        help="Month and day in the programme's calendar, for example 03-31 09-30. The days above are the least that are left.")
    expiry_month_end = fields.Boolean("Until the end of the month", help="Rounded up, in the programme's calendar.")
    warn_days = fields.Integer("Warn before (days)", help="Who has credit that lapses within these days is told. Zero: nobody.")

    # Paying
    redeem_least = fields.Monetary(
        "Bonus and points pay at least", tracking=True, help="Of one bill, or nothing of it. Zero: any amount.")
    redeem_most = fields.Monetary("Bonus and points pay at most", tracking=True, help="Of one bill. Zero: no limit.")
    redeem_share_bps = fields.Integer(
        "Most of a bill (bps)", default=10000, required=True, tracking=True,
        help="Share of a bill that bonus and points may pay: 3000 = 30 %. Paid credit may always pay all of it.")

    # Outside of tills
    allow_payout = fields.Boolean(
        "Pay paid credit out", tracking=True,
        help="Members may have paid credit back as money. Whoever leaves may in any case. Ask a lawyer first: in some "
             "countries a wallet that pays out needs a licence.")
    allow_transfer = fields.Boolean("Transfers between members", tracking=True)
    transfer_limit = fields.Monetary(
        "Transfers per day", tracking=True,
        help="What a member may transfer away in a day, points at what they pay. Zero: no limit.")
    exchange_points = fields.Integer(
        "Points to exchange", tracking=True,
        help="Points are exchanged for bonus by this many, or by a multiple of it. Zero: no exchange.")
    exchange_credit = fields.Monetary("Bonus for these points", tracking=True)
    adjust_limit = fields.Monetary(
        "Adjust alone up to", tracking=True,
        help="What one person may adjust in a member's purse in a day. Above it a second person approves. Zero: always.")
    adjust_limit_points = fields.Integer("Adjust points alone up to", tracking=True)

    _wallet_limits = models.Constraint(
        "CHECK(COALESCE(transfer_limit, 0) >= 0 AND COALESCE(exchange_points, 0) >= 0 AND COALESCE(exchange_credit, 0) >= 0"
        " AND COALESCE(adjust_limit, 0) >= 0 AND COALESCE(adjust_limit_points, 0) >= 0)",
        "Limits and rates of a programme cannot be negative.")

    _days_needed = models.Constraint(
        "CHECK((bonus_expiry NOT IN ('days', 'inactive') OR COALESCE(bonus_valid_days, 0) > 0)"
        " AND (points_expiry NOT IN ('days', 'inactive') OR COALESCE(points_valid_days, 0) > 0)"
        " AND COALESCE(warn_days, 0) >= 0)",
        "Say after how many days credit lapses, at least one.")

    _redeem_range = models.Constraint(
        "CHECK(COALESCE(redeem_least, 0) >= 0 AND COALESCE(redeem_most, 0) >= 0 AND redeem_share_bps BETWEEN 0 AND 10000"
        " AND (COALESCE(redeem_most, 0) = 0 OR COALESCE(redeem_least, 0) <= redeem_most))",
        "Bonus and points pay at least nothing, at most no less than that, and between 0 and 100 % of a bill.")

    @api.constrains("bonus_expiry", "points_expiry", "expiry_dates", "calendar")
    def _check_expiry_dates(self):
        for program in self:
            if expiry.DATES in (program.bonus_expiry, program.points_expiry) and not program._fixed_dates():
                raise ValidationError(self.env._("Say on which days of the year credit lapses, for example 03-31 09-30."))
            for text in (program.expiry_dates or "").split():
                day = ONE_DATE.match(text)
                if not day or not is_month_day(program.calendar, *map(int, day.groups())):
                    raise ValidationError(self.env._("%s is not a month and a day of the calendar.", text))

    def _fixed_dates(self):
        """The fixed days as (month, day), in order."""
        found = map(ONE_DATE.match, (self.expiry_dates or "").split())
        return sorted(tuple(map(int, day.groups())) for day in found if day)

    def _expiry_rule(self, purse):
        """The engine's rule for a purse of this programme; paid credit never lapses."""
        if purse == "paid":
            return expiry.Rule()
        return expiry.Rule(
            self[f"{purse}_expiry"], self[f"{purse}_valid_days"], tuple(self._fixed_dates()), self.calendar,
            self.expiry_month_end)

    def _expires_on(self, purse, usable_from=None):
        """The last day of credit that becomes usable on a date (default: today), or None."""
        return expiry.expires_on(self._expiry_rule(purse), usable_from or self._today())

    def _idle_before(self, purse, today):
        """The instant (naive UTC) before which a member's last purchase must lie for their credit to have lapsed on a date.

        None where lapsing does not ask for purchases.
        """
        rule = self._expiry_rule(purse)
        return self._midnight(expiry.idle_before(rule, today)) if rule.kind == expiry.INACTIVE else None

    def _lot_rule(self, purse):
        """What offers keep of these rules: {"expiry": the engine's rule, "pending_days", "waits"}."""
        return {"expiry": self._expiry_rule(purse)._asdict(), "pending_days": self.pending_days, "waits": self.pending_event}

    def _redeem_bounds(self, bill=None):
        """(least, most) that bonus and points may pay of a bill, in minor units; most is None without a limit.

        Without `bill`, an amount, its share bounds nothing.
        """
        bounds = [self._to_minor(self.redeem_most)] if self.redeem_most else []
        if bill is not None and self.redeem_share_bps < 10_000:
            bounds.append(self._to_minor(bill) * self.redeem_share_bps // 10_000)
        return self._to_minor(self.redeem_least), min(bounds, default=None)

    def _exchange_worth(self, points):
        """The bonus that this many points are exchanged for; 0 where the programme does not exchange them."""
        return points // self.exchange_points * self.exchange_credit if self.exchange_points else 0
