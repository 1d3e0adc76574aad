"""Documents that leave the books, and credit notes: purchases taken back as a whole or by share.

A document that is no longer posted leaves its rows as they are; a row of its own undoes each of them (`undoes_id`),
and posting it again writes new ones. So the ledger tells what happened, and its sums are right at any time.
"""

from odoo import api, fields, models

from ..engine.money import half_up


class ClubPurchase(models.Model):
    _inherit = "club.purchase"

    undoes_id = fields.Many2one(
        "club.purchase", ondelete="restrict", index="btree_not_null", readonly=True,
        help="The row whose document was reset or cancelled.")
    undone_by_ids = fields.One2many("club.purchase", "undoes_id", "Undone by")

    _undone_once = models.UniqueIndex("(undoes_id) WHERE undoes_id IS NOT NULL", "A purchase is undone once.")

    # -- a credit note ------------------------------------------------------------------------------------------------

    def _record_credit_note(self, move, minor):
        """Write what a credit note of `minor` units returns of these purchases of one invoice, and take back what
        they earned.

        Credited so far of each purchase = half-up(its amount x credited so far of all / amount of all); this credit
        note takes the difference. More than the invoice is never returned. Returns the rows.
        """
        self._lock_for_return()
        to_minor = self.program_id._to_minor
        sold = self.filtered(lambda purchase: to_minor(purchase.amount) > 0)
        total = sum(to_minor(purchase.amount) for purchase in sold)
        so_far = min(total, minor + sum(purchase._credited_minor() for purchase in sold))
        rows = self.browse()
        for origin in sold:
            own = to_minor(origin.amount)
            left = own + sum(to_minor(amount) for amount in origin.return_ids.mapped("amount"))
            part = min(left, half_up(own * so_far, total) - origin._credited_minor())
            if part > 0:
                rows |= origin._credit(move, part, own)
        return rows

    def _credit(self, move, part, own):
        row = self.create({
            **self._same_sale(), "move_id": move.id, "channel": "invoice", "source_key": move._club_key(),
            "origin_id": self.id, "company_id": move.company_id.id, "purchased_at": move._club_moment(self.branch_id),
            "amount": -self.program_id._from_minor(part), "amount_untaxed": -self.amount_untaxed * part / own})
        self.invalidate_recordset(["return_ids"])
        row._take_back({award: award._returned_share() for award in self.award_line_ids})
        row._close_when_wholly_returned()
        return row

    def _same_sale(self):
        return {
            "program_id": self.program_id.id, "branch_id": self.branch_id.id, "company_id": self.company_id.id,
            "member_id": self.member_id.id, "channel": self.channel, "purchased_at": self.purchased_at}

    def _credited_minor(self):
        """Minor units of this purchase that back-office credit notes have credited so far."""
        credited = self.return_ids.filtered(lambda row: row.channel == "invoice" and row.undoes_id != self)
        return -sum(self.program_id._to_minor(amount) for amount in credited.mapped("amount"))

    # -- a document that is no longer posted --------------------------------------------------------------------------

    def _undo(self):
        """Take the effect of these rows back, once: a sale's earnings go, what a credit note took comes back."""
        for purchase in self.filtered(lambda purchase: not purchase.undone_by_ids):
            if purchase.origin_id:
                purchase._undo_return()
            else:
                purchase._undo_sale()

    def _undo_sale(self):
        """Take back all that is left of a sale.

        Its credit notes are undone first; they are recorded again when it is posted again.
        """
        self._lock_for_return()
        self.return_ids.filtered(lambda row: not row.undoes_id and not row.undone_by_ids)._undo()
        row = self._undoing_row(self)
        row._take_back(dict.fromkeys(self.award_line_ids, (1, 1)))
        row._close_when_wholly_returned()

    def _undo_return(self):
        """Give back to the wallet what this return took of it, lot by lot; the sale counts again."""
        origin = self.origin_id
        origin._lock_for_return()
        row = self._undoing_row(origin)
        row.write({name: -self[name] for name in ("earned_credit", "earned_points", "not_taken_back", "deducted")})
        self.env["club.award.line"].create([{
            "purchase_id": row.id, "program_id": award.program_id.id, "offer_id": award.offer_id.id,
            "revision_id": award.revision_id.id, "origin_id": award.origin_id.id, "discount": -award.discount,
            "credit": -award.credit, "points": -award.points} for award in self.award_line_ids])
        for entry in self._claw_backs():
            self.member_id.wallet_id.give_back(entry, -entry.amount, row._cause(sequence=entry.sequence))
        reopens = origin.wholly_returned and not row._nothing_left()
        if reopens:
            origin.wholly_returned = False
            row._count_uses_again()
        row._count_visit(1 if reopens else 0)

    def _undoing_row(self, origin):
        row = self.create({
            **self._same_sale(), "move_id": self.move_id.id, "origin_id": origin.id, "undoes_id": self.id,
            "source_key": f"{self.source_key}:undo", "amount": -self.amount, "amount_untaxed": -self.amount_untaxed})
        (self | origin).invalidate_recordset(["return_ids", "undone_by_ids"])
        return row

    def _claw_backs(self):
        """The ledger entries with which this return took earned credit back, oldest first."""
        return self.env["club.wallet.entry"].search([
            ("source_key", "=", self._entry_key()), ("kind", "=", "claw_back"),
            ("program_id", "=", self.program_id.id)], order="id")

    def _count_uses_again(self):
        """The origin's uses of offers count again, as rows of this purchase: its returns had taken them away."""
        uses = self.env["club.offer.use"].search([("purchase_id", "=", self.origin_id.id), ("quantity", ">", 0)])
        self.env["club.offer.use"]._record(self, {use.offer_id.id: use.budget for use in uses})


class ClubAwardLine(models.Model):
    _inherit = "club.award.line"

    @api.model
    def _combined(self, returned, sold, credited, total):
        """One share of two: returned / sold + credited / total, at most the whole. Integers."""
        if not credited or total <= 0:
            return returned, sold
        return min(returned * total + credited * sold, sold * total), sold * total

    def _returned_share(self, more=0):
        """(returned so far, of) of the line with this award: pieces returned at the till, and credit notes' share.

        `more`: thousandths of a piece that are about to come back at a till.
        """
        self.ensure_one()
        purchase, line = self.purchase_id, self.pos_order_line_id
        returned, sold = line._club_returned_share() if line else (0, 1)
        returned = min(returned + more, sold)
        total = purchase.program_id._to_minor(purchase.amount)
        return self._combined(returned, sold, purchase._credited_minor(), total)
