"""Months as a programme counts them: in its own calendar."""

from odoo import api, models

from ..engine import jalali
from ..engine.periods import period_start


class ClubProgram(models.Model):
    _inherit = "club.program"

    def _month_start(self, day):
        """The first day of the month that a date lies in."""
        self.ensure_one()
        return period_start(self.calendar, "month", day)

    def _month_words(self, day):
        """The month of a date as people read it: Azar 1405."""
        self.ensure_one()
        return jalali.month_words(self.calendar, day, self._is_persian())

    @api.model
    def _is_persian(self):
        return (self.env.lang or "").startswith("fa")
