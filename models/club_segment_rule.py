"""Segments by a rule: a domain over what is stored of members, worked out by the database in one statement."""

import ast

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .club_client import RELOAD, notification

BEYOND = ("partner_id", "tier_id", "branch_id", "habit_ids")  # what a rule may look at beyond the member itself
SEARCHED = ("days_away",)  # not stored, but told by a column and the day


class ClubSegment(models.Model):
    _inherit = "club.segment"

    rule = fields.Char(default="[]", help="Dates may be counted from today.")

    @api.model_create_multi
    def create(self, vals_list):
        created = super().create(vals_list)
        for segment in created.filtered(lambda segment: segment.kind != "manual"):
            segment._refresh()
        return created

    def write(self, vals):
        done = super().write(vals)
        if "rule" in vals:
            for segment in self.filtered(lambda segment: segment.kind == "rule"):
                segment._refresh()
        return done

    @api.constrains("kind", "rule")
    def _check_rule(self):
        for segment in self.filtered(lambda segment: segment.kind == "rule"):
            domain = segment._rule_domain()
            segment._check_facts(domain)
            try:
                self.env["club.member"].search(domain, limit=1)
            except (ValueError, TypeError, UserError) as error:
                raise ValidationError(self.env._("The rule cannot be worked out: %s", error)) from error

    def _rule_domain(self):
        """The rule as a domain on club.member."""
        try:
            rule = ast.literal_eval(self.rule or "[]")
            return Domain(rule if isinstance(rule, list) else None)
        except (ValueError, SyntaxError, TypeError) as error:
            raise ValidationError(self.env._("The rule cannot be read: %s", self.rule)) from error

    def _check_facts(self, domain, path=()):
        """Refuse a rule that looks at more than what is stored of a member, the records in `BEYOND`."""
        for condition in domain.iter_conditions():
            names = (*path, *condition.field_expr.split("."))
            if "any" in condition.operator:
                self._check_facts(Domain(condition.value), names)
                continue
            model = self.env["club.member"]
            for place, name in enumerate(names):
                field = model._fields.get(name)
                label = field._description_string(self.env) if field else name
                told = field and (field.store or name in SEARCHED)
                if not told or field.groups:  # what only some may read would show by who is in it
                    raise ValidationError(self.env._(
                        "A rule cannot use “%s”: only what is stored of members can be counted at once.", label))
                if place + 1 < len(names):
                    if place or name not in BEYOND:
                        raise ValidationError(self.env._(
                            "A rule cannot look beyond “%s”: only at the member, the customer, the tier, the branch and the "
                            "buying habit.",
                            label))
                    model = self.env[field.comodel_name]

    def _wanted_rule(self):
        # sudo: a segment is the same whoever has it worked out; `_check_facts` keeps it to what every manager may see
        members = self.env["club.member"].sudo().with_context(tz=self.program_id.tz)
        return members._search(Domain("program_id", "=", self.program_id.id) & self._rule_domain()).select()

    # -- working it out -----------------------------------------------------------------------------------------------

    def _refresh(self):
        """Work out who is in this segment now. Returns (came, went), in numbers."""
        return self._set_members(getattr(self, f"_wanted_{self.kind}")())

    def action_refresh(self):
        """Work out these segments now and tell the difference."""
        self.check_access("write")
        told = []
        for segment in self.filtered(lambda segment: segment.kind != "manual"):
            came, went = segment._refresh()
            told.append(self.env._(
                "%(segment)s: %(came)s came, %(went)s went, %(size)s are in it now.",
                segment=segment.name, came=came, went=went, size=segment.size))
        return notification("\n".join(told), RELOAD)


class ClubMember(models.Model):
    _inherit = "club.member"

    days_away = fields.Integer(
        "Days since the last purchase", compute="_compute_days_away", search="_search_days_away",
        help="Whoever has never bought has none.")

    def _compute_days_away(self):
        for member in self:
            last, program = member.last_purchase_at, member.program_id
            member.days_away = last and (program._today() - program._today(last)).days

    @api.model
    def _search_days_away(self, operator, value):
        if operator == "in":
            return Domain.OR(
                self._search_days_away(">=", days) & self._search_days_away("<=", days)
                if days is not False else Domain("last_purchase_at", "=", False) for days in value)
        if operator in (">", ">="):
            return Domain("last_purchase_at", "<", f"today {1 - value - (operator == '>'):+d}d")
        if operator in ("<", "<="):
            return Domain("last_purchase_at", ">=", f"today {(operator == '<') - value:+d}d")
        return NotImplemented
