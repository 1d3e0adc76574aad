"""An offer of a programme: conditions and benefits, where and when it runs, and its limits.

The engine's answer is defined by its contract alone; this model only maps to it. Counters are summed from the rows of
`club.offer.use` by a job and never touched by a sale. `leased_uses` and `leased_budget` belong to `club.offer.lease`.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..engine.periods import PERIODS, period_start
from .club_job import one_by_one
from .club_offer_selector import listed

RULES = {"id", "sequence", "stacking", "group", "conditions", "benefits", "max_uses_per_member"}
IN_BOOK = {
    "name", "program_id", "sequence", "state", "stacking", "group", "branch_ids", "date_from", "date_to",
    "condition_ids", "benefit_ids", "max_uses_per_member", "max_uses", "budget",
}
COUNT_BATCH = 50
COUNT_AGAIN_HOURS = 6


class ClubOffer(models.Model):
    _name = "club.offer"
    _description = "Club Offer"
    _inherit = ["mail.thread"]
    _order = "sequence, id"

    name = fields.Char(
        required=True, translate=True, tracking=True, help="Customers read it on the till and the receipt.")
    description = fields.Text(translate=True)
    program_id = fields.Many2one(
        "club.program", "Programme", required=True, index=True, ondelete="cascade",
        default=lambda self: self.env["club.program"].search([], limit=1))
    currency_id = fields.Many2one(related="program_id.currency_id")
    sequence = fields.Integer(default=10, tracking=True, help="Of two offers that are worth the same, the first one is taken.")
    state = fields.Selection(
        [("draft", "Draft"), ("running", "Running"), ("paused", "Paused"), ("ended", "Ended")],
        default="draft", required=True, copy=False, tracking=True)
    stacking = fields.Selection(
        [("alone", "Alone: the best single offer wins"), ("together", "Together with other such offers"),
         ("always", "Always, whatever else applies")], default="alone", required=True, tracking=True,
        string="It is given")
    group = fields.Char("Only one of", tracking=True, help="Of the offers with the same word here at most one is given.")
    branch_ids = listed("club.branch", "Branches", tracking=True, help="Empty: all branches of the programme.")
    date_from = fields.Date("From", tracking=True)
    date_to = fields.Date("Until", tracking=True, help="The last day of the offer.")
    condition_ids = fields.One2many("club.offer.condition", "offer_id", "Conditions", copy=True)
    benefit_ids = fields.One2many("club.offer.benefit", "offer_id", "Benefits", copy=True)
    in_words = fields.Text(compute="_compute_in_words")

    max_uses_per_member = fields.Integer("Uses per member", tracking=True, help="Zero: no limit.")
    use_period = fields.Selection(
        [("ever", "In all"), ("day", "Per day"), ("week", "Per week"), ("month", "Per month"), ("year", "Per year")],
        default="ever", required=True, tracking=True, string="Counted", help="By the calendar of the programme.")
    max_uses = fields.Integer("Uses in all", tracking=True, help="Zero: no limit.")
    budget = fields.Monetary(
        tracking=True, help="What discounts and credit of this offer may cost in all. Zero: no limit.")

    revision_id = fields.Many2one(
        "club.offer.revision", "Current revision", readonly=True, copy=False, ondelete="restrict")
    revision_ids = fields.One2many("club.offer.revision", "offer_id", "Revisions")
    use_count = fields.Integer("Uses", readonly=True, copy=False)
    budget_used = fields.Monetary("Budget used", readonly=True, copy=False)
    counted_at = fields.Datetime("Last counted", readonly=True, copy=False)
    uses_spent = fields.Boolean(compute="_compute_spent", store=True)
    budget_spent = fields.Boolean(compute="_compute_spent", store=True)
    leased_uses = fields.Integer(readonly=True, copy=False, help="Uses that tills have taken or may still take.")
    leased_budget = fields.Monetary(readonly=True, copy=False, help="Budget that tills have used or may still use.")

    _dates = models.Constraint(
        "CHECK(COALESCE(date_from <= date_to, true))", "The first day of an offer cannot come after its last.")
    _not_negative = models.Constraint(
        "CHECK(COALESCE(max_uses_per_member, 0) >= 0 AND COALESCE(max_uses, 0) >= 0 AND COALESCE(budget, 0) >= 0)",
        "The limits of an offer cannot be negative.")

    @api.depends("max_uses", "use_count", "budget", "budget_used")
    def _compute_spent(self):
        for offer in self:
            offer.uses_spent = bool(offer.max_uses) and offer.use_count >= offer.max_uses
            offer.budget_spent = bool(offer.budget) and offer.budget_used >= offer.budget

    @api.depends(
        "program_id", "benefit_ids.sentence", "condition_ids.sentence", "benefit_ids.own_days", "benefit_ids.valid_days",
        "benefit_ids.pending_days", "date_from", "date_to", "branch_ids", "stacking", "group", "max_uses_per_member",
        "use_period", "max_uses", "budget", "control_percent", "pilot_segment_id")
    @api.depends_context("lang")
    def _compute_in_words(self):
        for offer in self:
            program = offer.program_id
            offer.in_words = " ".join(program._tell_offer(
                {"stacking": offer.stacking, "group": offer.stacking == "together" and offer.group,
                 "max_uses_per_member": offer.max_uses_per_member, **offer._terms()},
                {"benefits": offer.benefit_ids.mapped("sentence"),
                 "conditions": [*map(program._tell, [*offer._period(), *offer._pilot()]),
                                *offer.condition_ids.mapped("sentence")]})) if program else ""

    @api.constrains("state", "benefit_ids")
    def _check_benefits(self):
        for offer in self:
            if offer.state != "draft" and not offer.benefit_ids:
                raise ValidationError(self.env._(
                    "The offer “%s” gives nothing yet: add at least one benefit.", offer.name))

    @api.constrains("benefit_ids")
    def _check_lots(self):
        for offer in self:
            for benefit in offer.benefit_ids:
                own = benefit._lots()
                if own != {lot: rule for lot, rule in offer.benefit_ids._lots().items() if lot in own}:
                    raise ValidationError(self.env._(
                        "All credit of the offer “%s” must lapse and wait by one rule, and so must all its points.",
                        offer.name))

    @api.constrains("program_id", "branch_ids")
    def _check_branches(self):
        for offer in self:
            for branch in offer.branch_ids:
                if branch.program_id != offer.program_id:
                    raise ValidationError(self.env._(
                        "The branch %(branch)s belongs to the programme %(other)s, the offer “%(offer)s” to"
                        " %(program)s.", branch=branch.name, other=branch.program_id.name, offer=offer.name,
                        program=offer.program_id.name))

    @api.model_create_multi
    def create(self, vals_list):
        offers = super().create(vals_list)
        offers._queue_books()
        return offers

    def write(self, vals):
        programs = self.program_id
        for offer in self:
            if offer.revision_id and vals.get("program_id", offer.program_id.id) != offer.program_id.id:
                raise UserError(self.env._("The offer “%s” has run: it stays in its programme.", offer.name))
        newly_limited = self.filtered(lambda offer: offer.revision_id and (
            not offer.max_uses and vals.get("max_uses") or not offer.budget and vals.get("budget")))
        done = super().write(vals)
        if newly_limited:
            self.env["club.offer.lease"].sudo()._adopt(newly_limited)  # sudo: leases are written by the club
        if IN_BOOK & set(vals):
            self.env["club.offer.book"]._queue(programs | self.program_id)
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_run(self):
        for offer in self:
            if offer.revision_id:
                raise UserError(self.env._(
                    "The offer “%s” has run and stays for the records: end it instead.", offer.name))

    def unlink(self):
        programs = self.program_id
        done = super().unlink()
        self.env["club.offer.book"]._queue(programs)
        return done

    def copy_data(self, default=None):
        return [
            dict(vals, name=self.env._("%s (copy)", offer.name)) if "name" not in (default or {}) else vals
            for offer, vals in zip(self, super().copy_data(default), strict=True)]

    def action_start(self):
        self.write({"state": "running"})

    def action_pause(self):
        self.write({"state": "paused"})

    def action_end(self):
        self.write({"state": "ended"})

    def web_read(self, specification):
        # A form shows the revision that its own change made.
        self.env["club.offer.book"]._rebuild_queued()
        return super().web_read(specification)

    # -- engine -------------------------------------------------------------------------------------------------------

    def _to_engine(self):
        """The offer as the engine reads it; keys that say nothing are left out.

        The dates become the first condition, a pilot the next. What remains is told only as something (1 use, the whole
        budget) or nothing (0): how much a till may still give stands in its lease.
        """
        self.ensure_one()
        offer = {
            "id": self.id, "sequence": self.sequence, "stacking": self.stacking,
            "group": self.stacking == "together" and (self.group or "").strip() or None,
            "conditions": [
                *self._period(), *self._pilot(), *(condition._to_engine() for condition in self.condition_ids)],
            "benefits": [benefit._to_engine() for benefit in self.benefit_ids],
            "max_uses_per_member": self.max_uses_per_member or None,
            "remaining_uses": int(not self.uses_spent) if self.max_uses else None,
            "remaining_budget_minor": self._budget_minor(),
        }
        return {name: value for name, value in offer.items() if value is not None}

    def _period(self):
        dates = {"from": self.date_from, "to": self.date_to}
        named = {name: fields.Date.to_string(day) for name, day in dates.items() if day}
        return [{"kind": "period"} | named] if named else []

    def _budget_minor(self):
        if not self.budget:
            return None
        return 0 if self.budget_spent else self.program_id._to_minor(self.budget)

    def _names(self):
        """{offer id as text: {language: name}}, all languages that the names are kept in."""
        self.flush_model(["name"])
        rows = self.env.execute_query(SQL("SELECT id, name FROM club_offer WHERE id = ANY(%s)", self.ids))
        return {str(offer_id): name for offer_id, name in rows}

    # -- books --------------------------------------------------------------------------------------------------------

    def _queue_books(self):
        self.env["club.offer.book"]._queue(self.program_id)

    def _rules(self):
        """What a revision keeps: the engine's offer without what remains of its limits, and its terms."""
        return {name: value for name, value in self._to_engine().items() if name in RULES} | self._terms()

    def _terms(self):
        """What else a revision keeps, as far as there is such: "branches", "use_period", "max_uses", "budget_minor", "lots"
        ({"credit" or "points": {"pending_days", "valid_days"}} where a benefit has a rule of its own).
        """
        terms = {
            "branches": sorted(self.branch_ids.ids), "max_uses": self.max_uses,
            "use_period": self.max_uses_per_member and self.use_period != "ever" and self.use_period,
            "budget_minor": self.budget and self.program_id._to_minor(self.budget),
            "lots": self.benefit_ids._own_lots(),
        }
        return {name: value for name, value in terms.items() if value}

    def _revise(self):
        """Give each of these running offers a new revision where its rules differ from the current one."""
        rules = {offer: offer._rules() for offer in self}
        changed = [offer for offer in self if offer.revision_id.content != rules[offer]]
        # sudo: revisions are written by the club, not by whoever changes the offer
        revisions = self.env["club.offer.revision"].sudo().create([
            {"offer_id": offer.id, "number": offer.revision_id.number + 1, "content": rules[offer]}
            for offer in changed])
        for offer, revision in zip(changed, revisions, strict=True):
            revision._log_change(offer.revision_id)
            offer.revision_id = revision

    # -- counting -----------------------------------------------------------------------------------------------------

    def _counting_starts(self, program, today):
        """First instant (naive UTC) of each counting period on the programme's date `today`; no row for `ever`."""
        return {
            period: program._midnight(period_start(program.calendar, period, today))
            for period in PERIODS if period != "ever"}

    @api.model
    def _cron_count(self):
        """Sum uses and budgets of the offers in batches, return what closed sessions leased, renew the books that this
        changes.

        Limited offers are counted each time, others every few hours. Each batch is committed; a stopped job goes on
        where it was.
        """
        self.env["club.offer.lease"]._return_closed()
        started = fields.Datetime.now()
        domain, progress = self._to_count(started), self.env["ir.cron"]._commit_progress
        while offers := self.search(domain, order="id", limit=COUNT_BATCH).try_lock_for_update(allow_referencing=True):
            one_by_one(offers, lambda batch: batch._count(started), lambda offer, error: offer._count_failed(started, error))
            if not progress(len(offers), remaining=self.search_count(domain)):
                break

    def _count_failed(self, started, error):
        """Pass over an offer that cannot be counted, until the next run; managers are told."""
        self.counted_at = started
        self.env["club.job"]._tell(self, error)

    @api.model
    def _to_count(self, started):
        before = fields.Datetime.subtract(started, hours=COUNT_AGAIN_HOURS)
        return [
            ("state", "!=", "draft"), "|", ("counted_at", "=", False), "|", ("counted_at", "<", before),
            "&", ("counted_at", "<", started), "|", ("max_uses", ">", 0), ("budget", ">", 0)]

    def _count(self, now):
        """Set the counters of these offers to the sums of their uses, and queue the books in which one ran out or came
        back.
        """
        spent = {offer: (offer.uses_spent, offer.budget_spent) for offer in self}
        sums = self.env["club.offer.use"]._sums(self)
        for offer in self:
            uses, budget = sums.get(offer.id, (0, 0))
            offer.write({"use_count": uses, "budget_used": budget, "counted_at": now})
        self.filtered(lambda offer: (offer.uses_spent, offer.budget_spent) != spent[offer])._queue_books()
