"""Who brought whom: each member has a code to pass on; whoever joins with it, or with the card, names their referrer.

It is said when somebody joins and stays: nobody is brought twice, and nobody brings themselves, not by a detour either.
"""

import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine import text

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another
CODE_SIGNS = 8


class ClubMember(models.Model):
    _inherit = "club.member"

    referral_code = fields.Char(
        copy=False, readonly=True,  # no default: an upgrade would give all members the same one
        help="For friends: whoever joins with it was brought by this member.")
    referrer_id = fields.Many2one(
        "club.member", "Brought by", ondelete="restrict", index="btree_not_null", copy=False, tracking=True,
        domain="[('program_id', '=', program_id), ('id', '!=', id)]")
    referred_ids = fields.One2many("club.member", "referrer_id", "Has brought")

    _referral_code_once = models.UniqueIndex(
        "(program_id, referral_code) WHERE referral_code IS NOT NULL", "This code for friends is already in use.")

    @api.model
    def _new_referral_code(self):
        return "".join(secrets.choice(SIGNS) for _sign in range(CODE_SIGNS))

    @api.model
    def _referrer_of(self, program, typed):
        """The active member of a programme with this code for friends or card, in any digits; else an empty record."""
        plain = "".join(text.ascii_digits(typed).upper().split()).replace("-", "")
        if not plain:
            return self.browse()
        found = self.search([("program_id", "=", program.id), ("referral_code", "=", plain)])
        return (found or self._of_card(program, plain)).filtered(lambda member: member.active and member.state != "left")

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([{"referral_code": self._new_referral_code(), **vals} for vals in vals_list])

    def write(self, vals):
        if "referrer_id" in vals and not self.env.su:
            for member in self:
                if member.referrer_id.id != vals["referrer_id"] and (member.referrer_id or member.visits):
                    raise UserError(self.env._(
                        "Who brought %(member)s is said when they join; it does not change after %(visits)s purchases.",
                        member=member.partner_id.name, visits=member.visits))
        return super().write(vals)

    @api.constrains("referrer_id", "program_id")
    def _check_referrer(self):
        for member in self.filtered("referrer_id"):
            if member.referrer_id.program_id != member.program_id:
                raise ValidationError(self.env._(
                    "%(referrer)s is in another programme than %(member)s.",
                    referrer=member.referrer_id.partner_id.name, member=member.partner_id.name))
            if member._has_cycle("referrer_id"):
                raise ValidationError(self.env._(
                    "%(member)s cannot be brought by themselves, nor by somebody whom they brought.",
                    member=member.partner_id.name))

    def _referrer_chain(self):
        """Who brought this member, who brought them, and so on."""
        chain, one = self.browse(), self.referrer_id
        while one and one not in chain:
            chain, one = chain | one, one.referrer_id
        return chain

    def _repoint(self, target):
        """Whoever the old member brought was brought by the remaining one; no circle comes of it."""
        super()._repoint(target)
        referrer, brought = self.referrer_id, self.with_context(active_test=False).referred_ids - target
        self.referrer_id = False
        if self in target._referrer_chain():
            target.referrer_id = False
        brought.write({"referrer_id": target.id})
        if not target.referrer_id and target not in referrer | referrer._referrer_chain():
            target.referrer_id = referrer
