"""The order's way on the server: who bought, what was sold, what the wallet paid, what was earned.

A till order may hold a sale, a return, or both (an exchange: first the return, then the sale), and top-ups of the wallet, which
are neither. Each part becomes a row of `club.purchase`.
"""

from odoo import models
from odoo.tools import float_compare

from .club_wallet import Cause


class PosOrder(models.Model):
    _inherit = "pos.order"

    def _club_settle(self, program):
        """Settle a paid order once. Run again it finds its purchase, or its entries, and changes nothing."""
        self.ensure_one()
        if self.env["club.purchase"].search_count([("pos_order_id", "=", self.id)], limit=1):
            return
        returned = self.lines.filtered("refunded_orderline_id")
        member = self._club_identify(program, returned)
        returns = self._club_record_return(program, returned) if returned else self.env["club.purchase"]
        own = self._club_top_up_lines(program) | self._club_deduction_lines(program)
        sold = (self.lines - returned - own).filtered(lambda line: line._club_is_goods())
        sale, book = self._club_record_sale(program, member, sold, returns) if sold else (self.env["club.purchase"], None)
        if returns:
            self._club_note_deduction(program, returns)
        self._club_settle_wallet(program, member, sale, returns)
        if sale:
            sale._finish_sale(book)
        if member:
            self._club_top_up(program, member)
        self.club_receipt = self._club_receipt_values(program, member, sale, returns, book)

    def _club_receipt_values(self, program, member, sale, returns, book):
        """{"program", "member", "tier", "next_tier", "saved", "credit", "points", "paid_by", "shortfall", "lines", "balances"}:
        what this order gave, which purses paid it and what none covered, and tier and balances after it. `lines`: uuid of a
        discounted line -> {"saved", "names"}. Whoever brings goods back without the member is told none of the member's."""
        wallet, purchases = member.wallet_id, sale | returns
        return {
            "saved": sale.saved, "shortfall": sale.shortfall, "credit": sum(purchases.mapped("earned_credit")),
            "points": sum(purchases.mapped("earned_points")),
            "program": program.name, "member": member.partner_id.name or None,
            "tier": (member._tier_label() or {}).get("name"),
            "next_tier": member._tier_next(self.currency_id, self.company_id),
            "paid_by": {purse: sale[f"paid_by_{purse}"] for purse in ("bonus", "points", "paid")},
            "lines": self._club_receipt_lines(sale, book), "balances": member and {
                "paid": wallet.balance_paid, "bonus": wallet.balance_bonus, "points": wallet.balance_points} or None}

    def _club_receipt_lines(self, sale, book):
        lines = sale.award_line_ids.filtered("discount").grouped("pos_order_line_id")
        return {line.uuid: {
            "saved": sum(awards.mapped("discount")),
            "names": ", ".join(dict.fromkeys(book._offer_name(award.offer_id.id) for award in awards)),
        } for line, awards in lines.items() if line}

    # -- who ----------------------------------------------------------------------------------------------------------

    def _club_identify(self, program, returned):
        """The member of this order, or none. The customer on the order decides; a card read offline names one who has none."""
        members = self.env["club.member"].with_context(active_test=False)
        domain = [("program_id", "=", program.id)]
        member = members.browse()
        if self.partner_id:
            member = members.search_fetch([*domain, ("partner_id", "=", self.partner_id.id)])
        elif self.club_card_number:
            member = members._of_card(program, self.club_card_number)
            if member:
                self.partner_id = member.partner_id
        claimed = self._club_claimed_member()
        if claimed and claimed != member.id and claimed not in member.merged_ids.ids:
            self._club_alert("tampering", self.env._("the till named member %s, who is not this customer.", claimed), program)
        if not member and self.club_card_number and not self.partner_id:
            lost = members._lost_card(program, self.club_card_number)
            self._club_alert("member", lost._sentence() if lost else self.env._(
                "no member has the card %s.", self.club_card_number), program)
        if member and (member.state != "active" or not member.active):
            self._club_alert("member", self.env._("the member is blocked or has left."), program, member_id=member.id)
            return members.browse()
        return member

    def _club_claimed_member(self):
        till = self.club_till
        member = till.get("member") if isinstance(till, dict) else None
        return member.get("id") if isinstance(member, dict) else None

    # -- the wallet ---------------------------------------------------------------------------------------------------

    def _club_wallet_payments(self):
        return self.payment_ids.filtered(lambda payment: payment.payment_method_id.type == "club_wallet")

    def _club_cause(self, program, **values):
        branch = self.config_id.club_branch_id
        return Cause(self._club_key(), program_company_id=program._company(self.company_id).id or None,
                     branch_id=branch.id, **values)

    def _club_in_program_currency(self, program, amount):
        """An amount of the order's currency in the programme's, at the order's date."""
        if self.currency_id == program.currency_id:
            return amount
        return self.currency_id._convert(amount, program.currency_id, self.company_id, self.date_order)

    def _club_settle_wallet(self, program, member, sale, returns):
        """Debit or credit the wallet with this order's wallet payments; tell the purchase which purses paid."""
        amount = sum(self._club_in_program_currency(program, payment.amount) for payment in self._club_wallet_payments())
        sign = float_compare(amount, 0, precision_digits=program.minor_digits)
        if sign > 0:
            self._club_debit(program, member, amount, sale)
        elif sign < 0 or returns:
            self._club_refund_wallet(program, member, -amount, returns)

    def _club_debit(self, program, member, amount, sale):
        """Capture the hold; what it does not cover is an offline payment; what that may not cover is the branch's."""
        over, entries = amount, self.env["club.wallet.entry"]
        company = program._company(self.company_id)
        if member and company.may_redeem:
            cause, wallet = self._club_cause(program), member.wallet_id
            entries, over = wallet.capture(self.uuid, amount, cause)
            if over:
                more, over = wallet.overdraw(over, cause, allowance=program.offline_allowance)
                entries |= more
        if over:
            self._club_alert("shortfall", self.env._(
                "the wallet paid %(amount)s, of which %(over)s was not reserved and is above what a member may spend offline.",
                amount=program._money(amount), over=program._money(over)), program, member_id=member.id)
        if sale:
            sale._note_wallet_payment(entries, over)
        goods = self.lines - self._club_top_up_lines(program)
        due = self._club_in_program_currency(program, sum(line._club_amount("price_subtotal_incl") for line in goods))
        self._club_check_redeemed(program, member, entries, due)
        if float_compare(amount, due, precision_digits=program.minor_digits) > 0:
            self._club_alert("tampering", self.env._(
                "the wallet paid %(amount)s for goods of %(due)s.", amount=program._money(amount), due=program._money(due)),
                program, member_id=member.id)

    def _club_check_redeemed(self, program, member, entries, due):
        """Put before staff that bonus and points paid more of this order than the programme lets them."""
        gifts = entries.filtered(lambda entry: entry.purse != "paid")
        redeemed = gifts.wallet_id._worth(gifts) if gifts else 0
        _least, most = program._redeem_bounds(due)
        if most is not None and redeemed > most:
            self._club_alert("other", self.env._(
                "bonus and points paid %(redeemed)s of %(due)s; the programme allows %(most)s.", due=program._money(due),
                redeemed=program._money(program._from_minor(redeemed)), most=program._money(program._from_minor(most)),
            ), program, member_id=member.id)

    # -- top-ups ------------------------------------------------------------------------------------------------------

    def _club_top_up_lines(self, program):
        product = program._company(self.company_id).top_up_product_id
        return self.lines.filtered(lambda line: line.product_id == product) if product else self.lines.browse()

    def _club_top_up(self, program, member):
        """Credit what was topped up. What the wallet itself paid of it credits nothing: bonus must not become paid credit."""
        lines = self._club_top_up_lines(program).filtered(lambda line: line.qty > 0)
        topped = sum(lines.mapped("price_subtotal_incl"))
        goods = sum(line._club_amount("price_subtotal_incl") for line in self.lines - lines)
        by_wallet = max(0, sum(self._club_wallet_payments().mapped("amount")) - max(0, goods))
        amount = self._club_in_program_currency(program, topped - by_wallet)
        if float_compare(amount, 0, precision_digits=program.minor_digits) > 0:
            member.wallet_id.top_up(amount, self._club_cause(program))
