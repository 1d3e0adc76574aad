"""Returns of till orders: what was earned is taken back, what the wallet paid goes back to its purses.

Of each return the part that bonus and points paid goes back to them; only paid credit and money may leave as money. A till that
was offline may have paid out more: that is put before staff, the sale stays.
"""

from odoo import models

from ..engine.money import half_up
from ..engine.offers import compile_book, evaluate

BASKET_CONDITIONS = ("basket_amount", "quantity")
FIXED = ("credit_flat", "points_flat")
PROBE = {"kind": "gift", "what": "product", "ref": 1}  # gives something whatever the basket, so only conditions refuse


class PosOrder(models.Model):
    _inherit = "pos.order"

    def _club_record_return(self, program, returned):
        """Write the return of these lines and take back what they earned. Core lets an order return from one order only."""
        order = returned.refunded_orderline_id.order_id[:1]
        origin = self.env["club.purchase"].search([("program_id", "=", program.id), ("source_key", "=", order._club_key())])
        origin._lock_for_return()
        purchase = origin.create({
            **self._club_purchase_values(program, origin.member_id, returned),
            "origin_id": origin.id, "source_key": f"{self._club_key()}:return"})
        sold, failing = returned.refunded_orderline_id, self._club_failing_offers(origin)
        purchase._take_back({
            award: (1, 1) if award.offer_id in failing else award._returned_share()
            for award in origin.award_line_ids if award.pos_order_line_id in sold or award.offer_id in failing})
        purchase._close_when_wholly_returned()
        return purchase

    def _club_failing_offers(self, origin):
        """Offers of fixed credit or points whose basket conditions no longer hold on what is kept: they go back whole.

        None unless the programme says so. Judged by the engine, with the revisions that the purchase was sold with.
        """
        program, failing = origin.program_id, self.env["club.offer"]
        if not program.retake_fixed:
            return failing
        kept = self._club_kept_basket(program, origin.pos_order_id)
        for offer, awards in origin.award_line_ids.grouped("offer_id").items():
            content = awards.revision_id[:1].content or {}
            conditions = [one for one in content.get("conditions", []) if one["kind"] in BASKET_CONDITIONS]
            if conditions and all(one["kind"] in FIXED for one in content["benefits"]):
                trial = {"id": 1, "sequence": 1, "stacking": "alone", "conditions": conditions, "benefits": [PROBE]}
                verdict, = evaluate(compile_book(program._to_engine(), [trial]), {}, {"id": 1}, kept)["verdicts"]
                if verdict["status"] == "refused":
                    failing |= offer
        return failing

    def _club_kept_basket(self, program, order):
        """The engine's basket of what is left of an order after its returns so far, at what was paid for it."""
        lines = []
        values = order.lines.product_id._club_engine_values()
        for line in order.lines.filtered(lambda line: line.qty > 0):
            back, sold = line._club_returned_share()
            paid = program._to_minor(self._club_in_program_currency(program, line.price_subtotal_incl))
            lines.append({
                **values[line.product_id.id], "id": line.uuid, "qty_milli": sold - back, "discountable": True,
                "amount_minor": half_up(paid * (sold - back), sold)})
        return {"codes": [], "lines": lines}

    def _club_refund_wallet(self, program, member, amount, returns):
        """Give `amount` to the wallet: first what bonus and points are owed, then paid credit."""
        member = returns.member_id[:1] or member
        if not member:
            if amount:
                returns[:1].shortfall = -amount
                self._club_alert("shortfall", self.env._(
                    "%s went back to a wallet, but the order has no member.", program._money(amount)), program)
            return
        wallet, cause, rest = member.wallet_id, self._club_cause(program), program._to_minor(amount)
        given = dict.fromkeys(("paid", "bonus", "points"), 0)
        spent = returns.origin_id._wallet_debits()
        for purse, price in (("bonus", 1), ("points", program._to_minor(program.point_price))):
            owed = self._club_owed_back(spent.filtered(lambda entry, purse=purse: entry.purse == purse), returns)
            count = min(owed, rest // price) if price else 0
            if owed > count and not self._club_is_exchange(returns):
                self._club_alert("return", self.env._(
                    "%(owed)s of the wallet's %(purse)s should have gone back to it; %(back)s did.",
                    purse=wallet._purse_label(purse), owed=wallet._told(purse, owed), back=wallet._told(purse, count)),
                    program, member_id=member.id)
            if count:
                self._club_give_back(wallet, spent, purse, count, cause)
                given[purse], rest = count * price, rest - count * price
        if rest:
            back = self._club_give_back(wallet, spent, "paid", rest, cause)
            if rest > back:
                wallet.refund(program._from_minor(rest - back), self._club_cause(program, sequence=len(spent)))
            given["paid"] = rest
        returns[:1].write({f"paid_by_{purse}": -program._from_minor(minor) for purse, minor in given.items()})

    def _club_give_back(self, wallet, spent, purse, minor, cause):
        """Give minor units back to the debits of one purse, in order. Returns how much they took."""
        back = 0
        for number, entry in enumerate(spent):
            part = min(minor - back, wallet._still_taken(entry)) if entry.purse == purse else 0
            if part > 0:
                wallet.give_back(entry, wallet._from_minor(purse, part), self._club_cause(wallet.program_id, sequence=number))
                back += part
        return back

    def _club_owed_back(self, spent, returns):
        """Minor units (points: points) of these debits that the returns so far owe back: half-up(debited x returned share)."""
        origin, owed = returns.origin_id[:1], 0
        if not spent:
            return 0
        total = origin.program_id._to_minor(origin.amount)
        back = min(total, -origin.program_id._to_minor(sum(origin.return_ids.mapped("amount"))))
        for entry in spent:
            debited = -entry.wallet_id._to_minor(entry.purse, entry.amount)
            given = debited - entry.wallet_id._still_taken(entry)
            owed += max(0, (half_up(debited * back, total) if total > 0 else 0) - given)
        return owed

    def _club_is_exchange(self, returns):
        """Whether goods were sold in the same order: then their price may have used what bonus had paid."""
        lines = self.lines - self._club_deduction_lines(returns.program_id[:1])
        return bool(lines.filtered(lambda line: line.qty > 0))
