"""What an invoice gives and what a credit note takes back.

An invoice's prices are agreed: offers give no discounts here, only credit and points on what is paid. Top-ups are not
purchases.
"""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from odoo import fields, models

from ..engine.money import spread
from ..engine.offers import evaluate


class AccountMove(models.Model):
    _inherit = "account.move"

    def _club_record_sale(self, branch):
        """Write the purchase of this invoice with awards and verdicts, earn, take back what its credit notes say."""
        program, moment = branch.program_id, self._club_moment(branch)
        lines = self._club_lines(program)
        if not lines:
            return
        member = self._club_member(program)
        minor = self._club_minor(program, lines, self.invoice_date)
        book, result = self._club_evaluate(branch, member, moment, minor)
        purchase = self.env["club.purchase"].create({
            "program_id": program.id, "branch_id": branch.id, "company_id": self.company_id.id, "member_id": member.id,
            "channel": "invoice", "move_id": self.id, "source_key": self._club_key(), "purchased_at": moment,
            "amount": program._from_minor(sum(minor.values())),
            "amount_untaxed": self._club_convert(program, sum(lines.mapped("price_subtotal")), self.invoice_date)})
        documents = {f"line-{line.id}": {"move_line_id": line.id} for line in lines}
        purchase._write_awards(result["applied"], documents, book)
        self.env["club.verdict"]._record(purchase, result["verdicts"], book=book.version)
        purchase._finish_sale(book)
        for reversal in self.reversal_move_ids.filtered(lambda move: move.state == "posted"):
            if reversal.move_type == "out_refund":
                reversal._club_record()

    def _club_record_credit_note(self):
        """Take back the share of the invoice that this credit note credits."""
        origins = self._club_origins()
        branch = self._club_branch()
        if not self.reversed_entry_id and branch and self._club_member(branch.program_id):
            self._club_alert("return", self.env._(
                "the credit note names no invoice, so nothing that was earned was taken back."), branch)
        if not origins:
            return
        program = origins.program_id
        lines = self._club_lines(program)
        credited = sum(self._club_minor(program, lines, self.reversed_entry_id.invoice_date).values())
        rows = origins._record_credit_note(self, credited)
        self._club_note_deduction(program, rows)
        owed = sum(rows.origin_id.mapped("paid_by_bonus")) + sum(rows.origin_id.mapped("paid_by_points"))
        if rows and owed:
            self._club_alert("return", self.env._(
                "of the purchase that it credits %s was paid by bonus and points. That share belongs back into the "
                "wallet; it is not to be paid out.", program._money(owed)), rows.branch_id[:1], rows.member_id)

    def _club_origins(self):
        """The purchases of the invoice that this credit note reverses: the till's orders, or the invoice's own."""
        invoice = self.reversed_entry_id
        if orders := invoice.pos_order_ids:
            return self.env["club.purchase"].search(
                [("pos_order_id", "in", orders.ids), ("origin_id", "=", False)], order="id")
        return invoice._club_rows().filtered(lambda purchase: not purchase.origin_id)

    # -- the engine's values -----------------------------------------------------------------------------------------

    def _club_evaluate(self, branch, member, moment, minor):
        """(book, the engine's answer) on what these lines cost: `minor` is line -> minor units."""
        book = self.env["club.offer.book"]._current(branch)
        today = branch._local_time(moment).date()
        facts = member._to_engine(today, self.env["club.offer.use"]._counts(member, today)) if member else None
        context = branch._engine_context(moment, channel="invoice")
        return book, evaluate(book._earning(), context, facts, self._club_basket(minor))

    def _club_basket(self, minor):
        """The engine's `basket`. What negative lines (down payments, rebates) take off is spread over the others."""
        lines = [line for line in minor if minor[line] > 0 and line.quantity > 0]
        paid = spread(max(0, sum(minor.values())), [minor[line] for line in lines])
        values = self.env["product.product"].union(*(line.product_id for line in lines))._club_engine_values()
        nothing = {"product": 0, "categories": [], "brand": None, "tags": []}
        return {"codes": [], "lines": [{
            **values.get(line.product_id.id, nothing), "id": f"line-{line.id}", "amount_minor": amount,
            "cost_minor": None, "discountable": True, "qty_milli": round(line._club_quantity() * 1000),
        } for line, amount in zip(lines, paid, strict=True)]}

    def _club_lines(self, program):
        """The invoice lines that are a purchase: products and services, without top-ups of the wallet."""
        row = program._company(self.company_id)
        own = row.top_up_product_id | row.deduction_product_id
        return self.invoice_line_ids.filtered(lambda line: line.display_type == "product" and line.product_id not in own)

    def _club_minor(self, program, lines, date):
        """{line: what it costs, tax included, in minor units of the programme} with the exchange rate of `date`."""
        return {line: program._to_minor(self._club_convert(program, line.price_total, date)) for line in lines}

    def _club_convert(self, program, amount, date):
        if self.currency_id == program.currency_id:
            return amount
        return self.currency_id._convert(amount, program.currency_id, self.company_id, date or self.date)

    def _club_moment(self, branch):
        """When the sale was (naive UTC): now for an invoice of today, else noon of its date in the branch."""
        now, day = fields.Datetime.now(), self.invoice_date or self.date
        if branch._local_time(now).date() == day:
            return now
        return datetime.combine(day, time(12), ZoneInfo(branch.tz)).astimezone(UTC).replace(tzinfo=None)

    def _club_key(self):
        """Source key of the next row: account.move:<id>, and account.move:<id>:2 when it is posted again."""
        number = 1 + self.env["club.purchase"].search_count([("move_id", "=", self.id), ("undoes_id", "=", False)])
        return f"account.move:{self.id}" if number == 1 else f"account.move:{self.id}:{number}"


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _club_quantity(self):
        """The quantity in the product's own unit, as the till counts."""
        unit, own = self.product_uom_id, self.product_id.uom_id
        if unit and own and unit != own:
            return unit._compute_quantity(self.quantity, own, round=False)
        return self.quantity
