"""A level of the club, and what it needs. Offers name tiers by their code."""

from odoo import api, fields, models

IN_BOOK = {"name", "code", "sequence", "active", "by_hand", "threshold_amount", "threshold_count", "program_id"}


class ClubTier(models.Model):
    _name = "club.tier"
    _description = "Club Tier"
    _order = "program_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Name of the tier for offers and tills; does not change with the language.")
    sequence = fields.Integer(default=10, help="From the lowest tier to the highest.")
    active = fields.Boolean(default=True)
    program_id = fields.Many2one("club.program", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="program_id.currency_id")
    tier_metric = fields.Selection(related="program_id.tier_metric")
    by_hand = fields.Boolean("By hand", help="Given by hand only.")
    threshold_amount = fields.Monetary("Needed spend", help="Net spend that reaches the tier. Zero: everybody has it.")
    threshold_count = fields.Integer("Needed number", help="Purchases or points that reach the tier. Zero: everybody has it.")
    needs_text = fields.Char("Who has it", compute="_compute_needs_text")

    _code_once = models.Constraint("UNIQUE(program_id, code)", "Two tiers of a programme cannot share a code.")
    _not_negative = models.Constraint(
        "CHECK(threshold_amount >= 0 AND threshold_count >= 0)", "What a tier needs cannot be negative.")

    @api.model_create_multi
    def create(self, vals_list):
        created = super().create(vals_list)
        self.env["club.program"]._renew_tier_books()
        return created

    def write(self, vals):
        done = super().write(vals)
        if "code" in vals:
            self.env["club.offer.book"]._queue(self.program_id)
        if IN_BOOK & set(vals):
            self.env["club.program"]._renew_tier_books()
        return done

    def unlink(self):
        done = super().unlink()
        self.env["club.program"]._renew_tier_books()
        return done

    @api.constrains("threshold_amount", "threshold_count", "by_hand", "active", "program_id")
    def _check_thresholds(self):
        if not self.env.context.get("customer_club_tiers_together"):
            self.program_id._check_tiers()

    def _threshold(self):
        """What the tier needs, as the engine counts it: minor units of net spend, else a number."""
        self.ensure_one()
        if self.tier_metric == "spend":
            return self.program_id._to_minor(self.threshold_amount)
        return self.threshold_count

    @api.depends_context("lang")
    @api.depends("by_hand", "threshold_amount", "threshold_count", "program_id.tier_metric", "program_id.tier_window",
                 "program_id.tier_window_days")
    def _compute_needs_text(self):
        for tier in self:
            tier.needs_text = tier._needs_words()

    def _needs_words(self):
        program = self.program_id
        if not program.tier_metric or self.by_hand:
            return self.env._("Whoever is given it by hand")
        if not self._threshold():
            return self.env._("Every member")
        needs = {"needs": program._tier_words(self._threshold()), "window": program._tier_window_words()}
        if program.tier_metric == "spend":
            return self.env._("Whoever spends %(needs)s, without tax, %(window)s", **needs)
        return self.env._("Whoever has %(needs)s %(window)s", **needs)
