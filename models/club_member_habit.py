"""How a member buys: one row per member, worked out each night by two statements over all purchases.

A table of its own, so that a night that writes a million of these rows keeps no till waiting. Recency, frequency and monetary
score (1 to 5, 5 the best) are fifths of all members who bought in the programme's window, which ends yesterday: by the day of
the last purchase, the number of purchases, the net spend; ties by the member's id. Whoever did not buy in it has no scores.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools import SQL

WINDOW = ("last_on", "orders", "net", "recency", "frequency", "monetary")
HISTORY = ("first_on", "latest_on", "buying_days")


class ClubMemberHabit(models.Model):
    _name = "club.member.habit"
    _description = "Buying Habit"
    _order = "id desc"
    _rec_name = "member_id"
    _log_access = False  # rows are written by statements

    member_id = fields.Many2one("club.member", required=True, ondelete="cascade", readonly=True)
    program_id = fields.Many2one("club.program", required=True, index=True, ondelete="cascade", readonly=True)
    currency_id = fields.Many2one(related="program_id.currency_id")
    last_on = fields.Date("Last purchase", readonly=True, help="In the window of the scores.")
    orders = fields.Integer("Purchases", readonly=True, help="In the window of the scores, without those wholly returned.")
    net = fields.Monetary("Net spend", readonly=True, help="In the window of the scores: without tax, less returns.")
    recency = fields.Integer("Recency score", readonly=True, aggregator=None, help="5: bought most recently.")
    frequency = fields.Integer("Frequency score", readonly=True, aggregator=None, help="5: bought most often.")
    monetary = fields.Integer("Monetary score", readonly=True, aggregator=None, help="5: spent most.")
    first_on = fields.Date("First day of buying", readonly=True)
    latest_on = fields.Date("Latest day of buying", readonly=True)
    buying_days = fields.Integer(
        "Days of buying", readonly=True, help="Since the beginning. Purchases wholly returned do not count.")

    _member_once = models.UniqueIndex("(member_id)")


class ClubProgram(models.Model):
    _inherit = "club.program"

    def _score_habits(self, today=None):
        """Work out the scores as of a day. Returns how many rows changed."""
        today = today or self._today()
        self.env.flush_all()
        sales = SQL(
            """SELECT sale.member_id, MAX(sale.purchased_at) AS last_at, COUNT(*) AS orders,
                      SUM(sale.amount_untaxed + COALESCE(back.amount, 0)) AS net
                 FROM club_purchase sale
                 LEFT JOIN (SELECT origin_id, SUM(amount_untaxed) AS amount FROM club_purchase
                             WHERE program_id = %(program)s AND origin_id IS NOT NULL GROUP BY origin_id) back
                   ON back.origin_id = sale.id
                WHERE sale.program_id = %(program)s AND sale.origin_id IS NULL AND sale.wholly_returned IS NOT TRUE
                  AND sale.member_id IS NOT NULL AND sale.purchased_at >= %(start)s AND sale.purchased_at < %(end)s
                GROUP BY sale.member_id""",
            program=self.id, start=self._midnight(today - timedelta(days=self.rfm_days)), end=self._midnight(today))
        rows = SQL(
            """SELECT member_id, last_on, orders, net, ntile(5) OVER (ORDER BY last_on, member_id),
                      ntile(5) OVER (ORDER BY orders, member_id), ntile(5) OVER (ORDER BY net, member_id)
                 FROM (SELECT sales.*, (last_at AT TIME ZONE 'UTC' AT TIME ZONE %s)::date AS last_on FROM (%s) sales) sales
                 JOIN club_member m ON m.id = member_id AND m.active AND m.state <> 'left'""", self.tz, sales)
        return self._write_habits(WINDOW, rows)

    def _count_habits(self):
        """Count on how many days members have bought, since the beginning. Returns how many rows changed."""
        self.env.flush_all()
        return self._write_habits(HISTORY, SQL(
            """SELECT member_id, MIN(day), MAX(day), COUNT(*)
                 FROM (SELECT DISTINCT member_id, (purchased_at AT TIME ZONE 'UTC' AT TIME ZONE %s)::date AS day
                         FROM club_purchase WHERE program_id = %s AND origin_id IS NULL AND wholly_returned IS NOT TRUE
                          AND member_id IS NOT NULL) days
                GROUP BY member_id""", self.tz, self.id))

    def _write_habits(self, names, rows):
        """Have these columns as `rows` (SQL of a member's id and their values) tell, empty for all other members. In one
        statement, which writes what differs.
        """
        columns = SQL(", ").join(map(SQL.identifier, names))
        new = SQL(", ").join(SQL.identifier("new", name) for name in names)
        old = SQL(", ").join(SQL.identifier("habit", name) for name in names)
        nothing = SQL(", ").join(SQL("NULL") for _name in names)
        [(changed,)] = self.env.execute_query(SQL(
            """WITH new (member_id, %(columns)s) AS MATERIALIZED (%(rows)s),
               written AS (
                   INSERT INTO club_member_habit AS habit (member_id, program_id, %(columns)s)
                   SELECT new.member_id, %(program)s, %(new)s FROM new
                     LEFT JOIN club_member_habit habit ON habit.member_id = new.member_id
                    WHERE (%(old)s) IS DISTINCT FROM (%(new)s)
                       ON CONFLICT (member_id) DO UPDATE SET (%(columns)s) = ROW(%(excluded)s) RETURNING 1),
               emptied AS (
                   UPDATE club_member_habit habit SET (%(columns)s) = ROW(%(nothing)s)
                    WHERE habit.program_id = %(program)s AND habit.%(first)s IS NOT NULL
                      AND NOT EXISTS (SELECT 1 FROM new WHERE new.member_id = habit.member_id) RETURNING 1)
               SELECT (SELECT COUNT(*) FROM written) + (SELECT COUNT(*) FROM emptied)""",
            columns=columns, rows=rows, program=self.id, new=new, old=old, nothing=nothing, first=SQL.identifier(names[0]),
            excluded=SQL(", ").join(SQL.identifier("excluded", name) for name in names)))
        self.env["club.member.habit"].invalidate_model()
        return changed

    def _midnight(self, day):
        """The beginning of a day of the programme, as a naive UTC datetime."""
        return datetime.combine(day, time(), ZoneInfo(self.tz)).astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


class ClubMember(models.Model):
    _inherit = "club.member"

    habit_ids = fields.One2many("club.member.habit", "member_id", "Buying habit")
    rfm_text = fields.Char("Scores", compute="_compute_rfm_text")

    @api.depends_context("lang")
    @api.depends("habit_ids.recency", "habit_ids.frequency", "habit_ids.monetary")
    def _compute_rfm_text(self):
        for member in self:
            habit = member.habit_ids[:1]
            member.rfm_text = habit.recency and self.env._(
                "Recency %(recency)s, frequency %(frequency)s, monetary %(monetary)s of 5",
                recency=habit.recency, frequency=habit.frequency, monetary=habit.monetary)

    def _export_parts(self):
        names = ("last_on", "orders", "net", "recency", "frequency", "monetary", "first_on", "latest_on", "buying_days",
                 "alive_percent", "expected")
        return super()._export_parts() | {"habit": [self._export_row(row, names) for row in self.habit_ids]}
