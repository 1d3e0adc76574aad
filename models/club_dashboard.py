"""The owner's page: figures of a programme in a period, of a branch or a segment, each with the records behind it.

All is read with the reader's own rights, by a number of queries that does not grow with members or purchases: sales and
members from the nightly summaries. `figures` answers plain JSON, which static/src/backend/dashboard draws as it comes:

- a *tile* is one value, with what it was in the period before;
- a *figure* is a table; `chart` tells how it may be drawn;
- `open` of a tile or cell is the model and the domain of its records.

Each area adds its sections in a file of its own: club_dashboard_*.py.
"""

from datetime import timedelta
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.models import BaseModel
from odoo.tools import format_time

from ..engine import jalali, periods

READERS = ("staff", "auditor", "accountant", "manager")
ALL_BRANCHES = ("auditor", "accountant", "manager")
ORDER = ("goals", "sales", "members", "sold", "standing", "wallet", "offers", "messages")
MONTHS, YEARS = 240, 40  # so many can be chosen at most; never fewer than two


class Span(NamedTuple):
    """A month or a year of the programme's calendar; `until` is the day after the last."""

    period: str
    start: object
    until: object
    label: str


class Scope(NamedTuple):
    """What is looked at. An empty branch: all that the reader sees; an empty segment: everybody."""

    program: BaseModel
    branches: BaseModel
    branch: BaseModel
    segment: BaseModel
    span: Span
    before: Span
    today: object

    @property
    def is_running(self):
        return self.span.start <= self.today < self.span.until

    @property
    def days(self):
        """[(first day, day after the last)] to compare: this span, and as many days of the one before."""
        so_far = min(self.span.until, self.today + timedelta(days=1)) - self.span.start
        until = min(self.before.until, self.before.start + so_far) if self.is_running else self.before.until
        return [(self.span.start, self.span.until), (self.before.start, until)]


