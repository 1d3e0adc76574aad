"""What purchases count for tiers: each sale, less its returns, on the day of the sale.

A sale adds to its member's count in the statement that counts the visit; only where that count is void (a new window, new
rules) it is counted anew, over the sales of the window. The upgrade is part of the sale's own transaction.
"""

from decimal import Decimal

from odoo import fields, models
from odoo.tools import SQL

from ..engine import tiers
from .club_member_tier import Counted, columns_of

# What a sale and its returns are worth, by metric. Points count once all of the sale's can be spent.
WORTH = {
    "spend": SQL("sale.amount_untaxed + COALESCE((SELECT SUM(back.amount_untaxed) FROM club_purchase back"
                 " WHERE back.origin_id = sale.id), 0)"),
    "visits": SQL("CASE WHEN sale.wholly_returned THEN 0 ELSE 1 END"),
    "points": SQL("CASE WHEN sale.points_pending THEN 0 ELSE COALESCE(sale.earned_points, 0) + COALESCE((SELECT"
                  " SUM(back.earned_points) FROM club_purchase back WHERE back.origin_id = sale.id), 0) END"),
}


class ClubProgram(models.Model):
    _inherit = "club.program"

    def _tier_counts(self, asked):
        """SQL that counts: (member_id, first_day, last_day, value, oldest day) for each row of `asked`, a query of the
        first three columns.
        """
        book = self._tier_book()
        return SQL(
            """SELECT asked.member_id, asked.first_day, asked.last_day, COALESCE(SUM(%(worth)s), 0) AS value,
                      (MIN(sale.purchased_at) AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS oldest
                 FROM (%(asked)s) asked
                 LEFT JOIN club_purchase sale ON sale.member_id = asked.member_id AND sale.origin_id IS NULL
                  AND sale.purchased_at >= asked.first_day::timestamp AT TIME ZONE %(tz)s AT TIME ZONE 'UTC'
                  AND sale.purchased_at < (asked.last_day + 1)::timestamp AT TIME ZONE %(tz)s AT TIME ZONE 'UTC'
                GROUP BY asked.member_id, asked.first_day, asked.last_day""",
            worth=SQL("CASE WHEN sale.id IS NULL THEN 0 ELSE %s END", WORTH[book.metric]), tz=self.tz, asked=asked)

    def _asked(self, rows):
        """`asked` of `_tier_counts` for (member id, window) pairs; a window's end may be None: no end."""
        windows = {window for _member, window in rows}
        if len(windows) == 1:
            [window] = windows
            return SQL(
                "SELECT member_id, %s::date AS first_day, COALESCE(%s::date, 'infinity') AS last_day"
                "  FROM unnest(%s::int[]) AS asked (member_id)", *window, [member for member, _window in rows])
        members, starts, ends = zip(*((member, window.start, window.end) for member, window in rows), strict=True)
        return SQL(
            "SELECT member_id, first_day, COALESCE(last_day, 'infinity') AS last_day"
            "  FROM unnest(%s::int[], %s::date[], %s::date[]) AS asked (member_id, first_day, last_day)",
            list(members), list(starts), list(ends))

    def _count_for_tiers(self, rows):
        """{(member id, window): count} for pairs of both, by one query."""
        if not rows:
            return {}
        self.env["club.purchase"].flush_model()
        found = self.env.execute_query(self._tier_counts(self._asked(rows)))
        return {(member, tiers.Window(start, end)): self._tier_counted(value) for member, start, end, value, _oldest in found}

    def _counted_anew(self, members, today):
        """{member id: `Counted`} of members, (id, day of joining) each."""
        if not members:
            return {}
        rules, version = self._tier_book().rules, self._tier_book().version
        rolling = rules.window == "rolling"
        rows = [(member, tiers.window_of(rules, today, joined_on)) for member, joined_on in members]
        if rolling:  # whatever is bought from now on
            rows = [(member, window._replace(end=None)) for member, window in rows]
        until = SQL("counted.oldest + %s", rules.days - 1) if rolling else SQL("counted.last_day")
        self.env["club.purchase"].flush_model()
        return {member: Counted(*values, version) for member, *values in self.env.execute_query(SQL(
            "SELECT member_id, value, first_day, %s FROM (%s) counted", until, self._tier_counts(self._asked(rows))))}

    def _store_counts(self, counts):
        """Store what `_counted_anew` has found."""
        if counts:
            self.env["club.member"].browse(counts)._write_in_sql(**columns_of(counts.values()))


class ClubPurchase(models.Model):
    _inherit = "club.purchase"

    points_pending = fields.Boolean(readonly=True, help="Some of its points cannot be spent yet: none count for tiers.")

    _pending_points = models.Index("(program_id) WHERE points_pending")

    def _sold_on(self):
        """The programme's day of the sale that this row is, or returns from."""
        return self.program_id._today((self.origin_id or self).purchased_at)

    def _tier_worth(self, metric, visits):
        """What this row adds to its member's count, as it is stored. `visits`: how many it adds to those."""
        if metric == "spend":
            return Decimal(self.program_id._to_minor(self.amount_untaxed)).scaleb(-self.program_id.minor_digits)
        if metric == "visits":
            return visits
        return 0 if (self.origin_id or self).points_pending else self.earned_points

    def _facts(self, visits):
        facts = super()._facts(visits)
        program, member = self.program_id, self.member_id
        book, today = program._tier_book(), program._today()
        if not book.metric or not member._tier_count_holds(today):
            return facts
        window, sold_on = member._tier_window(today), self._sold_on()
        rolling = book.rules.window == "rolling"
        if sold_on >= window.start and (rolling or sold_on <= window.end):
            worth = self._tier_worth(book.metric, visits)
            facts["tier_progress"] = SQL("COALESCE(tier_progress, 0) + %s", worth)
            facts["tier_counted_from"] = SQL("%s", window.start)
            if rolling:
                until = tiers.holds_until(book.rules, window, sold_on)
                facts["tier_counted_until"] = SQL("LEAST(tier_counted_until, %s)", until)
        return facts

    def _count_visit(self, change):
        super()._count_visit(change)
        program = self.program_id
        if self.member_id and program._tier_book().metric:
            today = program._today()
            if not self.member_id._tier_count_holds(today):
                program._store_counts(program._counted_anew([(self.member_id.id, self.member_id._tier_joined_on())], today))
            self._move_tier(today)

    def _move_tier(self, today):
        """What this row changes of its member's tier: an upgrade at once; after a return, where the rules say so, a loss."""
        program, member, sold_on = self.program_id, self.member_id, self._sold_on()
        book, joined_on, state = program._tier_book(), member._tier_joined_on(), member._tier_state()
        move, window = None, member._tier_window(today)

        def value_of(window):
            return program._count_for_tiers([(member.id, window)])[member.id, window]

        if self.origin_id and book.refund == "at_once":
            move = tiers.take_back(book.rules, state, member._tier_moves(), today, value_of, joined_on)
        if not move:
            move = tiers.upgrade(book.rules, state, window, member._tier_count(today), today, joined_on)
        if not move and sold_on < window.start and not self.origin_id:  # a sale that arrived late counts for its own window
            window = member._tier_window(sold_on)
            move = tiers.upgrade(book.rules, state, window, value_of(window), today, joined_on)
        if move:
            program._move_tiers([(member._tier_standing(), [move])], purchase_id=self.id)
