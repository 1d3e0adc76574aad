"""What a programme asks of whoever joins: the same at the till, in the back office and wherever else members are made."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

ASKED = [("no", "Not asked for"), ("optional", "Optional"), ("required", "Required")]
JOIN_FIELDS = ("name", "phone", "email", "birthday", "anniversary", "referrer")
WRITTEN = {  # what a required field is made of: emptying it later is refused
    "phone": {"phone"}, "email": {"email"}, "birthday": {"birth_month", "birth_day"},
    "anniversary": {"anniversary_month", "anniversary_day"}}


class ClubProgram(models.Model):
    _inherit = "club.program"

    join_name = fields.Selection(
        ASKED[1:], "Name", default="optional", required=True, help="Without one, the till writes the phone number instead.")
    join_phone = fields.Selection(
        ASKED[1:], "Phone", default="optional", required=True, help="The till asks for it in any case.")
    join_email = fields.Selection(ASKED, "E-mail", default="no", required=True)
    join_birthday = fields.Selection(ASKED, "Birthday", default="optional", required=True)
    join_anniversary = fields.Selection(ASKED, "Anniversary", default="no", required=True)
    join_referrer = fields.Selection(
        ASKED[:2], "Who brought them", default="no", required=True, help="The card or the code for friends of a member.")
    join_consent = fields.Boolean(
        "Ask for consent", default=True, help="The till asks whether offers and news may be sent by SMS and e-mail.")
    consent_wording = fields.Text(
        "Words of the consent", translate=True, help="Kept with each consent that is given to them. Empty: the till's own.")

    def _join_labels(self):
        return {name: self._fields[f"join_{name}"]._description_string(self.env) for name in JOIN_FIELDS}

    def _join_rules(self):
        """What a till needs to ask: {"fields": {name: "no", "optional" or "required"}, "consent": asked for, "wording"}."""
        return {"fields": {name: self[f"join_{name}"] for name in JOIN_FIELDS}, "consent": self.join_consent,
                "wording": self.consent_wording or ""}


class ClubMember(models.Model):
    _inherit = "club.member"

    ask_phone = fields.Selection(related="program_id.join_phone")
    ask_email = fields.Selection(related="program_id.join_email")
    ask_birthday = fields.Selection(related="program_id.join_birthday")
    ask_anniversary = fields.Selection(related="program_id.join_anniversary")
    ask_referrer = fields.Selection(related="program_id.join_referrer")

    def _join_answers(self):
        """{name: whether this member has it} of what a programme can ask for."""
        partner = self.partner_id
        return {
            "name": bool(partner.name) and partner.name not in (partner.phone, partner.phone_sanitized),
            "phone": bool(partner.phone_sanitized), "email": bool(partner.email),
            "birthday": bool(self.birth_month and self.birth_day),
            "anniversary": bool(self.anniversary_month and self.anniversary_day), "referrer": bool(self.referrer_id)}

    def _refuse_missing(self, names=JOIN_FIELDS):
        """Refuse members who lack what their programme requires, of these fields, and name what is missing."""
        for member in self:
            program, has = member.program_id, member._join_answers()
            missing = [name for name in names if program[f"join_{name}"] == "required" and not has[name]]
            if missing:
                labels = program._join_labels()
                raise ValidationError(self.env._(
                    "Missing: %(fields)s. The programme %(program)s asks everybody for it.",
                    fields=", ".join(labels[name] for name in missing), program=program.name))

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        members._refuse_missing()
        return members

    def write(self, vals):
        done = super().write(vals)
        emptied = [name for name, own in WRITTEN.items() if any(key in vals and not vals[key] for key in own)]
        if emptied and not self.env.su:
            self._refuse_missing(emptied)
        return done
