"""Returns of till orders: what was earned is taken back, what the wallet paid goes back to its purses.

Of each return the part that bonus and points paid goes back to them; only paid credit and money may leave as money. A till that
was offline may have paid out more: that is put before staff, the sale stays.
"""

from odoo import models

from ..engine.money import half_up


class PosOrder(models.Model):
    _inherit = "pos.order"

    def _club_record_return(self, program, returned):
        """Write the return of these lines, one purchase per order they came from, and take back what they earned."""
        purchases = self.env["club.purchase"]
        for order, lines in returned.grouped(lambda line: line.refunded_orderline_id.order_id).items():
            origin = purchases.search([("pos_order_id", "=", order.id), ("origin_id", "=", False)])
            origin._lock_for_return()
            purchase = purchases.create({
                **self._club_purchase_values(program, origin.member_id, lines), "origin_id": origin.id,
                "source_key": f"{self._club_key()}:return" if not purchases else f"{self._club_key()}:{order.id}:return"})
            purchases |= purchase
            sold = lines.refunded_orderline_id
            purchase._take_back({
                award: award._returned_share() for award in origin.award_line_ids
                if award.pos_order_line_id in sold})
            purchase._close_when_wholly_returned()
        return purchases

    def _club_refund_wallet(self, program, member, amount, returns):
        """Give `amount` to the wallet: first what bonus and points are owed, then paid credit."""
        member = returns.member_id[:1] or member
        if not member:
            if amount:
                returns[:1].shortfall = -amount
                self._club_alert("shortfall", self.env._("%s went back to a wallet, but the order has no member.", amount), program)
            return
        wallet, cause, rest = member.wallet_id, self._club_cause(program), program._to_minor(amount)
        given = dict.fromkeys(("paid", "bonus", "points"), 0)
        spent = returns.origin_id._wallet_debits()
        for purse, price in (("bonus", 1), ("points", program._to_minor(program.point_price))):
            owed = self._club_owed_back(spent.filtered(lambda entry, purse=purse: entry.purse == purse), returns)
            count = min(owed, rest // price) if price else 0
            if owed > count and not self._club_is_exchange(returns):
                self._club_alert("return", self.env._(
                    "%(owed)s of the wallet's %(purse)s should have gone back to it; %(back)s did.", purse=purse,
                    owed=wallet._from_minor(purse, owed), back=wallet._from_minor(purse, count)), program, member_id=member.id)
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
        return bool(self.lines.filtered(lambda line: line.qty > 0))
