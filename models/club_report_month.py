"""The figures of one month of a programme, or of one of its branches, as the owner's page shows them.

Sales and members come from the nightly summaries, all else from its own records, as far as the reader may see them. What
people are (score, tier, age) is told as of today or of the night. Amounts are in the programme's currency.
"""

from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from ..engine import jalali
from ..engine.periods import next_start, period_start, starts_between

TOP = 6
TREND = 12  # months
SUMS = ("net", "sales", "discount", "earned_credit", "returns")


class ClubReportMonth(models.AbstractModel):
    _name = "club.report.month"
    _description = "Figures of a Month"

    @api.model
    def _range(self, program, start):
        """(first day, first day of the next month, both as instants in naive UTC)"""
        until = next_start(program.calendar, "month", start)
        return start, until, program._midnight(start), program._midnight(until)

    @api.model
    def _before(self, program, start):
        """First days of the month before and of the same month a year before."""
        calendar = program.calendar
        month, _day = jalali.month_day_of(calendar, start)
        return (period_start(calendar, "month", start - timedelta(days=1)),
                jalali.occurrence(calendar, jalali.year_of(calendar, start) - 1, month, 1))

    def _of(self, program, branch, *domain, path="branch_id"):
        return Domain("program_id", "=", program.id) & Domain(domain) & (
            Domain(path, "=", branch.id) if branch else Domain.TRUE)

    # -- sales and members --------------------------------------------------------------------------------------------

    @api.model
    def _headline(self, program, start, branch):
        """{figure: number}; without purchases in the month an empty one. Members' figures may be missing."""
        until = next_start(program.calendar, "month", start)
        rows = self.env["club.report.day"]._read_group(
            self._of(program, branch, ("day", ">=", start), ("day", "<", until)), ["with_club"],
            [f"{name}:sum" for name in SUMS])
        if not rows:
            return {}
        both = {name: sum(row[place] for row in rows) for place, name in enumerate(SUMS, 1)}
        members = sum(row[1] for row in rows if row[0])
        found = {
            "net": both["net"], "sales": both["sales"], "basket": both["net"] / both["sales"] if both["sales"] else None,
            "share": 100 * members / both["net"] if both["net"] else None, "discount": both["discount"],
            "credit": both["earned_credit"]}
        if counted := self._counted(program, branch, [start]).get(start):
            found |= {"active": counted.active_members, "new": counted.new, "reactivated": counted.reactivated,
                      "repeat": 100 * counted.repeat / counted.active_members if counted.active_members else None}
        return found

    def _counted(self, program, branch, starts):
        """{first day: row of the members' summary}"""
        return self.env["club.report.members"].search([
            ("program_id", "=", program.id), ("branch_id", "=", branch.id), ("segment_id", "=", False),
            ("span", "=", "month"), ("start", "in", starts)]).grouped("start")

    @api.model
    def _days(self, program, start, branch):
        """[(day, net by members, net by passers-by)] of every day of the month."""
        until = next_start(program.calendar, "month", start)
        rows = self.env["club.report.day"]._read_group(
            self._of(program, branch, ("day", ">=", start), ("day", "<", until)), ["day:day", "with_club"], ["net:sum"])
        sums = {(day, with_club): net for day, with_club, net in rows}
        days = [start + timedelta(days=number) for number in range((until - start).days)]
        return [(day, sums.get((day, True), 0), sums.get((day, False), 0)) for day in days]

    @api.model
    def _trend(self, program, start, branch):
        """[(first day, new, returning)] of the months up to this one."""
        first = start
        for _month in range(TREND - 1):
            first = period_start(program.calendar, "month", first - timedelta(days=1))
        starts = starts_between(program.calendar, "month", first, start + timedelta(days=1))
        rows = self._counted(program, branch, starts)
        return [(day, rows[day].new, rows[day].returning) if day in rows else (day, 0, 0) for day in starts]

    @api.model
    def _cut(self, program, start, branch, cut, by="key"):
        """[(value, net, sales)] of the month by one property, the greatest net first."""
        return self.env["club.report.cut"]._read_group(
            self._of(program, branch, ("month", "=", start), ("cut", "=", cut)), [by], ["net:sum", "sales:sum"],
            order="net:sum DESC", limit=None if by == "key" else TOP)

    # -- members as they are ------------------------------------------------------------------------------------------

    @api.model
    def _scores(self, program, branch):
        """{(recency, frequency): (members, segment's name)} of today's scores."""
        names = {(cell.recency, cell.frequency): cell.segment_id.name for cell in program.rfm_cell_ids}
        rows = self.env["club.member.habit"]._read_group(
            self._of(program, branch, ("recency", "!=", False), path="member_id.branch_id"), ["recency", "frequency"],
            ["__count"])
        return {(recency, frequency): (count, names.get((recency, frequency), "")) for recency, frequency, count in rows}

    @api.model
    def _tiers(self, program, start, branch):
        """[(tier, members today, gained in the month, lost)], the lowest tier first; no tier is the empty record."""
        _start, _until, begin, end = self._range(program, start)
        counts = dict(self.env["club.member"]._read_group(
            self._of(program, branch, ("state", "!=", "left")), ["tier_id"], ["__count"]))
        moves = self.env["club.tier.history"]._read_group(
            self._of(program, branch, ("moved_at", ">=", begin), ("moved_at", "<", end), path="member_id.branch_id"),
            ["from_tier_id", "tier_id"], ["__count"])
        tiers = program.tier_ids.sorted(lambda tier: (tier.sequence, tier.id))
        rows = [(tier, counts.get(tier, 0), sum(n for old, new, n in moves if new == tier != old),
                 sum(n for old, new, n in moves if old == tier != new)) for tier in tiers]
        none = self.env["club.tier"]
        return [(none, counts.get(none, 0), None, None), *rows] if tiers else []

    # -- what it cost and what is owed --------------------------------------------------------------------------------

    @api.model
    def _offers(self, program, start):
        """Effects of the revisions that ran in the month, the dearest first."""
        _start, _until, begin, end = self._range(program, start)
        return self.env["club.offer.effect"].search([
            ("program_id", "=", program.id), ("from_at", "<", end), ("use_count", ">", 0),
            "|", ("until_at", "=", False), ("until_at", ">", begin)], order="cost desc, id", limit=TOP)

    @api.model
    def _credit(self, program, start, branch):
        """({purse: {movement: amount}} of the month, {purse: what members have at its end}): points in points."""
        wallets, until = self.env["club.report.wallet"], next_start(program.calendar, "month", start)
        return wallets._moved(program, branch, start, until), wallets._left(program, branch, until)

    @api.model
    def _messages(self, program, start, branch):
        """{channel: {state: count}}; None for who may not see messages."""
        if not self.env["club.message"].has_access("read"):
            return None
        _start, _until, begin, end = self._range(program, start)
        found = {}
        for channel, state, count in self.env["club.message"]._read_group(
                self._of(program, branch, ("queued_at", ">=", begin), ("queued_at", "<", end), path="member_id.branch_id"),
                ["channel", "state"], ["__count"]):
            found.setdefault(channel, {})[state] = count
        return found
