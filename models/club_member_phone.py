"""When a member's phone number was replaced: whoever pays with the wallet soon after may not be the member."""

from odoo import fields, models
from odoo.tools import SQL


class ClubMember(models.Model):
    _inherit = "club.member"

    phone_changed_at = fields.Datetime(readonly=True, copy=False, help="When one phone number took the place of another.")


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        before = {partner: partner.phone_sanitized for partner in self} if "phone" in vals else {}
        done = super().write(vals)
        changed = [partner.id for partner, phone in before.items() if phone and partner.phone_sanitized != phone]
        if changed:  # in SQL: whoever edits customers need not be able to see members
            self.env.cr.execute(SQL(
                "UPDATE club_member SET phone_changed_at = %s WHERE partner_id = ANY(%s)", fields.Datetime.now(), changed))
            self.env["club.member"].invalidate_model(["phone_changed_at"], flush=False)
        return done
