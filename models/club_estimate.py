"""What is expected of bonus and points, from a date on.

A row with a month of issue is a new estimate for that cohort; a row without one says what holds for all others and is
written when the rates of the company or the price of a point change. Estimates look forward: a row counts from its date
on, and what is booked up to a date does not change any more.
"""

from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..engine.accounting.valuation import Terms

BEGINNING = date(1970, 1, 1)


class ClubEstimate(models.Model):
    _name = "club.estimate"
    _description = "Redemption Estimate"
    _order = "date desc, id desc"

    program_company_id = fields.Many2one("club.program.company", required=True, index=True, ondelete="cascade")
    date = fields.Date("From", required=True, default=fields.Date.context_today)
    month = fields.Date("Month of issue", help="Any day of the month. Empty: all months without an estimate of their own.")
    expected_rate_bps = fields.Integer(
        "Expected redemption (bps)", required=True, help="Share that is expected to be spent in the end: 9700 = 97 %.")
    cost_factor_bps = fields.Integer("Cost factor (bps)", readonly=True)
    point_price = fields.Float(readonly=True, digits=(16, 6))

    _rate_range = models.Constraint(
        "CHECK(expected_rate_bps BETWEEN 0 AND 10000)", "Expected redemption lies between 0 and 100 %.")
    _once = models.UniqueIndex(
        "(program_company_id, date, COALESCE(month, '1970-01-01'))",
        "There is an estimate for this month from this date on already. Change that one.")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su and not vals.get("month"):
                raise UserError(self.env._(
                    "Name the month of issue. What holds for all other months is set on the company itself."))
            if vals.get("month"):
                vals["month"] = fields.Date.to_date(vals["month"]).replace(day=1)
        estimates = super().create(vals_list)
        estimates.filtered("month").program_company_id._keep_terms()
        estimates._refuse_booked()
        return estimates

    def write(self, vals):
        self._refuse_booked()
        if vals.get("month"):
            vals = dict(vals, month=fields.Date.to_date(vals["month"]).replace(day=1))
        done = super().write(vals)
        self._refuse_booked()
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_booked(self):
        self._refuse_booked()

    def _refuse_booked(self):
        """The books of a day do not change afterwards; what the club notes itself is not asked."""
        for estimate in self.filtered(lambda estimate: not estimate.env.su):
            until = estimate.program_company_id.books_until
            if until and estimate.date <= until:
                raise UserError(self.env._(
                    "The wallet is posted up to %(until)s; an estimate from %(date)s on would change what is booked. "
                    "Date it %(next)s or later.", until=format_date(self.env, until),
                    date=format_date(self.env, estimate.date), next=format_date(self.env, until + timedelta(days=1))))


class ClubProgramCompany(models.Model):
    _inherit = "club.program.company"

    estimate_ids = fields.One2many("club.estimate", "program_company_id", "Estimates")

    def write(self, vals):
        changes = bool({"expected_rate_bps", "cost_factor_bps"} & set(vals))
        rows = self._keep_terms() if changes else self
        done = super().write(vals)
        if changes:
            rows._note_terms()
        return done

    def _keep_terms(self):
        """Before a change: note what has held since the beginning. Returns the companies whose past is to be kept.

        While nothing is booked and nothing estimated there is no past: what is set holds for all days.
        """
        # sudo: whoever may change the rates need not be able to write estimates
        rows, estimates = self.browse(), self.env["club.estimate"].sudo()
        for row in self:
            known = estimates.search([("program_company_id", "=", row.id)])
            if known or row._has_bookings():
                rows |= row
                if all(known.mapped("month")):
                    estimates.create({**row._terms_values(), "date": BEGINNING})
        return rows

    def _has_bookings(self):
        # sudo: see above
        return bool(self.env["club.cohort.movement"].sudo().search_count([("program_company_id", "=", self.id)], limit=1))

    def _note_terms(self):
        """After a change: note what holds from the first day that is not posted yet, today at the earliest."""
        # sudo: see above
        estimates = self.env["club.estimate"].sudo()
        for row in self:
            day = max(row.program_id._today(), (row.books_until or BEGINNING) + timedelta(days=1))
            found = estimates.search(
                [("program_company_id", "=", row.id), ("date", "=", day), ("month", "=", False)])
            found.write(row._terms_values()) if found else estimates.create({**row._terms_values(), "date": day})

    def _terms_values(self):
        return {"program_company_id": self.id, "expected_rate_bps": self.expected_rate_bps,
                "cost_factor_bps": self.cost_factor_bps, "point_price": self.program_id.point_price}

    def _cohort_terms(self, keys, on):
        """{Key: Terms} of cohorts of these companies as expected on the date `on`."""
        rows = {row.id: row for row in self}
        # sudo: valuation reads the estimates whoever asks
        estimates = self.env["club.estimate"].sudo().search(
            [("program_company_id", "in", self.ids), ("date", "<=", on)], order="date, id")
        latest = {(estimate.program_company_id.id, estimate.month): estimate for estimate in estimates}
        found = {}
        for key in keys:
            program = rows[key.company].program_id
            general = latest.get((key.company, False)) or rows[key.company]._terms_values()
            own = latest.get((key.company, key.month)) or general
            price = program._to_minor(general["point_price"]) if key.purse == "points" else 1
            found[key] = Terms(own["expected_rate_bps"], general["cost_factor_bps"], price)
        return found


class ClubProgram(models.Model):
    _inherit = "club.program"

    def write(self, vals):
        rows = self.program_company_ids._keep_terms() if "point_price" in vals else self.program_company_ids.browse()
        done = super().write(vals)
        rows._note_terms()
        return done
