"""How likely members are still customers, and how often they will buy (BG/NBD, `engine/bgnbd.py`).

The parameters are fitted each night on a fixed sample of the programme's members. What they say of each member is stored
rounded, so that a night writes only what has changed, in batches.
"""

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import bgnbd
from .club_repair_run import Batch

ROWS = 10_000
SAMPLE = 20_000  # members whose history is fitted: more change no digit that is shown
WEEK = 7.0
AHEAD = 90  # days that are looked ahead


class ClubMemberHabit(models.Model):
    _inherit = "club.member.habit"

    alive_percent = fields.Integer(
        "Still a customer (%)", readonly=True, aggregator="avg",
        help="Empty where a member has bought on one day only, or where too few members came back to tell.")
    expected = fields.Float("Purchases expected in 90 days", digits=(16, 1), readonly=True)


class ClubProgram(models.Model):
    _inherit = "club.program"

    alive_fit = fields.Json(readonly=True, copy=False)
    alive_text = fields.Char("Coming again", compute="_compute_alive_text")

    @api.depends_context("lang")
    @api.depends("alive_fit")
    def _compute_alive_text(self):
        for program in self:
            fit = program.alive_fit or {}
            program.alive_text = (
                not fit and self.env._("Worked out in the next nightly run.")
                or "r" not in fit and program._too_few_words()
                or self.env._("From %(members)s members' history: r %(r).3f, alpha %(alpha).3f (weeks), a %(a).3f, b %(b).3f.",
                              **fit))

    def _too_few_words(self):
        return self.env._(
            "Not enough data: %(have)s members came back on another day, and %(need)s are needed.",
            have=self.alive_fit["repeaters"], need=bgnbd.ENOUGH)

    def _fit_alive(self):
        """Fit the parameters to what members have bought so far."""
        today, last = self._today(), self.alive_fit or {}
        counts = {(x, t_x / WEEK, age / WEEK): number for x, t_x, age, number in self.env.execute_query(SQL(
            """SELECT buying_days - 1, latest_on - first_on, %s - first_on, COUNT(*) FROM (
                   SELECT buying_days, latest_on, first_on FROM club_member_habit
                    WHERE program_id = %s AND buying_days > 0 ORDER BY hashint4(member_id), member_id LIMIT %s) sample
                GROUP BY 1, 2, 3""", today, self.id, SAMPLE))}
        fit = {"members": sum(counts.values()), "repeaters": sum(n for (x, *_rest), n in counts.items() if x)}
        if bgnbd.enough(counts):
            names = bgnbd.Fit._fields
            start = bgnbd.Fit(*(last[name] for name in names)) if "r" in last else None
            fit |= dict(zip(names, bgnbd.fit(counts, start), strict=True))
        self.alive_fit = fit

    def _tell_alive(self, after, limit):
        """What the parameters say of the next members."""
        fit, today = self.alive_fit, self._today()
        rows = self.env.execute_query(SQL(
            """SELECT member_id, buying_days - 1, latest_on - first_on, %s - first_on, alive_percent, expected
                 FROM club_member_habit WHERE program_id = %s AND member_id > %s
                ORDER BY member_id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED""", today, self.id, after, limit))
        parameters = tuple(fit[name] for name in bgnbd.Fit._fields) if "r" in fit else None
        changed = []
        for member, x, t_x, age, percent, expected in rows:
            told = _told(parameters, x, t_x, age) if parameters and x is not None else (None, None)
            if told != (percent, None if expected is None else float(expected)):
                changed.append((member, *told))
        if changed:
            members, percents, expected = map(list, zip(*changed, strict=True))
            self.env.cr.execute(SQL(
                """UPDATE club_member_habit habit SET alive_percent = new.percent, expected = new.expected
                     FROM unnest(%s::int[], %s::int[], %s::numeric[]) AS new (member_id, percent, expected)
                    WHERE habit.member_id = new.member_id""", members, percents, expected))
            self.env["club.member.habit"].invalidate_model(["alive_percent", "expected"])
        return Batch(len(rows), len(changed), last_id=rows[-1][0] if rows else 0)


def _told(parameters, x, t_x, age):
    """(percent, purchases) of a member, as they are stored. `t_x`, `age`: days."""
    place = x, t_x / WEEK, age / WEEK
    percent = max(1, round(bgnbd.p_alive(parameters, *place) * 100)) if x else None  # 0 would be nothing told
    return percent, round(bgnbd.expected(parameters, *place, AHEAD / WEEK), 1)


class ClubMember(models.Model):
    _inherit = "club.member"

    alive_text = fields.Char("Coming again", compute="_compute_alive_text")

    @api.depends_context("lang")
    @api.depends("habit_ids.alive_percent", "habit_ids.expected", "program_id.alive_fit", "program_id.use_rfm")
    def _compute_alive_text(self):
        for member in self:
            member.alive_text = member.program_id.use_rfm and member.program_id.alive_fit and member._alive_words()

    def _alive_words(self):
        habit, program = self.habit_ids[:1], self.program_id
        if not habit.buying_days:
            return self.env._("Has not bought yet.")
        if "r" not in program.alive_fit:
            return program._too_few_words()
        purchases = {"expected": habit.expected, "days": AHEAD}
        if habit.buying_days == 1:
            return self.env._(
                "Has bought on one day only, too little to tell. About %(expected).1f purchases are expected in the next "
                "%(days)s days.", **purchases)
        return self.env._(
            "Still a customer with %(percent)s %% probability. About %(expected).1f purchases are expected in the next "
            "%(days)s days.", percent=habit.alive_percent, **purchases)


class ClubRepairRun(models.Model):
    _inherit = "club.repair.run"

    habits_count = fields.Integer("Buying habits that changed", readonly=True)
    alive_count = fields.Integer("Outlooks that changed", readonly=True)

    def _step_habits(self):
        """First the scores, then the days of buying: each is one statement over all members."""
        works = (self.program_id._score_habits, self.program_id._count_habits) if self.program_id.use_rfm else ()
        if self.after_id >= len(works):
            return Batch(0)
        return Batch(1, works[self.after_id](), last_id=self.after_id + 1)

    def _step_alive(self):
        program = self.program_id
        if not program.use_rfm:
            return Batch(0)
        if not self.after_id:
            program._fit_alive()
        return program._tell_alive(self.after_id, ROWS)
