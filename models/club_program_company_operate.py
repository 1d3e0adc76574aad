"""The books of a company as the club's operations need them: whole and open, or a sentence for the accountant.

An operation moves a wallet and the books in one transaction. It asks here before it moves either.
"""

from odoo import models
from odoo.tools import format_date

from .club_errors import ClubNotAllowed


class ClubProgramCompany(models.Model):
    _inherit = "club.program.company"

    def _require_books(self, purposes, on):
        """Refuse where an entry on these accounts (by purpose) of the date `on` could not be posted."""
        self.ensure_one()
        self._require_accounts(purposes)
        self._require_currency()
        self._require_open(self.journal_id, on)

    def _require_open(self, journal, on):
        """Refuse where the period of the date `on` is locked for a journal."""
        if locked := self.company_id._get_violated_lock_dates(on, False, journal):
            raise ClubNotAllowed(self.env._(
                "The books of %(company)s are locked up to %(locked)s; an entry of %(date)s cannot be posted. Nothing was "
                "changed.",
                company=self.company_id.name, locked=format_date(self.env, max(locked)[0]), date=format_date(self.env, on)))

    def _require_journal(self, journal, on):
        """Refuse journals that this company cannot take or give the programme's money with."""
        company, currency = self.company_id, self.currency_id
        if journal.type not in ("bank", "cash") or not journal.active or journal.company_id not in company.parent_ids:
            raise ClubNotAllowed(self.env._(
                "%(journal)s is not a bank or cash journal of %(company)s.", journal=journal.name, company=company.name))
        if journal.currency_id and journal.currency_id != currency:
            raise ClubNotAllowed(self.env._(
                "%(journal)s is kept in %(other)s; the wallet counts in %(own)s.", journal=journal.name,
                other=journal.currency_id.name, own=currency.name))
        self._require_open(journal, on)

    def _post_entry(self, reference, lines, on):
        """Post a journal entry of the club. `lines`: values of its items, which balance. Returns (entry, items in order)."""
        entry = self.env["account.move"].with_company(self.company_id).create({
            "move_type": "entry", "journal_id": self.journal_id.id, "company_id": self.company_id.id, "date": on,
            "ref": reference, "line_ids": [(0, 0, line) for line in lines]})
        entry.action_post()
        return entry, entry.line_ids.sorted("id")

    def _item(self, account, partner_id, balance, label):
        """Values of a journal item of the club, in the company's currency; `balance` is debit - credit."""
        return {
            "account_id": account.id, "partner_id": partner_id, "balance": balance, "amount_currency": balance,
            "currency_id": self.currency_id.id, "name": label}
