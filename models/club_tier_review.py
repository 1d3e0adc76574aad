"""The nightly review of tiers: counts that are void, points that can be spent now, ends of tiers.

Each step finds a batch of members by one query that names only those for whom something is due, and passes over what another
transaction has locked. What is done is not due any more, so a night that runs twice does it once. Members come as plain
values and go back by one statement: nobody's record is loaded, and no row is written twice.
"""

from datetime import timedelta
from typing import NamedTuple

from odoo import fields, models
from odoo.tools import SQL

from ..engine import tiers
from ..engine.tiers import State
from .club_client import notification
from .club_member_tier import Standing
from .club_repair_run import Batch

ROWS = 2_000


class ClubRepairRun(models.Model):
    _inherit = "club.repair.run"

    tier_counts_count = fields.Integer("Tier counts renewed", readonly=True)
    tiers_count = fields.Integer("Changes of tier", readonly=True)

    def _step_tier_counts(self):
        batch, moved = self.program_id._renew_tier_counts(self.after_id, ROWS)
        self.tiers_count += moved
        return batch

    def _step_tiers(self):
        return self.program_id._review_tiers(self.after_id, ROWS)


# Columns of rows `m` of club_member that make a `Standing`; the day of joining is the programme's, whose zone follows.
STANDING = """m.id, m.tier_id, m.tier_since, m.tier_earned_id, m.tier_valid_until, m.tier_manual_id, m.tier_manual_holds,
              (m.joined_at AT TIME ZONE 'UTC' AT TIME ZONE %s)::date"""


class Due(NamedTuple):
    """A member for whom something is due. `counted`: the stored count, or None where it is void."""

    standing: Standing
    counted: int | None


def standing_of(member, tier, since, earned, until, manual, holds, joined_on):
    """The `Standing` that the columns `STANDING` tell. A tier from before there were rules counts as earned."""
    return Standing(member, tier, since, State(earned if manual else earned or tier, until), manual, bool(holds), joined_on)


