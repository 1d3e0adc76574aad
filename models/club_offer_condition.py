"""One condition of an offer: a kind of the engine and its parameters. All conditions of an offer must hold.

A kind uses the fields that its `_engine_<kind>` reads; the form shows no others.
"""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .club_offer_selector import listed

KINDS = [
    ("member", "Any member of the club"),
    ("tier", "Members of certain tiers"),
    ("segment", "Members of certain groups"),
    ("visits", "Members who have bought a number of times"),
    ("every_nth_visit", "Every so many purchases"),
    ("first_purchase", "The first purchase of a member"),
    ("inactive", "Members who have not come for a while"),
    ("birthday", "Around the birthday"),
    ("anniversary", "Around the anniversary"),
    ("joined", "New members"),
    ("basket_amount", "The basket is worth an amount"),
    ("quantity", "The basket holds a quantity"),
    ("period", "Between two dates"),
    ("weekdays", "On certain days of the week"),
    ("hours", "At certain hours"),
    ("branch", "In certain branches"),
    ("channel", "Where the customer buys"),
    ("code", "The customer has a code"),
]
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CHANNELS = ("pos", "web", "invoice")
NOT_EMPTY = {"tier": "tier_ids", "segment": "segment_ids", "branch": "branch_ids"}
DAY = 24 * 60


def to_minutes(hours):
    """Minutes of a time of day that a person entered in hours: 9.5 -> 570."""
    return round(hours * 60)


def words(text):
    """The texts of a list that people separate by commas, spaces around them removed, each once."""
    return list(dict.fromkeys(word for part in (text or "").replace("\n", ",").split(",") if (word := part.strip())))


