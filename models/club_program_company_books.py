"""The daily posting: what no till's closing carries goes to the books, and the control accounts to their valuation.

One balanced entry for each programme company and day of the programme: expiry, adjustments, transfers, merges, opening
balances, what invoices and credit notes earned or took back, and rows that were written after their session had closed.
Rows of an open session wait for its closing. What is in the books has a posting, so the job can be stopped and run again
at any point. Where an account, the period or the decimals do not fit, nothing of that company is posted and an alert
tells the accountant why.
"""

import logging
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools import SQL, format_date
from psycopg2 import OperationalError

from ..engine.accounting import cohorts, daily
from ..engine.accounting.lines import Abroad, Entry
from .club_errors import ClubNotAllowed
from .club_program_cohorts import LOCAL
from .club_program_company_checklist import ACCOUNT_TYPES

_logger = logging.getLogger(__name__)

BATCH = 5_000
PAIRED = ("transfer_out", "transfer_in", "exchange")
SETTLED_AFTER = timedelta(days=1)  # no transaction that writes entries is open for longer
ACCOUNT_FIELDS = {name.removesuffix("_account_id"): name for name in (*ACCOUNT_TYPES, "due_account_id")}


class ClubProgramCompany(models.Model):
    _inherit = "club.program.company"

    @api.model
    def _cron_post_books(self):
        """Each night, per programme company: post all up to yesterday, one committed batch after the other."""
        programs = self.env["club.program"].with_context(active_test=False).search([("state", "!=", "draft")], order="id")
        for row in programs.program_company_ids.sorted("id"):
            until = row.program_id._today() - timedelta(days=1)
            while row._post_batch_safely(until):
                if not self.env["ir.cron"]._commit_progress(1, remaining=1):
                    return
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _post_batch_safely(self, until):
        """Post a batch. Returns whether there may be more. What goes wrong is put before the accountant, once a day."""
        try:
            with self.env.cr.savepoint():
                return self._post_batch(until)
        except OperationalError:
            return False  # another job posts this company at this moment
        except Exception as error:
            if not isinstance(error, ClubNotAllowed):
                _logger.exception("The wallet entries of %s could not be posted", self.company_id.name)
            self._alert_books(until, error)
            return False

    def action_post_books(self, until):
        """Post everything up to the date `until`, now and in this transaction. Returns how many entries were booked.

        Refuses with one sentence where that cannot be done; then nothing is posted.
        """
        if not self.env.user.has_group("customer_club.customer_club_group_accountant"):
            raise ClubNotAllowed(self.env._("Only the club's accountants post the wallet; %s is none.", self.env.user.name))
        self.check_access("write")
        # sudo: the accountant's right to post was checked above; the ledger's rows are the club's own
        rows, count = self.sudo(), 0
        for row in rows:
            if until > row.program_id._today():
                raise ClubNotAllowed(self.env._(
                    "The wallet can be posted up to today, %(today)s; %(until)s was asked for.",
                    today=format_date(self.env, row.program_id._today()), until=format_date(self.env, until)))
            while posted := row._post_batch(until):
                count += posted
            if not row.books_until or row.books_until < until:
                raise ClubNotAllowed(self.env._(
                    "The wallet of %s is being posted at this moment. Try again in a minute.", row.company_id.name))
        return count

    # -- one batch ----------------------------------------------------------------------------------------------------

    def _post_batch(self, until):
        """Post up to `BATCH` rows of the earliest day, or the true-up of `until` when none is left.

        Returns how many rows were posted; 0: this company is done up to `until`.
        """
        self.ensure_one()
        if not self._lock_books():
            return 0
        entries = self._unposted(until)
        if not entries and self._is_trued_up(until):
            self._note_posted(until)
            return 0
        day = min(entries.values()) if entries else until
        ids = [entry_id for entry_id, entered_on in entries.items() if entered_on == day]
        self._require_currency()
        on = self._open_day(day)
        move = self._post_day(ids, day, on)
        if not entries:
            self._note_posted(until)
        return len(ids) if move else 0

    def _lock_books(self):
        """Two jobs at once: the second finds the row locked and leaves it, or fails because it was changed meanwhile."""
        self.flush_recordset()
        locked = self.env.execute_query(SQL(
            """UPDATE club_program_company SET books_posted_at = %s WHERE id = (
                   SELECT id FROM club_program_company WHERE id = %s FOR NO KEY UPDATE SKIP LOCKED) RETURNING id""",
            fields.Datetime.now(), self.id))
        self.invalidate_recordset(["books_posted_at"])
        return bool(locked)

    def _unposted(self, until):
        """{entry id: day} of a batch of what this company has to post up to a date, oldest first.

        Both sides of a transfer or exchange stay together. Starts where all before is known to be posted.
        """
        program = self.program_id
        query = SQL(
            """SELECT e.id, (e.entered_at %(local)s %(tz)s)::date, e.source_key FROM club_wallet_entry e
                WHERE e.program_id = %(program)s AND e.id > %(after)s AND e.entered_at < %(end)s AND %(waiting)s""",
            local=LOCAL, tz=program.tz, program=program.id, after=self.books_after_id,
            end=self._end_of(until), waiting=self._waits())
        rows = self.env.execute_query(SQL("%s ORDER BY e.id LIMIT %s", query, BATCH))
        if len(rows) == BATCH:
            rows += self.env.execute_query(SQL(
                "%s AND e.id > %s AND e.source_key = %s AND e.kind = ANY(%s)", query, rows[-1][0], rows[-1][2], list(PAIRED)))
        return {entry_id: day for entry_id, day, _source in rows}

    def _end_of(self, day):
        """The end of a day of the programme, as naive UTC."""
        end = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(self.program_id.tz))
        return end.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    def _waits(self):
        """SQL on an entry `e`: it is this company's to post, is not in the books, and no open session will carry it."""
        return SQL("%s AND NOT %s", self._not_booked(), self._in_open_session())

    def _in_open_session(self):
        return SQL(
            """EXISTS (SELECT FROM pos_order o JOIN pos_session s ON s.id = o.session_id
                        WHERE e.source_key LIKE 'pos.order:%%' AND o.uuid = substr(e.source_key, 11)
                          AND s.state <> 'closed')""")

    def _not_booked(self, until=None):
        """SQL on an entry `e`: it concerns this company and no item (dated up to `until`) carries it."""
        program = self.program_id
        dated = SQL("l.date <= %s", until) if until else SQL("TRUE")
        touches = SQL("TRUE")
        if len(program.program_company_ids) > 1:
            touches = SQL(
                """(%(moves)s OR %(own)s = %(id)s
                       AND NOT EXISTS (SELECT FROM club_wallet_lot lot WHERE lot.entry_id = e.id)
                       AND NOT EXISTS (SELECT FROM club_wallet_allocation a WHERE a.entry_id = e.id))""",
                moves=self._moves_own_lots(), own=program._issuer("e"), id=self.id)
        return SQL(
            """((e.purse = 'paid' AND %(concerns)s OR e.purse <> 'paid' AND %(paid_here)s) AND NOT EXISTS (
                    SELECT FROM club_wallet_posting p JOIN account_move_line l ON l.id = p.move_line_id
                     WHERE p.entry_id = e.id AND %(dated)s AND %(here)s)
                OR e.purse <> 'paid' AND %(touches)s AND NOT EXISTS (
                    SELECT FROM club_wallet_posting p JOIN club_cohort_movement m ON m.move_line_id = p.move_line_id
                      JOIN account_move_line l ON l.id = p.move_line_id
                     WHERE p.entry_id = e.id AND m.program_company_id = %(id)s AND %(dated)s))""",
            concerns=self._concerns(), paid_here=self._paid_here(), id=self.id, touches=touches, dated=dated,
            here=self._in_these_books())

    def _is_trued_up(self, until):
        booked = self.env["club.cohort.movement"]._booked(self, self._next_open_day(until))
        return not cohorts.book([], booked, self._cohort_terms(booked, until), true_up=True).needed()

    def _note_posted(self, until):
        """Remember how far the books are, and below which entry nothing is left to look at."""
        now = fields.Datetime.now()
        [(last,)] = self.env.execute_query(SQL(
            """SELECT COALESCE(
                   (SELECT MIN(e.id) - 1 FROM club_wallet_entry e WHERE e.program_id = %(program)s AND e.id > %(after)s
                       AND (e.entered_at > %(recent)s OR %(waiting)s)),
                   (SELECT MAX(id) FROM club_wallet_entry WHERE program_id = %(program)s), 0)""",
            program=self.program_id.id, after=self.books_after_id, recent=now - SETTLED_AFTER, waiting=self._not_booked()))
        self.write({"books_until": max(until, self.books_until or until), "books_after_id": last})
        self.env["club.alert"].search([
            ("kind", "=", "books"), ("source_key", "=like", f"club.program.company:{self.id}:%"), ("done", "=", False),
        ]).done = True

    # -- what must be right before ------------------------------------------------------------------------------------

    def _require_currency(self):
        currency, program = self.company_id.currency_id, self.program_id
        if currency.decimal_places != program.minor_digits:
            raise ClubNotAllowed(self.env._(
                "The programme %(program)s counts with %(counted)s decimals, the currency %(currency)s has %(present)s now. "
                "Set its rounding back; nothing is posted before.", program=program.name, counted=program.minor_digits,
                currency=currency.name, present=currency.decimal_places))

    def _require_accounts(self, purposes):
        names = [ACCOUNT_FIELDS[purpose] for purpose in purposes]
        missing = self._missing_accounts(names)
        if missing or not self.journal_id.active:
            missing += [] if self.journal_id.active else [self._fields["journal_id"]._description_string(self.env)]
            raise ClubNotAllowed(self.env._(
                "%(company)s cannot post its wallet entries: missing or archived: %(what)s. “Complete the set-up” of the "
                "programme makes what is missing.", company=self.company_id.name, what=", ".join(missing)))

    def _open_day(self, day):
        """The day itself, or the next one that is not locked; refuses where that lies ahead."""
        on = self._next_open_day(day)
        if on > max(day, self.program_id._today()):
            raise ClubNotAllowed(self.env._(
                "The books of %(company)s are locked up to %(locked)s; wallet entries of %(day)s can be posted from %(open)s "
                "on.", company=self.company_id.name, locked=format_date(self.env, on - timedelta(days=1)),
                day=format_date(self.env, day), open=format_date(self.env, on)))
        return on

    def _next_open_day(self, day):
        while locked := self.company_id._get_violated_lock_dates(day, False, self.journal_id):
            day = max(locked)[0] + timedelta(days=1)
        return day

    def _alert_books(self, until, error):
        alerts, key = self.env["club.alert"], f"club.program.company:{self.id}:{until}"
        if not alerts.search_count([("kind", "=", "books"), ("source_key", "=", key)], limit=1):
            alerts.create({"kind": "books", "message": str(error), "program_id": self.program_id.id,
                           "company_id": self.company_id.id, "source_key": key})

    # -- the entry ----------------------------------------------------------------------------------------------------

    def _post_day(self, ids, day, on):
        """Make and post the entry of these rows, with the true-up of the day; empty where nothing needs one."""
        program = self.program_id
        price = program._to_minor(program.point_price)
        effects = [effect for effect in program._cohort_effects(ids, day) if effect.key.company == self.id]
        booked = self.env["club.cohort.movement"]._booked(self, on)
        terms = self._cohort_terms({*booked, *(effect.key for effect in effects)}, day)
        lines = daily.post(self._entries_to_post(ids), price)
        cohorts.book(effects, booked, terms, true_up=True, lines=lines)
        needed = lines.needed()
        self._require_accounts({self._purpose(line.account) for line in needed})
        return self._make_move(needed, day, on) if needed else self.env["account.move"]

    def _purpose(self, account):
        """What is given up stays owed where the company may not keep it."""
        return "clearing" if account == "breakage" and not self.breakage_allowed else account

    def _entries_to_post(self, ids):
        """The paid rows, and the payments of bonus and points, as engine values.

        Of rows that a company with other books wrote: the part that moved lots of this one.
        """
        program, abroad, here = self.program_id, {}, {}
        for entry_id, own, issuer, minor, rate in program._parts_abroad(ids):
            if own == self:
                abroad[entry_id] = (*abroad.get(entry_id, ()), Abroad(issuer._party().id, minor, rate))
            elif issuer == self:
                here[entry_id] = Abroad(own._party().id, minor, rate)
        found = []
        for entry_id, purse, kind, amount, partner_id, branch_id, origin_kind, is_own, is_settled in self.env.execute_query(SQL(
                """SELECT e.id, e.purse, e.kind, e.amount, m.accounting_partner_id, e.branch_id, o.kind, %(own)s = %(id)s,
                          EXISTS (SELECT FROM club_wallet_posting p JOIN account_move_line l ON l.id = p.move_line_id
                                   WHERE p.entry_id = e.id AND %(here)s)
                     FROM club_wallet_entry e JOIN club_member m ON m.id = e.member_id
                     LEFT JOIN club_wallet_entry o ON o.id = e.origin_id
                    WHERE e.id = ANY(%(ids)s) ORDER BY e.id""",
                own=program._issuer("e"), id=self.id, here=self._in_these_books(), ids=list(ids))):
            paid_at = here.get(entry_id)
            minor = paid_at.minor if paid_at else round(amount * 10 ** self.env["club.wallet"]._digits(program, purse))
            found.append(Entry(entry_id, purse, kind, minor, partner_id, branch_id, origin_kind,
                               is_settled or not is_own and not paid_at, abroad.get(entry_id, ()), paid_at))
        return found

    def _make_move(self, lines, day, on):
        company, digits = self.company_id, self.program_id.minor_digits
        reference = self.env._("Wallet of %(program)s, %(day)s", program=self.program_id.name, day=format_date(self.env, day))
        move = self.env["account.move"].with_company(company).create({
            "move_type": "entry", "journal_id": self.journal_id.id, "company_id": company.id, "date": on, "ref": reference})
        items = self.env["account.move.line"].with_context(skip_invoice_sync=True, check_move_validity=False).create([
            {"move_id": move.id, **self._line_values(line, digits, reference)} for line in lines])
        pairs = list(zip(lines, items, strict=True))
        self.env["club.wallet"].link_postings([
            (entry_id, item.id) for line, item in pairs for entry_id in line.entry_ids])
        self.env["club.cohort.movement"]._record(pairs)
        move._post(soft=False)
        if on != day:
            move.message_post(body=self.env._(
                "These are wallet entries of %(day)s. That period is locked, so they are posted on the next open day.",
                day=format_date(self.env, day)))
        return move

    def _line_values(self, line, digits, reference):
        branch = self.env["club.branch"].browse(line.branch)
        branch = branch.filtered(lambda branch: branch.company_id.root_id == self.company_id.root_id)
        purpose = self._purpose(line.account)
        account = self[ACCOUNT_FIELDS[purpose]]
        if purpose == "shortfall":
            account = branch.shortfall_account_id.filtered("active") or account
        amount = line.balance / 10**digits
        return {
            "account_id": account.id, "partner_id": line.partner, "club_branch_id": branch.id,
            "debit": max(amount, 0), "credit": max(-amount, 0), "name": self._item_label(line, reference),
            **branch._analytic_values(line.partner)}

    def _item_label(self, line, reference):
        month = f", {line.cohort.month:%Y-%m}" if line.cohort else ""
        return f"{reference} - {self._item_labels()[line.account]}{month}"

    @api.model
    def _item_labels(self):
        """What the journal items of each purpose are called."""
        return {
            "paid": self.env._("Wallet: paid credit"), "redeemed": self.env._("Wallet: bonus and points redeemed"),
            "shortfall": self.env._("Wallet: not covered"), "rounding": self.env._("Wallet: rounding"),
            "clearing": self.env._("Wallet: topped up"), "bonus": self.env._("Provision for bonus"),
            "points": self.env._("Provision for points"), "expense": self.env._("Cost of bonus and points"),
            "contract": self.env._("Deferred bonus and points"), "revenue": self.env._("Revenue put off or released"),
            "opening": self.env._("Wallet: opening balances"), "breakage": self.env._("Wallet: given up"),
            "due": self.env._("Wallet: between companies"),
        }


class ClubBranch(models.Model):
    _inherit = "club.branch"

    def _analytic_values(self, partner=None):
        """The analytic side of a journal item: this branch's, or none where a partner is owed (a look-up for each costs)."""
        if partner:
            return {"analytic_distribution": False}
        return {"analytic_distribution": self.analytic_distribution} if self.analytic_distribution else {}
