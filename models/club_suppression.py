"""Whom the club must not write to any more: a keyed hash of a phone or an address, nothing that tells whose it was.

Whoever sends messages or imports lists asks here (`_is_suppressed`). The key is the database's own secret: in another
database the same phone has another hash.
"""

from odoo import api, fields, models
from odoo.tools import email_normalize
from odoo.tools.misc import hmac

SCOPE = "customer_club.suppression"


class ClubSuppression(models.Model):
    _name = "club.suppression"
    _description = "Erased Person"
    _order = "id desc"
    _rec_name = "create_date"

    program_id = fields.Many2one("club.program", required=True, readonly=True, ondelete="cascade")
    kind = fields.Selection([("phone", "Phone"), ("email", "E-mail")], required=True, readonly=True)
    digest = fields.Char(required=True, readonly=True)

    _once = models.UniqueIndex("(program_id, kind, digest)")

    @api.model
    def _digests(self, phone=None, email=None):
        """{kind: keyed hash} of a phone as partners store it (E.164) and of an address."""
        known = {"phone": phone, "email": email_normalize(email or "")}
        return {kind: hmac(self.env(su=True), SCOPE, f"{kind}:{value}") for kind, value in known.items() if value}

    @api.model
    def _suppress(self, program, partner):
        for kind, digest in self._digests(partner.phone_sanitized, partner.email).items():
            if not self.search_count([("program_id", "=", program.id), ("kind", "=", kind), ("digest", "=", digest)], limit=1):
                self.create({"program_id": program.id, "kind": kind, "digest": digest})

    @api.model
    def _is_suppressed(self, program, phone=None, email=None):
        """Whether somebody with this phone or address was erased from the programme."""
        digests = list(self._digests(phone, email).values())
        return bool(self.search_count([("program_id", "=", program.id), ("digest", "in", digests)], limit=1))
