"""Goals: what a programme, or one of its branches, wants to reach in a month, and what it has reached.

What is reached is read from the nightly summaries, so a list of goals costs the same in a shop of ten members and in a chain.
Who does not see all companies of a programme sees the goals of their branches only.
"""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..engine.periods import next_start
from .club_labels import selection_labels

METRICS = [
    ("net", "Net sales"), ("sales", "Number of sales"), ("share", "Share of sales by members (%)"), ("joined", "New members"),
    ("first", "Members who bought for the first time"), ("active", "Members who bought"),
    ("repeat", "Members who bought again (%)"), ("credit", "Credit earned by purchases")]
MONEY, PERCENT = ("net", "credit"), ("share", "repeat")
OF_DAYS = {
    "net": "SUM(net)", "sales": "SUM(sales)", "credit": "SUM(earned_credit)",
    "share": "100 * SUM(net) FILTER (WHERE with_club) / NULLIF(SUM(net), 0)"}
COUNTED_AS = {"first": "new", "active": "active", "repeat": "repeat"}  # how members of a figure are found
OF_MEMBERS = {
    "first": "MAX(new)", "active": "MAX(active_members)", "repeat": "100.0 * MAX(repeat) / NULLIF(MAX(active_members), 0)"}


class ClubGoal(models.Model):
    _name = "club.goal"
    _description = "Goal"
    _inherit = ["club.told.mixin"]
    _order = "first_on desc, branch_id, metric, id"
    _rec_name = "metric"

    program_id = fields.Many2one(
        "club.program", "Programme", required=True, ondelete="cascade",
        default=lambda self: self.env["club.member"]._default_program())
    branch_id = fields.Many2one(
        "club.branch", ondelete="cascade", domain="[('program_id', '=', program_id)]", help="Empty: the whole programme.")
    first_on = fields.Date(
        "First day of the month", required=True, default=lambda self: self._default_first_on(),
        help="In the programme's calendar.")
    until_on = fields.Date(compute="_compute_until_on", store=True, help="The first day of the next month.")
    month_words = fields.Char("Month", compute="_compute_month_words")
    metric = fields.Selection(METRICS, "What is counted", required=True, default="net")
    unit = fields.Selection(
        [("money", "Money"), ("count", "Number"), ("percent", "Percent")], compute="_compute_unit")
    currency_id = fields.Many2one(related="program_id.currency_id")
    target = fields.Float(required=True, digits=(16, 2), aggregator=None)
    actual = fields.Float("Reached", digits=(16, 2), compute="_compute_reached", aggregator=None, help="As of last night.")
    target_words = fields.Char("Target", compute="_compute_words")
    actual_words = fields.Char("Reached", compute="_compute_words", help="As of last night.")
    percent = fields.Float("Reached (%)", digits=(16, 1), compute="_compute_reached", aggregator="avg")

    _once = models.UniqueIndex(
        "(program_id, first_on, metric, COALESCE(branch_id, 0))", "There is a goal for this already: change its target.")

    @api.model
    def _default_first_on(self):
        program = self.env["club.member"]._default_program()
        return program and program._month_start(program._today())

    @api.depends("first_on", "program_id.calendar")
    def _compute_until_on(self):
        for goal in self:
            goal.until_on = goal.first_on and next_start(goal.program_id.calendar or "gregorian", "month", goal.first_on)

    @api.depends_context("lang")
    @api.depends("first_on", "program_id.calendar")
    def _compute_month_words(self):
        for goal in self:
            goal.month_words = goal.first_on and goal.program_id._month_words(goal.first_on)

    @api.depends("metric")
    def _compute_unit(self):
        for goal in self:
            goal.unit = "money" if goal.metric in MONEY else "percent" if goal.metric in PERCENT else "count"

    @api.depends("month_words", "metric", "branch_id")
    def _compute_display_name(self):
        names = selection_labels(self, "metric")
        for goal in self:
            goal.display_name = ", ".join(filter(None, [names.get(goal.metric), goal.branch_id.name, goal.month_words]))

    @api.constrains("program_id", "branch_id", "first_on", "target", "metric")
    def _check_goal(self):
        for goal in self:
            program = goal.program_id
            start = program._month_start(goal.first_on)
            if start != goal.first_on:
                raise ValidationError(self.env._(
                    "No month of %(program)s starts on %(day)s; %(month)s starts on %(start)s.", program=program.name,
                    day=program._date(goal.first_on), month=program._month_words(start), start=program._date(start)))
            if goal.branch_id and goal.branch_id.program_id != program:
                raise ValidationError(self.env._(
                    "%(branch)s is no branch of %(program)s.", branch=goal.branch_id.name, program=program.name))
            if goal.target <= 0:
                raise ValidationError(self.env._("A goal lies above 0; this one is %s.", goal._told(goal.target)))
            if goal.metric in PERCENT and goal.target > 100:
                raise ValidationError(self.env._("A share is at most 100 %%; this goal is %s.", goal._told(goal.target)))

    # -- what is reached ----------------------------------------------------------------------------------------------

    @api.depends("program_id", "branch_id", "first_on", "metric", "target")
    def _compute_reached(self):
        self._compute_told(["actual", "percent"])

    def _told_sql(self, alias, name):
        if name == "percent":
            return SQL("100 * (%s) / NULLIF(%s.target, 0)", self._told_sql(alias, "actual"), alias)
        if name != "actual":
            return super()._told_sql(alias, name)
        cases = [SQL("WHEN %s THEN (%s)", metric, self._of_days(alias, SQL(what))) for metric, what in OF_DAYS.items()]
        cases += [SQL("WHEN %s THEN (%s)", metric, self._of_members(alias, SQL(what))) for metric, what in OF_MEMBERS.items()]
        cases.append(SQL("WHEN 'joined' THEN (%s)", self._joined(alias)))
        return SQL("COALESCE(CASE %s.metric %s END, 0)::numeric", alias, SQL(" ").join(cases))

    def _of_days(self, goal, what):
        return SQL(
            """SELECT %(what)s FROM club_report_day day WHERE day.program_id = %(goal)s.program_id
                  AND day.day >= %(goal)s.first_on AND day.day < %(goal)s.until_on
                  AND (%(goal)s.branch_id IS NULL OR day.branch_id = %(goal)s.branch_id)""", what=what, goal=goal)

    def _of_members(self, goal, what):
        return SQL(
            """SELECT %(what)s FROM club_report_members counted WHERE counted.program_id = %(goal)s.program_id
                  AND counted.span = 'month' AND counted.start = %(goal)s.first_on AND counted.segment_id IS NULL
                  AND counted.branch_id IS NOT DISTINCT FROM %(goal)s.branch_id""", what=what, goal=goal)

    def _joined(self, goal):
        """Members of today count, not those who were merged into others."""
        return SQL(
            """SELECT COUNT(*) FROM club_member member JOIN club_program program ON program.id = member.program_id
                WHERE member.program_id = %(goal)s.program_id AND member.merged_into_id IS NULL
                  AND member.joined_at >= %(goal)s.first_on::timestamp AT TIME ZONE program.tz AT TIME ZONE 'UTC'
                  AND member.joined_at < %(goal)s.until_on::timestamp AT TIME ZONE program.tz AT TIME ZONE 'UTC'
                  AND (%(goal)s.branch_id IS NULL OR member.branch_id = %(goal)s.branch_id)""", goal=goal)

    @api.depends_context("lang")
    @api.depends("target", "actual", "unit")
    def _compute_words(self):
        for goal in self:
            goal.target_words, goal.actual_words = goal._told(goal.target), goal._told(goal.actual)

    def _told(self, amount):
        """A target or what is reached, as people read it."""
        program = self.program_id
        if self.unit == "money":
            return program._money(amount)
        sign = "٪" if program._is_persian() else " %"
        return program._in_digits(f"{amount:,.1f}{sign}" if self.unit == "percent" else f"{amount:,.0f}")

    # -- what is behind it --------------------------------------------------------------------------------------------

    def action_open_records(self):
        """Open what is counted: purchases or members of the month."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "name": self.display_name, "view_mode": "list,form",
            "context": {"active_test": False}, **dict(zip(("res_model", "domain"), self._records(), strict=True))}

    def _records(self):
        """(model, domain) of what is counted."""
        program, branch, days = self.program_id, self.branch_id, (self.first_on, self.until_on)
        if self.metric in COUNTED_AS:
            return "club.member", self.env["club.member"]._counted_domain(program, branch, (COUNTED_AS[self.metric], *days))
        if self.metric == "joined":
            since, until = (str(program._midnight(day)) for day in days)
            return "club.member", [
                ("program_id", "=", program.id), ("merged_into_id", "=", False), ("joined_at", ">=", since),
                ("joined_at", "<", until), *([("branch_id", "=", branch.id)] if branch else [])]
        found = list(self.env["club.report"]._bought(program, *days, branch or None))
        return "club.purchase", found + [("origin_id", "=", False)] if self.metric == "sales" else found
