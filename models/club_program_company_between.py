"""Companies of a programme that keep books of their own: credit that one issued and another one was paid with.

The issuer owes the other company: paid credit in full, bonus and points at the agreed rate. Each has one account for it,
with the other company as the partner, so that what a pair owes each other is netted; a settlement pays the rest. Branch
companies below one root share their books and owe each other nothing.

What moved no money (transfers, adjustments, credit given up) is the issuer's own, wherever it was keyed in.
"""

from collections import defaultdict

from odoo import fields, models
from odoo.tools import SQL

from ..engine.accounting import daily
from ..engine.accounting.lines import Abroad
from .club_program_cohorts import LOCAL
from .club_program_company_books import ACCOUNT_FIELDS


class ClubProgram(models.Model):
    _inherit = "club.program"

    def _parts_abroad(self, entry_ids):
        """[(entry id, the company that wrote it, the issuer, units, agreed rate)] of what these moved across books.

        Companies are programme companies; units are minor units, or points.
        """
        rows = {row.id: row for row in self.program_company_ids}
        if len(self.program_company_ids.company_id.root_id) < 2 or not entry_ids:
            return []
        found = []
        for entry_id, purse, own, issuer, amount, day in self.env.execute_query(SQL(
                """SELECT e.id, e.purse, %(own)s AS own, %(issuer)s AS issuer, SUM(x.amount),
                          (COALESCE(o.entered_at, e.entered_at) %(local)s %(tz)s)::date AS day
                     FROM (SELECT entry_id, id AS lot_id, amount FROM club_wallet_lot WHERE entry_id = ANY(%(ids)s)
                           UNION ALL
                           SELECT entry_id, lot_id, amount FROM club_wallet_allocation WHERE entry_id = ANY(%(ids)s)) x
                     JOIN club_wallet_entry e ON e.id = x.entry_id JOIN club_wallet_lot lot ON lot.id = x.lot_id
                     LEFT JOIN club_wallet_entry o ON o.id = e.origin_id
                    GROUP BY e.id, e.purse, own, issuer, day HAVING SUM(x.amount) <> 0 ORDER BY e.id, issuer""",
                own=self._issuer("e"), issuer=self._issuer("lot"), local=LOCAL, tz=self.tz, ids=list(entry_ids))):
            if rows[own] in rows[issuer]._with_other_books():
                minor = round(amount * 10 ** self.env["club.wallet"]._digits(self, purse))
                found.append((entry_id, rows[own], rows[issuer], minor, rows[issuer]._agreed_rate(day)))
        return found

    def _abroad(self, entry_ids):
        """{entry id: engine parts} of what these entries moved of credit that companies with other books issued."""
        parts = defaultdict(tuple)
        for entry_id, _own, issuer, minor, rate in self._parts_abroad(entry_ids):
            parts[entry_id] += (Abroad(issuer._party().id, minor, rate),)
        return parts

    def _check_invariants(self):
        programs = self or self.with_context(active_test=False).search([])  # pylint: disable=no-search-all
        return super()._check_invariants() + programs._check_6_companies_agree()

    def _check_6_companies_agree(self):
        """6. Between two companies: what one owes, with what it has not posted yet, is what the other is owed."""
        faults = []
        # sudo: whoever may run the checks need not be able to read journal items
        for program in self.sudo():
            faults += [self.env._(
                "Invariant 6: %(one)s owes %(other)s %(owed)s by its own books, %(due)s by theirs.",
                one=row.company_id.name, other=other.company_id.name, owed=program._from_minor(owed),
                due=program._from_minor(due))
                for row, other, owed, due in program._pairs(with_waiting=True) if owed != due]
        return faults

    def _pairs(self, *, with_waiting=False):
        """[(row, other row, owed by row's books, owed by the other's books)] of each pair, in minor units, below zero: due."""
        rows, found = self.program_company_ids.filtered(lambda row: row._with_other_books()).sorted("id"), []
        owed = {row: row._owed_to_partners(with_waiting) for row in rows}
        for row in rows:
            for other in row._with_other_books().filtered(lambda other, row=row: other.id > row.id):
                mine, theirs = owed[row].get(other._party().id, 0), -owed[other].get(row._party().id, 0)
                if mine or theirs:
                    found.append((row, other, mine, theirs))
        return found


