"""The owner's month: one programme, one month of its calendar, all branches or one, on paper, in the reader's language."""

from datetime import timedelta

from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ..engine import jalali, text
from ..models.club_labels import selection_labels
from ..models.club_member_profile import AGES, GENDERS
from ..models.club_report_groups import MOVEMENTS
from ..reports.charts import Series, bar, columns

WITH, WITHOUT, NEW = "#0f766e", "#b8c4d0", "#e8a33d"
ARRIVED, LOST = ("sent", "delivered", "handed"), ("undelivered", "blocked", "failed", "unknown", "cancelled")
LEFT_TO_RIGHT = "\u200e"
MONEY, PERCENT = ("net", "basket", "discount", "credit"), ("share", "repeat")


class ClubMonthReport(models.TransientModel):
    _name = "club.month.report"
    _description = "The Owner's Month"
    _rec_name = "month_words"

    program_id = fields.Many2one(
        "club.program", "Programme", required=True, ondelete="cascade",
        default=lambda self: self.env["club.member"]._default_program())
    day = fields.Date(
        "A day of the month", required=True, default=lambda self: self._default_day(),
        help="Whichever: its month in the programme's calendar is shown.")
    month_words = fields.Char("Month", compute="_compute_month_words")
    branch_id = fields.Many2one("club.branch", domain="[('program_id', '=', program_id)]", ondelete="cascade")

    @api.model
    def _default_day(self):
        """In the last month that is over."""
        program = self.env["club.member"]._default_program()
        return program and program._month_start(program._today()) - timedelta(days=1)

    @api.depends_context("lang")
    @api.depends("program_id.calendar", "day")
    def _compute_month_words(self):
        for report in self:
            report.month_words = report.program_id and report.day and report.program_id._month_words(report.day)

    def action_print(self):
        if self.branch_id and self.branch_id.program_id != self.program_id:
            raise UserError(self.env._(
                "%(branch)s is no branch of %(program)s.", branch=self.branch_id.name, program=self.program_id.name))
        return self.env.ref("customer_club.club_month_report_print").report_action(self)

    # -- in words -----------------------------------------------------------------------------------------------------

    def _digits(self, words):
        """Figures as the reader writes them: in Persian with Persian digits, the minus before them on their left."""
        return text.persian_digits(words).replace("-", f"{LEFT_TO_RIGHT}-") if self.program_id._is_persian() else words

    def _number(self, value, digits=0):
        return self._digits(formatLang(self.env, value or 0, digits=digits))

    def _percent(self, value):
        return "–" if value is None else f"{self._number(value, 1 if abs(value) < 100 else 0)}{self._sign()}"

    def _sign(self):
        return "٪" if self.program_id._is_persian() else " %"

    def _money(self, value, purse=None):
        return self._digits(self.program_id._money(value or 0, purse))

    def _amount(self, name, value):
        """A figure of the headline."""
        if value is None:
            return "–"
        if name in PERCENT:
            return self._percent(value)
        return self._money(value) if name in MONEY else self._number(value)

    def _day(self, day):
        return self._digits(str(jalali.month_day_of(self.program_id.calendar, day)[1]))

    def _scale(self, highest):
        """(divisor, its name) that keeps the figures of an axis short."""
        for divisor, name in ((10 ** 9, self.env._("billion")), (10 ** 6, self.env._("million")),
                              (10 ** 3, self.env._("thousand"))):
            if highest >= 10 * divisor:
                return divisor, name
        return 1, ""

    def _is_rtl(self):
        return self.env["res.lang"]._get_data(code=self.env.lang or "en_US").direction == "rtl"

    # -- the page -----------------------------------------------------------------------------------------------------

    def _page(self):
        """All that the paper shows, told; sections without anything are empty."""
        self.ensure_one()
        figures, program, branch = self.env["club.report.month"], self.program_id, self.branch_id
        start = program._month_start(self.day)
        now = figures._headline(program, start, branch)
        credit, left = figures._credit(program, start, branch)
        return {
            "nothing": self.env._("There are no purchases in %s.", self.month_words),
            "tiles": self._tiles(start, now) if now else [], "goals": self._goals(start),
            "days": self._days_chart(start) if now else None, "trend": self._trend_chart(start),
            "brands": self._ranked(start, "brand", "brand_id"), "categories": self._ranked(start, "category", "categ_id"),
            "ages": self._profile(start, "age", AGES, "age_group"),
            "genders": self._profile(start, "gender", GENDERS, "gender"),
            "scores": figures._scores(program, branch), "tiers": figures._tiers(program, start, branch),
            "offers": figures._offers(program, start) if not branch else [], "credit": self._credit_rows(credit, left),
            "movements": self._movements(credit), "messages": self._message_rows(figures._messages(program, start, branch)),
            "with": WITH, "without": WITHOUT, "new": NEW}

    def _tiles(self, start, now):
        """[(title, figure, [(what it is compared with, change or None, whether it is more)])]"""
        figures = self.env["club.report.month"]
        titles = {
            "net": self.env._("Net sales"), "sales": self.env._("Number of sales"), "basket": self.env._("Average basket"),
            "share": self.env._("Share of members"), "active": self.env._("Members who bought"),
            "new": self.env._("For the first time"), "repeat": self.env._("Bought again"),
            "discount": self.env._("Saved by customers")}
        befores = [(self.program_id._month_words(day), figures._headline(self.program_id, day, self.branch_id))
                   for day in figures._before(self.program_id, start)]
        return [(title, self._amount(name, now.get(name)), [
            (words, *self._change(name, now.get(name), before.get(name))) for words, before in befores])
            for name, title in titles.items()]

    def _change(self, name, now, before):
        """(change in words or None, its sign)"""
        if now is None or before is None or (name not in PERCENT and not before):
            return None, 0
        if name in PERCENT:
            change, words = now - before, self.env._("%s percentage points", self._number(abs(now - before), 1))
        else:
            change = 100 * (now - before) / abs(before)
            words = self._percent(abs(change))
        return words, (change > 0) - (change < 0)

    def _goals(self, start):
        goals = self.env["club.goal"].search([
            ("program_id", "=", self.program_id.id), ("first_on", "=", start), ("branch_id", "=", self.branch_id.id)],
            order="metric")
        names = selection_labels(goals, "metric")
        return [(names[goal.metric], self._digits(self.env._(
            "%(counted)s of %(needed)s", counted=goal._told(goal.actual), needed=goal._told(goal.target))),
            self._percent(goal.percent), self._bar(goal.percent, WITH if goal.percent >= 100 else NEW)) for goal in goals]

    def _bar(self, share, colour):
        return Markup(bar(share, colour, rtl=self._is_rtl()))

    def _days_chart(self, start):
        days = self.env["club.report.month"]._days(self.program_id, start, self.branch_id)
        divisor, unit = self._scale(max(abs(members) + abs(others) for _day, members, others in days))
        chart = columns(
            [self._day(day) for day, *_nets in days],
            [Series("with", [float(one) / divisor for _day, one, _other in days], WITH),
             Series("without", [float(other) / divisor for _day, _one, other in days], WITHOUT)],
            rtl=self._is_rtl(), tell=self._tick, every=2, height=170)
        return Markup(chart), unit

    def _trend_chart(self, start):
        """None without any member who bought."""
        months = self.env["club.report.month"]._trend(self.program_id, start, self.branch_id)
        if not any(new + returning for _day, new, returning in months):
            return None
        chart = columns(
            [self._short_month(day) for day, *_counts in months],
            [Series("returning", [returning for *_month, returning in months], WITH),
             Series("new", [new for _day, new, _returning in months], NEW)],
            rtl=self._is_rtl(), tell=self._tick, height=150)
        return Markup(chart)

    def _short_month(self, day):
        name = self.program_id._month_words(day).split()[0]
        return name if self.program_id._is_persian() else name[:3]

    def _tick(self, value):
        return self._number(value, 0 if value == int(value) else 1)

    def _ranked(self, start, cut, by):
        """[(name, net, sales, bar)], the greatest first."""
        rows = self.env["club.report.month"]._cut(self.program_id, start, self.branch_id, cut, by)
        highest = max((net for _record, net, _sales in rows), default=0)
        return [(record.display_name or self.env._("Not named"), self._money(net), self._number(sales),
                 self._bar(100 * float(net) / float(highest) if highest > 0 else 0, WITH)) for record, net, sales in rows]

    def _profile(self, start, cut, choices, field):
        """[(name, sales, net, bar)] in the order of the choices, who told nothing last."""
        rows = {key or "": (net, sales) for key, net, sales in self.env["club.report.month"]._cut(
            self.program_id, start, self.branch_id, cut)}
        if not any(rows.get(code) for code, _label in choices):
            return []
        labels = selection_labels(self.env["club.member"], field)
        highest = max(sales for _net, sales in rows.values())
        told = [(self._digits(labels.get(code) or self.env._("Not told")), *rows[code])
                for code in [*(code for code, _label in choices), ""] if code in rows]
        return [(name, self._number(sales), self._money(net), self._bar(100 * sales / highest if highest else 0, WITH))
                for name, net, sales in told]

    def _movements(self, credit):
        """[(movement, its name)] that happened."""
        names = selection_labels(self.env["club.wallet.entry"], "movement")
        return [(code, names[code]) for code, _label in MOVEMENTS if any(code in moved for moved in credit.values())]

    def _credit_rows(self, credit, left):
        """[(purse, {movement: amount}, what members have at the end)]"""
        names = selection_labels(self.env["club.wallet.entry"], "purse")
        return [(name, {code: self._money(amount, purse) for code, amount in credit.get(purse, {}).items()},
                 self._money(left.get(purse, 0), purse))
                for purse, name in names.items() if credit.get(purse) or left.get(purse)]

    def _message_rows(self, messages):
        """[(channel, written, arrived or under way to the customer, not arrived, waiting)]"""
        names = selection_labels(self.env["club.message"], "channel") if messages else {}
        return [(name, *(self._number(sum(counts.get(state, 0) for state in states)) for states in (
            counts, ARRIVED, LOST, ("queued", "sending")))) for channel, name in names.items()
            if (counts := messages.get(channel))]
