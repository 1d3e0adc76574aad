"""A code of six digits that a member gets by SMS to confirm one thing, once.

Nobody may read the table, and it does not hold the code but a keyed hash of it (the key is the database's secret). In clear the
code stands in the queued `sms.sms` alone, until the gateway has had it (`sms_sms.py`), also while it waits in the club's own
outbox (`club_message.py`); a copied database loses it in `data/neutralize.sql`. Rows are kept for a day, because the limits
count them.
"""

import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import consteq
from odoo.tools.misc import hmac
from psycopg2.errors import UniqueViolation

from ..engine import text

DIGITS = 6
VALID = timedelta(minutes=5)
TRIES = 5
RESEND_AFTER = timedelta(seconds=60)
HOUR = timedelta(hours=1)
MOST_PER_MEMBER = 5  # in an hour, to a member and to a phone
MOST_PER_SESSION = 30  # in an hour, from one till
KEPT = timedelta(days=1)


class ClubOneTimeCode(models.Model):
    _name = "club.one.time.code"
    _description = "One-time Code"
    _order = "id desc"
    _log_access = False

    member_id = fields.Many2one("club.member", required=True, ondelete="cascade")
    purpose = fields.Selection([("payment", "Wallet payment")], required=True)
    session_id = fields.Many2one("pos.session", ondelete="cascade", index="btree_not_null")
    code_hash = fields.Char(required=True)
    sent_at = fields.Datetime(required=True)
    expires_at = fields.Datetime(required=True)
    tries = fields.Integer(required=True, default=0)
    state = fields.Selection(
        [("live", "Live"), ("used", "Used"), ("replaced", "Replaced by a later one")], default="live", required=True)
    used_for = fields.Char(help="What it confirmed: asked again for the same, the same code still holds.")

    _one_live = models.UniqueIndex("(member_id, purpose) WHERE state = 'live'")
    _of_member = models.Index("(member_id, sent_at)")

    @api.model
    def _send(self, member, purpose, session=None):
        """Send a new code to a member's phone; it replaces the one before. Returns a refusal (code, sentence) or None."""
        phone, now = member.partner_id.phone_sanitized, fields.Datetime.now()
        if refused := self._refuse_to_send(member, purpose, session, phone, now):
            return refused
        code = f"{secrets.randbelow(10 ** DIGITS):0{DIGITS}}"
        live = self.search([("member_id", "=", member.id), ("purpose", "=", purpose), ("state", "=", "live")])
        live.write({"state": "replaced"})
        live._withdraw()
        try:
            with self.env.cr.savepoint():
                sent = self.create({
                    "member_id": member.id, "purpose": purpose, "session_id": session and session.id,
                    "sent_at": now, "expires_at": now + VALID, "code_hash": self._digest(member, purpose, now, code)})
        except UniqueViolation:  # another till sent one in this very moment
            return self._refuse_to_wait(RESEND_AFTER)
        company = session.company_id if session else member.branch_id.company_id or self.env.company
        self.env["sms.sms"].create({
            "number": phone, "body": member.program_id._code_message(member, code), "club_code_id": sent.id, "club_code": code,
            "club_company_id": company.id})
        self.env.ref("customer_club.club_one_time_code_cron")._trigger()
        return None

    def _refuse_to_send(self, member, purpose, session, phone, now):
        if not phone:
            return "no_phone", self.env._("The member has no phone number that a code could be sent to.")
        last = self.search([("member_id", "=", member.id), ("purpose", "=", purpose)], limit=1)
        if last and last.sent_at + RESEND_AFTER > now:
            return self._refuse_to_wait(last.sent_at + RESEND_AFTER - now)
        lately = [("sent_at", ">", now - HOUR)]
        same = ["|", ("member_id", "=", member.id), ("member_id.partner_id.phone_sanitized", "=", phone)]
        if (count := self.search_count([*lately, *same])) >= MOST_PER_MEMBER:
            return "too_many", self.env._(
                "%(count)s codes went to this phone within the hour, and %(most)s is the most. Choose another way to pay.",
                count=count, most=MOST_PER_MEMBER)
        if session and (count := self.search_count([*lately, ("session_id", "=", session.id)])) >= MOST_PER_SESSION:
            return "too_many", self.env._(
                "This till sent %(count)s codes within the hour, and %(most)s is the most. Choose another way to pay.",
                count=count, most=MOST_PER_SESSION)
        return None

    def _refuse_to_wait(self, left):
        return "wait", self.env._(
            "A code is on its way. Another can be sent in %s seconds.", max(1, round(left.total_seconds())))

    @api.model
    def _check(self, member, purpose, typed, used_for):
        """Use up a member's code for `used_for`. Returns a refusal (code, sentence), having counted the try, or None.

        The same code again for the same `used_for` is good while it is valid: a till that lost the answer asks again.
        """
        sent = self.search([("member_id", "=", member.id), ("purpose", "=", purpose)], limit=1)
        if not sent:
            return "code_expired", self.env._("No code was sent to this member. Send one first.")
        if sent.expires_at <= fields.Datetime.now():
            return "code_expired", self.env._(
                "The code is no longer valid after %s minutes. Send another.", VALID.seconds // 60)
        if sent.tries >= TRIES:
            return "code_locked", self.env._("%s wrong codes were typed. Send another.", TRIES)
        digest = self._digest(member, purpose, sent.sent_at, text.ascii_digits(str(typed)).strip())
        if not consteq(digest, sent.code_hash):
            sent.tries += 1
            left = TRIES - sent.tries
            return "code_wrong", self.env._("The code is wrong. Tries left: %s.", left)
        if sent.state == "used" and sent.used_for != used_for:
            return "code_used", self.env._("The code was used already. Send another.")
        sent.write({"state": "used", "used_for": used_for})
        return None

    def _digest(self, member, purpose, sent_at, code):
        # sudo: the database's secret is the key
        return hmac(self.sudo().env, self._name, (member.id, purpose, fields.Datetime.to_string(sent_at), code))

    # -- the message, and what is left of it --------------------------------------------------------------------------

    def _messages(self):
        """The messages of these codes that the gateway has not had, as far as no other job is sending them just now."""
        return self.env["sms.sms"].search(
            [("club_code_id", "in", self.ids), ("state", "=", "outgoing")]).try_lock_for_update()

    def _withdraw(self):
        handed = self.env["sms.sms"].search([("club_code_id", "in", self.ids), ("state", "=", "process")])
        self.env["club.message"]._withdraw_codes(handed.mapped("uuid"))
        handed.write({"body": False, "club_code": False})
        self._messages().unlink()

    @api.model
    def _cron_send(self):
        """Send what waits, ahead of whatever else is in the SMS queue; what has expired meanwhile goes unsent."""
        waiting = self.search([("state", "=", "live"), ("sent_at", ">", fields.Datetime.now() - HOUR)])
        late = waiting.filtered(lambda code: code.expires_at <= fields.Datetime.now())
        late._withdraw()
        (waiting - late)._messages().send()
        self.env["club.message"]._through_gateways("_send_due", event="code")

    @api.autovacuum
    def _gc_old(self):
        """Nightly: codes of yesterday go, and their messages with them."""
        self.search([("sent_at", "<", fields.Datetime.now() - KEPT)], limit=10_000).unlink()
