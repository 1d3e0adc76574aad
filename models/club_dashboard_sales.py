"""Sales on the owner's page: how much, how often, with and without the club, and what sold.

Of a segment only what the summary of segments holds is shown. Days are those of each branch's own clock.
"""

from datetime import timedelta

from odoo import api, models

from .club_labels import selection_labels

SUMS = ("sales", "discount", "net", "margin")
MOST = 10  # so many categories, brands, cities are told; the rest together


class ClubDashboard(models.AbstractModel):
    _inherit = "club.dashboard"

    def _sections(self, scope):
        return super()._sections(scope) + [self._sales_section(scope), self._sold_section(scope)]

    # -- how much -----------------------------------------------------------------------------------------------------

    def _sales_section(self, scope):
        now, before = (self._sums_of(scope, start, until) for start, until in self._sale_days(scope))
        bought = self._opened("club.purchase", self.env._("Purchases"), self._purchases(scope, *scope.days[0]))
        sales = bought | {"domain": [*bought["domain"], ("origin_id", "=", False)]}
        by_day = not scope.segment

        def tile(key, label, kind, told, better="up", opened=bought, help_text=""):
            return self._tile(scope, key, label, kind, (told(now), told(before)), better, opened, help_text, by_day=by_day)

        tiles = [
            tile("net", self.env._("Net sales"), "money", lambda sums: sums["net"],
                 help_text=self.env._("What customers paid, tax included, less returns.")),
            tile("sales", self.env._("Sales"), "number", lambda sums: sums["sales"], opened=sales),
            tile("basket", self.env._("Average basket"), "money", lambda sums: self._ratio(sums["net"], sums["sales"]),
                 opened=sales, help_text=self.env._("Net sales by the number of sales.")),
            by_day and tile(
                "club_share", self.env._("Share with the club"), "percent",
                lambda sums: self._percent(sums["club"], sums["net"]),
                opened=bought | {"domain": [*bought["domain"], ("member_id", "!=", False)]},
                help_text=self.env._("Of net sales, what members bought.")),
            tile("discount", self.env._("Discounts"), "money", lambda sums: sums["discount"], better=""),
            tile("margin", self.env._("Margin"), "money", lambda sums: sums["margin"],
                 help_text=self.env._("Net sales without tax, less the goods' cost where it is known.")),
        ]
        return self._section("sales", self.env._("Sales"), tiles, [by_day and self._sales_in_time(scope)])

    def _sale_days(self, scope):
        return [(scope.span.start, scope.span.until), (scope.before.start, scope.before.until)] if scope.segment else scope.days

    def _sums_of(self, scope, start, until):
        """{name: sum} of these days; `club`: net sales to members."""
        sums = [f"{name}:sum" for name in SUMS]
        if scope.segment:
            [found] = self.env["club.report.cut"]._read_group(
                self._cut_domain(scope, "segment", start, until) + [("key", "=", str(scope.segment.id))], [], sums)
            return dict(zip(SUMS, (value or 0 for value in found), strict=True))
        rows = self.env["club.report.day"]._read_group(
            self._of_scope(scope) + [("day", ">=", start), ("day", "<", until)], ["with_club"], sums)
        total = {name: sum(row[place] or 0 for row in rows) for place, name in enumerate(SUMS, 1)}
        return total | {"club": sum(row[1 + SUMS.index("net")] for row in rows if row[0])}

    def _sales_in_time(self, scope):
        """Net sales by day of a month, or by month of a year."""
        monthly = scope.span.period == "year"
        rows = self.env["club.report.day"]._read_group(
            self._of_scope(scope) + [("day", ">=", scope.span.start), ("day", "<", scope.span.until)],
            ["month:day" if monthly else "day:day", "with_club"], ["net:sum", "sales:sum"])
        found = {}
        for day, with_club, net, sales in rows:
            found.setdefault(day, {})[with_club] = net, sales
        name = self.env._("Purchases")

        def cells(start, until, sums):
            for with_club in (True, False):
                domain = self._purchases(scope, start, until) + [("member_id", "!=" if with_club else "=", False)]
                net, sales = sums.get(with_club, (0, 0))
                yield from (self._cell(net, self._opened("club.purchase", name, domain)), self._cell(sales))

        columns = [(self.env._("With the club"), "money"), (self.env._("Sales with the club"), "number", True),
                   (self.env._("Without the club"), "money"), (self.env._("Sales without the club"), "number", True)]
        return self._figure(
            "sales_in_time", self.env._("Net sales by month") if monthly else self.env._("Net sales by day"),
            self.env._("Month") if monthly else self.env._("Day"), columns,
            [(label, list(cells(start, until, found.get(start, {})))) for label, start, until in self._steps_of(scope)],
            chart="stacked", wide=True) if found else None

    def _steps_of(self, scope):
        """(label, first day, day after the last) of the days of a month, or the months of a year."""
        start, steps = scope.span.start, []
        while start < scope.span.until:
            if scope.span.period == "year":
                until, form = self._span(scope.program, "month", start).until, "month"
            else:
                until, form = start + timedelta(days=1), "day"
            steps.append((self._in_words(scope.program, start, form), start, until))
            start = until
        return steps

    # -- what sold, and to whom ---------------------------------------------------------------------------------------

    def _sold_section(self, scope):
        """The cuts of the summary. They are not crossed with each other, so a segment has none."""
        titles = {} if scope.segment else {
            "category": self.env._("Net sales by category"), "brand": self.env._("Net sales by brand"),
            "channel": self.env._("Net sales by channel"), "gender": self.env._("Net sales by gender"),
            "age": self.env._("Net sales by age"), "city": self.env._("Net sales by city"),
            "tier": self.env._("Net sales by tier"), "segment": self.env._("Net sales by segment")}
        return self._section(
            "sold", self.env._("What sold, to whom and when"), (),
            [*(self._cut(scope, cut, title) for cut, title in titles.items()), titles and self._hours(scope)])

    def _cut(self, scope, cut, title):
        """Net sales by the keys of a cut, the greatest first, the last of many together."""
        rows = self.env["club.report.cut"]._read_group(
            self._cut_domain(scope, cut, scope.span.start, scope.span.until), ["key"],
            ["net:sum", "sales:sum", "discount:sum", "margin:sum"],
            order="key" if cut == "age" else "net:sum DESC, key")
        if not any(key for key, *_sums in rows):
            return None  # nobody has said it of anything
        names = self._cut_names(cut, [key for key, *_sums in rows[:MOST]])
        told = []
        for key, net, *more in rows[:MOST]:
            name = names.get(key) or self.env._("Not known")
            told.append((name, [self._cell(net, self._cut_opened(scope, cut, [key], name)), *map(self._cell, more)]))
        if rows[MOST:]:
            net, *more = (sum(row[place] for row in rows[MOST:]) for place in range(1, 5))
            name = self.env._("%s others", len(rows) - MOST)
            opened = self._cut_opened(scope, cut, [row[0] for row in rows[MOST:]], name)
            told.append((name, [self._cell(net, opened), *map(self._cell, more)]))
        columns = [(self.env._("Net sales"), "money"), (self.env._("Sales"), "number", True),
                   (self.env._("Discounts"), "money", True), (self.env._("Margin"), "money", True)]
        return self._figure(cut, title, title, columns, told, chart="across")

    def _hours(self, scope):
        """Sales by day of the week and hour of the branch's own clock."""
        found = {tuple(map(int, key.split("-"))): count for key, count in self.env["club.report.cut"]._read_group(
            self._cut_domain(scope, "hour", scope.span.start, scope.span.until), ["key"], ["sales:sum"])}
        weekdays = selection_labels(self.env["club.report.cut"], "weekday")
        order = [6, 7, 1, 2, 3, 4, 5] if scope.program.calendar == "jalali" else range(1, 8)
        sales = self._purchases(scope, scope.span.start, scope.span.until) + [("origin_id", "=", False)]
        hours = range(min((hour for _day, hour in found), default=0), max((hour for _day, hour in found), default=0) + 1)

        def cell(day, hour):
            domain = [*sales, ("weekday", "=", str(day)), ("hour", "=", hour)]
            opened = self._opened("club.purchase", weekdays[str(day)], domain) if (day, hour) in found else None
            return self._cell(found.get((day, hour)), opened)

        return self._figure(
            "hours", self.env._("Sales by day and hour"), self.env._("Day"),
            [(scope.program._in_digits(str(hour)), "number") for hour in hours],
            [(weekdays[str(day)], [cell(day, hour) for hour in hours]) for day in order] if found else [],
            shaded=True, wide=True)

    def _cut_domain(self, scope, cut, start, until):
        return self._of_scope(scope) + [("cut", "=", cut), ("month", ">=", start), ("month", "<", until)]

    @api.model
    def _ratio(self, part, whole):
        return part / whole if whole else 0

    @api.model
    def _percent(self, part, whole):
        return round(100 * part / whole, 1) if whole else 0
