"""Who stands at the till: audited calls that find a member by phone, card, QR code or name.

They answer plain JSON, since cashiers have no access to club records, and find through an index, whatever the number of
members.
"""

from datetime import timedelta

from odoo import fields, models

from ..engine import text
from .club_member import CARD_DIGITS, luhn_digit

MISSES = 20
MISS_WINDOW = timedelta(minutes=10)
MOST_FOUND = 5
LONGEST_CODE = 64
SHORTEST_NAME = 3


class PosSession(models.Model):
    _inherit = "pos.session"

    def club_identify(self, query):
        """Find the member whose phone or card this is, in any usual spelling and in any digits.

        Answers {"found": [member]} with at most five members, or {"found": [], "code", "message", "phone"}: `not_found`
        (`phone`: the number as it would be stored, or None), `lost_card`, `too_many_misses`, `not_allowed`. A member is what
        `_club_answer` tells. The till may miss twenty times in ten minutes.
        """
        session, program = self._club_at_till()
        if not program:
            return {"found": [], "code": "not_allowed", "message": self.env._("No club programme runs at this till.")}
        if session._club_too_many_misses():
            return {"found": [], **session._club_missed_too_often()}
        typed = text.ascii_digits(str(query or "")).strip()
        phone, members = session._club_find(program, typed)
        session.env["club.identification"].create({
            "session_id": session.id, "member_id": members[:1].id, "found": bool(members)})
        if members:
            return {"found": [session._club_answer(member) for member in members]}
        if lost := session.env["club.member"]._lost_card(program, typed, "".join(filter(str.isdigit, typed))):
            return {"found": [], "code": "lost_card", "message": lost._sentence()}
        return {"found": [], "code": "not_found", "phone": phone, "message": self.env._("Nobody has this phone or card.")}

    def club_search(self, name):
        """Members of this name or part of it, for the till's search on Enter: {"found": [member]}, at most five, or
        {"found": [], "code", "message"}: `not_allowed`, `too_short`, `not_found`."""
        session, program = self._club_at_till()
        name = str(name or "").strip()
        if not program:
            return {"found": [], "code": "not_allowed", "message": self.env._("No club programme runs at this till.")}
        members = session.env["club.member"]
        if len(members._key_of(name)) < SHORTEST_NAME:
            return {"found": [], "code": "too_short", "message": self.env._(
                "Type at least %(need)s letters of the name; these are %(have)s.", need=SHORTEST_NAME, have=len(name))}
        members = members.search(
            [("program_id", "=", program.id), ("name_key", "ilike", members._key_of(name))], limit=MOST_FOUND)
        session.env["club.identification"].create({"session_id": session.id, "found": bool(members)})
        if not members:
            return {"found": [], "code": "not_found", "message": self.env._("No member has this name.")}
        return {"found": [session._club_answer(member) for member in members]}

    def club_of_partner(self, partner_id):
        """The member who is this customer, for a customer that was chosen from the till's own list: {"found": [member]}."""
        session, program = self._club_at_till()
        if not program or not isinstance(partner_id, int):
            return {"found": []}
        member = session.env["club.member"].search([("program_id", "=", program.id), ("partner_id", "=", partner_id)], limit=1)
        if member:
            session.env["club.identification"].create({"session_id": session.id, "member_id": member.id, "found": True})
        return {"found": [session._club_answer(one) for one in member]}

    # -- what these are made of ---------------------------------------------------------------------------------------

    def _club_at_till(self):
        """This session with all rights, and the programme of its till (or none). Refuses who may not see the session."""
        self.ensure_one()
        self.check_access("read")
        # sudo: cashiers have no access to club records; these calls tell them what they need of one customer
        session = self.sudo()
        program = session.config_id._club_program() if session.state != "closed" else self.env["club.program"]
        return session, program

    def _club_too_many_misses(self):
        """Counted per till: a new session does not start anew."""
        since = fields.Datetime.now() - MISS_WINDOW
        sessions = self.search([("config_id", "=", self.config_id.id), "|", ("stop_at", "=", False), ("stop_at", ">", since)])
        return self.env["club.identification"].search_count(
            [("session_id", "in", sessions.ids), ("found", "=", False), ("create_date", ">", since)], limit=MISSES) >= MISSES

    def _club_missed_too_often(self):
        return {"code": "too_many_misses", "message": self.env._(
            "%s codes or numbers that nobody has were tried at this till. Wait ten minutes.", MISSES)}

    def _club_find(self, program, typed):
        """(phone as it is stored or None, members) of what was typed or scanned."""
        members, domain = self.env["club.member"], [("program_id", "=", program.id)]
        digits = "".join(char for char in typed if char.isdigit())
        if len(digits) == CARD_DIGITS and luhn_digit(digits[:-1]) == digits[-1]:
            if member := members._of_card(program, digits).filtered("active"):
                return None, member
        elif typed and (member := members._of_card(program, typed).filtered("active")):
            return None, member
        phone = members._phone_of(typed, self.company_id)
        return phone, members.search([*domain, ("phone_key", "=", phone)]) if phone else members

    def _club_answer(self, member):
        """What the till may know of a member: {"id", "partner", "name", "phone", "card", "state", "tier", "next_tier",
        "balances", "facts", "facts_on"}; balances are what can be spent now; `next_tier` as `_tier_next` tells it; `facts`
        is the engine's member, `facts_on` its date."""
        program, branch = member.program_id, self.config_id.club_branch_id
        now = fields.Datetime.now()
        today, wallet = branch._local_time(now).date(), member.wallet_id
        return {
            "id": member.id, "name": member.partner_id.name, "phone": self._club_masked_phone(member),
            "card": member.card_number, "state": member.state, "has_pin": bool(member.pin_hash),
            "tier": member._tier_label(),
            "next_tier": member._tier_next(self.currency_id, self.company_id),
            "balances": wallet._tell_available(now),
            "facts": member._to_engine(today, self.env["club.offer.use"]._counts(member, program._today(now))),
            "facts_on": today.isoformat(), "partner": member.partner_id.id,
            "records": {"res.partner": member.partner_id._load_pos_data_read(member.partner_id, self.config_id)},
        }

    def _club_masked_phone(self, member):
        phone = member.partner_id.phone_sanitized or ""
        return phone and f"{phone[:-7]}•••••{phone[-2:]}"
