"""Customer invoices that the wallet pays in the back office, and what of it comes back.

The club's entry debits what the wallet gave (paid credit per accounting partner, bonus and points as redeemed) and credits
the customer's receivable; it is matched with the invoice. When that entry is reversed, everything goes back to the lots it
came from. An entry that carries the ledger is never reset: what is entered stays.
"""

from odoo import fields, models

from .account_move import RUNNING, SALES
from .account_move_line import READERS
from .club_errors import ClubNotAllowed, ClubOverLimit
from .club_wallet import Cause

PAYS = "invoice"  # source keys of these payments: invoice:<invoice id>:<request key>


class AccountMove(models.Model):
    _inherit = "account.move"

    club_wallet_id = fields.Many2one("club.wallet", "Club wallet", compute="_compute_club_wallet_id", groups=READERS)

    def _compute_club_wallet_id(self):
        for move in self:
            move.club_wallet_id = move._club_paying_wallet()

    def _club_paying_wallet(self):
        """The wallet that may pay this open customer invoice: its customer's, in a running programme of its company."""
        self.ensure_one()
        if self.move_type not in SALES or self.state != "posted" or not self.amount_residual:
            return self.env["club.wallet"]
        members = self.env["club.member"].search([
            ("partner_id", "in", (self.partner_id | self.commercial_partner_id).ids), ("state", "=", "active"),
            ("program_id.state", "in", RUNNING), ("program_id.currency_id", "=", self.currency_id.id)])
        own_first = members.sorted(lambda member: member.partner_id != self.partner_id)
        return own_first.filtered(lambda member: member.program_id._company(self.company_id).may_redeem)[:1].wallet_id

    # -- paying -------------------------------------------------------------------------------------------------------

    def _club_pay(self, wallet, amount, key):
        """Pay `amount` of this invoice from a wallet, purse by purse in the programme's order. Returns the club's entry."""
        program, row = wallet.program_id, wallet.program_id._company(self.company_id)
        cause = Cause(f"{PAYS}:{self.id}:{key}", request_key=key, program_company_id=row.id, reason=self.name)
        wallet._lock()
        if wallet._has_done(cause):
            done = self.env["club.wallet.entry"].search([("source_key", "=", cause.source_key)])
            return done.posting_ids.move_line_id.move_id
        self._club_require_open(wallet, program._to_minor(amount))
        minor = program._to_minor(amount)
        split = wallet._split_or_refuse(minor, wallet._available(cause.at()), *self._club_redeem_bounds(program))
        entries = wallet.spend({purse: wallet._from_minor(purse, part) for purse, part in split.items()}, cause)
        entry = self._club_book_payment(row, entries, minor)
        receivable = entry.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        (receivable | self._club_open_items()).reconcile()
        return entry

    def _club_redeem_bounds(self, program):
        """What bonus and points may still pay of this invoice, as `club.program._redeem_bounds`."""
        least, most = program._redeem_bounds(self.amount_total)
        if most is None:
            return least, most
        earlier = self.env["club.wallet.entry"].search([
            ("source_key", "=like", f"{PAYS}:{self.id}:%"), ("purse", "!=", "paid"), ("program_id", "=", program.id)])
        back = self.env["club.wallet.entry"].search([("origin_id", "in", earlier.ids)])
        paid = sum(entries.wallet_id._worth(entries) for entries in (earlier, back) if entries)
        return least, max(0, most - paid)

    def _club_open_items(self):
        return self.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and not line.reconciled)

    def _club_require_open(self, wallet, minor):
        """Refuse what is not an open invoice that this wallet may pay by so many minor units."""
        program = wallet.program_id
        if self._club_paying_wallet() != wallet:
            raise ClubNotAllowed(self.env._("%(invoice)s cannot be paid from the wallet of %(member)s.",
                                            invoice=self.name, member=wallet.display_name))
        if not 0 < minor <= program._to_minor(self.amount_residual):
            raise ClubOverLimit(self.env._(
                "Of %(invoice)s %(due)s is due; %(amount)s was asked for.", invoice=self.name,
                due=program._money(self.amount_residual), amount=program._money(program._from_minor(minor))))

    def _club_book_payment(self, row, entries, minor):
        """Post the entry for what these ledger entries paid of the invoice, and link them. Returns it.

        What bonus and points change of their liability is left to the daily posting.
        """
        program, today = row.program_id, row.program_id._today()
        row._require_books({"paid" if entry.purse == "paid" else "redeemed" for entry in entries}, today)
        label, due = self.env._("%s paid from the wallet", self.name), self._club_open_items()[:1]
        carrying = row._carrying_items(entries, label)
        booked, items = row._post_entry(label, [
            *(values for _entry, values in carrying),
            row._item(due.account_id, due.partner_id.id, -program._from_minor(minor), label)], today)
        self.env["club.wallet"].link_postings(
            [(entry_id, item.id) for (entry_id, _values), item in zip(carrying, items, strict=False)])
        return booked

    # -- what is entered stays ----------------------------------------------------------------------------------------

    def _check_draftable(self):
        result = super()._check_draftable()
        for move in self.sudo():  # sudo: whoever may reset entries need not be able to see the ledger
            if move._club_postings() or move.origin_payment_id.club_wallet_id:
                raise ClubNotAllowed(self.env._(
                    "%s carries entries of customers' wallets and stays. Reverse it instead.", move.name))
        return result

    def _club_postings(self):
        return self.env["club.wallet.posting"].search([("move_line_id", "in", self.line_ids.ids)])

    def _post(self, soft=True):
        posted = super()._post(soft)
        for move in posted.sudo():  # sudo: whoever may reverse entries need not be able to see the ledger
            if move.move_type == "entry" and move.reversed_entry_id:
                move._club_undo_payment()
        return posted

    def _club_undo_payment(self):
        """Give back what the reversed entry had taken of a wallet; refuse to reverse other entries that carry the ledger."""
        origin = self.reversed_entry_id
        spent = origin._club_postings().entry_id.sorted("id")
        if not spent or origin.pos_session_ids:
            return
        if not all(entry.source_key.startswith(f"{PAYS}:") for entry in spent):
            raise ClubNotAllowed(self.env._(
                "%s moved wallets and cannot be reversed here. Undo it where it was made: at its payment, or by an adjustment.",
                origin.name))
        carrying = self._club_mirrored(origin)
        pairs = []
        for number, entry in enumerate(spent):
            cause = Cause(f"account.move:{self.id}:undo", sequence=number, reason=origin.name,
                          program_company_id=entry.program_company_id.id or None)
            back = entry.wallet_id.give_back(entry, -entry.amount, cause)
            items = entry.posting_ids.move_line_id & origin.line_ids  # an issuer with other books has its own
            pairs += [(one.id, carrying[item].id) for item in items for one in back]
        self.env["club.wallet"].link_postings(pairs)

    def _club_mirrored(self, origin):
        """{item of the reversed entry: this entry's item against it}; refuses a reversal that was changed by hand."""
        left, mirrored = self.line_ids, {}
        for item in origin.line_ids:
            match = left.filtered(lambda line, item=item: (
                line.account_id == item.account_id and line.partner_id == item.partner_id
                and line.currency_id.is_zero(line.balance + item.balance)))[:1]
            mirrored[item], left = match, left - match
        if left or not all(mirrored.values()):
            raise ClubNotAllowed(self.env._(
                "%s gives a wallet back what it paid and must reverse the whole entry, item by item.", self.name))
        return mirrored
