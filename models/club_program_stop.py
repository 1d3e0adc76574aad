"""The daily stop: when what offers cost on a day of the programme reaches an amount, offers that cost money stop until the
next day.

Cost is what counts for budgets: discounts and credit. A job sums the day's uses every two minutes and takes those offers
out of the books, as a pause does; open tills hear of it within seconds. So a day may cost more than the amount by what is
sold in two minutes, and by what tills sell that have no connection. Nothing that a customer was shown is taken back.
"""

from odoo import api, fields, models
from odoo.tools import SQL

COSTS = ("percent_off", "amount_off", "unit_off", "credit", "credit_flat")


class ClubProgram(models.Model):
    _inherit = "club.program"

    daily_stop = fields.Monetary(
        "Daily stop amount", tracking=True,
        help="When discounts and credit of all offers reach this amount on a day, offers that cost money stop until the next "
             "day. Counted every two minutes. Zero: none.")
    stopped_on = fields.Date("Stopped on", readonly=True, copy=False)

    _daily_stop_range = models.Constraint(
        "CHECK(COALESCE(daily_stop, 0) >= 0)", "The daily stop amount of a programme cannot be negative.")

    def write(self, vals):
        done = super().write(vals)
        if "daily_stop" in vals:
            for program in self:
                program._review_stop()
        return done

    @api.model
    def _cron_daily_stop(self):
        """Stop the programmes that have spent their day's amount; start those again that stopped on an earlier day."""
        programs = self.search([("daily_stop", ">", 0), ("state", "in", ("pilot", "live"))])
        for program in programs.filtered(lambda program: not program._is_stopped()):
            program._review_stop()
            self.env["ir.cron"]._commit_progress(1)

    def _is_stopped(self):
        return bool(self.stopped_on) and self.stopped_on == self._today()

    def _review_stop(self):
        """Stop or start by what today's uses say now."""
        today, spent = self._today(), self._spent_today()
        reached = bool(self.daily_stop) and self._to_minor(spent) >= self._to_minor(self.daily_stop)
        day = today if reached else False
        if self.stopped_on != day:
            self.stopped_on = day
            self.env["club.offer.book"]._queue(self)
        if reached:
            self._alert_stop(today, spent)

    def _spent_today(self):
        """What uses of offers cost so far on the programme's own day."""
        self.env["club.offer.use"].flush_model()
        return float(self.env.execute_query(SQL(
            """SELECT COALESCE(SUM(used.budget), 0) FROM club_offer_use used JOIN club_offer offer ON offer.id = used.offer_id
                WHERE offer.program_id = %s AND used.used_at >= %s""", self.id, self._midnight(self._today())))[0][0])

    def _alert_stop(self, today, spent):
        """Tell the manager, once a day."""
        # sudo: alerts are written by the club
        alerts, key = self.env["club.alert"].sudo(), f"club.program:{self.id}:stop:{today}"
        if not alerts.search_count([("kind", "=", "other"), ("source_key", "=", key)]):
            alerts.create({
                "kind": "other", "program_id": self.id, "company_id": self.program_company_ids[:1].company_id.id,
                "source_key": key, "message": self.env._(
                    "Offers have cost %(spent)s today; the daily stop amount is %(limit)s. Offers that cost money have stopped"
                    " until tomorrow.", spent=self._money(spent), limit=self._money(self.daily_stop))})


class ClubOffer(models.Model):
    _inherit = "club.offer"

    is_stopped = fields.Boolean("Stopped for today", compute="_compute_is_stopped")

    @api.depends("program_id.stopped_on", "benefit_ids.kind")
    def _compute_is_stopped(self):
        for offer in self:
            offer.is_stopped = offer.program_id and offer.program_id._is_stopped() and offer._costs()

    def _costs(self):
        """Whether the offer costs money: points and goods are not counted."""
        return any(benefit.kind in COSTS for benefit in self.benefit_ids)


class ClubOfferUse(models.Model):
    _inherit = "club.offer.use"

    _of_day = models.Index("USING brin (used_at)")
