"""Joining at the till, in the same dialog that found nobody: with what the programme asks for.

`values`: {"name", "phone", "email", "birth_month", "birth_day", "anniversary_month", "anniversary_day", "calendar",
"referrer": card or code for friends, "consent": agreed to offers, "wording": the words the customer saw}; whatever else
a till sends is not looked at.
"""

from odoo import fields, models
from odoo.exceptions import ConcurrencyError, UserError, ValidationError
from psycopg2.errors import UniqueViolation

from ..engine import text

LONGEST = 200
DATES = ("birth_month", "birth_day", "anniversary_month", "anniversary_day")
ONCE = ("club_member_phone_once", "club_member_partner_once")


class PosSession(models.Model):
    _inherit = "pos.session"

    def club_join(self, values):
        """Join a customer at the till. The phone is needed always, the rest as the programme says.

        Answers {"member": member}; for a phone that a member has, that member; else {"code", "message"}: `phone` (it is
        none), `refused` (something is missing or wrong), `not_allowed`.
        """
        session, program = self._club_at_till()
        if not program:
            return {"code": "not_allowed", "message": self.env._("No club programme runs at this till.")}
        try:
            with self.env.cr.savepoint():
                member = session.config_id._club_join(program, values)
        except UserError as refusal:
            return {"code": "refused", "message": str(refusal)}
        if not member:
            phone = values.get("phone") or "" if isinstance(values, dict) else ""
            return {"code": "phone", "message": self.env._("This is not a phone number: %s.", phone)}
        session.env["club.identification"].create({"session_id": session.id, "member_id": member.id, "found": True})
        return {"member": session._club_answer(member)}


class PosOrder(models.Model):
    _inherit = "pos.order"

    club_join = fields.Json(
        copy=False, help="Who wants to join, said while the till was offline: `values` of `club_join`. Emptied when they have.")

    def _club_identify(self, program, returned):
        """A customer who joined without a connection is a member before the order is settled; a refusal is put before staff."""
        if self.club_join and not self.partner_id:
            try:
                with self.env.cr.savepoint():
                    member = self.config_id._club_join(program, self.club_join)
                    if not member:
                        raise UserError(self.env._("This is not a phone number: %s.", self._club_join_phone()))
                    self.partner_id = member.partner_id
                    self.club_join = False
            except UserError as refusal:
                self._club_alert("member", self.env._("a customer could not join: %s", refusal), program)
        return super()._club_identify(program, returned)

    def _club_join_phone(self):
        return self.club_join.get("phone") or "" if isinstance(self.club_join, dict) else ""


class PosConfig(models.Model):
    _inherit = "pos.config"

    def _club_join(self, program, values):
        """The member with the phone of `values`: the one who has it, else a new one; an empty record for no phone.

        Needs to be called with sudo. Two tills at once: the second request is tried again and finds the first's member.
        """
        members = self.env["club.member"]
        said = {name: str(value).strip()[:LONGEST] if isinstance(value, (str, int)) and value is not False else ""
                for name, value in values.items()} if isinstance(values, dict) else {}
        phone = members._phone_of(said.get("phone"), self.company_id)
        if not phone:
            return members
        if found := members.search([("program_id", "=", program.id), ("phone_key", "=", phone)]):
            return found
        if gone := members.with_context(active_test=False).search([
                ("program_id", "=", program.id), ("phone_key", "=", phone)], limit=1):
            raise UserError(self.env._(
                "%s was a member before. A manager can bring the membership back.", gone.display_name))
        try:
            member = self._club_new_member(program, phone, said)
            self.env.flush_all()
        except UniqueViolation as error:
            if error.diag.constraint_name not in ONCE:
                raise
            raise ConcurrencyError("another till has just joined this phone") from error
        if program.join_consent and said.get("consent") == "True":
            self.env["club.consent"]._record(
                member, True, ("sms", "email"), ["marketing"], "till", program.consent_wording or said.get("wording"))
        return member

    def _club_new_member(self, program, phone, said):
        partners, members = self.env["res.partner"].with_context(tracking_disable=True), self.env["club.member"]
        partner = partners.search([("phone_sanitized", "=", phone), ("company_id", "in", (False, self.company_id.id))], limit=1)
        if not partner:
            partner = partners.create({"name": said.get("name") or phone, "phone": phone})
        if said.get("email") and not partner.email:
            partner.email = said["email"]
        values = {name: self._club_number(said[name]) for name in DATES if said.get(name)}
        if said.get("calendar") in ("gregorian", "jalali"):
            values["calendar"] = said["calendar"]
        if typed := said.get("referrer"):
            referrer = members._referrer_of(program, typed)
            if not referrer:
                raise ValidationError(self.env._("Nobody has the card or the code for friends %s.", typed))
            values["referrer_id"] = referrer.id
        return members.create({
            "program_id": program.id, "partner_id": partner.id, "branch_id": self.club_branch_id.id, **values})

    def _club_number(self, typed):
        plain = text.ascii_digits(typed)
        if not (plain.isascii() and plain.isdigit() and len(plain) < 5):
            raise ValidationError(self.env._("“%s” is no number of a day or a month.", typed))
        return int(plain)
