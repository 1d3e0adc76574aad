"""What members are owed, in the ledger and in the books, as of any date; what is between the two, and why.

The ledger's side is replayed from entries, lots and allocations up to the end of a day of the programme; the books' side
is read from journal items dated up to it. For each programme company, purse and month of issue:

    valuation = open sessions + waiting for the daily posting + general ledger + difference

and the difference is 0. Amounts are in minor units.
"""

from datetime import timedelta
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ..engine.accounting import cohorts, liability
from ..engine.accounting.cohorts import Booked, Key
from .club_program_company_books import ACCOUNT_FIELDS

CLOCKS = timedelta(days=2)  # by how much the date of a closing can be ahead of the programme's day


class Row(NamedTuple):
    """One line of the reconciliation. `month` is empty for paid credit and for items that are not the club's."""

    company: int
    purse: str | None
    account: int
    month: object = None
    is_deferred: bool = False
    units: int = 0
    face: int = 0
    valuation: int = 0
    open: int = 0
    waiting: int = 0
    ledger: int = 0

    @property
    def difference(self):
        return self.valuation - self.open - self.waiting - self.ledger


class Part(NamedTuple):
    """What a branch issued of a cohort, or of paid credit, and is still there."""

    company: int
    purse: str
    branch: int | None
    month: object
    units: int
    face: int
    valuation: int