class ClubDashboard(models.AbstractModel):
    _name = "club.dashboard"
    _description = "Dashboard of the Club"

    @api.model
    def figures(self, filters=None):
        """What the page shows for `filters`: {program, period, branch, segment}, each as `choices` names it; whatever is
        missing or not among them is chosen for the reader. Refuses who may not see the club's figures.
        """
        self._check_reader()
        scope, choices, chosen = self._scope(filters or {})
        page = {"filters": chosen, "choices": choices, "refreshed": "", "may_refresh": False, "empty": "", "sections": [],
                "currency": scope.program.currency_id.id if scope else False}
        if not scope:
            return page | {"empty": self.env._("There is no programme yet. Make one under Configuration > Programmes.")}
        if not scope.branch and not self._has_any(ALL_BRANCHES):
            return page | {"empty": self.env._("%s belongs to no branch of this programme.", self.env.user.name)}
        if not self._has_purchases(scope):
            return page | {"empty": self.env._(
                "Nothing to show yet: the figures come with the first sale and are renewed every night.")}
        sections = sorted(
            (section for section in self._sections(scope) if section["tiles"] or section["figures"]),
            key=lambda section: ORDER.index(section["key"]))
        return page | self._freshness(scope) | {"sections": sections}

    def _check_reader(self):
        if not self._has_any(READERS):
            raise AccessError(self.env._("%s has no right to see the figures of the club.", self.env.user.name))

    def _has_any(self, groups):
        return any(self.env.user.has_group(f"customer_club.customer_club_group_{group}") for group in groups)

    def _freshness(self, scope):
        """When the summaries were last worked out, and whether the reader may have it done now."""
        mark = self.env["club.report.mark"].search([("program_id", "=", scope.program.id)], limit=1)
        told = mark.refreshed_at and scope.program._in_digits(
            f"{scope.program._date(scope.program._today(mark.refreshed_at))} "
            f"{format_time(self.env, mark.refreshed_at, tz=scope.program.tz, time_format='HH:mm')}")
        return {"refreshed_at": str(mark.refreshed_at), "may_refresh": self._has_any(("manager",)),
                "refreshed": self.env._("Sales and members as of %s", told) if told else self.env._("Not counted yet")}

    def _has_purchases(self, scope):
        return bool(self.env["club.purchase"].search_count([("program_id", "=", scope.program.id)], limit=1))

    def _sections(self, scope):
        """List of {key, title, tiles, figures}."""
        return []

    # -- what can be chosen -------------------------------------------------------------------------------------------

    def _scope(self, filters):
        """(`Scope`, or None without a programme; the choices; what is chosen)."""
        programs = self.env["club.program"].search([("active", "=", True)])
        program = self._chosen(programs, filters.get("program")) or programs[:1]
        if not program:
            return None, {"programs": [], "periods": [], "branches": [], "segments": []}, {}
        branches = self.env["club.branch"].search([("program_id", "=", program.id)])
        branch = self._chosen(branches, filters.get("branch"))
        if not branch and not self._has_any(ALL_BRANCHES):
            branch = branches[:1]
        segments = self.env["club.segment"].search([("program_id", "=", program.id)])
        segment = self._chosen(segments, filters.get("segment"))
        [[first, last]] = self.env["club.report.day"]._read_group(
            [("program_id", "=", program.id)], [], ["day:min", "day:max"])
        groups = self._spans(program, first)
        spans = {value: span for _title, some in groups for value, span in some}
        period = filters.get("period") if filters.get("period") in spans else self._usual_period(spans, last)
        span = spans[period]
        scope = Scope(program, branches, branch, segment, span, self._before(program, span), program._today())
        choices = {
            "programs": self._options(programs),
            "branches": [*([[False, self.env._("All branches")]] * self._has_any(ALL_BRANCHES)), *self._options(branches)],
            "segments": [[False, self.env._("Everybody")], *self._options(segments)],
            "periods": [[title, [[value, each.label if ":" in value else self._relative(value, each)] for value, each in some]]
                        for title, some in groups]}
        return scope, choices, {
            "program": program.id, "period": period, "branch": branch.id, "segment": segment.id}

    @staticmethod
    def _chosen(records, record_id):
        return records.filtered(lambda record: record.id == record_id)

    @staticmethod
    def _options(records):
        return [[record.id, record.display_name] for record in records]

    def _relative(self, value, span):
        names = {"this_month": self.env._("This month"), "last_month": self.env._("Last month"),
                 "this_year": self.env._("This year"), "last_year": self.env._("Last year")}
        return self.env._("%(period)s (%(name)s)", period=names[value], name=span.label)

    @staticmethod
    def _usual_period(spans, last):
        """What is shown at first: the month of the last sale that is summed up, without one this month."""
        return next((value for value, span in spans.items()
                     if last and span.period == "month" and span.start <= last < span.until), "this_month")

    def _spans(self, program, first):
        """[(title, [(value, `Span`)])] of all periods that can be chosen, the latest first, back to the day `first`."""
        months = [self._span(program, "month", program._today())]
        years = [self._span(program, "year", program._today())]
        for found, most in ((months, MONTHS), (years, YEARS)):
            while len(found) < 2 or len(found) < most and first and first < found[-1].start:
                found.append(self._before(program, found[-1]))
        usual = [("this_month", months[0]), ("last_month", months[1]), ("this_year", years[0]), ("last_year", years[1])]
        return [(self.env._("Now and before"), usual),
                (self.env._("Months"), [(f"month:{span.start}", span) for span in months]),
                (self.env._("Years"), [(f"year:{span.start}", span) for span in years])]

    def _span(self, program, period, day):
        start = periods.period_start(program.calendar, period, day)
        until = periods.next_start(program.calendar, period, start)
        return Span(period, start, until, self._in_words(program, start, "month_year" if period == "month" else "year"))

    def _before(self, program, span):
        return self._span(program, span.period, span.start - timedelta(days=1))

    def _in_words(self, program, day, form):
        """A day's `month_year`, `month`, `year` or `day` in the programme's calendar, in words and digits of the reader."""
        if form in ("month_year", "month"):
            words = program._month_words(day)
            return words if form == "month_year" else words.rsplit(" ", 1)[0]
        number = jalali.year_of(program.calendar, day) if form == "year" else jalali.month_day_of(program.calendar, day)[1]
        return program._in_digits(str(number))

    # -- what the page is made of -------------------------------------------------------------------------------------

    def _section(self, key, title, tiles=(), figures=()):
        return {"key": key, "title": title, "tiles": [tile for tile in tiles if tile],
                "figures": [figure for figure in figures if figure and figure["rows"]]}

    def _tile(self, scope, key, label, kind, values, better="up", opened=None, help_text="", by_day=True):
        """A tile of two values, now and before (None: not known). `by_day`: both are of equally many days."""
        value, previous = values
        partly = scope.is_running and not by_day
        tile = {"key": key, "label": label, "kind": kind, "value": value, "better": better, "open": opened,
                "help": help_text, "before": "", "previous": previous, "change": None}
        if previous is not None:
            tile["before"] = self._told_before(scope, by_day)
            if previous and not partly and kind != "percent":
                tile["change"] = round(100 * (value - previous) / abs(previous), 1)
        return tile

    def _told_before(self, scope, by_day):
        """What the former value is of."""
        if not by_day or scope.days[1][1] == scope.before.until:
            return scope.before.label
        return self.env._("Same days of %s", scope.before.label)

    @staticmethod
    def _figure(key, title, head, columns, rows, chart=None, **more):
        """A table. `columns`: (label, kind) or (label, kind, True) where it is not drawn; `rows`: (label, cells)."""
        return {"key": key, "title": title, "head": head, "chart": chart,
                "columns": [{"label": label, "kind": kind, "hidden": bool(hidden)} for label, kind, *hidden in columns],
                "rows": [{"label": label, "cells": cells} for label, cells in rows], **more}

    @staticmethod
    def _cell(value, opened=None, **more):
        return {"value": value, "open": opened, **more}

    @staticmethod
    def _opened(model, name, domain):
        return {"model": model, "name": name, "domain": domain}

    # -- records behind it --------------------------------------------------------------------------------------------

    def _of_scope(self, scope, by="branch_id"):
        """Domain of a summary's or record's programme and branch."""
        domain = [("program_id", "=", scope.program.id)]
        return domain + [(by, "=", scope.branch.id)] if scope.branch else domain

    def _between(self, scope, name, start, until):
        """Domain of instants in these days of the programme's own clock."""
        return [(name, operator, str(scope.program._midnight(day))) for operator, day in ((">=", start), ("<", until))]
