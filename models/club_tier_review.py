"""The nightly review of tiers: counts that are void, points that can be spent now, ends of tiers, and who is at risk.

Each step finds a batch of members by one query that names only those for whom something is due, and passes over what another
transaction has locked. What is done is not due any more, so a night that runs twice does it once.
"""

from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ..engine import tiers
from .club_repair_run import Batch

ROWS = 2_000
NO_JOIN = SQL()


class ClubRepairRun(models.Model):
    _inherit = "club.repair.run"

    tier_counts_count = fields.Integer("Tier counts renewed", readonly=True)
    tiers_count = fields.Integer("Changes of tier", readonly=True)

    def _step_tier_counts(self):
        return self.program_id._renew_tier_counts(self.after_id, ROWS)

    def _step_tiers(self):
        return self.program_id._review_tiers(self.after_id, ROWS)


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
        return {"type": "ir.actions.client", "tag": "display_notification", "params": {
            "type": "success", "message": self.env._("The tiers are reviewed now, in the background.")}}

    # -- counts -------------------------------------------------------------------------------------------------------

    def _renew_tier_counts(self, after, limit):
        """Count anew where sales have left the window, the rules have changed, or points can be spent now."""
        book, today = self._tier_book(), self._today()
        if not book.metric:
            return Batch(0)
        if freed := self._free_points(today, limit):
            return Batch(freed, last_id=after)
        members = self._due(SQL(
            "m.tier_version IS DISTINCT FROM %s OR m.tier_counted_until < %s AND m.tier_progress <> 0", book.version, today),
            after, limit)
        self._recount_tiers(members, today)
        return Batch(len(members), len(members), last_id=members.ids[-1] if members else 0)

    def _free_points(self, today, limit):
        """Let the points count of purchases that have none any more that cannot be spent. Returns how many purchases."""
        self.env.flush_all()
        found = self.env.execute_query(SQL(
            """UPDATE club_purchase SET points_pending = FALSE WHERE id IN (
                   SELECT purchase.id FROM club_purchase purchase
                    WHERE purchase.program_id = %s AND purchase.points_pending AND NOT EXISTS (
                          SELECT 1 FROM club_wallet_entry entry JOIN club_wallet_lot lot ON lot.entry_id = entry.id
                           WHERE entry.source_key = purchase.source_key AND entry.kind = 'earn' AND lot.purse = 'points'
                             AND lot.pending_until > %s)
                    LIMIT %s FOR NO KEY UPDATE SKIP LOCKED) RETURNING id""", self.id, fields.Datetime.now(), limit))
        purchases = self.env["club.purchase"].browse([row[0] for row in found])
        purchases.invalidate_recordset(["points_pending"])
        purchases.member_id._write_in_sql(tier_version=0)  # their counts are void
        for purchase in purchases.filtered("member_id"):
            if purchase._sold_on() < purchase.member_id._tier_window(today).start:
                purchase._move_tier(today)  # it counts for a window that is over; the present one is counted next
        return len(purchases)

    def _due(self, condition, after, limit, join=NO_JOIN):
        """The next members `m` for whom a condition holds, locked; what another transaction has locked is passed over."""
        self.env.flush_all()
        found = self.env.execute_query(SQL(
            """SELECT m.id FROM club_member m %s WHERE m.program_id = %s AND m.id > %s AND m.active AND (%s)
                ORDER BY m.id LIMIT %s FOR NO KEY UPDATE OF m SKIP LOCKED""", join, self.id, after, condition, limit))
        return self.env["club.member"].browse([row[0] for row in found])

    # -- tiers --------------------------------------------------------------------------------------------------------

    def _review_tiers(self, after, limit):
        """Move the members whose tier ends, was reached without a sale, or was given by hand until yesterday; note who is
        at risk.
        """
        book, today = self._tier_book(), self._today()
        members = self._due_for_review(book, today, after, limit)
        ended = members.filtered(lambda member: member.tier_manual_until and member.tier_manual_until < today)
        ended._end_given_tier()
        moved = {}
        if book.metric:
            windows = {member: self._windows_of_review(member, book, today) for member in members}
            counts = self._count_for_tiers([(member.id, one) for member, own in windows.items() for one in own])
            for member in members:
                joined_on, value_of = member._tier_joined_on(), self._value_of(member, counts, today)
                if moves := tiers.settle(book.rules, member._tier_state(), today, value_of, joined_on):
                    moved[member] = moves
            self.env["club.member"]._move_tiers(moved)
            self._notice_tiers_at_risk(members, book, today, counts)
            members._write_in_sql(tier_looked_on=today)
        return Batch(len(members), len(moved) + len(ended - self.env["club.member"].union(*moved)),
                     last_id=members.ids[-1] if members else 0)

    def _due_for_review(self, book, today, after, limit):
        condition, join = SQL("m.tier_manual_until < %s", today), NO_JOIN
        if book.metric:
            ladder = [(None, -1), *((tier.key, place) for place, tier in enumerate(book.rules.tiers))]
            following = [next((
                self._tier_stored(tier.threshold) for tier in book.rules.tiers[place + 1:]
                if tier.active and tier.threshold is not None), None) for _key, place in ladder]
            needs = [self._tier_stored(book.rules.needs(key) or 0) for key, _place in ladder]
            join = SQL(
                """LEFT JOIN unnest(%s::int[], %s::numeric[], %s::numeric[]) AS ladder (tier_id, next, needs)
                     ON ladder.tier_id = COALESCE(
                        m.tier_earned_id, CASE WHEN m.tier_manual_id IS NULL THEN m.tier_id END, 0)""",
                [key or 0 for key, _place in ladder], following, needs)
            condition = SQL(
                """%(manual)s OR COALESCE(m.tier_progress, 0) >= ladder.next OR ladder.needs > 0 AND (
                       m.tier_valid_until IS NULL
                       OR m.tier_valid_until < %(today)s AND COALESCE(m.tier_looked_on <= m.tier_valid_until, TRUE)
                       OR m.tier_valid_until + %(grace)s < %(today)s
                       OR %(notice)s > 0 AND m.tier_valid_until - %(notice)s <= %(today)s
                      AND COALESCE(m.tier_looked_on < m.tier_valid_until - %(notice)s, TRUE))""",
                manual=condition, today=today, grace=book.rules.grace_days, notice=book.notice_days)
        return self._due(condition, after, limit, join)

    def _windows_of_review(self, member, book, today):
        """The windows whose counts a review is likely to ask for, so that one query counts for the whole batch."""
        windows, until = [], member.tier_valid_until
        if not member._tier_count_holds(today):
            windows.append(member._tier_window(today))
        if until and until <= today + timedelta(days=book.notice_days):
            windows.append(member._tier_window(until))
        return windows

    def _value_of(self, member, counts, today):
        """The function that tells the engine this member's counts: from the batch's counts, else asked for by itself."""
        present = member._tier_window(today)

        def value_of(window):
            if window == present and member._tier_count_holds(today):
                return self._tier_counted(member.tier_progress)
            if (member.id, window) not in counts:
                counts.update(self._count_for_tiers([(member.id, window)]))
            return counts[member.id, window]
        return value_of