class ClubLiability(models.AbstractModel):
    _name = "club.liability"
    _description = "Liability of a Club"

    @api.model
    def _reconcile(self, rows, on):
        """The reconciliation of these programme companies (with sudo) at the end of the day `on`: a list of `Row`."""
        self.env.flush_all()
        found = []
        for row in rows:
            found += self._paid_row(row, on)
            found += self._cohort_rows(row, on)
            found += self._foreign_rows(row, on)
        return found

    # -- bonus and points ---------------------------------------------------------------------------------------------

    def _cohort_rows(self, row, on):
        state = self._cohort_state(row, on)
        items = self._items_of_cohorts(row, on)
        return [Row(
            row.id, key.purse, row[ACCOUNT_FIELDS[liability.account(key)]].id, key.month, key.is_deferred,
            units=now.units, face=now.units * now.price, valuation=now.valuation, open=now.open, waiting=now.waiting,
            ledger=items.get(key, 0),
        ) for key, now in sorted(state.items(), key=lambda pair: (pair[0].purse, pair[0].month, pair[0].is_deferred))
            if now.units or now.valuation or now.open or now.waiting or items.get(key)]

    def _cohort_state(self, row, on):
        """{Key: engine `Standing`} of a programme company."""
        program, moves = row.program_id, self.env["club.cohort.movement"]
        booked = moves._booked(row, on)
        effects = {name: [effect for effect in program._cohort_effects(ids, on) if effect.key.company == row.id]
                   for name, ids in self._between(row, on).items()}
        left = self._left(row, on)
        keys = {*booked, *left, *(effect.key for some in effects.values() for effect in some)}
        terms = row._cohort_terms(keys, on)
        ahead = cohorts.changes(effects["ahead"], booked, terms)
        before = {key: booked.get(key, Booked()).cohort + -ahead[key][0] if key in ahead else booked[key].cohort
                  for key in {*booked, *ahead}}
        return liability.standings(keys, booked, before, effects["waiting"], effects["open"], left, terms)

    def _between(self, row, on):
        """Entries of bonus and points that ledger and books do not both have at the end of the day, in three lists."""
        end = row._end_of(on)
        rows = self.env.execute_query(SQL(
            """SELECT e.id, %(open)s FROM club_wallet_entry e
                WHERE e.program_id = %(program)s AND e.purse <> 'paid' AND e.entered_at < %(end)s AND %(waits)s
                ORDER BY e.id""",
            program=row.program_id.id, end=end, open=self._was_open(end), waits=row._not_booked(on)))
        ahead = self.env.execute_query(SQL(
            """SELECT e.id FROM club_wallet_entry e
                WHERE e.program_id = %s AND e.purse <> 'paid' AND e.entered_at >= %s AND e.entered_at < %s AND NOT %s""",
            row.program_id.id, end, end + CLOCKS, row._not_booked(on)))
        return {"waiting": [entry_id for entry_id, is_open in rows if not is_open],
                "open": [entry_id for entry_id, is_open in rows if is_open], "ahead": [entry_id for entry_id, in ahead]}

    def _was_open(self, end):
        """SQL on an entry `e`: whether a till's session that carries it was still open at a moment."""
        return SQL(
            """EXISTS (SELECT FROM pos_order o JOIN pos_session s ON s.id = o.session_id
                        WHERE e.source_key LIKE 'pos.order:%%' AND o.uuid = substr(e.source_key, 11)
                          AND (s.state <> 'closed' OR s.stop_at >= %s))""", end)

    def _left(self, row, on):
        """{Key: units} that the ledger has left of what this company issued."""
        left = {}
        for purse, _branch_id, month, origin, units in self._lots(row, on):
            if purse != "paid":
                key = Key(row.id, purse, month, row.program_id._defers(row, month, origin))
                left[key] = left.get(key, 0) + units
        return left

    def _lots(self, row, on):
        """(purse, branch, month, origin, units left) of this company's lots at the end of the day `on`."""
        program, end = row.program_id, row._end_of(on)
        whole = SQL("SUM(lot.remaining) FROM club_wallet_lot lot WHERE lot.remaining > 0")
        if on < program._today():
            whole = SQL(
                """SUM(lot.amount + COALESCE(taken.amount, 0)) FROM club_wallet_lot lot
                     JOIN club_wallet_entry made ON made.id = lot.entry_id AND made.entered_at < %(end)s
                     LEFT JOIN (SELECT a.lot_id, SUM(a.amount) AS amount FROM club_wallet_allocation a
                                  JOIN club_wallet_entry e ON e.id = a.entry_id
                                 WHERE e.program_id = %(program)s AND e.entered_at < %(end)s GROUP BY a.lot_id
                          ) taken ON taken.lot_id = lot.id
                    WHERE TRUE""", end=end, program=program.id)
        return [(purse, branch_id, month, origin, round(units * 10 ** self.env["club.wallet"]._digits(program, purse)))
                for purse, branch_id, month, origin, units in self.env.execute_query(SQL(
                    """SELECT lot.purse, lot.branch_id, %(month)s AS month, lot.origin, %(whole)s
                          AND lot.program_id = %(program)s AND %(issuer)s = %(row)s
                        GROUP BY lot.purse, lot.branch_id, month, lot.origin""",
                    month=program._month_of("lot", "created_at"), whole=whole, program=program.id,
                    issuer=program._issuer("lot"), row=row.id)) if units]

    def _items_of_cohorts(self, row, on):
        """{Key: minor units} that the control accounts show of each cohort."""
        rows = self.env.execute_query(SQL(
            """SELECT m.program_company_id, m.purse, m.month, m.is_deferred, -SUM(l.balance)
                 FROM club_cohort_movement m JOIN account_move_line l ON l.id = m.move_line_id
                WHERE m.program_company_id = %s AND l.date <= %s AND l.parent_state = 'posted' AND l.account_id = %s
                GROUP BY m.program_company_id, m.purse, m.month, m.is_deferred""", row.id, on, self._control_account(row)))
        return {Key(*values[:4]): row.program_id._to_minor(values[4]) for values in rows}

    def _foreign_rows(self, row, on):
        """What stands on the control accounts of bonus and points and no cohort carries: made by hand."""
        purses = {row.bonus_account_id.id: "bonus", row.points_account_id.id: "points", row.contract_account_id.id: None}
        return [Row(row.id, purses[account_id], account_id, ledger=row.program_id._to_minor(total))
                for account_id, total in self.env.execute_query(SQL(
                    "SELECT l.account_id, -SUM(l.balance) FROM account_move_line l WHERE %s GROUP BY l.account_id",
                    self._foreign_items(row, on))) if total]

    def _foreign_items(self, row, on):
        """SQL on a journal item `l`: it is on a control account of bonus or points and carries no cohort of it."""
        accounts = row.bonus_account_id | row.points_account_id | row.contract_account_id
        return SQL(
            """l.account_id = ANY(%s) AND l.company_id = ANY(%s) AND l.parent_state = 'posted' AND l.date <= %s
               AND NOT EXISTS (SELECT FROM club_cohort_movement m WHERE m.move_line_id = l.id)""",
            accounts.ids, self._companies(row).ids, on)

    # -- paid credit --------------------------------------------------------------------------------------------------

    def _paid_row(self, row, on):
        partners = self._paid_by_partner(row, on)
        if not partners:
            return []
        owed, is_open, waiting, ledger = map(sum, zip(*partners.values(), strict=True))
        return [Row(row.id, "paid", row.paid_account_id.id, units=owed, face=owed, valuation=owed, open=is_open,
                    waiting=waiting, ledger=ledger)]

    def _paid_by_partner(self, row, on):
        """Accounting partner -> (ledger, of it in open sessions, of it waiting, general ledger), in minor units."""
        program, end = row.program_id, row._end_of(on)
        return {partner_id: tuple(map(program._to_minor, amounts)) for partner_id, *amounts in self.env.execute_query(SQL(
            """SELECT partner, SUM(owed), SUM(open), SUM(waiting), SUM(books) FROM (
                   SELECT m.accounting_partner_id AS partner, e.amount AS owed,
                          CASE WHEN late AND open THEN e.amount ELSE 0 END AS open,
                          CASE WHEN late AND NOT open THEN e.amount ELSE 0 END AS waiting, 0 AS books
                     FROM (SELECT e.member_id, %(share)s AS amount, %(waits)s AS late, %(open)s AS open
                             FROM club_wallet_entry e
                            WHERE e.program_id = %(program)s AND e.purse = 'paid' AND e.entered_at < %(end)s
                              AND %(concerns)s) e
                     JOIN club_member m ON m.id = e.member_id
                   UNION ALL
                   SELECT m.accounting_partner_id, 0, 0, -(%(share)s), 0
                     FROM club_wallet_entry e JOIN club_member m ON m.id = e.member_id
                    WHERE e.program_id = %(program)s AND e.purse = 'paid' AND e.entered_at >= %(end)s
                      AND e.entered_at < %(clocks)s AND %(concerns)s AND NOT %(waits)s
                   UNION ALL
                   SELECT l.partner_id, 0, 0, 0, -l.balance FROM account_move_line l
                    WHERE l.account_id = %(account)s AND l.company_id = ANY(%(companies)s)
                      AND l.parent_state = 'posted' AND l.date <= %(on)s
               ) parts GROUP BY partner
               HAVING SUM(owed) <> 0 OR SUM(open) <> 0 OR SUM(waiting) <> 0 OR SUM(books) <> 0""",
            program=program.id, end=end, clocks=end + CLOCKS, share=row._share(), concerns=row._concerns(), on=on,
            waits=row._not_booked(on), open=self._was_open(end), account=row.paid_account_id.id or None,
            companies=self._companies(row).ids))}

    def _companies(self, row):
        """The companies whose journal items are this programme company's: its own and those below it without a row."""
        companies = self.env["res.company"].search([("id", "child_of", row.company_id.ids)])
        return companies.filtered(lambda company: row.program_id._company(company) == row)

    # -- by branch and age --------------------------------------------------------------------------------------------

    @api.model
    def _parts(self, rows, on):
        """What is left by branch and month of issue: a list of `Part`, whose valuations sum to the reconciliation's."""
        found = []
        for row in rows:
            program, lots, sums = row.program_id, self._lots(row, on), {}
            values = self._cohort_state(row, on)
            for purse, branch_id, month, origin, units in lots:
                key = Key(row.id, purse, month, purse != "paid" and program._defers(row, month, origin))
                by_branch = sums.setdefault(key, {})
                by_branch[branch_id] = by_branch.get(branch_id, 0) + units
            for key, by_branch in sums.items():
                now = values.get(key)
                price = now.price if now else 1
                shares = liability.spread_value(now.valuation, by_branch) if now else by_branch
                found += [Part(row.id, key.purse, branch_id, key.month, units, units * price, shares[branch_id])
                          for branch_id, units in by_branch.items()]
        return found

    # -- what is behind a difference ----------------------------------------------------------------------------------

    @api.model
    def _behind(self, rows, on):
        """What makes the differences: dicts with `message`, `amount` (minor units) and the record to open, if there is one."""
        self.env.flush_all()
        found = []
        for row in rows:
            found += self._items_behind(row, on) + self._partners_behind(row, on)
        return found

    def _items_behind(self, row, on):
        """Journal items on control accounts that the club did not make, or that are no longer what it made."""
        to_minor = row.program_id._to_minor
        by_hand = self.env.execute_query(SQL(
            "SELECT l.id, -l.balance FROM account_move_line l WHERE %s ORDER BY l.id LIMIT 200", self._foreign_items(row, on)))
        changed = [(item_id, int(booked) - to_minor(shown)) for item_id, booked, shown in self.env.execute_query(SQL(
            """SELECT l.id, m.booked, CASE WHEN l.parent_state = 'posted' AND l.account_id = %(account)s
                                           THEN -l.balance ELSE 0 END
                 FROM club_cohort_movement m JOIN account_move_line l ON l.id = m.move_line_id
                WHERE m.program_company_id = %(row)s AND l.date <= %(on)s
                  AND (l.parent_state <> 'posted' OR l.account_id IS DISTINCT FROM %(account)s
                       OR round(-l.balance * %(scale)s) <> m.booked)
                ORDER BY l.id LIMIT 200""",
            row=row.id, on=on, scale=10**row.program_id.minor_digits, account=self._control_account(row)))]
        by_hand_text = self.env._("On a control account, but not made by the club")
        changed_text = self.env._("Changed, moved to another account or reset after the club had posted it")
        return [{"message": by_hand_text, "company": row.id, "move_line": item_id, "amount": -to_minor(amount)}
                for item_id, amount in by_hand] + [
            {"message": changed_text, "company": row.id, "move_line": item_id, "amount": missing}
            for item_id, missing in changed if missing]

    def _control_account(self, row):
        """SQL on a movement `m`: the account that must carry it."""
        return SQL(
            "CASE WHEN m.is_deferred THEN %s::int WHEN m.purse = 'bonus' THEN %s ELSE %s END",
            row.contract_account_id.id or None, row.bonus_account_id.id or None, row.points_account_id.id or None)

    def _partners_behind(self, row, on):
        return [{
            "message": self.env._("The ledger owes %(owed)s, of which %(open)s is not posted; the books say %(books)s",
                                  owed=row.program_id._from_minor(owed), open=row.program_id._from_minor(is_open + waiting),
                                  books=row.program_id._from_minor(books)),
            "company": row.id, "partner": partner_id, "amount": owed - is_open - waiting - books,
        } for partner_id, (owed, is_open, waiting, books) in sorted(
            self._paid_by_partner(row, on).items(), key=lambda pair: pair[0] or 0) if owed - is_open - waiting != books]
