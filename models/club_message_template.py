"""What a message says: per programme, event, channel and language. Where an event has no text, nothing is sent."""

from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.addons.base.models.res_partner import _lang_get
from odoo.exceptions import ValidationError

from ..engine import messages
from .club_labels import selection_labels
from .club_message import CHANNELS, EVENTS

MARKETING = ("offer", "birthday", "anniversary")
ALWAYS = ("name", "club", "card", "tier", "balance", "paid", "bonus", "points")
OWN = {
    "offer": ("offer", "code"),
    "purchase": ("amount", "saved", "earned", "earned_points"), "credit": ("amount",), "lapsing": ("credit", "until"),
    "tier_risk": ("missing", "until"), "code": ("code",), "step": ("amount", "code")}
WITH_TEXT = [(event, label) for event, label in EVENTS if event not in ("code", "other")]


class Template(NamedTuple):
    """A text ready to be filled: `names`, its placeholders."""

    subject: str
    body: str
    names: tuple


class ClubMessageTemplate(models.Model):
    _name = "club.message.template"
    _description = "Text of a Message"
    _order = "program_id, event, channel, lang"
    _rec_name = "event"

    program_id = fields.Many2one(
        "club.program", required=True, ondelete="cascade", index=True,
        default=lambda self: self.env["club.program"].search([], limit=1))
    campaign_id = fields.Many2one("club.campaign", ondelete="cascade", index="btree_not_null", readonly=True)
    step_id = fields.Many2one("club.step", ondelete="cascade", index="btree_not_null", readonly=True)
    event = fields.Selection(WITH_TEXT, required=True, default="offer")
    channel = fields.Selection(CHANNELS, "Sent by", required=True, default="sms")
    lang = fields.Selection(_lang_get, "Language", required=True, default=lambda self: self.env.lang)
    active = fields.Boolean(default=True)
    subject = fields.Char(help="Of an e-mail.")
    body = fields.Text("Text", required=True)
    placeholders = fields.Char("May be filled in", compute="_compute_placeholders")
    preview = fields.Text(compute="_compute_preview")
    length_text = fields.Char("Length", compute="_compute_preview")

    _once = models.UniqueIndex(
        "(program_id, event, channel, lang) WHERE campaign_id IS NULL AND step_id IS NULL AND active",
        "The programme already has a text for this event, channel and language.")
    _once_in_campaign = models.UniqueIndex(
        "(campaign_id, channel, lang) WHERE campaign_id IS NOT NULL",
        "The campaign already has a text for this channel and language.")
    _once_in_step = models.UniqueIndex(
        "(step_id, channel, lang) WHERE step_id IS NOT NULL", "The step already has a text for this channel and language.")
    _of_step = models.Constraint(
        "CHECK((event = 'step') = (step_id IS NOT NULL))", "The text of a step is written at the step, and only there.")

    @api.model
    def _names(self, event):
        return ALWAYS + OWN.get(event, ())

    def _own_names(self):
        """What is filled in here: a step knows an amount or a code, as it gives one; a campaign the offer that it tells of."""
        self.ensure_one()
        unknown = set()
        if self.step_id:
            gives = {"amount": ("credit", "points"), "code": ("code",)}
            unknown = {name for name, rewards in gives.items() if self.step_id.reward not in rewards}
        elif self.campaign_id:
            unknown = {"code"} if self.campaign_id.offer_id else {"code", "offer"}
        return [name for name in self._names(self.event) if name not in unknown]

    @api.depends("event", "channel", "lang")
    def _compute_display_name(self):
        names = ("event", "channel", "lang")
        labels = {name: selection_labels(self, name) for name in names}
        for template in self:
            template.display_name = ", ".join(labels[name].get(template[name]) or "" for name in names)

    @api.depends("event", "step_id.reward", "campaign_id.offer_id")
    def _compute_placeholders(self):
        for template in self:
            template.placeholders = " ".join(f"{{{name}}}" for name in template._own_names())

    @api.constrains("body", "subject", "event", "channel", "step_id")
    def _check_placeholders(self):
        for template in self:
            template._require_known(template._own_names(), template.subject, template.body)
            if template.channel == "email" and not template.subject:
                raise ValidationError(self.env._("An e-mail needs a subject."))

    @api.model
    def _require_known(self, known, *texts):
        """Refuse texts with placeholders other than the `known` ones: nothing fills them in."""
        for body in filter(None, texts):
            unknown = [name for name in messages.placeholders(body) if name not in known]
            if unknown or body.count("{") != body.count("}") or len(messages.placeholders(body)) != body.count("{"):
                raise ValidationError(self.env._(
                    "Nothing fills in %(unknown)s. This text may have %(known)s.",
                    unknown=", ".join(f"{{{name}}}" for name in unknown) or "{", known=", ".join(
                        f"{{{name}}}" for name in known)))

    @api.depends("body", "subject", "channel", "event", "lang", "program_id.sms_footer")
    def _compute_preview(self):
        for template in self:
            program = template.program_id.with_context(lang=template.lang or self.env.lang)
            body = messages.render(template._whole(), program._message_example())
            size = messages.size(body)
            template.preview = body
            template.length_text = template.channel == "sms" and self.env._(
                "%(units)s characters, %(parts)s parts, %(left)s left in the last (%(encoding)s)", units=size.units,
                parts=size.parts, left=size.left, encoding="GSM-7" if size.encoding == "gsm7" else "UCS-2")

    def _whole(self):
        """The text with the end of every SMS."""
        self.ensure_one()
        footer = self.program_id.with_context(lang=self.lang).sms_footer if self.channel == "sms" else False
        return f"{self.body or ''}\n{footer}" if footer else self.body or ""

    def _ready(self):
        """{channel: {lang: Template}} of these texts."""
        found = {}
        for template in self:
            body = template._whole()
            names = (*messages.placeholders(body), *messages.placeholders(template.subject or ""))
            found.setdefault(template.channel, {})[template.lang] = Template(template.subject or "", body, names)
        return found

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()


class ClubProgram(models.Model):
    _inherit = "club.program"

    @tools.ormcache("self.id", "event")
    def _message_templates(self, event):
        """{channel: {lang: Template}} of an event. Cached: where it has no text, a sale asks nothing."""
        # sudo: what is cached is everybody's, whoever asks first
        return self.env["club.message.template"].sudo().search([
            ("program_id", "=", self.id), ("event", "=", event), ("campaign_id", "=", False), ("step_id", "=", False)])._ready()

    def _message_example(self):
        """Values with which a text is shown before it is sent."""
        money = self._money_told(125_000)
        return {
            "name": self.env._("Sara"), "club": self.name or "", "card": "123456789012", "tier": self.env._("Silver"),
            "balance": money, "paid": money, "bonus": money, "points": self._money_told(340, "points"), "amount": money,
            "saved": money, "earned": money, "earned_points": self._money_told(12, "points"), "credit": money, "missing": money,
            "until": self._date(self._today()), "code": "123456", "offer": self.env._("20 % off coffee")}
