"""Credit that a return should take back and that was spent already: the refund may bear it.

A till asks before the money leaves and puts the amount on the order, as a line of the programme's product; an accountant puts
it on the draft of a credit note by a button. What was deducted is held against what the ledger could not take when the return
arrives; staff are told of a difference.
"""

from odoo import fields, models

from .account_move_line import READERS
from .club_client import RELOAD, notification
from .club_errors import ClubNotAllowed
from .club_program_company_deduct import DEDUCT


class _Tried(Exception):
    """Ends a trial, whose writes are taken back."""


class ClubPurchase(models.Model):
    _inherit = "club.purchase"

    deducted = fields.Monetary(
        readonly=True, help="What the refund of this return was lowered by, because the credit was spent already.")

    def _spent_already(self, shares):
        """What the wallet could not give back, in money, if so much of this sale was returned now.

        `shares`: as in `_to_take_back`.
        """
        program, now, missing = self.program_id, fields.Datetime.now(), 0
        _rows, clawed = self._to_take_back(shares)
        for purse, price in (("bonus", 1), ("points", program.point_price)):
            wanted = sum(amount for (_offer, of_purse), amount in clawed.items() if of_purse == purse)
            if self.member_id and wanted > 0:
                wallet = self.member_id.wallet_id
                takes = wallet._claw_back_takes(
                    purse, wallet._to_minor(purse, wanted), self._entry_key(), now, program.return_policy)
                missing += (wanted - wallet._from_minor(purse, sum(part for _lot, part in takes))) * price
        return program._from_minor(program._to_minor(missing))

    def _spent_if_credited(self, move, minor):
        """What the wallets could not give back, in money, if this credit note of `minor` units was posted now."""
        spent = 0
        try:
            with self.env.cr.savepoint():
                spent = sum(self._record_credit_note(move, minor).mapped("not_taken_back"))
                raise _Tried
        except _Tried:
            self.env.invalidate_all()
        return spent

    def _note_deducted(self, amount):
        """Note what the refund of these returns was lowered by. Returns by how much it should have been."""
        to_minor, from_minor = self.program_id._to_minor, self.program_id._from_minor
        left, spent = to_minor(amount), 0
        for row in self:
            missing = to_minor(row.not_taken_back)
            part, spent = min(left, missing), spent + missing
            if part > 0:
                row.write({"deducted": from_minor(part), "not_taken_back": from_minor(missing - part)})
                left -= part
        return from_minor(spent)


class PosSession(models.Model):
    _inherit = "pos.session"

    def club_deduction(self, returns):
        """What of a return's earned credit is spent already, for the till to deduct from the refund.

        `returns`: {id of a sold order line as text: quantity that comes back}, all of one order. Answers {"amount"}, in the
        till's currency; 0 where the programme deducts nothing.
        """
        session, program = self._club_at_till()
        if not program or program.return_policy != DEDUCT or not isinstance(returns, dict):
            return {"amount": 0}
        quantities = {int(line_id): quantity for line_id, quantity in returns.items()
                      if str(line_id).isdigit() and isinstance(quantity, int | float) and quantity > 0}
        lines = session.env["pos.order.line"].browse(quantities).exists()
        order = lines.order_id[:1]
        origin = session.env["club.purchase"].search(
            [("program_id", "=", program.id), ("source_key", "=", order._club_key())]) if order else None
        if not origin or order.config_id.club_branch_id.program_id != program:
            return {"amount": 0}
        spent = origin._spent_already({
            award: award._returned_share(round(quantities[award.pos_order_line_id.id] * 1000))
            for award in origin.award_line_ids if award.pos_order_line_id in lines})
        return {"amount": program.currency_id._convert(
            spent, session.currency_id, session.company_id, order.date_order)}


class PosOrder(models.Model):
    _inherit = "pos.order"

    def _club_deduction_lines(self, program):
        product = program._company(self.company_id).deduction_product_id
        return self.lines.filtered(lambda line: line.product_id == product) if product else self.lines.browse()

    def _club_note_deduction(self, program, returns):
        """Hold the till's deduction against what the ledger could not take back."""
        lines = self._club_deduction_lines(program)
        amount = self._club_in_program_currency(program, sum(line._club_amount("price_subtotal_incl") for line in lines))
        spent = returns._note_deducted(amount)
        if (amount or program.return_policy == DEDUCT) and program._to_minor(amount) != program._to_minor(spent):
            self._club_alert("deduction", self.env._(
                "of the credit that was earned %(spent)s was spent already; %(deducted)s was deducted from the refund.",
                spent=program._money(spent), deducted=program._money(amount)), program, member_id=returns.member_id[:1].id)


class AccountMove(models.Model):
    _inherit = "account.move"

    club_may_deduct = fields.Boolean(compute="_compute_club_may_deduct", groups=READERS)

    def _compute_club_may_deduct(self):
        for move in self:
            move.club_may_deduct = bool(move._club_deducting())

    def _club_deducting(self):
        """The purchases that this draft of a credit note credits, where their programme deducts spent credit; else none."""
        if self.move_type != "out_refund" or self.state != "draft" or not self.reversed_entry_id:
            return self.env["club.purchase"]
        origins = self._club_origins()
        return origins if origins.program_id.return_policy == DEDUCT else origins.browse()

    def action_club_deduct(self):
        """Lower this draft of a credit note by the credit that was spent already."""
        self.ensure_one()
        if not self.env.user.has_group("customer_club.customer_club_group_accountant"):
            raise ClubNotAllowed(self.env._("%s has no right to do this with a credit note.", self.env.user.name))
        self.check_access("write")
        # sudo: an accountant need not be able to see purchases and awards; what comes out is a line of the document
        move = self.sudo()
        origins = move._club_deducting()
        if not origins:
            raise ClubNotAllowed(self.env._(
                "%s is no draft credit note whose programme deducts spent credit.", self.display_name))
        program = origins.program_id
        product = program._company(self.company_id).deduction_product_id
        move._club_deduction_lines(program).unlink()
        lines = move._club_lines(program)
        spent = origins._spent_if_credited(
            move, sum(move._club_minor(program, lines, move.reversed_entry_id.invoice_date).values()))
        if spent:
            move.write({"invoice_line_ids": [(0, 0, {
                "product_id": product.id, "quantity": 1, "tax_ids": [(6, 0, [])],
                "price_unit": -program.currency_id._convert(spent, self.currency_id, self.company_id, self.date)})]})
        if not spent:
            return notification(
                self.env._("Nothing of what was earned is spent; there is nothing to deduct."), RELOAD, kind="info")
        return notification(self.env._("%s was spent already and is deducted.", program._money(spent)), RELOAD)

    def _club_deduction_lines(self, program):
        product = program._company(self.company_id).deduction_product_id
        return self.invoice_line_ids.filtered(lambda line: product and line.product_id == product)

    def _club_note_deduction(self, program, rows):
        """Hold what the credit note deducts against what the ledger could not take back."""
        lines = self._club_deduction_lines(program)
        amount = program._from_minor(-sum(self._club_minor(program, lines, self.reversed_entry_id.invoice_date).values()))
        spent = rows._note_deducted(amount) if rows else 0
        if (amount or program.return_policy == DEDUCT) and program._to_minor(amount) != program._to_minor(spent):
            self._club_alert("deduction", self.env._(
                "of the credit that was earned %(spent)s was spent already; %(deducted)s was deducted from the refund.",
                spent=program._money(spent), deducted=program._money(amount)), rows.branch_id[:1] or self._club_branch(),
                rows.member_id[:1])
