"""Codes at the till: what a typed code is, and setting single-use ones aside before an order is validated."""

from odoo import models

from .pos_order_evaluate import MOST_CODES
from .pos_session_identify import LONGEST_CODE


class PosSession(models.Model):
    _inherit = "pos.session"

    def club_code(self, typed, order_uuid=None, member_id=None):
        """{"digest"}: a code as this till's offer book holds it, with "single": True where it has to be set aside. Or {"code",
        "message"}: `no_code`, `too_many_misses`, `not_allowed`, or why this order may not use it (`code_used` ...).

        A miss counts like one of `club_identify`, so that nobody finds codes by trying.
        """
        session, program = self._club_at_till()
        if not program:
            return {"code": "not_allowed", "message": self.env._("No club programme runs at this till.")}
        if session._club_too_many_misses():
            return session._club_missed_too_often()
        typed, codes = str(typed or "")[:LONGEST_CODE], session.env["club.code"]
        code, token = codes._of_typed(program, typed), codes._token_of(program, typed)
        book = session.env["club.offer.book"]._current(session.config_id.club_branch_id)
        found = bool(code) or book._has_code(token)
        session.env["club.identification"].create({"session_id": session.id, "found": found})
        today = session.config_id.club_branch_id._local_time().date()
        if refused := code and code._refusal(today, session._club_member(program, member_id), str(order_uuid)):
            return {"code": refused[0], "message": refused[1]}
        if not book._has_code(token):
            return {"code": "no_code", "message": self.env._("No offer has the code %s.", typed)}
        return {"digest": token, **({"single": True} if code.batch_id.kind == "single" else {})}

    def club_release(self, order_uuid):
        released = super().club_release(order_uuid)
        # sudo: cashiers have no access to club records; a till gives up what orders of its own programme hold
        session = self.sudo()
        program = session.config_id._club_program()
        held = session.env["club.code"]._held_by(str(order_uuid)).filtered(lambda code: code.program_id == program)
        return held._release() or released

    def _club_reserve(self, order_uuid, request):
        """As before, and "codes": {typed: item} for the request's "codes", the single-use ones of the order."""
        answer = super()._club_reserve(order_uuid, request)
        typed = request.get("codes")
        program = self.config_id._club_program()
        if program and self.state == "opened" and isinstance(typed, list) and typed:
            texts = [text[:LONGEST_CODE] for text in typed[:MOST_CODES] if isinstance(text, str)]
            if self._club_too_many_misses():
                answer["codes"] = dict.fromkeys(texts, {"ok": False, **self._club_missed_too_often()})
            else:
                member = self._club_member(program, request.get("member"))
                answer["codes"] = self.env["club.code"]._reserve(self, texts, order_uuid, member)
        return answer
