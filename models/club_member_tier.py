"""A member's tier: what was earned, what was given by hand, and which of the two counts (`tier_id`).

What has been counted for the tier is a column of the member: a sale adds to it and reads no history. It holds for the sales
from `tier_counted_from` on, until `tier_counted_until` (empty: as long as nothing is bought), and for the programme's
`tier_version`; then it is counted anew. How tiers change stands in `club_member_tier_move.py`.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models

from ..engine import tiers
from ..engine.tiers import State
from .club_tier_history import BY_HAND


class Standing(NamedTuple):
    """What a move needs to know of a member, as plain values (tiers are ids), so that a night need not load records."""

    id: int
    tier: int | None  # the one that counts
    since: date | None
    state: State  # what was earned
    manual: int | None
    holds: bool
    joined_on: date


class Counted(NamedTuple):
    """What is stored of a count, in columns of the member that are called so after `tier_`."""

    progress: Decimal
    counted_from: date
    counted_until: date | None
    version: int


def columns_of(counts):
    """Column of the member -> values of these `Counted`."""
    return {f"tier_{name}": list(values) for name, values in zip(Counted._fields, zip(*counts, strict=True), strict=True)}


class ClubMember(models.Model):
    _inherit = "club.member"

    tier_earned_id = fields.Many2one("club.tier", "Earned tier", ondelete="restrict", readonly=True, copy=False)
    tier_valid_until = fields.Date(
        "Tier valid until", readonly=True, copy=False, help="Of the earned tier. The days of grace come after it.")
    tier_manual_id = fields.Many2one("club.tier", "Tier given by hand", ondelete="restrict", readonly=True, copy=False)
    tier_manual_until = fields.Date(
        "Given until", readonly=True, copy=False, help="Its last day. Empty: until it is taken away.")
    tier_manual_holds = fields.Boolean(
        "Holds", readonly=True, copy=False, help="It counts even where the member has earned a higher tier.")
    tier_since = fields.Date(readonly=True, copy=False)
    tier_progress = fields.Monetary(
        "Counted for the tier", readonly=True, copy=False, help="Net spend in money, else a number of purchases or points.")
    tier_counted_from = fields.Date(readonly=True, copy=False)
    tier_counted_until = fields.Date(readonly=True, copy=False)
    tier_version = fields.Integer(readonly=True, copy=False)
    tier_looked_on = fields.Date(readonly=True, copy=False, help="When a nightly run last looked at the tier's end.")
    tier_history_ids = fields.One2many("club.tier.history", "member_id", "Changes of tier")
    tier_next_text = fields.Char("To the next tier", compute="_compute_tier_next_text")

    # -- for the engine -----------------------------------------------------------------------------------------------

    def _tier_state(self):
        """The engine's `State`: what was earned. A tier from before there were rules counts as earned."""
        tier = self.tier_earned_id if self.tier_manual_id else self.tier_earned_id or self.tier_id
        return State(tier.id or None, self.tier_valid_until or None)

    def _tier_standing(self):
        return Standing(
            self.id, self.tier_id.id or None, self.tier_since or None, self._tier_state(), self.tier_manual_id.id or None,
            self.tier_manual_holds, self._tier_joined_on())

    def _tier_label(self):
        """{"code", "name"} of the tier that counts; None where there is none."""
        return self.program_id._tier_labels().get(self.tier_id.id) if self.tier_id else None

    def _tier_joined_on(self):
        return self.program_id._today(self.joined_at)

    def _tier_window(self, day):
        """The window that a day lies in, for this member."""
        return tiers.window_of(self.program_id._tier_book().rules, day, self._tier_joined_on())

    def _tier_count_holds(self, today):
        """Whether what is stored as counted is right on a day."""
        until = self.tier_counted_until
        return self.tier_version == self.program_id._tier_book().version and (not until or today <= until)

    def _tier_count(self, today):
        """What counts on a day: the stored count, or one query where that is void."""
        if self._tier_count_holds(today):
            return self.program_id._tier_counted(self.tier_progress)
        window = self._tier_window(today)
        return self.program_id._count_for_tiers([(self.id, window)])[self.id, window]

    def _tier_moves(self):
        """The engine's moves of this member that a return may take back, the newest first."""
        # sudo: the cashier's return takes back what its sale had earned; cashiers see no history
        rows = self.env["club.tier.history"].sudo().search(
            [("member_id", "=", self.id), ("why", "not in", BY_HAND)], order="id desc")
        return rows._to_engine()

    # -- what is told -------------------------------------------------------------------------------------------------

    def _tier_next(self, currency=None, company=None):
        """{"name", "metric", "missing"} of the next tier; None for nobody, at the top, or where tiers are given by hand.

        `missing` is money in `currency` (the programme's unless named) for net spend, else a number.
        """
        program = self.program_id
        book = program and program._tier_book()
        if not book or not book.metric:
            return None
        today = program._today()
        found = tiers.missing_for_next(book.rules, self.tier_id.id or None, self._tier_count(today))
        if not found:
            return None
        key, missing = found
        amount = program._tier_stored(missing)
        if book.metric == "spend" and currency and currency != program.currency_id:
            amount = program.currency_id._convert(amount, currency, company, today)
        return {"name": program._tier_labels()[key]["name"], "metric": book.metric, "missing": amount}

    @api.depends_context("lang")
    @api.depends("tier_id", "tier_progress", "tier_counted_until", "tier_version")
    def _compute_tier_next_text(self):
        for member in self:
            # sudo: whoever sees a member may read what is missing, whether or not they see all its purchases
            told = member.program_id and member.sudo()._tier_next()
            member.tier_next_text = told and self.env._(
                "%(missing)s more until %(tier)s", tier=told["name"], missing=member.program_id._tier_words(
                    member.program_id._tier_counted(told["missing"])))
