"""How the tiers of a programme are earned: what is counted, over which window, and what a review does.

Nothing is counted where no metric is chosen: then tiers are given by hand.
"""

from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..engine import tiers

METRICS = [("spend", "Net spend"), ("visits", "Purchases"), ("points", "Points earned by purchases")]
WINDOWS = [
    ("rolling", "The last days"), ("gregorian_year", "A calendar year"), ("jalali_year", "A Jalali year"),
    ("member_year", "A year of membership")]
FALLS = [("one_down", "To the next tier below"), ("balance_based", "To the tier that was earned")]
REFUNDS = [("at_review", "Leaves the tier until its review"), ("at_once", "Takes an unearned tier back at once")]
COUNTING = {"tier_metric", "tier_window", "tier_window_days", "calendar", "tz"}  # a change makes every count void
IN_BOOK = COUNTING | {"tier_version", "tier_fall", "tier_refund", "tier_grace_days", "tier_notice_days", "minor_digits"}


class TierBook(NamedTuple):
    """A programme's rules as plain values. `version`: counts of another version are void."""

    metric: str | None
    version: int
    rules: tiers.Rules
    refund: str
    notice_days: int


class ClubProgram(models.Model):
    _inherit = "club.program"

    tier_metric = fields.Selection(
        METRICS, "Tiers are earned by", help="Empty: tiers are given by hand. Net spend is without tax and returns; points are "
        "those that purchases earned and that can be spent already.")
    tier_window = fields.Selection(WINDOWS, "Counted over", default="rolling", required=True)
    tier_window_days = fields.Integer("Days counted", default=365, required=True)
    tier_grace_days = fields.Integer("Days of grace", help="How long a tier outlasts its end when it was not earned again.")
    tier_fall = fields.Selection(FALLS, "It falls", default="one_down", required=True)
    tier_refund = fields.Selection(REFUNDS, "A return", default="at_review", required=True)
    tier_notice_days = fields.Integer(
        "Days of notice", default=30, help="How long before its end a member's tier is noted to be at risk. Zero: not at all.")
    tier_version = fields.Integer(readonly=True, copy=False, default=1, help="Changes with what is counted.")
    tier_rules_text = fields.Text("In words", compute="_compute_tier_rules_text")

    _tier_days = models.Constraint(
        "CHECK(tier_window_days > 0 AND tier_grace_days >= 0 AND tier_notice_days >= 0)",
        "A window has at least one day; days of grace and notice cannot be negative.")

    def write(self, vals):
        counting = self.filtered(lambda program: any(
            name in vals and vals[name] != program[name] for name in COUNTING))
        if "tier_ids" in vals:  # tiers that are saved together are checked together
            done = super(ClubProgram, self.with_context(customer_club_tiers_together=True)).write(vals)
            self._check_tiers()
        else:
            done = super().write(vals)
        if IN_BOOK & set(vals):
            self._renew_tier_books()
        for program in counting.filtered("tier_metric"):
            program.tier_version += 1
            program._review_tiers_soon()
        return done

    @api.model
    def _renew_tier_books(self):
        self.env.registry.clear_cache()

    @api.constrains("tier_metric")
    def _check_tiers(self):
        """Of two tiers that are earned the higher one needs more."""
        for program in self.filtered("tier_metric"):
            earned = program.tier_ids.filtered(lambda tier: not tier.by_hand).sorted(lambda tier: (tier.sequence, tier.id))
            for below, above in zip(earned, earned[1:], strict=False):
                if above._threshold() <= below._threshold():
                    raise ValidationError(self.env._(
                        "%(above)s stands above %(below)s, but needs %(needs)s and %(below)s %(below_needs)s: a higher tier "
                        "needs more.", above=above.name, needs=program._tier_words(above._threshold()),
                        below=below.name, below_needs=program._tier_words(below._threshold())))

    # -- as values ----------------------------------------------------------------------------------------------------

    @tools.ormcache("self.id")
    def _tier_book(self):
        """The `TierBook` of this programme; its tiers' keys are ids. Cached: a sale asks for it and reads no row."""
        records = self.with_context(active_test=False).tier_ids.sorted(lambda tier: (tier.sequence, tier.id))
        ladder = tuple(tiers.Tier(
            tier.id, None if tier.by_hand or not self.tier_metric else tier._threshold(), tier.active) for tier in records)
        rules = tiers.Rules(
            ladder, self.tier_window, self.tier_window_days, self.calendar, self.tier_grace_days, self.tier_fall)
        return TierBook(self.tier_metric or None, self.tier_version, rules, self.tier_refund, self.tier_notice_days)

    @tools.ormcache("self.id", "self.env.lang")
    def _tier_labels(self):
        """Tier id -> {"code", "name"}, the name in the user's language. Cached like `_tier_book`."""
        return {tier.id: {"code": tier.code, "name": tier.name} for tier in self.with_context(active_test=False).tier_ids}

    def _tier_stored(self, value):
        """A count (minor units of net spend, else a number) as it is stored: net spend in the programme's currency."""
        return self._from_minor(value) if self.tier_metric == "spend" else value

    def _tier_counted(self, stored, metric=None):
        """The count that a stored value is."""
        return self._to_minor(stored) if (metric or self.tier_metric) == "spend" else int(stored)

    def _tier_numbers(self, move):
        """The columns of the history that tell what justified one of the engine's moves."""
        return move.window and {
            "metric": self.tier_metric, "counted": self._tier_stored(move.value), "needed": self._tier_stored(move.needed),
            "window_start": move.window.start, "window_end": move.window.end} or {}

    # -- in words -----------------------------------------------------------------------------------------------------

    def _tier_words(self, value, metric=None, told=False):
        """A count in words: an amount of money, "3 purchases", "120 points". `metric`: the programme's unless named; `told`:
        as messages tell money.
        """
        metric = metric or self.tier_metric
        if metric == "spend":
            return (self._money_told if told else self._money)(self._from_minor(value))
        number = self._money(value, "points")
        return self.env._("%s purchases", number) if metric == "visits" else self.env._("%s points", number)

    def _tier_window_words(self):
        return {
            "rolling": self.env._("in the last %s days", self.tier_window_days),
            "gregorian_year": self.env._("in a calendar year, January to December"),
            "jalali_year": self.env._("in a Jalali year, Farvardin to Esfand"),
            "member_year": self.env._("in a year of membership"),
        }[self.tier_window]

    @api.depends_context("lang")
    @api.depends("tier_ids.name", "tier_ids.sequence", "tier_ids.by_hand", "tier_ids.threshold_amount",
                 "tier_ids.threshold_count", *sorted(IN_BOOK))
    def _compute_tier_rules_text(self):
        for program in self:
            program.tier_rules_text = "\n".join(program._tier_rules_lines())

    def _tier_rules_lines(self):
        lines = [f"{tier.name}: {tier.needs_text}" for tier in self.tier_ids.sorted(lambda tier: (tier.sequence, tier.id))]
        if not self.tier_metric:
            return lines
        lines.append(
            self.env._("A tier is reached at once and stays for as many days again.") if self.tier_window == "rolling"
            else self.env._("A tier is reached at once and stays to the end of the next year."))
        end = {"days": self.tier_grace_days}
        lines.append(
            self.env._("Not reached again, it falls to the next tier below %(days)s days after its end.", **end)
            if self.tier_fall == "one_down"
            else self.env._("Not reached again, it falls to the tier that was earned %(days)s days after its end.", **end))
        return lines
