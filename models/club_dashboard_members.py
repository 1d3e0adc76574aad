"""Who buys, on the owner's page: active, new, returning and inactive members, scores, segments, tiers.

Members are counted by the nightly summary; how many there are in each tier and score, as of now.
"""

from datetime import timedelta

from odoo import models

COUNTS = ("active_members", "new", "returning", "reactivated", "repeat", "inactive")
MOST = 12
COHORTS = 12  # months


class ClubDashboard(models.AbstractModel):
    _inherit = "club.dashboard"

    def _sections(self, scope):
        return super()._sections(scope) + [self._member_section(scope), self._standing_section(scope)]

    # -- how many bought ----------------------------------------------------------------------------------------------

    def _member_section(self, scope):
        now, before = self._counted(scope)
        if not now:
            return self._section("members", "")

        def tile(key, label, better="up", help_text=""):
            return self._tile(scope, key, label, "number", (now[key], before and before[key]), better,
                              self._buyers_opened(scope, label, key.removesuffix("_members")), help_text, by_day=False)

        repeat = [counts and self._percent(counts["repeat"], counts["active_members"]) for counts in (now, before)]
        tiles = [
            tile("active_members", self.env._("Active members"), help_text=self.env._("Members who bought in the period.")),
            tile("new", self.env._("New"), help_text=self.env._("Their first purchase ever was in the period.")),
            tile("returning", self.env._("Returning"), help_text=self.env._("They bought in the period and before it.")),
            tile("reactivated", self.env._("Reactivated"),
                 help_text=self.env._("They came back after they had been inactive.")),
            self._tile(scope, "repeat_rate", self.env._("Repeat rate"), "percent", repeat,
                       opened=self._buyers_opened(scope, self.env._("Repeat rate"), "repeat"), by_day=False,
                       help_text=self.env._("Of the active members, those who bought twice or more in the period.")),
            self._tile(scope, "inactive", self.env._("Inactive"), "number",
                       (now["inactive"], before and before["inactive"]), "down",
                       self._buyers_opened(scope, self.env._("Inactive"), "inactive", self._end(scope)), by_day=False,
                       help_text=self.env._("At the end of the period they had not bought for %s days.",
                                            scope.program._in_digits(str(scope.program.inactive_days))))]
        tenths = self._tenths_of(scope)
        return self._section("members", self.env._("Members"), [*tiles, self._margin_tile(scope, tenths)], [
            self._new_in_time(scope), self._tenths(scope, tenths[0]), self._cohorts(scope)])

    def _end(self, scope):
        """The day as of which inactive members were counted."""
        return min(scope.span.until, max(scope.today, scope.span.start))

    def _buyers_opened(self, scope, label, figure, until=None):
        """The members whom a figure of the scope's span counts."""
        domain = self.env["club.member"]._counted_domain(
            scope.program, scope.branch, (figure, scope.span.start, until or scope.span.until))
        return self._opened("club.member", label, domain + (
            [("segment_ids", "in", scope.segment.ids)] if scope.segment else []))

    def _counts_domain(self, scope):
        return [("program_id", "=", scope.program.id), ("branch_id", "=", scope.branch.id),
                ("segment_id", "=", scope.segment.id)]

    def _counted(self, scope):
        """({name: members} of the period, the same of the one before); None where nothing was counted."""
        rows = self.env["club.report.members"].search_read(
            self._counts_domain(scope) + [("span", "=", scope.span.period),
                                          ("start", "in", [scope.span.start, scope.before.start])], ["start", *COUNTS])
        found = {row["start"]: row for row in rows}
        return found.get(scope.span.start), found.get(scope.before.start)

    def _new_in_time(self, scope):
        """New and returning members by month, to the end of the period: a year of months."""
        first = scope.span
        if first.period == "month":
            for _number in range(COHORTS - 1):
                first = self._before(scope.program, first)
        rows = self.env["club.report.members"].search_read(self._counts_domain(scope) + [
            ("span", "=", "month"), ("start", ">=", first.start), ("start", "<", scope.span.until)],
            ["start", "new", "returning"], order="start")

        def cells(row):
            month = self._span(scope.program, "month", row["start"])
            for key, label in (("new", self.env._("New")), ("returning", self.env._("Returning"))):
                yield self._cell(row[key], self._buyers_opened(scope._replace(span=month), label, key))

        return self._figure(
            "new_in_time", self.env._("New and returning members by month"), self.env._("Month"),
            [(self.env._("New"), "number"), (self.env._("Returning"), "number")],
            [(self._in_words(scope.program, row["start"], "month_year"), list(cells(row))) for row in rows], chart="stacked")

    def _tenths_of(self, scope):
        """The tenths of the period's buyers, and of those of the period before."""
        spans, found = (scope.span, scope.before), self.env["club.report.decile"]
        if not scope.segment:
            found = found.search([("program_id", "=", scope.program.id), ("branch_id", "=", scope.branch.id),
                                  ("span", "=", scope.span.period), ("start", "in", [span.start for span in spans])],
                                 order="decile")
        return [found.filtered(lambda row, span=span: row.start == span.start) for span in spans]

    def _margin_tile(self, scope, tenths):
        values = [self._ratio(sum(rows.mapped("margin")), sum(rows.mapped("members"))) if rows else None for rows in tenths]
        return tenths[0] and self._tile(
            scope, "member_margin", self.env._("Margin per member"), "money", values,
            opened=self._buyers_opened(scope, self.env._("Active members"), "active"), by_day=False,
            help_text=self.env._("What active members brought: net sales without tax, less the goods' cost."))

    def _tenths(self, scope, rows):
        """What each tenth of the buyers brought, the most profitable first."""
        whole, so_far, told = sum(row.margin for row in rows), 0, []
        for row in rows:
            so_far += row.margin
            name = self.env._("Tenth %s", scope.program._in_digits(str(row.decile)))
            told.append((scope.program._in_digits(str(row.decile)), [
                self._cell(row.members, self._buyers_opened(scope, name, f"tenth{row.decile}")), self._cell(row.net),
                self._cell(row.margin), self._cell(self._percent(so_far, whole))]))
        return self._figure(
            "tenths", self.env._("Members by the margin they bring"), self.env._("Tenth"),
            [(self.env._("Members"), "number", True), (self.env._("Net sales"), "money", True), (self.env._("Margin"), "money"),
             (self.env._("Of all margin, with those before"), "percent", True)], told, chart="bar",
            note=self.env._("In tenths, the most profitable first."))

    def _cohorts(self, scope):
        """Of the members who first bought in a month, how many bought in each month after it."""
        if scope.segment or scope.branch:
            return None
        program = scope.program
        months = [self._span(program, "month", min(scope.today, scope.span.until - timedelta(days=1)))]
        while len(months) < COHORTS:
            months.insert(0, self._before(program, months[0]))
        starts = [month.start for month in months]
        found = {(row.start, row.age): row.members for row in self.env["club.report.cohort"].search(
            [("program_id", "=", program.id), ("start", "in", starts), ("age", "<", COHORTS)])}

        def cell(place, age):
            if place + age >= len(months) or (starts[place], 0) not in found:
                return self._cell(None)
            first, later = months[place], months[place + age]
            return self._cell(found.get((first.start, age), 0), self._opened(
                "club.member", first.label, self.env["club.member"]._counted_domain(
                    program, scope.branch, ("new", first.start, first.until), ("active", later.start, later.until))))

        rows = [(month.label, [cell(place, age) for age in range(COHORTS)])
                for place, month in enumerate(months) if (month.start, 0) in found]
        return self._figure(
            "cohorts", self.env._("Who comes again: members by the month of their first purchase"),
            self.env._("First purchase"),
            [(self.env._("Month %s", program._in_digits(str(age))), "number") for age in range(COHORTS)], rows, shaded=True,
            wide=True, note=self.env._("Month 0 is the month of the first purchase."))

    # -- how members stand --------------------------------------------------------------------------------------------

    def _standing_section(self, scope):
        return self._section("standing", self.env._("How members stand"), (), [
            self._scores(scope), None if scope.segment else self._segments(scope), self._tiers(scope)])

    def _of_members(self, scope, path=""):
        """Domain of what belongs to the members of the branch and segment; `path` leads to the member."""
        domain = self._of_scope(scope, f"{path}branch_id")
        return domain + [(f"{path}segment_ids", "in", scope.segment.ids)] if scope.segment else domain

    def _scores(self, scope):
        """Members by recency and frequency score, each cell with its segment's name."""
        domain = self._of_members(scope, "member_id.")
        counts = {(recency, frequency): count for recency, frequency, count in self.env["club.member.habit"]._read_group(
            domain + [("recency", ">", 0)], ["recency", "frequency"], ["__count"])}
        names = {(cell.recency, cell.frequency): cell.segment_id.name for cell in scope.program.rfm_cell_ids}

        def cell(recency, frequency):
            note = names.get((recency, frequency), "")
            return self._cell(counts.get((recency, frequency), 0), self._opened(
                "club.member.habit", note, domain + [("recency", "=", recency), ("frequency", "=", frequency)]), note=note)

        scores = [scope.program._in_digits(str(score)) for score in range(1, 6)]
        rows = [(self.env._("Recency %s", scores[recency - 1]), [cell(recency, frequency) for frequency in range(1, 6)])
                for recency in range(5, 0, -1)] if counts else []
        return self._figure(
            "rfm", self.env._("Scores: how recently and how often members bought"), "",
            [(self.env._("Frequency %s", score), "number") for score in scores], rows, shaded=True, wide=True,
            note=self.env._("Members today. 5 is the best score."))

    def _segments(self, scope):
        segments = self.env["club.segment"].search(
            [("program_id", "=", scope.program.id), ("size", ">", 0)], order="size DESC, id", limit=MOST)
        return None if scope.branch else self._figure(
            "segments", self.env._("Segments"), self.env._("Segment"), [(self.env._("Members"), "number")],
            [(segment.name, [self._cell(segment.size, self._opened(
                "club.member", segment.name, [("segment_ids", "in", segment.ids)]))]) for segment in segments], chart="across")

    def _tiers(self, scope):
        """The ladder from the top: who is on it today, who came and went in the period."""
        members = self._of_members(scope)
        moves = self._of_members(scope, "member_id.") + self._between(scope, "moved_at", scope.span.start, scope.span.until)
        counts = dict(self.env["club.member"]._read_group(members + [("tier_id", "!=", False)], ["tier_id"], ["__count"]))
        came, went = {}, {}
        for old, new, count in self.env["club.tier.history"]._read_group(moves, ["from_tier_id", "tier_id"], ["__count"]):
            if old != new:
                came[new], went[old] = came.get(new, 0) + count, went.get(old, 0) + count

        def row(tier):
            changed = self._opened("club.tier.history", tier.name, [])
            return tier.name, [
                self._cell(counts.get(tier, 0), self._opened("club.member", tier.name, members + [("tier_id", "=", tier.id)])),
                self._cell(came.get(tier, 0), changed | {"domain": [
                    *moves, ("tier_id", "=", tier.id), "|", ("from_tier_id", "=", False), ("from_tier_id", "!=", tier.id)]}),
                self._cell(went.get(tier, 0), changed | {"domain": [
                    *moves, ("from_tier_id", "=", tier.id), "|", ("tier_id", "=", False), ("tier_id", "!=", tier.id)]})]

        return self._figure(
            "tiers", self.env._("Tiers"), self.env._("Tier"),
            [(self.env._("Members today"), "number"), (self.env._("Came in the period"), "number"),
             (self.env._("Went in the period"), "number")], [row(tier) for tier in reversed(scope.program.tier_ids)])
