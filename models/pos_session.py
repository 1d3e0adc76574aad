"""Closing a session: what the ledger says of its orders is added to the session's own entry.

Nothing of the club can stop a closing. An account that is missing or archived is replaced by another one, and whatever
else goes wrong ends in one line that balances the wallet payments; an alert tells staff what to correct.
"""

import logging
from dataclasses import replace

import psycopg2
from odoo import models

from ..engine.accounting import closing, cohorts
from .club_program_company_books import ACCOUNT_FIELDS

_logger = logging.getLogger(__name__)

SECOND_CHOICE = ("shortfall", "clearing", "expense")
OF_BRANCH = ("expense", "redeemed", "revenue", "shortfall")


class PosSession(models.Model):
    _inherit = "pos.session"

    def _create_account_move(self, balancing_account=False, amount_to_balance=0, bank_payment_method_diffs=None):
        data = super()._create_account_move(balancing_account, amount_to_balance, bank_payment_method_diffs)
        # sudo: the cashier who closes the till has no access to club records
        self.sudo()._add_club_lines(data["MoveLine"].sudo())
        return data

    def _add_club_lines(self, move_line):
        """Add the club's lines to the session's entry, or one line for all wallet payments if that fails."""
        payments = self._club_payments()
        try:
            with self.env.cr.savepoint():
                self._book_club(move_line, payments)
        except psycopg2.OperationalError:
            raise  # a conflict with another transaction: the request is tried again
        except Exception as error:
            _logger.exception("The club's lines of session %s could not be made", self.name)
            self._book_in_one_line(move_line, payments, error)

    # -- booking ------------------------------------------------------------------------------------------------------

    def _book_club(self, move_line, payments):
        row = self._club_row()
        digits = row.program_id.minor_digits if row else self.company_id.currency_id.decimal_places
        orders = self._club_orders(payments, digits)
        if not orders:
            return
        if not self._club_account(row, "paid"):
            orders = [self._without_top_ups(order) for order in orders]
        price = row.program_id._to_minor(row.program_id.point_price) if row else 0
        # Converting rounds the hold and each payment once.
        found, misfits = closing.close(orders, price, 0 if self.is_in_company_currency else 2)
        lines = found.needed() + self._club_cohort_lines(row, orders)
        accounts = self._club_accounts(row, {line.account for line in lines})
        items = [self._club_items(line, orders, accounts, digits) for line in lines]
        made = iter(move_line.with_context(skip_analytic_sync=True).create([one for some in items for one in some]))
        pairs = [(line, [next(made) for _item in some][0]) for line, some in zip(lines, items, strict=True)]
        pairs = [(line, item) for line, item in pairs if item.account_id == self._club_account(row, line.account)]
        # What stands on a second choice stays without a posting: the daily posting moves it when the account is back.
        self.env["club.wallet"].link_postings([
            (entry_id, item.id) for line, item in pairs for entry_id in line.entry_ids])
        self.env["club.cohort.movement"]._record(pairs)
        self._alert_misfits(row, misfits, digits)
        self._book_conversion_rest(move_line, row)

    def _without_top_ups(self, order):
        """An order without what balances in itself: it waits for the daily posting when paid credit has no account."""
        return replace(order, entries=tuple(
            entry for entry in order.entries if entry.settles or entry.purse != "paid"))

    def _club_cohort_lines(self, row, orders):
        """What the orders change of the liability for bonus and points; left to the daily posting where it cannot be booked."""
        ids = [entry.id for order in orders for entry in order.entries if entry.purse != "paid"]
        if not ids or not row:
            return []
        program, on = row.program_id, self.move_id.date
        effects = [effect for effect in program._cohort_effects(ids, on) if self._club_may_book(program, effect.key)]
        rows = program.program_company_ids.browse({effect.key.company for effect in effects})
        if not rows:
            return []
        booked = self.env["club.cohort.movement"]._booked(rows, on)
        return cohorts.book(effects, booked, rows._cohort_terms({effect.key for effect in effects}, on)).needed()

    def _club_may_book(self, program, key):
        """Whether the accounts of a cohort's issuer are there and of the same books as this till."""
        issuer, row = program.program_company_ids.browse(key.company), self._club_row()
        names = [ACCOUNT_FIELDS[purpose] for purpose in (
            ("contract", "revenue") if key.is_deferred else (key.purse, "expense"))]
        return all(row[name].active and issuer[name] == row[name] for name in names)

    def _book_conversion_rest(self, move_line, row):
        """Take the units that core's converting of sales, taxes and payments, one by one, leaves in a foreign currency.

        Without it the entry would not balance and the closing would stop. Only what rounding explains: a unit for
        each amount.
        """
        if self.is_in_company_currency:
            return
        unit = self.company_id.currency_id.rounding
        rest = self.company_id.currency_id.round(sum(self.move_id.line_ids.mapped("balance")))
        converted = sum(len(order.lines) + len(order.payment_ids) for order in self._get_closed_orders())
        if rest and abs(rest) <= unit * converted:
            account = self._club_accounts(row, {"rounding"})["rounding"]
            move_line.create([self._credit_amounts({
                "account_id": account.id, "move_id": self.move_id.id, "name": self._club_label("rounding"),
            }, rest, rest, force_company_currency=True)])

    def _club_items(self, line, orders, accounts, digits):
        """Values of the journal items of a line: one, but where what was redeemed lowers the tax. The first carries entries."""
        row = self._club_row()
        if line.account == "redeemed" and row.redeeming_lowers_tax and self.is_in_company_currency:
            return self._club_discount_items(line, orders, accounts, digits)
        return [self._club_line_values(line, accounts, digits)]

    def _club_line_values(self, line, accounts, digits):
        balance = line.balance / 10**digits
        currency = line.currency / 10**self.currency_id.decimal_places
        # Netting movements of two rates may leave an amount of the other sign, which Odoo refuses.
        same_sign = line.balance * line.currency > 0 or not line.balance and not line.currency
        branch = self.config_id.club_branch_id if line.account in OF_BRANCH else self.env["club.branch"]
        return self._debit_amounts({
            "account_id": accounts[line.account].id, "move_id": self.move_id.id, "partner_id": line.partner,
            "name": self._club_label(line.account) + (f", {line.cohort.month:%Y-%m}" if line.cohort else ""),
            "club_branch_id": branch.id, **branch._analytic_values(line.partner),
        }, currency, balance, force_company_currency=not same_sign)

    def _club_label(self, account):
        return f"{self.name} - {self.env['club.program.company']._item_labels()[account]}"

    def _club_accounts(self, row, purposes):
        """Purpose -> usable account; a missing or archived one is replaced by a second choice, with an alert."""
        accounts = {purpose: self._club_account(row, purpose) for purpose in purposes}
        for purpose, account in accounts.items():
            if not account:
                accounts[purpose] = self._second_account(row)
                self._club_alert("other", self.env._(
                    "Session %(session)s: the account “%(purpose)s” is missing or archived; %(other)s was used.",
                    session=self.name, purpose=self._club_label(purpose), other=accounts[purpose].display_name),
                    row, purpose)
        return accounts

    def _club_account(self, row, purpose):
        account = row[ACCOUNT_FIELDS[purpose]]
        if purpose == "shortfall":
            account = self.config_id.club_branch_id.shortfall_account_id | account
        return account.filtered("active")[:1]

    def _second_account(self, row):
        choices = [self._club_account(row, purpose) for purpose in SECOND_CHOICE]
        company = self.company_id
        choices += [
            company.account_default_pos_receivable_account_id, company.transfer_account_id,
            self._get_balancing_account()]
        return next(account for account in choices if account.active)

    def _book_in_one_line(self, move_line, payments, error):
        """The last resort: balance the wallet payments in one line and tell staff."""
        row = self._club_row()
        amount = sum(paid["amount"] for paid in payments.values())
        converted = sum(paid["amount_converted"] for paid in payments.values())
        if amount or converted:
            move_line.create([self._debit_amounts({
                "account_id": self._second_account(row).id, "move_id": self.move_id.id,
                "name": self._club_label("shortfall")}, amount, converted)])
            self._book_conversion_rest(move_line, row)
        self._club_alert("other", self.env._(
            "Session %(session)s: the club's entries were not booked (%(error)s).", session=self.name, error=error),
            row, "all")

    def _alert_misfits(self, row, misfits, digits):
        for key, minor in misfits:
            self._club_alert("shortfall", self.env._(
                "Session %(session)s: the ledger and the wallet payments of %(order)s differ by %(amount)s.",
                session=self.name, order=key, amount=self.company_id.currency_id.format(minor / 10**digits)), row, key)

    def _club_alert(self, kind, message, row, detail):
        self.env["club.alert"].create({
            "kind": kind, "message": message, "program_id": row.program_id.id,
            "branch_id": self.config_id.club_branch_id.id, "company_id": self.company_id.id,
            "user_id": self.user_id.id, "source_key": f"pos.session:{self.id}:{detail}"})
