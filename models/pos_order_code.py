"""Codes of batches on a paid order: which of them count, and which its offers used.

A sold discount stays. A code that was no longer good when the order arrived (two tills without a connection, or a till that
was tampered with) earns nothing more and is put before staff.
"""

from odoo import models
from odoo.tools import SQL
from psycopg2.extras import Json


class PosOrder(models.Model):
    _inherit = "pos.order"

    def _club_typed_codes(self):
        """{token: code} of the batches' codes that the customer had; the first of each batch counts."""
        till, program, found = self.club_till, self.config_id._club_program(), {}
        typed = self._club_texts(till.get("basket", {}).get("codes")) if isinstance(till, dict) and isinstance(
            till.get("basket"), dict) else []
        for text in typed:
            code = self.env["club.code"]._of_typed(program, text)
            if code:
                found.setdefault(self.env["club.code"]._token_of(program, text), code)
        return found

    def _club_good_codes(self, member, codes):
        """Those of the digests and tokens `codes` that count for this order now, by the server's knowledge."""
        if not codes:
            return codes
        typed = self._club_typed_codes()
        today = self.config_id.club_branch_id._local_time(self.date_order).date()
        self.env["club.code"].union(*typed.values())._lock()
        bad = {token for token, code in typed.items() if code._refusal(today, member, self.uuid)}
        return [code for code in codes if code not in bad]

    def _club_use_codes(self, program, purchase, rows, book):
        """Count the codes that the purchase's offers asked for, and give up what the order held beyond."""
        typed = self._club_typed_codes()
        if not typed:
            return
        asked = book._codes_asked({row["offer"] for row in rows})
        today = self.config_id.club_branch_id._local_time(self.date_order).date()
        codes, wrong = self.env["club.code"].union(*typed.values())._lock(), []
        for token, code in typed.items():
            if token not in asked:
                continue
            refused = code._refusal(today, purchase.member_id, self.uuid)
            if not refused or code.batch_id.kind == "shared":
                code._use(purchase)
            if refused:
                wrong.append(refused[1])
        (codes & self.env["club.code"]._held_by(self.uuid))._release()
        self._club_forget_codes(program)
        if wrong:
            self._club_alert("code", self.env._(
                "%(reasons)s What the order saved by it, %(saved)s, stays.", reasons=" ".join(wrong),
                saved=program._money(purchase.saved)), program, member_id=purchase.member_id.id)

    def _club_forget_codes(self, program):
        """Leave only the ends of single-use codes in what the till sent: one that gave nothing is still good."""
        told = []
        for text in self.club_till["basket"]["codes"]:
            code = self.env["club.code"]._of_typed(program, text) if isinstance(text, str) else None
            told.append(code.display_name if code and code.batch_id.kind == "single" else text)
        self.flush_recordset(["club_till"])
        self.env.cr.execute(SQL(
            "UPDATE pos_order SET club_till = jsonb_set(club_till, '{basket,codes}', %s) WHERE id = %s", Json(told), self.id))
        self.invalidate_recordset(["club_till"])


class ClubOfferBook(models.Model):
    _inherit = "club.offer.book"

    def _codes_asked(self, offer_ids):
        """All that these offers' conditions list as codes."""
        return {
            code for offer in self._known()[0]["offers"] if offer["id"] in offer_ids
            for condition in offer["conditions"] if condition["kind"] == "code" for code in condition["in"]}


class ClubPurchase(models.Model):
    _inherit = "club.purchase"

    def _close_when_wholly_returned(self):
        open_before = not self.origin_id.wholly_returned
        super()._close_when_wholly_returned()
        if open_before and self.origin_id.wholly_returned:
            for use in self._code_uses():
                if use.batch_id.back_on_return:
                    use.code_id._lock()._give_back(self)

    def _count_uses_again(self):
        super()._count_uses_again()
        for use in self._code_uses():
            code = use.code_id._lock()
            if code.state in ("free", "given") and use.batch_id.back_on_return or use.batch_id.kind == "shared":
                code._use(self)

    def _code_uses(self):
        return self.env["club.code.use"].search([("purchase_id", "=", self.origin_id.id), ("quantity", ">", 0)])