class ClubProgramCompany(models.Model):
    _inherit = "club.program.company"

    due_account_id = fields.Many2one(
        "account.account", "Between companies", check_company=True, ondelete="restrict",
        help="What this company owes other companies of the programme for credit that it issued and they were paid with, "
             "less what they owe it.")
    has_other_books = fields.Boolean(compute="_compute_has_other_books")

    def _compute_has_other_books(self):
        for row in self:
            row.has_other_books = bool(row.sudo()._with_other_books())  # sudo: whether there are others, not who

    def _with_other_books(self):
        """The programme's companies under another root: they keep books of their own."""
        root = self.company_id.root_id
        return self.program_id.program_company_ids.filtered(lambda row: row.company_id.root_id != root)

    def _party(self):
        """The partner that stands for this company in others' books."""
        return self.company_id.partner_id

    # -- set-up -------------------------------------------------------------------------------------------------------

    def _complete_books(self):
        super()._complete_books()
        for row in self | self._with_other_books():
            if row._with_other_books() and row.journal_id:
                row = row.with_company(row.company_id)
                same_books = row.program_id.program_company_ids - row._with_other_books()
                row.due_account_id = row.due_account_id or same_books.due_account_id[:1] or row._new_account(
                    row._fields["due_account_id"]._description_string(row.env), "asset_current", reconcile=True)
                row.due_account_id.filtered(lambda account: not account.active).active = True

    def _missing_accounts(self, names):
        """Where the programme has other books too, the account between them is among what must be there."""
        missing = super()._missing_accounts(names)
        wanted = "due_account_id" not in names and "paid_account_id" in names and self._with_other_books()
        return missing + (super()._missing_accounts(["due_account_id"]) if wanted else [])

    # -- the ledger by books ------------------------------------------------------------------------------------------

    def _concerns(self):
        """SQL on an entry `e` of paid credit: this company wrote it, or issued what another one's entry moved."""
        own, others = SQL("%s = %s", self.program_id._issuer("e"), self.id), self._with_other_books()
        if not others:
            return own
        return SQL("(%s OR %s = ANY(%s) AND %s)", own, self.program_id._issuer("e"), others.ids, self._moves_own_lots())

    def _moves_own_lots(self):
        """SQL on an entry `e`: it made or changed a lot that one of these companies issued."""
        return SQL(
            """(EXISTS (SELECT FROM club_wallet_lot lot WHERE lot.entry_id = e.id AND %(issuer)s = ANY(%(ids)s))
                OR EXISTS (SELECT FROM club_wallet_allocation a JOIN club_wallet_lot lot ON lot.id = a.lot_id
                            WHERE a.entry_id = e.id AND %(issuer)s = ANY(%(ids)s)))""",
            issuer=self.program_id._issuer("lot"), ids=self.ids)

    def _paid_here(self):
        """SQL on an entry `e` of bonus or points: it paid at this company with credit that others with other books issued."""
        others = self._with_other_books()
        if not others:
            return SQL("FALSE")
        return SQL(
            """(%s = %s AND %s AND COALESCE((SELECT o.kind FROM club_wallet_entry o WHERE o.id = e.origin_id), e.kind)
                    IN ('spend', 'overdraw'))""", self.program_id._issuer("e"), self.id, others._moves_own_lots())

    def _share(self):
        """SQL on an entry `e` of paid credit: the part of its amount that this company owes, or owes no more."""
        others = self._with_other_books()
        if not others:
            return SQL("e.amount")
        return SQL("CASE WHEN %s = %s THEN e.amount - %s ELSE %s END", self.program_id._issuer("e"), self.id,
                   self._moved(others), self._moved(self))

    def _moved(self, issuers):
        """SQL on an entry `e`: what it moved of credit that these companies issued."""
        return SQL(
            """COALESCE((SELECT SUM(x.amount) FROM (
                   SELECT id AS lot_id, amount FROM club_wallet_lot WHERE entry_id = e.id UNION ALL
                   SELECT lot_id, amount FROM club_wallet_allocation WHERE entry_id = e.id) x
                 JOIN club_wallet_lot lot ON lot.id = x.lot_id WHERE %s = ANY(%s)), 0)""",
            self.program_id._issuer("lot"), issuers.ids)

    def _in_these_books(self):
        """SQL on a journal item `l`: it is in the books of this company, where the programme has other books too."""
        if not self._with_other_books():
            return SQL("TRUE")
        return SQL("l.company_id = ANY(%s)", self.env["club.liability"]._companies(self).ids)

    def _carrying_items(self, entries, label):
        """[(ledger entry id, values of the journal item that carries it)] of entries that this company books at once."""
        program, found = self.program_id, []
        for entry in self._entries_to_post(entries.ids):
            debits = (entry.debits(program._to_minor(program.point_price)) if entry.moves_money
                      else [("paid", -entry.own, entry.partner)])
            found += [(entry.id, self._item(self[ACCOUNT_FIELDS[purpose]], partner_id, program._from_minor(minor), label))
                      for purpose, minor, partner_id in debits]
        return found

    # -- what is owed -------------------------------------------------------------------------------------------------

    def _owed_to_partners(self, with_waiting=False):
        """{partner id: minor units} that these books owe other companies; `with_waiting`: once all entries are posted."""
        self.env.flush_all()
        owed = defaultdict(int)
        for partner_id, amount in self.env.execute_query(SQL(
                """SELECT l.partner_id, -SUM(l.balance) FROM account_move_line l
                    WHERE l.account_id = %s AND l.parent_state = 'posted' AND %s GROUP BY l.partner_id""",
                self.due_account_id.id or None, self._in_these_books())):
            owed[partner_id] += self.program_id._to_minor(amount)
        if with_waiting:
            for line in self._waiting_lines():
                owed[line.partner] -= line.balance
        return owed

    def _waiting_lines(self):
        """Engine lines between companies of what these books do not have yet."""
        waiting = [entry_id for entry_id, in self.env.execute_query(SQL(
            "SELECT e.id FROM club_wallet_entry e WHERE e.program_id = %s AND e.id > %s AND %s ORDER BY e.id",
            self.program_id.id, self.books_after_id, self._not_booked()))]
        crossing = list({part[0] for part in self.program_id._parts_abroad(waiting)})
        price = self.program_id._to_minor(self.program_id.point_price)
        return [line for line in daily.post(self._entries_to_post(crossing), price).values() if line.account == "due"]
