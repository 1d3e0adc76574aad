"""What a fresh condition or benefit starts from, so that picking its kind already makes a sentence."""

from datetime import timedelta

from odoo import api, models

PERCENT = {"percent_off": 10, "unit_off": 100, "credit": 5}


class ClubOfferPartMixin(models.AbstractModel):
    _inherit = "club.offer.part.mixin"

    @api.onchange("kind")
    def _onchange_kind(self):
        program = self.program_id or self.offer_id.program_id
        for name, value in (self._first_values(program) if program else {}).items():
            if not self[name]:
                self[name] = value


class ClubOfferCondition(models.Model):
    _inherit = "club.offer.condition"

    def _first_values(self, program):
        today = program._today()
        return {
            "visits": {"min_visits": 10}, "inactive": {"days": 60}, "joined": {"days": 30},
            "birthday": {"days_before": 3, "days_after": 3}, "anniversary": {"days_before": 3, "days_after": 3},
            "hours": {"hour_from": 15, "hour_to": 17}, "weekdays": {"friday": True},
            "period": {"date_from": today, "date_to": today + timedelta(days=13)},
            "basket_amount": {"min_amount": 0 if self.max_amount else program._usual_amount()},
        }.get(self.kind, {})


class ClubOfferBenefit(models.Model):
    _inherit = "club.offer.benefit"

    def _first_values(self, program):
        if self.percent in PERCENT.values():  # of the kind before
            self.percent = 0
        if self.kind in PERCENT:
            return {"percent": PERCENT[self.kind]}
        return {
            "amount_off": {"amount": program._usual_amount(0.1)}, "credit_flat": {"amount": program._usual_amount(0.1)},
            "points": {"points": 1, "per_amount": program._usual_amount(0.02)}, "points_flat": {"points": 10},
        }.get(self.kind, {})
