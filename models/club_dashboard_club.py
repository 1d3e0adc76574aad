"""What the club itself does, on the owner's page: wallets, tiers, offers, messages.

Of a branch: its own members', wherever they bought, as staff see them. Of a segment these figures are not told.
"""

from odoo import models

from .club_labels import selection_labels
from .club_report_groups import MOVEMENTS

PURSES, CREDIT = ("paid", "bonus", "points"), ("paid", "bonus")
SIGNS = {"granted": 1, "paid_in": 1, "spent": -1, "lapsed": -1}  # of the movements that are told, each apart
OTHERS = [name for name, _label in MOVEMENTS if name not in SIGNS]
SENT = ("handed", "sent", "delivered", "undelivered", "unknown")
FAILED = ("failed", "undelivered", "blocked")
MOST = 10
OF_MEMBER = "member_id.branch_id"


class ClubDashboard(models.AbstractModel):
    _inherit = "club.dashboard"

    def _sections(self, scope):
        sections = super()._sections(scope)
        if scope.segment:
            return sections
        return sections + [self._goal_section(scope), self._wallet_section(scope), self._offer_section(scope),
                           self._message_section(scope)]

    def _reads(self, model):
        return model in self.env and self.env[model].has_access("read")

    # -- goals --------------------------------------------------------------------------------------------------------

    def _goal_section(self, scope):
        """The goals of the period's months, with what is reached."""
        if not self._reads("club.goal"):
            return self._section("goals", "")
        goals = self.env["club.goal"].search([
            ("program_id", "=", scope.program.id), ("branch_id", "=", scope.branch.id),
            ("first_on", ">=", scope.span.start), ("first_on", "<", scope.span.until)], order="first_on, metric")
        kinds = {"count": "number"}

        def row(goal):
            kind = {"kind": kinds.get(goal.unit, goal.unit)}
            opened = self._opened("club.goal", goal.display_name, [("id", "=", goal.id)])
            counted = dict(zip(("model", "domain"), goal._records(), strict=True), name=goal.display_name)
            return goal.display_name, [self._cell(goal.target, opened, **kind), self._cell(goal.actual, counted, **kind),
                                       self._cell(round(goal.percent, 1))]

        return self._section("goals", self.env._("Goals"), (), [self._figure(
            "goals", self.env._("Goals and what is reached"), self.env._("Goal"),
            [(self.env._("Target"), "number"), (self.env._("Reached"), "number"), (self.env._("Of the target"), "percent")],
            list(map(row, goals)), wide=True)])

    # -- wallets ------------------------------------------------------------------------------------------------------

    def _wallet_section(self, scope):
        now, before = (self._moved(scope, *days) for days in scope.days)
        left = [self._left(scope, until) for until in (scope.span.until, scope.before.until)]
        outstanding = [sum(sums[purse] for purse in CREDIT) for sums in left]
        tiles = [self._moved_tile(scope, "granted", self.env._("Credit granted"), ("bonus",), now, before,
                                  self.env._("Bonus that was earned, less what returns took back.")),
                 self._moved_tile(scope, "spent", self.env._("Credit spent"), CREDIT, now, before,
                                  self.env._("Paid credit and bonus that paid, less what was given back.")),
                 self._moved_tile(scope, "lapsed", self.env._("Credit lapsed"), ("bonus",), now, before),
                 self._tile(scope, "liability", self.env._("Credit outstanding"), "money", outstanding, "",
                            self._left_opened(scope, CREDIT), by_day=False,
                            help_text=self.env._(
                                "Paid credit and bonus in all wallets at the end of the period, at face value."))]
        return self._section("wallet", self.env._("Wallets"), tiles, [self._purses(scope, now, left[0])])

    def _moved(self, scope, start, until):
        """{purse: {"granted" ...: sum of its entries in these days}}; `other`: of all other movements."""
        moved = self.env["club.report.wallet"]._moved(scope.program, scope.branch, start, until)
        return {purse: {
            **{name: sign * moved.get(purse, {}).get(name, 0) for name, sign in SIGNS.items()},
            "other": sum(moved.get(purse, {}).get(name, 0) for name in OTHERS)} for purse in PURSES}

    def _left(self, scope, until):
        """{purse: what was in the wallets before a day}"""
        return dict.fromkeys(PURSES, 0) | self.env["club.report.wallet"]._left(scope.program, scope.branch, until)

    def _moved_tile(self, scope, name, label, purses, now, before, help_text=""):
        return self._tile(
            scope, name, label, "money", [sum(sums[purse][name] for purse in purses) for sums in (now, before)], "",
            self._moved_opened(scope, label, purses, name), help_text)

    def _moved_opened(self, scope, label, purses, name):
        return self._opened("club.wallet.entry", label, [
            *self._of_scope(scope, OF_MEMBER), ("purse", "in", purses), ("movement", "in", [name] if name in SIGNS else OTHERS),
            *self._between(scope, "entered_at", scope.span.start, scope.span.until)])

    def _left_opened(self, scope, purses):
        """All entries that make up what was left."""
        return self._opened("club.wallet.entry", self.env._("Entries"), [
            *self._of_scope(scope, OF_MEMBER), ("purse", "in", purses),
            self._between(scope, "entered_at", scope.span.until, scope.span.until)[1]])

    def _purses(self, scope, now, left):
        columns = {"granted": self.env._("Granted"), "paid_in": self.env._("Topped up"), "spent": self.env._("Spent"),
                   "lapsed": self.env._("Lapsed"), "other": self.env._("Other movements")}
        purses = selection_labels(self.env["club.report.wallet"], "purse")
        rows = []
        for purse, sums in now.items():
            kind = {"kind": "number"} if purse == "points" else {}
            rows.append((purses[purse], [
                *(self._cell(sums[name], self._moved_opened(scope, label, (purse,), name), **kind)
                  for name, label in columns.items()),
                self._cell(left[purse], self._left_opened(scope, (purse,)), **kind)]))
        labels = [*columns.values(), self.env._("Outstanding")]
        return self._figure("purses", self.env._("Purses"), self.env._("Purse"), [(label, "money") for label in labels], rows,
                            wide=True)

    # -- offers -------------------------------------------------------------------------------------------------------

    def _offer_section(self, scope):
        """Revisions that held in the period, the dearest first. What they did is told since each began, everywhere."""
        if not self._reads("club.offer.effect") or scope.branch:
            return self._section("offers", "")
        (_name, _operator, first), (_name, _operator, last) = self._between(scope, "", scope.span.start, scope.span.until)
        domain = [("program_id", "=", scope.program.id), ("use_count", ">", 0), ("from_at", "<", last),
                  "|", ("until_at", "=", False), ("until_at", ">", first)]
        effects = self.env["club.offer.effect"].search(domain, order="cost DESC, id", limit=MOST)
        verdicts = selection_labels(effects, "verdict")

        def row(effect):
            name = effect.offer_id.display_name
            return name, [self._cell(effect.use_count, self._opened("club.offer.effect", name, [("id", "=", effect.id)])),
                          *map(self._cell, (effect.cost, effect.sales, effect.margin, verdicts[effect.verdict]))]

        columns = [(self.env._("Uses"), "number"), (self.env._("Cost"), "money"), (self.env._("Sales with it"), "money"),
                   (self.env._("Margin"), "money"), (self.env._("Effect"), "text")]
        return self._section("offers", self.env._("Offers"), (), [self._figure(
            "offers", self.env._("Offers by cost and effect"), self.env._("Offer"), columns, list(map(row, effects)), wide=True,
            note=self.env._("Each since its present conditions began."))])

    # -- messages -----------------------------------------------------------------------------------------------------

    def _message_section(self, scope):
        if not self._reads("club.message"):
            return self._section("messages", "")
        now, before = (dict(self.env["club.message"]._read_group(
            self._of_scope(scope, OF_MEMBER) + self._between(scope, "queued_at", *days), ["state"], ["__count"]))
            for days in scope.days)
        if not now and not before:
            return self._section("messages", "")

        def tile(key, label, states, better):
            numbers = [sum(counts.get(state, 0) for state in states) for counts in (now, before)]
            return self._tile(
                scope, key, label, "number", numbers, better, self._opened("club.message", label, [
                    *self._of_scope(scope, OF_MEMBER), ("state", "in", states),
                    *self._between(scope, "queued_at", scope.span.start, scope.span.until)]))

        return self._section("messages", self.env._("Messages"), [
            tile("messages_sent", self.env._("Messages sent"), SENT, ""),
            tile("messages_delivered", self.env._("Delivered"), ("delivered",), "up"),
            tile("messages_failed", self.env._("Failed or not delivered"), FAILED, "down")])
