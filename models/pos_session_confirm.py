"""How a member confirms a wallet payment at the till: by PIN, by a code that is sent as SMS, or either, as the programme says.

Refusals are answers, not exceptions: what was wrong has to be counted.
"""

from odoo import models

from .club_one_time_code import RESEND_AFTER

LEFT_TO_RIGHT = "\u2066%s\u2069"  # a number keeps its order in a sentence from right to left
WAYS = {"none": (), "pin": ("pin",), "sms": ("sms",), "pin_or_sms": ("pin", "sms")}


class PosSession(models.Model):
    _inherit = "pos.session"

    def club_send_code(self, member_id):
        """Send a member the code that confirms a wallet payment.

        Answers {"ok": True, "message", "wait": seconds until another can be sent} or {"ok": False, "code", "message"}.
        """
        session, program = self._club_at_till()
        member = session._club_member(program, member_id) if program else session.env["club.member"]
        if not member or member.state != "active" or "sms" not in WAYS[program.confirm_by]:
            return self._club_refusal("not_allowed", self.env._("No code can be sent to this customer."))
        codes = session.env["club.one.time.code"]
        if refused := codes._send(member, "payment", session):
            return self._club_refusal(*refused)
        phone = LEFT_TO_RIGHT % session._club_masked_phone(member)
        return {
            "ok": True, "message": self.env._("A code was sent to %s.", phone),
            "wait": RESEND_AFTER.seconds}

    def _club_refuse_unconfirmed(self, program, member, order_uuid, request):
        """The refusal of a payment that its member has not confirmed, with the ways that are open to do so; or None."""
        ways = [way for way in WAYS[program.confirm_by] if (way == "pin" and member.pin_hash)
                or (way == "sms" and member.partner_id.phone_sanitized)]
        if "sms" in ways and request.get("code"):
            refused = self.env["club.one.time.code"]._check(member, "payment", request["code"], order_uuid)
            return refused and {**self._club_refusal(*refused), "ways": ways}
        if "pin" in ways and request.get("pin"):
            refused = self._club_refuse_pin(member, request["pin"])
            if refused and refused["code"] == "pin_locked":
                ways.remove("pin")
            return refused and {**refused, "ways": ways}
        return {**self._club_refusal(*self._club_ask_to_confirm(ways, program)), "ways": ways}

    def _club_ask_to_confirm(self, ways, program):
        """(code, sentence) that asks for a confirmation, or says why the member can give none."""
        if ways == ["pin"]:
            return "pin_needed", self.env._("The member's PIN is needed.")
        if ways == ["sms"]:
            return "code_needed", self.env._("A code by SMS is needed from the member.")
        if ways:
            return "pin_needed", self.env._("The member's PIN is needed, or a code by SMS.")
        if program.confirm_by == "pin":
            return "no_pin", self.env._("The member has no PIN, which wallet payments need. Choose another way to pay.")
        if program.confirm_by == "sms":
            return "no_phone", self.env._("The member has no phone number for a code by SMS. Choose another way to pay.")
        return "no_phone", self.env._(
            "The member has neither a PIN nor a phone number for a code by SMS. Choose another way to pay.")

    def _club_refuse_pin(self, member, pin):
        if member._pin_is_locked():
            return self._club_refusal("pin_locked", self.env._("Too many wrong PINs. Try again in a quarter of an hour."))
        if not member._pin_matches(pin):
            return self._club_refusal("pin_wrong", self.env._("The PIN is wrong."))
        return None