class ClubOfferCondition(models.Model):
    _name = "club.offer.condition"
    _description = "Offer Condition"
    _inherit = ["club.offer.selector.mixin", "club.offer.part.mixin"]
    _order = "sequence, id"
    _rec_name = "kind"

    USES = {
        "tier": ("tier_ids",), "segment": ("segment_ids",), "visits": ("min_visits",), "every_nth_visit": ("nth",),
        "inactive": ("days",), "birthday": ("days_before", "days_after"), "anniversary": ("days_before", "days_after"),
        "joined": ("days",), "basket_amount": ("min_amount", "max_amount"), "quantity": ("min_quantity",),
        "period": ("date_from", "date_to"), "weekdays": WEEKDAYS, "hours": ("hour_from", "hour_to"),
        "branch": ("branch_ids",), "channel": ("at_pos", "at_web", "at_invoice"), "code": ("codes",),
    }
    WITH_SELECTOR = ("basket_amount", "quantity")

    kind = fields.Selection(KINDS, required=True, default="member", string="When")

    tier_ids = listed("club.tier", "Tiers")
    segment_ids = listed("club.segment", "Groups")
    min_visits = fields.Integer("Purchases so far", help="10: from the eleventh purchase on.")
    nth = fields.Integer("Every ... purchases", default=10)
    days = fields.Integer()
    days_before = fields.Integer("Days before")
    days_after = fields.Integer("Days after")
    min_amount = fields.Monetary("At least")
    max_amount = fields.Monetary("At most", help="Zero: no upper end.")
    min_quantity = fields.Float("At least (quantity)", digits=(16, 3), default=1)
    date_from = fields.Date("From")
    date_to = fields.Date("Until", help="The last day on which it holds.")
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = (fields.Boolean() for _day in WEEKDAYS)
    hour_from = fields.Float("From (hour)")
    hour_to = fields.Float("Until (hour)", help="Earlier than the first: over midnight.")
    branch_ids = listed("club.branch", "Branches")
    at_pos = fields.Boolean("At the till", default=True)
    at_web = fields.Boolean("In the online shop")
    at_invoice = fields.Boolean("By invoice")
    codes = fields.Text(help="One or more codes, separated by commas. Capital and small letters are the same.")
    exclude_product_ids = listed("product.product", "Except", relation="club_offer_condition_except_rel")

    _not_negative = models.Constraint(
        "CHECK(COALESCE(min_visits, 0) >= 0 AND COALESCE(days, 0) >= 0 AND COALESCE(days_before, 0) >= 0"
        " AND COALESCE(days_after, 0) >= 0 AND COALESCE(min_amount, 0) >= 0 AND COALESCE(max_amount, 0) >= 0)",
        "Amounts, days and numbers of a condition cannot be negative.")
    _nth_range = models.Constraint(
        "CHECK(kind <> 'every_nth_visit' OR nth >= 1)", "“Every ... purchases” needs at least 1.")
    _quantity_range = models.Constraint(
        "CHECK(kind <> 'quantity' OR min_quantity > 0)", "The quantity of a condition must be above zero.")
    _period_range = models.Constraint(
        "CHECK(kind <> 'period' OR COALESCE(date_from, date_to) IS NOT NULL AND COALESCE(date_from <= date_to, true))",
        "A period needs a first or a last day, and its first day cannot come after its last.")

    @api.constrains("kind", "tier_ids", "segment_ids", "branch_ids", "codes")
    def _check_lists(self):
        for condition in self:
            name = NOT_EMPTY.get(condition.kind)
            empty = not condition[name] if name else condition.kind == "code" and not condition._names_codes()
            if empty:
                raise ValidationError(self.env._(
                    "The condition “%s” names nothing: it would never hold.", condition.display_name))
            for record in (*condition.tier_ids, *condition.segment_ids, *condition.branch_ids):
                if record.program_id != condition.program_id:
                    raise ValidationError(self.env._(
                        "%s belongs to another programme than the offer.", record.display_name))

    @api.constrains("kind", "hour_from", "hour_to")
    def _check_hours(self):
        for condition in self.filtered(lambda condition: condition.kind == "hours"):
            start, end = to_minutes(condition.hour_from), to_minutes(condition.hour_to)
            if not (0 <= start < DAY and 0 <= end <= DAY):
                raise ValidationError(self.env._("Hours lie between 00:00 and 24:00."))
            if start == end:
                raise ValidationError(self.env._(
                    "The hours of a condition start and end at the same time: it would never hold."))

    @api.constrains("kind", *WEEKDAYS, "at_pos", "at_web", "at_invoice")
    def _check_choices(self):
        for condition in self:
            if condition.kind in ("weekdays", "channel") and not condition._to_engine()["in"]:
                raise ValidationError(self.env._(
                    "The condition “%s” names nothing: it would never hold.", condition.display_name))

    @api.constrains("kind", "min_amount", "max_amount")
    def _check_amounts(self):
        for condition in self.filtered(lambda condition: condition.kind == "basket_amount"):
            condition._check_money(condition.min_amount, condition.max_amount)
            if condition.max_amount and condition.max_amount < condition.min_amount:
                raise ValidationError(self.env._(
                    "The basket cannot be worth at least %(min)s and at most %(max)s.",
                    min=condition.program_id._money(condition.min_amount),
                    max=condition.program_id._money(condition.max_amount)))

    # -- engine -------------------------------------------------------------------------------------------------------

    def _engine_member(self):
        return {}

    _engine_first_purchase = _engine_member

    def _engine_tier(self):
        return {"in": sorted(self.tier_ids.mapped("code"))}

    def _engine_segment(self):
        return {"in": sorted(self.segment_ids.mapped("code"))}

    def _engine_visits(self):
        return {"min": self.min_visits}

    def _engine_every_nth_visit(self):
        return {"n": self.nth}

    def _engine_inactive(self):
        return {"min_days": self.days}

    def _engine_birthday(self):
        return {"before": self.days_before, "after": self.days_after}

    _engine_anniversary = _engine_birthday

    def _engine_joined(self):
        return {"max_days": self.days}

    def _engine_basket_amount(self):
        maximum = self._minor(self.max_amount) or None
        return {"min": self._minor(self.min_amount), "max": maximum, "selector": self._selector()}

    def _engine_quantity(self):
        return {"min_milli": round(self.min_quantity * 1000), "selector": self._selector()}

    def _engine_period(self):
        dates = {"from": self.date_from, "to": self.date_to}
        return {name: fields.Date.to_string(day) for name, day in dates.items() if day}

    def _engine_weekdays(self):
        return {"in": [number for number, name in enumerate(WEEKDAYS, 1) if self[name]]}

    def _engine_hours(self):
        return {"from": to_minutes(self.hour_from), "to": to_minutes(self.hour_to)}

    def _engine_branch(self):
        return {"in": [str(branch_id) for branch_id in sorted(self.branch_ids.ids)]}

    def _engine_channel(self):
        return {"in": [channel for channel in CHANNELS if self[f"at_{channel}"]]}

    def _to_tell(self):
        """Codes are told in clear: their digests take time and say nothing."""
        return {"kind": "code", "codes": words(self.codes)} if self.kind == "code" else super()._to_tell()

    def _names_codes(self):
        return bool(words(self.codes))

    def _engine_code(self):
        digests = (self.program_id._code_digest(code) for code in words(self.codes))
        return {"in": list(dict.fromkeys(digests))}
