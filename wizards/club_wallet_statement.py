"""A member's account statement for printing: of a period and a purse, with running balances and what lapses when."""

from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine.periods import period_start
from ..models.club_labels import selection_labels
from ..models.club_program import PURSES
from ..models.club_wallet_entry import PURSE_SELECTION

MOST_ENTRIES = 5000
LEFT_TO_RIGHT = "\u200e"


class Row(NamedTuple):
    """An entry, and the purse's balance after it."""

    entry: models.Model
    balance: float


class Left(NamedTuple):
    """What is left of credits: from when it can be spent (None: it can), until when (None: without end), how much."""

    usable_from: datetime | None
    last_day: date | None
    amount: float


class Section(NamedTuple):
    """One purse of a statement."""

    purse: str
    opening: float
    rows: list[Row]
    closing: float
    lots: list[Left]


class ClubWalletStatement(models.TransientModel):
    _name = "club.wallet.statement"
    _description = "Wallet Statement"

    member_id = fields.Many2one("club.member", required=True, readonly=True, ondelete="cascade")
    date_from = fields.Date("From", required=True, default=lambda self: self._default_date_from())
    date_to = fields.Date("To", required=True, default=lambda self: self._default_program()._today())
    purse = fields.Selection(PURSE_SELECTION, help="Empty: all purses that have entries.")
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(), "Language", required=True,
        default=lambda self: self._default_member().partner_id.lang or self.env.user.lang)

    @api.model
    def _default_member(self):
        return self.env["club.member"].browse(self.env.context.get("default_member_id"))

    @api.model
    def _default_program(self):
        return self._default_member().program_id or self.env["club.member"]._default_program()

    @api.model
    def _default_date_from(self):
        program = self._default_program()
        return period_start(program.calendar, "month", program._today())

    def action_print(self):
        self._check_period()
        return self.env.ref("customer_club.club_wallet_statement_report").report_action(self)

    def _check_period(self):
        program = self.member_id.program_id
        if self.date_from > self.date_to:
            raise UserError(self.env._(
                "The statement's first day, %(first)s, is after its last, %(last)s.",
                first=program._date(self.date_from), last=program._date(self.date_to)))
        count = self.env["club.wallet.entry"].search_count(self._in_period())
        if count > MOST_ENTRIES:
            raise UserError(self.env._(
                "This period has %(count)s entries; a statement holds at most %(most)s. Choose a shorter one.",
                count=count, most=MOST_ENTRIES))

    # -- what the report prints ---------------------------------------------------------------------------------------

    def _starts_and_end(self):
        """The instants (naive UTC) of the first day's start and of the last day's end."""
        program = self.member_id.program_id
        return program._midnight(self.date_from), program._midnight(self.date_to + timedelta(days=1))

    def _in_period(self):
        start, end = self._starts_and_end()
        return fields.Domain([
            ("wallet_id", "=", self.member_id.wallet_id.id), ("purse", "in", [self.purse] if self.purse else PURSES),
            ("entered_at", ">=", start), ("entered_at", "<", end)])

    def _sections(self):
        """The statement's `Section`s: of the purse asked for, else of each that has ever moved."""
        self._check_period()
        start, _end = self._starts_and_end()
        model = self.env["club.wallet.entry"]
        opening = dict(model._read_group(
            [("wallet_id", "=", self.member_id.wallet_id.id), ("entered_at", "<", start)], ["purse"], ["amount:sum"]))
        entries = model.search(self._in_period(), order="entered_at, id").grouped("purse")
        lots = self._lots_at_end()
        sections = []
        for purse in [self.purse] if self.purse else [purse for purse in PURSES if purse in opening or purse in entries]:
            first, mine = opening.get(purse, 0), entries.get(purse, model)
            balances = list(accumulate(mine.mapped("amount"), initial=first))
            rows = [Row(entry, balance) for entry, balance in zip(mine, balances[1:], strict=True)]
            sections.append(Section(purse, first, rows, balances[-1], lots.get(purse, [])))
        return sections

    def _lots_at_end(self):
        """Purse -> list of `Left`: what was left of its credits at the period's end."""
        self.member_id.wallet_id.check_access("read")
        _start, end = self._starts_and_end()
        lots = {}
        for purse, usable_from, last_day, amount in self.env.execute_query(SQL(
            """SELECT purse, CASE WHEN pending_until > %(end)s THEN pending_until END AS usable_from, expires_on, SUM(remaining)
                 FROM (SELECT l.purse, l.pending_until, l.expires_on, l.amount + COALESCE(SUM(a.amount), 0) AS remaining
                         FROM club_wallet_lot l
                         JOIN club_wallet_entry born ON born.id = l.entry_id AND born.entered_at < %(end)s
                         LEFT JOIN (club_wallet_allocation a JOIN club_wallet_entry e ON e.id = a.entry_id
                                    AND e.entered_at < %(end)s) ON a.lot_id = l.id
                        WHERE l.wallet_id = %(wallet)s
                        GROUP BY l.id) lot
                WHERE remaining > 0 GROUP BY 1, 2, 3 ORDER BY expires_on, usable_from""",
            end=end, wallet=self.member_id.wallet_id.id,
        )):
            lots.setdefault(purse, []).append(Left(usable_from, last_day, amount))
        return lots

    # -- words of the report ------------------------------------------------------------------------------------------

    def _purse_label(self, purse):
        return self.member_id.wallet_id._purse_label(purse)

    def _kind_label(self, entry):
        return selection_labels(entry, "kind")[entry.kind]

    def _details(self, entry):
        return " · ".join(filter(None, (entry.branch_id.name, entry.reason)))

    def _told(self, amount, purse):
        """An amount with its sign before the figure, in lines from right to left too."""
        return self.member_id.program_id._money(amount, purse).replace("-", f"{LEFT_TO_RIGHT}-")
