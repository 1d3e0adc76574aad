"""A partner in a programme: card, dates, tier, facts.

Facts are what the offers engine needs of the past. They are columns, updated when a purchase is written, so that nothing
at the till reads the history.
"""

import secrets
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from passlib.context import CryptContext

from ..engine import jalali, text
from .club_labels import selection_labels

CARD_DIGITS = 12
BIRTHDAY_WAIT_DAYS = 30
PIN_CONTEXT = CryptContext(["pbkdf2_sha512"])
PIN_TRIES = 5
PIN_LOCK = timedelta(minutes=15)


def luhn_digit(digits):
    """The check digit (ISO/IEC 7812-1, annex B) of a text of digits."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


class ClubMember(models.Model):
    _name = "club.member"
    _description = "Club Member"
    _inherit = ["mail.thread"]
    _rec_names_search = ["partner_id", "card_number"]
    _order = "id desc"

    program_id = fields.Many2one("club.program", required=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", required=True, index=True, ondelete="restrict", tracking=True)
    accounting_partner_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="restrict", index="btree_not_null",
        help="Whose name the wallet's journal items carry. Stored: a later parent company does not move the balance.")
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [("active", "Active"), ("blocked", "Blocked"), ("left", "Left")], default="active", required=True, tracking=True)
    card_number = fields.Char(required=True, copy=False, default=lambda self: self._new_card_number(), tracking=True)
    joined_at = fields.Datetime(required=True, default=fields.Datetime.now)
    branch_id = fields.Many2one("club.branch", "Joined at", ondelete="restrict", index="btree_not_null")
    tier_id = fields.Many2one(
        "club.tier", ondelete="restrict", domain="[('program_id', '=', program_id)]", tracking=True)
    wallet_id = fields.Many2one("club.wallet", compute="_compute_wallet_id", search="_search_wallet_id")

    calendar = fields.Selection([("gregorian", "Gregorian"), ("jalali", "Jalali")], default="gregorian", required=True)
    birth_month = fields.Integer()
    birth_day = fields.Integer()
    birth_year = fields.Integer()
    birthday_changed_on = fields.Date(readonly=True)
    anniversary_month = fields.Integer()
    anniversary_day = fields.Integer()

    pin_hash = fields.Char(copy=False, groups="base.group_system")
    pin_failures = fields.Integer(copy=False, groups="base.group_system")
    pin_failed_at = fields.Datetime(copy=False, groups="base.group_system")

    # Facts
    visits = fields.Integer(readonly=True, help="Purchases that were not wholly returned.")
    last_purchase_at = fields.Datetime(readonly=True, help="Of the purchases that were not wholly returned.")

    _partner_once = models.Constraint("UNIQUE(program_id, partner_id)", "This customer is already a member of the programme.")
    _card_once = models.Constraint("UNIQUE(program_id, card_number)", "This card number is already in use.")

    @api.depends("partner_id.name", "card_number")
    def _compute_display_name(self):
        for member in self:
            member.display_name = f"{member.partner_id.name or ''} ({member.card_number})"

    def _compute_wallet_id(self):
        wallets = self.env["club.wallet"].search_fetch([("member_id", "in", self.ids)], ["member_id", "program_id"])
        by_member = {wallet.member_id.id: wallet for wallet in wallets}
        for member in self:
            member.wallet_id = by_member.get(member.id, False)

    def _search_wallet_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("id", "in", self.env["club.wallet"].browse(value).member_id.ids)]

    @api.constrains("calendar", "birth_month", "birth_day", "birth_year", "anniversary_month", "anniversary_day")
    def _check_dates(self):
        for member in self:
            for month, day in ((member.birth_month, member.birth_day), (member.anniversary_month, member.anniversary_day)):
                if (month or day) and not jalali.is_month_day(member.calendar, month, day):
                    raise ValidationError(member._no_such_day(month, day))

    def _no_such_day(self, month, day):
        """The sentence that says why a month and a day are no date of the member's calendar."""
        calendar = selection_labels(self, "calendar")[self.calendar]
        if not 1 <= month <= 12:
            return self.env._("A year has 12 months; there is no month %s.", month)
        return self.env._(
            "Month %(month)s of the calendar %(calendar)s has at most %(most)s days; there is no day %(day)s.",
            month=month, calendar=calendar, most=jalali.longest_month(self.calendar, month), day=day)

    @api.constrains("tier_id", "branch_id", "program_id")
    def _check_program(self):
        for member in self:
            for record in (member.tier_id, member.branch_id):
                if record and record.program_id != member.program_id:
                    raise ValidationError(self.env._(
                        "%(record)s belongs to another programme than the member.", record=record.display_name))

    @api.model
    def _new_card_number(self):
        """A random card number with a check digit: nobody can count up to the next member's."""
        least = 10 ** (CARD_DIGITS - 2)
        digits = str(least + secrets.randbelow(9 * least))
        return digits + luhn_digit(digits)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("partner_id") and not vals.get("accounting_partner_id"):
                partner = self.env["res.partner"].browse(vals["partner_id"])
                vals["accounting_partner_id"] = partner.commercial_partner_id.id
        in_bulk = self.env.context.get("customer_club_import")
        members = self._insert_in_bulk(vals_list) if in_bulk else super().create(vals_list)
        # sudo: joining opens the wallet; nobody may create wallets by hand
        self.env["club.wallet"].sudo()._open(members)
        return members

    def write(self, vals):
        if {"program_id", "accounting_partner_id"} & set(vals) and not self.env.su:
            raise UserError(self.env._("The programme and the accounting partner of a member do not change."))
        if {"birth_month", "birth_day"} & set(vals) and "birthday_changed_on" not in vals:
            vals = dict(vals, birthday_changed_on=fields.Date.today())
        return super().write(vals)

    # -- PIN ----------------------------------------------------------------------------------------------------------

    def _set_pin(self, pin):
        """Store the hash of a PIN of four to eight digits."""
        self.ensure_one()
        pin = text.ascii_digits(pin or "")
        if not (pin.isdigit() and 4 <= len(pin) <= 8):
            raise ValidationError(self.env._("A PIN has four to eight digits."))
        self.sudo().write({"pin_hash": PIN_CONTEXT.hash(pin), "pin_failures": 0})  # sudo: nobody may read PIN fields

    def _pin_matches(self, pin):
        """Check a PIN and count what is wrong."""
        self.ensure_one()
        member = self.sudo()  # sudo: nobody may read PIN fields; this answers yes or no
        if member.pin_hash and PIN_CONTEXT.verify(text.ascii_digits(str(pin)), member.pin_hash):
            member.pin_failures = 0
            return True
        member.write({"pin_failures": member.pin_failures + 1, "pin_failed_at": fields.Datetime.now()})
        return False

    def _pin_is_locked(self):
        member = self.sudo()  # sudo: nobody may read PIN fields
        locked_until = member.pin_failed_at and member.pin_failed_at + PIN_LOCK
        return member.pin_failures >= PIN_TRIES and locked_until and locked_until > fields.Datetime.now()

    # -- facts for the engine -----------------------------------------------------------------------------------------

    def _to_engine(self, today, uses=None):
        """The `member` value of the offers engine on the local date `today`; `uses`: offer id as text -> times used."""
        self.ensure_one()
        program = self.program_id
        last = self.last_purchase_at and program._today(self.last_purchase_at)
        return {
            "id": self.id, "tier": (self._tier_label() or {}).get("code"), "segments": self._segments_told(),
            "visits": self.visits,
            "days_since_last": (today - last).days if last else None,
            "days_to_birthday": self._days_to(today, self.birth_month, self.birth_day) if self._birthday_counts(today)
            else None,
            "days_to_anniversary": self._days_to(today, self.anniversary_month, self.anniversary_day),
            "joined_days": (today - program._today(self.joined_at)).days,
            "uses": uses or {}, "holdout": self.env["club.offer"]._held_out_of(self), "stale": False,
        }

    def _birthday_counts(self, today):
        """A birthday changed after joining waits, so that nobody has one at every purchase."""
        changed = self.birthday_changed_on
        return not changed or (today - changed).days >= BIRTHDAY_WAIT_DAYS

    def _days_to(self, today: date, month, day):
        if not month or not day:
            return None
        return jalali.days_to_nearest(today, self.calendar, month, day)
