"""How members are found: by phone, card or name, however they are spelled, and through an index.

A phone stands at its customer; the member repeats it in E.164, so that the database keeps it unique in a programme.
"""

from odoo import api, fields, models
from odoo.addons.phone_validation.tools.phone_validation import phone_format
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..engine import text

PHONE_SIGNS = " +-()./\u200c\u200e\u200f"  # what stands between the digits of a phone or a card


class ClubMember(models.Model):
    _inherit = "club.member"

    name_key = fields.Char(compute="_compute_name_key", store=True, precompute=True, index="trigram")
    phone_key = fields.Char("Phone (E.164)", related="partner_id.phone_sanitized", store=True, precompute=True)
    find = fields.Char("Name, card or phone", compute="_compute_find", search="_search_find")

    _phone_once = models.UniqueIndex(
        "(program_id, phone_key) WHERE phone_key IS NOT NULL", "Another member of the programme has this phone number.")

    _card_ends = models.Index("(reverse(card_number) text_pattern_ops)")
    _phone_ends = models.Index("(reverse(phone_key) text_pattern_ops)")

    @api.model
    def _key_of(self, name):
        """`name` as it is searched for: one yeh and kaf, no spaces and joiners, ASCII digits, lower case."""
        return text.search_key(name or "").replace(" ", "")

    @api.depends("partner_id.name")
    def _compute_name_key(self):
        for member in self:
            member.name_key = self._key_of(member.partner_id.name)

    def _compute_find(self):
        self.find = False

    @api.model
    def _search_find(self, operator, value):
        if operator not in ("ilike", "like", "=", "in") or not value:
            return NotImplemented
        values = [value] if isinstance(value, str) else list(value)
        return fields.Domain.OR(self._found_by(str(one)) for one in values)

    @api.model
    def _search_display_name(self, operator, value):
        if operator == "ilike" and value:
            return self._found_by(value)
        return super()._search_display_name(operator, value)

    @api.model
    def _found_by(self, typed):
        """The domain of members whose name is, or has, what was typed, or whose card or phone ends with it."""
        domain = fields.Domain("name_key", "ilike", self._key_of(typed))
        plain = text.ascii_digits(typed).translate(dict.fromkeys(map(ord, PHONE_SIGNS)))
        if plain.isdigit():
            domain |= self._ending("card_number", plain) | self._found_by_phone(typed)
        return domain

    @api.model
    def _ending(self, name, digits):
        """The domain of members whose card or phone ends with these digits: found through an index."""
        return fields.Domain.custom(to_sql=lambda _model, alias, _query: SQL(
            "reverse(%s) LIKE %s", SQL.identifier(alias, name), f"{digits[::-1]}%"))

    @api.model
    def _found_by_phone(self, typed):
        """The domain of members with this phone in any spelling, or, of part of a number, with its digits at the end."""
        if phone := self._phone_of(typed):
            return fields.Domain("phone_key", "=", phone)
        digits = "".join(filter(str.isdigit, text.ascii_digits(typed)))
        return self._ending("phone_key", digits) if digits else fields.Domain.FALSE

    @api.model
    def _phone_of(self, typed, company=None):
        """A number as customers store it (E.164), or None for what is no phone number in the company's country."""
        country = (company or self.env.company).country_id
        try:
            return phone_format(
                text.ascii_digits(typed), country.code, country.phone_code, force_format="E164") if typed else None
        except UserError:
            return None

    # -- one phone, one member ----------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        default = self._default_program().id
        for program_id in {vals.get("program_id") or default for vals in vals_list}:
            partners = self.env["res.partner"].browse([
                vals["partner_id"] for vals in vals_list
                if vals.get("partner_id") and (vals.get("program_id") or default) == program_id])
            self._refuse_phones_of_others(program_id, {
                partner.phone_sanitized: partner for partner in partners if partner.phone_sanitized})
        return super().create(vals_list)

    def write(self, vals):
        partner = self.env["res.partner"].browse(vals.get("partner_id") or ())
        for member in self if partner.phone_sanitized else ():
            member._refuse_phones_of_others(member.program_id.id, {partner.phone_sanitized: partner})
        return super().write(vals)

    def _refuse_phones_of_others(self, program_id, partners):
        """Refuse customers ({phone: customer}) whose phone another member of the programme has, in a sentence.

        Of two requests at once the database refuses one, by its index.
        """
        # sudo: whoever enters a customer need not be able to see members; only the name is told
        others = self.sudo().with_context(active_test=False).search([
            ("program_id", "=", program_id), ("phone_key", "in", list(partners)), ("id", "not in", self.ids)])
        for other in others:
            if other.partner_id != partners[other.phone_key]:  # a second membership of one customer has a rule of its own
                raise ValidationError(self.env._(
                    "%(phone)s is the phone of %(member)s already; a phone belongs to one member.",
                    phone=other.phone_key, member=other.partner_id.name))


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        if vals.get("phone"):
            country = self.env["res.country"].browse(vals.get("country_id") or ())
            # sudo: whoever edits customers need not be able to see members
            members = self.env["club.member"].sudo().with_context(active_test=False)
            for member in members.search([("partner_id", "in", self.ids)]):
                phone = member.partner_id._phone_format(number=vals["phone"], country=country or member.partner_id.country_id)
                if phone:
                    member._refuse_phones_of_others(member.program_id.id, {phone: member.partner_id})
        return super().write(vals)