class ClubProgram(models.Model):
    _inherit = "club.program"

    def _review_tiers_soon(self):
        """Have the nightly run done now, in the background: the rules of tiers have changed."""
        if self.state == "draft":
            return
        # sudo: whoever may set the rules need not be able to write nightly runs or start jobs
        if not self.sudo().repair_run_ids.filtered(lambda run: not run.finished_at):
            self.env["club.repair.run"].sudo().create({"program_id": self.id})  # sudo: as above
        self.env.ref("customer_club.club_repair_cron").sudo()._trigger()  # sudo: as above

    def action_review_tiers(self):
        """Review the tiers now, in the background."""
        self.check_access("write")
        for program in self:
            program._review_tiers_soon()
        return notification(self.env._("The tiers are reviewed now, in the background."))

    def _due(self, condition, after, limit, columns=None, join=None):
        """Rows of `columns` (SQL; the id unless told) of the next members `m` for whom a condition holds, locked; what another
        transaction has locked is passed over.
        """
        self.env.flush_all()
        return self.env.execute_query(SQL(
            """SELECT %s FROM club_member m %s WHERE m.program_id = %s AND m.id > %s AND m.active AND (%s)
                ORDER BY m.id LIMIT %s FOR NO KEY UPDATE OF m SKIP LOCKED""",
            columns or SQL("m.id"), join or SQL(), self.id, after, condition, limit))

    # -- counts -------------------------------------------------------------------------------------------------------

    def _renew_tier_counts(self, after, limit):
        """Count anew where sales have left the window, the rules have changed, or points can be spent now; whom the count
        lifts moves with it. Returns (`Batch`, how many moved).
        """
        book, today = self._tier_book(), self._today()
        if not book.metric:
            return Batch(0), 0
        if freed := self._free_points(today, limit):
            return Batch(freed, last_id=after), 0
        standings = [standing_of(*row) for row in self._due(SQL(
            "m.tier_version IS DISTINCT FROM %s OR m.tier_counted_until < %s AND m.tier_progress <> 0", book.version, today),
            after, limit, SQL(STANDING, self.tz))]
        counts = self._counted_anew([(standing.id, standing.joined_on) for standing in standings], today)
        moved = []
        for standing in standings:
            if tiers.is_reviewed(book.rules, standing.state, today):
                window = tiers.window_of(book.rules, today, standing.joined_on)
                value = self._tier_counted(counts[standing.id].progress)
                if move := tiers.upgrade(book.rules, standing.state, window, value, today, standing.joined_on):
                    moved.append((standing, [move]))
        self._move_tiers(moved, {standing.id: counts.pop(standing.id) for standing, _moves in moved})
        self._store_counts(counts)
        return Batch(len(standings), len(standings), last_id=standings[-1].id if standings else 0), len(moved)

    def _free_points(self, today, limit):
        """Let the points count of purchases that have none any more that cannot be spent. Returns how many purchases."""
        self.env.flush_all()
        found = self.env.execute_query(SQL(
            """UPDATE club_purchase SET points_pending = FALSE WHERE id = ANY(ARRAY(
                   SELECT purchase.id FROM club_purchase purchase
                    WHERE purchase.program_id = %s AND purchase.points_pending AND NOT EXISTS (
                          SELECT 1 FROM club_wallet_entry entry JOIN club_wallet_lot lot ON lot.entry_id = entry.id
                           WHERE entry.source_key = purchase.source_key AND entry.kind = 'earn' AND lot.purse = 'points'
                             AND lot.pending_until > %s)
                    LIMIT %s FOR NO KEY UPDATE SKIP LOCKED)) RETURNING id""", self.id, fields.Datetime.now(), limit))
        purchases = self.env["club.purchase"].browse([row[0] for row in found])
        purchases.invalidate_recordset(["points_pending"])
        members = purchases.member_id
        members._write_in_sql(tier_version=[0] * len(members))  # their counts are void
        for purchase in purchases.filtered("member_id"):
            if purchase._sold_on() < purchase.member_id._tier_window(today).start:
                purchase._move_tier(today)  # it counts for a window that is over; the present one is counted next
        return len(purchases)

    # -- tiers --------------------------------------------------------------------------------------------------------

    def _review_tiers(self, after, limit):
        """Move the members whose tier ends, was reached without a sale, or was given by hand until yesterday; note who is
        at risk.
        """
        book, today = self._tier_book(), self._today()
        ended = self._due(SQL("m.tier_manual_until < %s", today), after, limit)
        if ended:
            self.env["club.member"].browse([row[0] for row in ended])._end_given_tier()
            return Batch(len(ended), len(ended), last_id=after)
        due = self._due_for_review(book, today, after, limit) if book.metric else []
        counts = self._count_for_tiers([
            (one.standing.id, window) for one in due for window in self._windows_of_review(one, book, today)])
        moved, staying = [], []
        for one in due:
            standing, value_of = one.standing, self._value_of(one, counts, today)
            moves = tiers.settle(book.rules, standing.state, today, value_of, standing.joined_on)
            moved.append((standing, moves)) if moves else staying.append((standing, value_of))
        self._move_tiers(moved)
        self._look_at_ends(staying, book, today)
        return Batch(len(due), len(moved), last_id=due[-1].standing.id if due else 0)

    def _due_for_review(self, book, today, after, limit):
        """The next `Due` members."""
        ladder = [(0, -1), *((tier.key, place) for place, tier in enumerate(book.rules.tiers))]
        following = [next((
            self._tier_stored(tier.threshold) for tier in book.rules.tiers[place + 1:]
            if tier.active and tier.threshold is not None), None) for _key, place in ladder]
        needs = [self._tier_stored(book.rules.needs(key) or 0) for key, _place in ladder]
        join = SQL(
            """LEFT JOIN unnest(%s::int[], %s::numeric[], %s::numeric[]) AS ladder (tier_id, next, needs)
                 ON ladder.tier_id = COALESCE(m.tier_earned_id, CASE WHEN m.tier_manual_id IS NULL THEN m.tier_id END, 0)""",
            [key for key, _place in ladder], following, needs)
        condition = SQL(
            """COALESCE(m.tier_progress, 0) >= ladder.next OR ladder.needs > 0 AND (
                   m.tier_valid_until IS NULL
                   OR m.tier_valid_until < %(today)s AND COALESCE(m.tier_looked_on <= m.tier_valid_until, TRUE)
                   OR m.tier_valid_until + %(grace)s < %(today)s
                   OR %(notice)s > 0 AND m.tier_valid_until - %(notice)s <= %(today)s
                  AND COALESCE(m.tier_looked_on < m.tier_valid_until - %(notice)s, TRUE))""",
            today=today, grace=book.rules.grace_days, notice=book.notice_days)
        due = []
        columns = SQL("%s, m.tier_progress, m.tier_counted_until, m.tier_version", SQL(STANDING, self.tz))
        for *row, progress, counted_until, version in self._due(condition, after, limit, columns, join):
            standing = standing_of(*row)
            holds = version == book.version and (not counted_until or today <= counted_until)
            due.append(Due(standing, self._tier_counted(progress or 0) if holds else None))
        return due

    def _windows_of_review(self, due, book, today):
        """The windows whose counts a review is likely to ask for, so that one query counts for the whole batch."""
        until, joined_on = due.standing.state.valid_until, due.standing.joined_on
        days = [today] if due.counted is None else []
        if until and until <= today + timedelta(days=book.notice_days):
            days.append(until)
        return [tiers.window_of(book.rules, day, joined_on) for day in days]

    def _value_of(self, due, counts, today):
        """The function that tells the engine a member's counts: from the batch's counts, else asked for by itself."""
        member, counted = due.standing.id, due.counted
        present = tiers.window_of(self._tier_book().rules, today, due.standing.joined_on)

        def value_of(window):
            if window == present and counted is not None:
                return counted
            if (member, window) not in counts:
                counts.update(self._count_for_tiers([(member, window)]))
            return counts[member, window]
        return value_of
