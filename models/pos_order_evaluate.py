"""What was sold, judged twice by the engine (invariant 7).

(a) The till's own input with the till's own offer book must give what the till sold: a difference is tampering or a bug,
and alarms. (b) With the server's basket and facts: a difference is drift, kept as information. A sold discount stays;
credit, points and gifts are the server's: of the offers that the till applied those earn that (b) does not refuse.
"""

from odoo import models

from ..engine.offers import compile_book, evaluate
from .pos_session_identify import LONGEST_CODE

CENTS_OF_TAX = 2  # by how many minor units Odoo's tax rounding may move a line against the engine's target
LIMITS = ("remaining_uses", "remaining_budget_minor")
CHECKED = ("product", "qty_milli")
MOST_CODES = 10


def _limited_book(book, limits):
    """The engine's book with what the till's leases left of limited offers: offer id as text -> remaining values."""
    if not limits:
        return book._compiled()
    content = book._known()[0]
    return compile_book(content["program"], [
        {**offer, **{key: limits[str(offer["id"])][key] for key in LIMITS if key in limits[str(offer["id"])]}}
        if str(offer["id"]) in limits else offer for offer in content["offers"]])


class PosOrder(models.Model):
    _inherit = "pos.order"

    def _club_record_sale(self, program, member, lines, returns):
        """Write the purchase of these lines with its awards and verdicts. Returns it and the offer book that gave them."""
        rows, verdicts, book = self._club_evaluate(program, member, lines)
        purchase = self.env["club.purchase"].create({
            **self._club_purchase_values(program, member, lines), "source_key": self._club_key()})
        purchase._write_awards(rows, {line.uuid: {"pos_order_line_id": line.id} for line in lines}, book)
        self.env["club.verdict"]._record(purchase, **verdicts)
        self._club_use_codes(program, purchase, rows, book)
        return purchase, book

    def _club_purchase_values(self, program, member, lines):
        def amount(field):
            return self._club_in_program_currency(program, sum(line._club_amount(field) for line in lines))
        return {
            "program_id": program.id, "branch_id": self.config_id.club_branch_id.id, "company_id": self.company_id.id,
            "member_id": member.id, "channel": "pos", "pos_order_id": self.id, "purchased_at": self.date_order,
            "amount": amount("price_subtotal_incl"), "amount_untaxed": amount("price_subtotal")}

    # -- the two evaluations ------------------------------------------------------------------------------------------

    def _club_evaluate(self, program, member, lines):
        """(rows of awards as the engine's `applied`, content of the verdict row, the offer book that gave the rows)."""
        branch = self.config_id.club_branch_id
        book = self.env["club.offer.book"]._current(branch)
        local_date = branch._local_time(self.date_order).date()
        counted = member and book._limited_offers("max_uses_per_member")
        uses = self.env["club.offer.use"]._counts(member, local_date) if counted else {}
        facts = member._to_engine(local_date, uses) if member else None
        context = branch._engine_context(self.date_order)
        before, sold = self._club_line_amounts(program, lines)
        till = self._club_till_input()
        codes = self._club_good_codes(member, till["basket"]["codes"] if till else [])
        basket = self._club_basket(program, lines, before, codes)
        till_book = till and self._club_till_book(branch, till, book)
        shown = till_book and self._club_evaluate_till(till_book, till)
        same = shown and (till_book, till.get("limits") or None, till["context"], till.get("member"), till["basket"]) == (
            book, None, context, facts, basket)
        server = shown if same else evaluate(book._compiled(), context, facts, basket)
        verdicts = {"book": book.version, "server": server["verdicts"]}
        if shown:
            problems = self._club_problems(program, till, shown, basket, before, sold)
            verdicts |= {"till_book": till["book"], "till": shown["verdicts"], "problems": problems}
            if not problems and (till.get("member") or not member):  # a card that the till could not look up earns below
                refused = {row["offer"] for row in server["verdicts"] if row["status"] == "refused"}
                rows = [self._club_keep_discount(row, row["offer"] not in refused) for row in shown["applied"]]
                return rows, verdicts, till_book
            if problems:
                self._club_alert("tampering", "; ".join(problems), program, member_id=member.id)
        discounted = any(before[uuid] != sold[uuid] for uuid in before)
        return self._club_earn_on_sold(book, context, facts, basket, sold, discounted), verdicts, book

    def _club_till_input(self):
        """The till's snapshot, or {} when there is none that can be read."""
        till = self.club_till
        known = isinstance(till, dict) and isinstance(till.get("book"), int)
        if not known or not all(isinstance(till.get(key), dict) for key in ("context", "basket")):
            return {}
        return {**till, "basket": {**till["basket"], "codes": self._club_digests(till["basket"].get("codes"))}}

    def _club_digests(self, typed):
        """What the customer's codes are in offer books. The till sends what was typed: digests it has without any code."""
        program = self.config_id._club_program()
        return [self.env["club.code"]._token_of(program, text) for text in self._club_texts(typed)]

    def _club_texts(self, typed):
        codes = [code for code in typed if isinstance(code, str)] if isinstance(typed, list) else []
        return [code[:LONGEST_CODE] for code in codes[:MOST_CODES]]

    def _club_till_book(self, branch, till, current):
        """The book that the till had; empty when the branch never had it."""
        return current if till["book"] == current.version else current._of_version(branch, till["book"])

    def _club_evaluate_till(self, book, till):
        """Evaluation (a), or None when the till's input cannot be evaluated."""
        try:
            compiled = _limited_book(book, till.get("limits") or {})
            return evaluate(compiled, till["context"], till.get("member"), till["basket"])
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            return None  # not of the contract's shape: the caller treats the order as one without a till's answer

    def _club_problems(self, program, till, shown, basket, before, sold):
        """What does not add up between the till's input, its answer and the order: sentences."""
        told = {line["id"]: line for line in till["basket"].get("lines") or []}
        names = {line.uuid: line.full_product_name or line.product_id.display_name for line in self.lines}
        problems = []
        for line in basket["lines"]:
            claim, uuid = told.pop(line["id"], None), line["id"]
            if claim is None or any(claim.get(key) != line[key] for key in CHECKED) or (
                    abs(claim.get("amount_minor", 0) - line["amount_minor"]) > CENTS_OF_TAX):
                problems.append(self.env._("the line “%s” is not what the till evaluated", names[uuid]))
                continue
            target, given = shown["lines"].get(uuid, 0), before[uuid] - sold[uuid]
            if abs(given - target) > CENTS_OF_TAX:
                problems.append(self.env._(
                    "the line “%(line)s” was discounted by %(given)s, the offers give %(target)s", line=names[uuid],
                    given=program._money(program._from_minor(given)), target=program._money(program._from_minor(target))))
        if told:
            problems.append(self.env._("the till evaluated lines that are not in the order"))
        answer = till.get("result")
        if isinstance(answer, dict) and answer.get("discount_minor", shown["discount_minor"]) != shown["discount_minor"]:
            problems.append(self.env._("the till showed another discount than its own input gives"))
        return problems

    def _club_keep_discount(self, row, earns):
        return row if earns else {**row, "credit_minor": 0, "points": 0, "gifts": [], "credit_lines": {}, "points_lines": {}}

    def _club_earn_on_sold(self, book, context, facts, basket, sold, discounted):
        """Rows for an order without a usable till answer: what offers give beyond discounts, on what was really paid.

        Where the lines carry discounts that nobody can explain, only the `always` offers earn.
        """
        lines = [{**line, "amount_minor": sold[line["id"]]} for line in basket["lines"]]
        return evaluate(book._earning(always_only=discounted), context, facts, {**basket, "lines": lines})["applied"]

    # -- the server's basket ------------------------------------------------------------------------------------------

    def _club_line_amounts(self, program, lines):
        """What each line costs, tax included, in minor units of the programme: (before offers, as sold), by line uuid.

        Both with Odoo's own tax arithmetic over the whole order; before offers = with the cashier's own discount only.
        """
        base_lines = [self._club_taxable(line) for line in self.lines]
        before = [{**base_line, "discount": base_line["record"].club_manual_discount} for base_line in base_lines]
        sold = self._club_taxed(program, lines, base_lines)
        same = not self._club_till_input() or all(line.club_manual_discount == line.discount for line in self.lines)
        return sold if same else self._club_taxed(program, lines, before), sold

    def _club_taxed(self, program, lines, base_lines):
        """{line uuid: what it costs, tax included, in minor units of the programme}."""
        tax = self.env["account.tax"]
        tax._add_tax_details_in_base_lines(base_lines, self.company_id)
        tax._round_base_lines_tax_details(base_lines, self.company_id)
        sign = -1 if self.amount_total < 0 else 1  # of such an order the taxes were computed with all quantities turned round
        return {base_line["record"].uuid: sign * program._to_minor(self._club_in_program_currency(
            program, self._club_total_included(base_line))) for base_line in base_lines if base_line["record"] in lines}

    def _club_taxable(self, line):
        """What decides the taxes of a line, as core's own base line of it has it; without accounts and names."""
        is_refund = self.amount_total < 0
        return self.env["account.tax"]._prepare_base_line_for_taxes_computation(
            line, partner_id=self.partner_id.commercial_partner_id, currency_id=self.currency_id, rate=self.currency_rate,
            product_id=line.product_id, tax_ids=line.tax_ids_after_fiscal_position, price_unit=line.price_unit,
            quantity=-line.qty if is_refund else line.qty, discount=line.discount, sign=1 if is_refund else -1,
            is_refund=line.qty * line.price_unit < 0)

    @staticmethod
    def _club_total_included(base_line):
        details = base_line["tax_details"]
        return details["total_excluded_currency"] + details["delta_total_excluded_currency"] + sum(
            data["tax_amount_currency"] for data in details["taxes_data"])

    def _club_basket(self, program, lines, before, codes):
        """The `basket` value of the engine as the server sees it."""
        values = lines.product_id._club_engine_values()
        return {"codes": codes, "lines": [{
            **values[line.product_id.id], "id": line.uuid, "qty_milli": round(line.qty * 1000),
            "amount_minor": before[line.uuid], "cost_minor": self._club_cost_minor(program, line),
            "discountable": line._club_discountable(program)} for line in lines]}

    def _club_cost_minor(self, program, line):
        """Cost of the line on the tax basis of its price; None where the product has none, or no rule asks for it."""
        if not program.use_margin_floor:
            return None
        cost = line.product_id.standard_price * line.qty
        if not cost or not line.price_subtotal:
            return None
        return round(program._to_minor(self.company_id.currency_id._convert(
            cost, program.currency_id, self.company_id, self.date_order, round=False))
            * line.price_subtotal_incl / line.price_subtotal)
