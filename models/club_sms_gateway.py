"""A company's way to send SMS: which provider, with which key and line. What a provider's API is stands in `gateways/`.

The key is written and never read: it stands in a column that the ORM does not know, so no user, export or RPC call gets it
back. Only `_provider` fetches it, for the call itself.
"""

import hashlib
import logging
import secrets
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, consteq

from ..engine import messages
from ..gateways import PROVIDERS, base, http
from .club_client import RELOAD, notification

_logger = logging.getLogger(__name__)
TELL_AFTER = 5  # calls in a row that brought nothing


class ClubSmsGateway(models.Model):
    _name = "club.sms.gateway"
    _description = "SMS Gateway"
    _inherit = ["mail.thread"]
    _order = "company_id, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade", index=True)
    provider = fields.Selection(
        lambda self: [(key, provider.label) for key, provider in PROVIDERS.items()], required=True, default="generic",
        tracking=True)
    base_url = fields.Char(
        "Address", tracking=True, help="Of the gateway's API, beginning with https. Empty: the provider's own.")
    user_name = fields.Char("User", tracking=True, help="The key is this user's password.")
    needs_user = fields.Boolean(compute="_compute_needs_user")
    sender = fields.Char("Line", tracking=True, help="The number or name that messages come from.")
    code_pattern = fields.Char(
        "Pattern of codes", tracking=True,
        help="Name or number of the approved text at the gateway by which one-time codes go out. Empty: as a plain SMS.")
    code_parameter = fields.Char("Parameter of the pattern", default="code", help="What the pattern calls the code.")
    part_price = fields.Float("Price of a part", digits=(16, 4), help="For the estimate before a bulk message goes out.")
    state = fields.Selection(
        [("off", "Off"), ("on", "On"), ("halted", "Halted")], default="off", required=True, copy=False, tracking=True,
        readonly=True)
    problem = fields.Text(readonly=True, copy=False, help="What keeps messages waiting, and who can act.")
    retry_at = fields.Datetime("Tried again at", readonly=True, copy=False)
    failures = fields.Integer(readonly=True, copy=False, help="Calls in a row that brought nothing.")
    balance = fields.Char(readonly=True, copy=False)
    balance_at = fields.Datetime(readonly=True, copy=False)

    key_given = fields.Char(
        "Key", compute="_compute_key_given", inverse="_inverse_key_given", help="Write only: nobody can read it back.")
    has_key = fields.Boolean("Key is set", compute="_compute_has_key")
    webhook_hash = fields.Char(copy=False, groups=fields.NO_ACCESS)
    has_webhook = fields.Boolean("Address for reports was made", compute="_compute_has_webhook")

    _one_per_company = models.UniqueIndex(
        "(company_id) WHERE state <> 'off' AND active", "The company sends through another gateway already.")

    def init(self):
        self.env.cr.execute("ALTER TABLE club_sms_gateway ADD COLUMN IF NOT EXISTS key_store text")

    # -- the key ------------------------------------------------------------------------------------------------------

    def _compute_key_given(self):
        self.key_given = False

    def _inverse_key_given(self):
        for gateway in self:
            if gateway.key_given:
                gateway._store_key(gateway.key_given)
        self.invalidate_recordset(["key_given", "has_key"])

    def _addresses(self):
        """Where the key goes."""
        return {self.base_url or PROVIDERS[self.provider].url}

    def write(self, vals):
        """A key goes to no other host than it was entered for: whoever may change addresses cannot read it."""
        def hosts(gateway):
            return {urlsplit(address)[:2] for address in gateway._addresses() if address}

        before = {gateway: hosts(gateway) for gateway in self}
        done = super().write(vals)
        for gateway in self.filtered("has_key") if not vals.get("key_given") else ():
            if hosts(gateway) - before[gateway]:
                gateway.action_forget_key()
                gateway.action_switch_off()
                gateway.problem = self.env._("The address is another one now. Enter the key again and switch the gateway on.")
        return done

    def _store_key(self, key):
        self.flush_recordset()
        self.env.cr.execute(SQL("UPDATE club_sms_gateway SET key_store = %s WHERE id = %s", key.strip(), self.id))

    def _compute_has_key(self):
        ids = {row[0] for row in self.env.execute_query(SQL(
            "SELECT id FROM club_sms_gateway WHERE id = ANY(%s) AND key_store IS NOT NULL", self.ids))}
        for gateway in self:
            gateway.has_key = gateway.id in ids

    def action_forget_key(self):
        self.check_access("write")
        self.env.cr.execute(SQL("UPDATE club_sms_gateway SET key_store = NULL WHERE id = ANY(%s)", self.ids))
        self.invalidate_recordset(["has_key"])

    def _provider(self):
        """The `gateways` provider of this gateway, ready to call."""
        self.ensure_one()
        self.flush_recordset()
        [[key]] = self.env.execute_query(SQL("SELECT key_store FROM club_sms_gateway WHERE id = %s", self.id))
        return PROVIDERS[self.provider](base.Account(self.base_url or "", key or "", self.sender or "", self._options()))

    def _options(self):
        """Settings that only some providers have."""
        return {"user": self.user_name or ""}

    # -- settings -----------------------------------------------------------------------------------------------------

    @api.depends("provider")
    def _compute_needs_user(self):
        for gateway in self:
            gateway.needs_user = bool(gateway.provider) and PROVIDERS[gateway.provider].needs_user

    @api.constrains("base_url", "provider")
    def _check_address(self):
        for gateway in self:
            if not gateway.base_url and not PROVIDERS[gateway.provider].url:
                raise ValidationError(self.env._("Give the address of the gateway %s.", gateway.name))
            gateway._require_public(gateway.base_url)

    def _require_public(self, *urls):
        """Refuse addresses that a gateway may not have."""
        for url in filter(None, urls):
            try:
                http.check(url)
            except http.Forbidden as error:
                raise ValidationError(self._address_sentence(error.code, error.detail)) from None

    def action_switch_on(self):
        self.check_access("write")
        for gateway in self:
            if not gateway.has_key and gateway._needs_key():
                raise UserError(self.env._("The gateway %s has no key. Enter it first.", gateway.name))
            if gateway.needs_user and not gateway.user_name:
                raise UserError(self.env._("The gateway %s needs a user besides the key. Enter it first.", gateway.name))
            if not gateway.sender and gateway.provider != "generic":
                raise UserError(self.env._("The gateway %s needs a line to send from.", gateway.name))
            other = self._of(gateway.company_id)
            if other.company_id == gateway.company_id and other != gateway:
                raise UserError(self.env._(
                    "%(company)s sends through the gateway %(other)s already. Switch that off first.",
                    company=gateway.company_id.name, other=other.name))
        self.write({"state": "on", "problem": False, "retry_at": False, "failures": 0})
        self._wake()

    def _needs_key(self):
        return True

    def action_switch_off(self):
        self.check_access("write")
        self.write({"state": "off", "problem": False, "retry_at": False})

    def action_test(self):
        """Ask the gateway for the balance, which shows address and key; a halted gateway goes on when it answers."""
        self.ensure_one()
        self.check_access("write")
        try:
            amount, unit = self._provider().balance()
        except base.GatewayError as error:
            raise UserError(self._sentence(error.error, error.raw)) from None
        except Exception as error:
            _logger.warning("The gateway %s answered what nobody understands: %s", self.id, type(error).__name__)
            raise UserError(self._sentence(base.OTHER, type(error).__name__)) from None
        told = f"{amount:,} {unit}".strip() if isinstance(amount, (int, float)) else f"{amount or '?'} {unit}".strip()
        self.write({"balance": told, "balance_at": fields.Datetime.now()})
        if self.state == "halted":
            self.action_switch_on()
        return notification(self.env._("The gateway answers. Credit left: %s", told), RELOAD)

    def _wake(self):
        # sudo: whoever may switch a gateway on need not be able to start jobs
        self.env.ref("customer_club.club_message_cron").sudo()._trigger()

    # -- what is said of errors ---------------------------------------------------------------------------------------

    def _sentence(self, error, raw=""):
        """What went wrong and who can act; `raw`: the gateway's own words."""
        self.ensure_one()
        if error == base.ADDRESS:
            return self._address_sentence(*raw.partition(" ")[::2])
        sentences = {
            base.KEY: self.env._("The gateway %s refuses the key or the account. Enter the right key and press “Test”.",
                                 self.name),
            base.CREDIT: self.env._("The account at the gateway %s has no credit left. Charge it and press “Test”.", self.name),
            base.SENDER: self.env._("The gateway %(gateway)s does not accept the line %(line)s. Correct it and press “Test”.",
                                    gateway=self.name, line=self.sender or "-"),
            base.TEMPLATE: self.env._("The gateway %(gateway)s does not accept the pattern %(pattern)s. Check its name there.",
                                      gateway=self.name, pattern=self.code_pattern or "-"),
            base.NUMBER: self.env._("The gateway refuses the number."),
            base.REFUSED: self.env._("The receiver, or the authority, has blocked such messages."),
            base.CONTENT: self.env._("The gateway refuses the text."),
            base.RATE: self.env._("The gateway %s is asked too often; it is tried again by itself.", self.name),
            base.DOWN: self.env._("The gateway %s cannot be reached; it is tried again by itself.", self.name),
        }
        sentence = sentences.get(error) or self.env._("The gateway %s answered with an error nobody knows.", self.name)
        return f"{sentence} ({raw})" if raw else sentence

    def _address_sentence(self, code, detail):
        if code == "own_network":
            return self.env._(
                "%s lies in the own network, where no gateway may be. Enter an address of the internet.", detail)
        if code == "redirect":
            return self.env._(
                "The gateway %(gateway)s sends on to %(host)s. Enter the final address.", gateway=self.name, host=detail or "?")
        if code == "user":
            return self.env._("Put no user and no password into the address; they have their own fields.")
        return self.env._("“%s” is no address of a gateway: it must begin with https://.", detail)

    def _note_failure(self, error, raw):
        """Halt after what a person must put right, else wait a little longer each time; tell managers once."""
        now, sentence = fields.Datetime.now(), self._sentence(error, raw)
        halts, failures = error in base.OF_GATEWAY, self.failures + 1
        if halts and self.state != "halted" or failures == TELL_AFTER:
            # sudo: jobs tell managers, who need not be able to write alerts
            self.env["club.alert"].sudo().create({
                "kind": "gateway", "message": self._with_waiting(sentence), "company_id": self.company_id.id,
                "source_key": f"club.sms.gateway:{self.id}:{fields.Datetime.to_string(now)}"})
        self.write({
            "state": "halted" if halts else self.state, "problem": sentence, "failures": failures,
            "retry_at": fields.Datetime.add(now, minutes=60 if halts else messages.backoff(failures))})

    def _with_waiting(self, sentence):
        waiting = self.env["club.message"].search_count(
            [("company_id", "in", self._companies().ids), ("channel", "=", "sms"), ("state", "in", ("queued", "sending"))])
        return self.env._("%(problem)s Messages that wait: %(count)s.", problem=sentence, count=waiting)

    def _note_success(self):
        if self.failures or self.problem or self.state == "halted":
            self.write({"state": "on", "problem": False, "retry_at": False, "failures": 0})

    # -- whose --------------------------------------------------------------------------------------------------------

    @api.model
    def _of(self, company):
        """The gateway that sends for a company: its own, else that of the nearest parent; empty where there is none."""
        # sudo: whoever sends need not be able to see gateways
        found = self.sudo().search([("state", "!=", "off"), ("company_id", "in", company.parent_ids.ids)])
        return next((gateway for parent in reversed(company.parent_ids) for gateway in found if gateway.company_id == parent),
                    found.browse())

    def _companies(self):
        """The companies that this gateway sends for."""
        below = self.env["res.company"].search([("id", "child_of", self.company_id.id)])
        return below.filtered(lambda company: self._of(company) == self)

    # -- the gateway's own calls --------------------------------------------------------------------------------------

    def _compute_has_webhook(self):
        for gateway in self:
            gateway.has_webhook = bool(gateway.sudo().webhook_hash)  # sudo: tells that there is one, not which

    def action_new_webhook(self):
        """Make the addresses at which the gateway reports; the ones before stop working. They are shown this once."""
        self.ensure_one()
        self.check_access("write")
        secret = secrets.token_urlsafe(24)
        self.sudo().webhook_hash = hashlib.sha256(secret.encode()).hexdigest()  # sudo: nobody may read or write it
        address = f"{self.get_base_url()}/club/sms/{self.id}/{secret}"
        return notification(
            self.env._("Delivery reports: %(report)s — Incoming messages: %(incoming)s", report=f"{address}/report",
                       incoming=f"{address}/incoming"),
            title=self.env._("Copy these now; they are not shown again."), kind="warning", sticky=True)

    def _opens(self, secret):
        """Whether a secret is that of this gateway."""
        stored = self.sudo().webhook_hash  # sudo: answers yes or no
        return bool(stored) and consteq(stored, hashlib.sha256(secret.encode()).hexdigest())
