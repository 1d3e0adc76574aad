"""A settlement between two companies of a programme: a payment in the books of both, for the net of what they owe.

    payer   payment  Dr payable     Cr bank         club entry  Dr between companies  Cr payable
    payee   payment  Dr bank        Cr receivable   club entry  Dr receivable         Cr between companies

One transaction: both sides or none.
"""

from odoo import models

from .club_errors import ClubNotAllowed


class ClubProgramCompany(models.Model):
    _inherit = "club.program.company"

    def _settle_with(self, payee, journal, payee_journal):
        """Pay what these books owe another company of the programme. Returns both payments.

        Refuses where nothing is owed and where the two books do not say the same.
        """
        program = self.program_id
        owed, due = self._owed_to(payee), -payee._owed_to(self)
        if owed != due:
            raise ClubNotAllowed(self.env._(
                "%(payer)s owes %(payee)s %(owed)s by its own books, %(due)s by theirs. Post both first.",
                payer=self.company_id.name, payee=payee.company_id.name, owed=program._money(program._from_minor(owed)),
                due=program._money(program._from_minor(due))))
        if owed <= 0:
            raise ClubNotAllowed(self.env._(
                "%(payer)s owes %(payee)s nothing; %(due)s is owed the other way.", payer=self.company_id.name,
                payee=payee.company_id.name, due=program._money(program._from_minor(-owed))))
        amount = program._from_minor(owed)
        paid = self._settle_side(payee, "outbound", journal, amount)
        return paid | payee._settle_side(self, "inbound", payee_journal, amount)

    def _owed_to(self, other):
        """What these books owe another company, in minor units; below zero it owes them."""
        return self._owed_to_partners().get(other._party().id, 0)

    def _settle_side(self, other, direction, journal, amount):
        """One side: the payment, the club's entry against it, and all of this pair matched. Returns the payment."""
        row, today, party = self.with_company(self.company_id), self.program_id._today(), other._party()
        row._require_books(["due"], today)
        row._require_journal(journal, today)
        party = party.with_company(row.company_id)
        account = party.property_account_payable_id if direction == "outbound" else party.property_account_receivable_id
        if not account.active or not account.reconcile:
            raise ClubNotAllowed(self.env._(
                "%(partner)s has no usable account for payments in %(company)s. Name one on the contact first.",
                partner=party.display_name, company=row.company_id.name))
        payment = self.env["account.payment"].with_company(row.company_id).create({
            "payment_type": direction, "partner_type": "supplier" if direction == "outbound" else "customer",
            "partner_id": party.id, "amount": amount, "journal_id": journal.id, "company_id": row.company_id.id,
            "date": today, "destination_account_id": account.id, "currency_id": row.currency_id.id,
            "memo": self.env._("Settlement of %s", row.program_id.name)})
        payment.action_post()
        signed = amount if direction == "outbound" else -amount
        booked, _items = row._post_entry(payment.memo, [
            row._item(row.due_account_id, party.id, signed, payment.memo),
            row._item(account, party.id, -signed, payment.memo)], today)
        (payment.move_id | booked).line_ids.filtered(lambda line: line.account_id == account).reconcile()
        self.env["account.move.line"].search([
            ("account_id", "=", row.due_account_id.id), ("partner_id", "=", party.id), ("parent_state", "=", "posted"),
            ("company_id", "in", self.env["club.liability"]._companies(row).ids), ("reconciled", "=", False)]).reconcile()
        return payment
