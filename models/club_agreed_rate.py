"""What a company owes another one for each unit of its bonus and points that is spent there, from a date on.

The rate of the day of the payment holds for both sides, and for what of that payment comes back later.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ..engine.accounting.valuation import WHOLE_BPS
from .club_program_cohorts import LOCAL


class ClubAgreedRate(models.Model):
    _name = "club.agreed.rate"
    _description = "Agreed Rate between Companies"
    _order = "date desc"

    program_company_id = fields.Many2one("club.program.company", required=True, ondelete="cascade")
    date = fields.Date("From", required=True, default=fields.Date.context_today)
    rate_bps = fields.Integer(
        "Rate (bps)", required=True, default=WHOLE_BPS,
        help="What this company owes another one for a unit of its bonus or points that is spent there: 9000 = 90 % of what "
             "it pays. Paid credit is owed in full.")

    _rate_range = models.Constraint(
        "CHECK(rate_bps BETWEEN 0 AND 10000)", "The agreed rate lies between 0 and 100 %.")
    _once = models.UniqueIndex("(program_company_id, date)", "There is a rate from this date on already. Change that one.")

    @api.model_create_multi
    def create(self, vals_list):
        rates = super().create(vals_list)
        rates._refuse_used()
        return rates

    def write(self, vals):
        self._refuse_used()
        done = super().write(vals)
        self._refuse_used()
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._refuse_used()

    def _refuse_used(self):
        for rate in self:
            last = rate.program_company_id.sudo()._last_spent_elsewhere()  # sudo: the ledger is asked for a date only
            if last and rate.date <= last:
                raise UserError(self.env._(
                    "Credit of %(company)s was spent at another company on %(last)s; a rate from %(date)s on would change "
                    "what is owed for it. Date it later.", company=rate.program_company_id.company_id.name,
                    last=format_date(self.env, last), date=format_date(self.env, rate.date)))


class ClubProgramCompany(models.Model):
    _inherit = "club.program.company"

    agreed_rate_ids = fields.One2many("club.agreed.rate", "program_company_id", "Agreed rates")

    def _agreed_rate(self, on):
        """The rate of a day, in basis points."""
        # sudo: the books read the rates whoever asks
        return next((rate.rate_bps for rate in self.sudo().agreed_rate_ids if rate.date <= on), WHOLE_BPS)

    def _last_spent_elsewhere(self):
        """The last day on which bonus or points of this company paid at a company with other books, or None."""
        program, others = self.program_id, self._with_other_books()
        if not others:
            return None
        [(last,)] = self.env.execute_query(SQL(
            """SELECT MAX((e.entered_at %(local)s %(tz)s)::date)
                 FROM club_wallet_lot lot JOIN club_wallet_allocation a ON a.lot_id = lot.id
                 JOIN club_wallet_entry e ON e.id = a.entry_id
                WHERE lot.program_id = %(program)s AND lot.purse <> 'paid' AND %(issuer)s = %(id)s
                  AND %(own)s = ANY(%(others)s) AND e.kind IN ('spend', 'overdraw', 'give_back')""",
            local=LOCAL, tz=program.tz, program=program.id, issuer=program._issuer("lot"), id=self.id,
            own=program._issuer("e"), others=others.ids))
        return last
