"""Money that comes into a wallet or leaves it in the back office: a payment, a wallet entry and a journal entry, matched.

    topped up   payment   Dr bank        Cr receivable      club entry   Dr receivable   Cr paid credit
    paid out    payment   Dr receivable  Cr bank            club entry   Dr paid credit  Cr receivable

All carry the member's accounting partner; the two receivable items settle each other. One transaction: all of it or nothing.
"""

from odoo import models

from .club_errors import ClubNotAllowed

INWARD, OUTWARD = "inbound", "outbound"


class ClubWallet(models.Model):
    _inherit = "club.wallet"

    def _operate_top_up(self, journal, amount, key, reason=None):
        """Top up with money that a bank or cash journal took. Returns the payment."""
        cause = self._operation_cause("top_up", key, reason)
        return self._with_payment(INWARD, journal, lambda: self.top_up(amount, cause))

    def _operate_payout(self, journal, amount, key, reason=None, *, owed=False):
        """Pay paid credit out through a bank or cash journal. Returns the payment.

        `owed`: whatever the programme says of payouts, because the member leaves or the top-up was a mistake.
        """
        if not owed and not self.program_id.allow_payout:
            raise ClubNotAllowed(self.env._("The programme %s pays no credit out.", self.program_id.name))
        cause = self._operation_cause("payout", key, reason)
        return self._with_payment(OUTWARD, journal, lambda: self.payout(amount, cause))

    def _with_payment(self, direction, journal, write):
        """Write the ledger (`write` returns the entry) and book it beside a payment of the same amount; returns the payment.

        An entry that is booked already was written by the same request before: its payment is the answer.
        """
        row, today = self._company_row(), self.program_id._today()
        row._require_books(["paid"], today)
        row._require_journal(journal, today)
        entry = write()
        if entry.posting_ids:
            return self._payment_of(entry)
        partner, amount = self.member_id.accounting_partner_id, abs(entry.amount)
        payment = self._new_payment(direction, journal, partner, amount, today)
        signed = amount if direction == INWARD else -amount
        carrying = row._carrying_items(entry, payment.memo)
        booked, (_receivable, *items) = row._post_entry(payment.name, [
            row._item(payment.destination_account_id, partner.id, signed, payment.memo),
            *(values for _entry, values in carrying)], today)
        self.link_postings([(entry_id, item.id) for (entry_id, _values), item in zip(carrying, items, strict=True)])
        self._settle(payment.move_id | booked, payment.destination_account_id)
        return payment

    def _new_payment(self, direction, journal, partner, amount, on):
        row = self._company_row()
        account = partner.with_company(row.company_id).property_account_receivable_id
        if not account.active or not account.reconcile:
            raise ClubNotAllowed(self.env._(
                "%(partner)s has no usable receivable account in %(company)s. Name one on the customer first.",
                partner=partner.display_name, company=row.company_id.name))
        payment = self.env["account.payment"].with_company(row.company_id).create({
            "payment_type": direction, "partner_type": "customer", "partner_id": partner.id, "amount": amount,
            "journal_id": journal.id, "company_id": row.company_id.id, "date": on, "destination_account_id": account.id,
            "currency_id": self.currency_id.id, "club_wallet_id": self.id,
            "memo": self.env._("Wallet top-up") if direction == INWARD else self.env._("Wallet payout")})
        payment.action_post()
        return payment

    def _settle(self, entries, account):
        """Match the items of these entries on an account with each other."""
        entries.line_ids.filtered(lambda line: line.account_id == account).reconcile()

    def _payment_of(self, entry):
        """The payment beside a booked entry."""
        items = entry.posting_ids.move_line_id.move_id.line_ids
        matched = items.matched_debit_ids.debit_move_id | items.matched_credit_ids.credit_move_id
        return matched.move_id.origin_payment_id[:1]
