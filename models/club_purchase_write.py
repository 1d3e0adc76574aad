"""How a purchase is written: its row, its awards, what they earn, and what a return takes back.

The same for tills and invoices; the source says what was sold, this file what the club does with it.
"""

import json
from datetime import timedelta
from decimal import Decimal

from odoo import fields, models
from odoo.tools import SQL

from ..engine.ledger import expiry
from ..engine.money import half_up, spread
from .club_program_wallet import AWAITING
from .club_wallet import Cause, Credit

COUNTS = SQL("origin_id IS NULL AND wholly_returned IS NOT TRUE")  # purchases that are a member's visits


class ClubPurchase(models.Model):
    _inherit = "club.purchase"

    def _entry_key(self):
        """Source key of this purchase's ledger entries: that of its document."""
        return self.source_key.removesuffix(":return")

    def _cause(self, **values):
        program_company = self.program_id._company(self.company_id)
        return Cause(self._entry_key(), program_company_id=program_company.id or None, branch_id=self.branch_id.id or None,
                     **values)

    # -- a sale -------------------------------------------------------------------------------------------------------

    def _write_awards(self, rows, documents, book):
        """Write the engine's `applied` rows, given by an offer book, as award lines.

        `documents`: engine line id -> columns naming the document's line. Gifts stand on a row of their own, which names
        no line.
        """
        program, awards = self.program_id, []

        def stored(minor):
            return Decimal(minor).scaleb(-program.minor_digits)

        for row in rows:
            own = {"offer_id": row["offer"], "revision_id": book._of_offer("revisions", row["offer"])}
            gives = row["lines"], row["credit_lines"], row["points_lines"]
            for line_id in dict.fromkeys(key for part in gives for key in part):
                discount, credit, points = (part.get(line_id, 0) for part in gives)
                awards.append({**own, **documents[line_id], "points": points, "discount": stored(discount),
                               "credit": stored(credit)})
            if row["gifts"]:
                awards.append({**own, "gifts": json.dumps(row["gifts"])})
        self._insert_awards(awards)
        self.saved = program._from_minor(sum(row["discount_minor"] for row in rows))

    def _insert_awards(self, awards):
        """Insert award lines (column -> value each), in SQL: an order has as many as lines times offers that apply."""
        names = ("offer_id", "revision_id", "pos_order_line_id", "move_line_id", "discount", "credit", "points", "gifts")
        same = self.id, self.program_id.id, self.env.uid, self.env.uid, self.env.cr.now(), self.env.cr.now()
        if not awards:
            return
        rows = self.env.cr.execute_values(
            "INSERT INTO club_award_line (purchase_id, program_id, create_uid, write_uid, create_date, write_date, "
            f"{', '.join(names)}) VALUES %s RETURNING id", [(*same, *map(award.get, names)) for award in awards], fetch=True)
        lines = self.env["club.award.line"].browse([row[0] for row in rows])
        for name, empty in (("offer_id", None), ("pos_order_line_id", None), ("discount", 0), ("credit", 0), ("points", 0)):
            # What is known need not be read again: the sale is earned on these right away.
            values = (award.get(name, empty) for award in awards)
            lines._fields[name]._insert_cache(
                lines, [float(value) if isinstance(value, Decimal) else value for value in values])
        self.invalidate_recordset(["award_line_ids"])
        self._fields["award_line_ids"]._insert_cache(self, [lines._ids])

    def _note_wallet_payment(self, entries, shortfall):
        """Tell the purchase what each purse paid of it."""
        price = self.program_id.point_price
        paid = {purse: -sum(entry.amount for entry in entries if entry.purse == purse) for purse in ("paid", "bonus", "points")}
        self.write({
            "paid_by_paid": paid["paid"], "paid_by_bonus": paid["bonus"], "paid_by_points": paid["points"] * price,
            "shortfall": shortfall})

    def _money_share(self):
        """(numerator, denominator) of what earns: all that bonus and points did not pay, in minor units."""
        program = self.program_id
        if not program._company(self.company_id).may_issue:
            return 0, 1
        total = program._to_minor(self.amount)
        if program.earn_on_bonus or total <= 0:
            return 1, 1
        return max(0, total - program._to_minor(self.paid_by_bonus + self.paid_by_points)), total

    def _finish_sale(self, book):
        """Earn what the awards of an offer book give, count the visit and the offers' uses."""
        self._scale_awards()
        if self.member_id:
            self._earn(book)
        self._count_visit(1)
        self._count_uses()

    def _scale_awards(self):
        """Lower credit and points to the share that money paid: each offer's total half-up, spread over its lines."""
        share, total = self._money_share()
        if share == total:
            return
        to_minor, from_minor = self.program_id._to_minor, self.program_id._from_minor
        for awards in self.award_line_ids.grouped("offer_id").values():
            for name, inward, outward in (("credit", to_minor, from_minor), ("points", int, int)):
                weights = [inward(award[name]) for award in awards]
                if not any(weights):
                    continue
                for award, part in zip(awards, spread(half_up(sum(weights) * share, total), weights), strict=True):
                    award[name] = outward(part)

    def _earn(self, book):
        """Credit what each offer gives: one lot per offer and purse, with the validity that the offer states."""
        totals, earned = {}, dict.fromkeys(("bonus", "points"), 0)
        for award in self.award_line_ids:
            for purse, amount in (("bonus", award.credit), ("points", award.points)):
                totals[award.offer_id.id, purse] = totals.get((award.offer_id.id, purse), 0) + amount
        credits = [
            Credit(purse, amount, offer_id, *self._lot_dates(book._of_offer("lots", offer_id, {}), purse))
            for (offer_id, purse), amount in totals.items() if self.program_id._to_minor(amount) > 0]
        if not credits:
            return
        self.member_id.wallet_id.earn_all(credits, self._cause())
        for credit in credits:
            earned[credit.purse] += credit.amount
        self.write({
            "earned_credit": earned["bonus"], "earned_points": earned["points"],
            "points_pending": any(credit.pending_until for credit in credits if credit.purse == "points")})

    def _lot_dates(self, lots, purse):
        """(pending until, last day of use) of what an offer gives; `lots`: the offer's rules by kind of lot."""
        rule = lots.get("credit" if purse == "bonus" else purse)
        if not rule:
            return None, None
        now, days = fields.Datetime.now(), rule["pending_days"]
        usable_from = self.program_id._today(now) + timedelta(days=days)
        pending_until = now + timedelta(days=days) if days else AWAITING if rule.get("waits") else None
        return pending_until, expiry.expires_on(self._lapse_rule(rule), usable_from)

    def _lapse_rule(self, rule):
        """The engine's rule in what an offer book says of a lot; books of older versions tell the days only."""
        if "expiry" in rule:
            return expiry.Rule(**rule["expiry"])
        return expiry.Rule(expiry.DAYS, rule["valid_days"]) if rule["valid_days"] else expiry.Rule()

    def _count_visit(self, change):
        """Update the member's facts, in SQL: a sale writes one row of its own member and tracks nothing."""
        member, facts = self.member_id, self._facts(change) if self.member_id else {}
        if not facts:
            return
        member.flush_recordset(list(facts))
        columns = SQL(", ").join(map(SQL.identifier, facts))
        [values] = self.env.execute_query(SQL(
            "UPDATE club_member SET (%s) = ROW(%s) WHERE id = %s RETURNING %s",
            columns, SQL(", ").join(facts.values()), member.id, columns))
        for name, value in zip(facts, values, strict=True):
            field = member._fields[name]
            field._update_cache(member, field.convert_to_cache(value, member))

    def _facts(self, visits):
        """{column of the member: its new value in SQL} for this purchase, which counts for `visits` (1, 0 or -1)."""
        if not visits:
            return {}
        if visits > 0:
            last = SQL("GREATEST(last_purchase_at, %s)", (self.origin_id or self).purchased_at)
        else:
            self.env["club.purchase"].flush_model(["wholly_returned", "purchased_at", "member_id"])
            last = SQL("(SELECT MAX(purchased_at) FROM club_purchase WHERE member_id = %s AND %s)", self.member_id.id, COUNTS)
        return {"visits": SQL("COALESCE(visits, 0) + %s", visits), "last_purchase_at": last}

    def _count_uses(self):
        """Record the offers' uses, as rows of their own: no sale updates an offer."""
        budgets = {}
        for award in self.award_line_ids:
            budgets[award.offer_id.id] = budgets.get(award.offer_id.id, 0) + award.discount + award.credit
        if budgets:
            self.env["club.offer.use"]._record(self, budgets)

    # -- a return -----------------------------------------------------------------------------------------------------

    def _lock_for_return(self):
        """Two tills returning from one purchase at once: the second waits, fails and is tried again with the first's rows."""
        self.env.cr.execute(SQL(
            "UPDATE club_purchase SET return_count = COALESCE(return_count, 0) + 1 WHERE id = ANY(%s)", self.ids))

    def _wallet_debits(self):
        """The ledger entries with which wallets paid for these purchases, oldest first."""
        return self.env["club.wallet.entry"].search([
            ("source_key", "in", [purchase._entry_key() for purchase in self]), ("kind", "in", ("spend", "overdraw")),
            ("member_id", "in", (self.member_id | self.member_id.merged_ids).ids)], order="id")

    def _take_back(self, shares):
        """Take back what the origin's awards gave for what is returned; `shares` as in `_to_take_back`."""
        rows, clawed = self._to_take_back(shares)
        self.env["club.award.line"].create([{**row, "purchase_id": self.id} for row in rows])
        self._claw_back(clawed)

    def _to_take_back(self, shares):
        """(values of award lines, {(offer id, purse): amount}) that a return takes back of awards.

        `shares`: award line of the origin -> (returned so far, of), both integers. Taken back so far = half-up(award x share);
        this return takes the difference to what earlier returns took.
        """
        earlier = self.env["club.award.line"].search([("origin_id", "in", [award.id for award in shares])]).grouped("origin_id")
        program, rows, clawed = self.program_id, [], {}
        for award, (returned, of) in shares.items():
            row = {"program_id": program.id, "offer_id": award.offer_id.id,
                   "revision_id": award.revision_id.id, "origin_id": award.id}
            for name in ("discount", "credit", "points"):
                inward = int if name == "points" else program._to_minor
                taken = -sum(inward(back[name]) for back in earlier.get(award, ()))
                minor = half_up(inward(award[name]) * returned, of) - taken
                row[name] = -(minor if name == "points" else program._from_minor(minor))
                if minor and name != "discount":
                    key = award.offer_id.id, "bonus" if name == "credit" else "points"
                    clawed[key] = clawed.get(key, 0) - row[name]
            rows.append(row)
        return rows, clawed

    def _claw_back(self, amounts):
        """Debit the wallet with what is taken back: (offer id, purse) -> amount; what it cannot give stays on the row."""
        if not self.member_id:
            return
        missing = 0
        for (offer_id, purse), amount in sorted(amounts.items()):
            _entry, short = self.member_id.wallet_id.claw_back(
                purse, amount, self._cause(sequence=offer_id), of_source=self.origin_id._entry_key())
            missing += short * (self.program_id.point_price if purse == "points" else 1)
        self.write({
            "not_taken_back": missing,
            "earned_credit": -sum(amount for (_offer, purse), amount in amounts.items() if purse == "bonus"),
            "earned_points": -sum(amount for (_offer, purse), amount in amounts.items() if purse == "points")})

    def _close_when_wholly_returned(self):
        """Once nothing is left of the origin, its visit and its offers' uses no longer count."""
        origin = self.origin_id
        closes = bool(origin) and not origin.wholly_returned and self._nothing_left()
        if closes:
            origin.wholly_returned = True
            self.env["club.offer.use"]._take_back(self, origin)
        self._count_visit(-1 if closes else 0)

    def _nothing_left(self):
        origin = self.origin_id
        if origin.pos_order_id and not origin._credited_minor():
            shares = [line._club_returned_share() for line in origin.pos_order_id.lines if line.qty > 0]
            return all(back >= sold for back, sold in shares)
        left = origin.amount + sum(origin.return_ids.mapped("amount"))
        return self.program_id._to_minor(left) <= 0
