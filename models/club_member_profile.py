"""Who a member is, for reports: gender, age, city. The age is told by the birthday, in the calendar in which it is kept."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import jalali
from .club_told import array

GENDERS = [("female", "Female"), ("male", "Male"), ("other", "Other")]
AGES = [("00", "under 18"), ("18", "18 to 24"), ("25", "25 to 34"), ("35", "35 to 44"), ("45", "45 to 54"),
        ("55", "55 to 64"), ("65", "65 and more")]
OLDEST = 120  # more is a slip of the pen, and tells no age


class ClubMember(models.Model):
    _name = "club.member"
    _inherit = ["club.member", "club.told.mixin"]

    _joined = models.Index("(program_id, joined_at)")

    gender = fields.Selection(GENDERS)
    city = fields.Char(related="partner_id.city")
    age_group = fields.Selection(
        AGES, "Age", compute="_compute_age_group", search=lambda self, *asked: self._search_told("age_group", *asked),
        help="Today. Empty without a year of birth.")

    @api.depends("calendar", "birth_year", "birth_month", "birth_day")
    def _compute_age_group(self):
        self._compute_told(["age_group"])

    def _told_sql(self, alias, name):
        return self._age_group_sql(alias, fields.Date.today()) if name == "age_group" else super()._told_sql(alias, name)

    @api.model
    def _age_group_sql(self, member, on):
        """SQL: the age group of a row of `club_member`, named `member`, on a day."""
        day = {f"{calendar}_{name}": value for calendar in jalali.CALENDARS for name, value in zip(
            ("year", "month", "day"), (jalali.year_of(calendar, on), *jalali.month_day_of(calendar, on)), strict=True)}
        age = SQL(
            """CASE WHEN %(m)s.birth_year > 0 THEN CASE %(m)s.calendar
                   WHEN 'jalali' THEN %(jalali_year)s - %(m)s.birth_year
                        - ((COALESCE(%(m)s.birth_month, 0), COALESCE(%(m)s.birth_day, 0))
                           > (%(jalali_month)s, %(jalali_day)s))::int
                   ELSE %(gregorian_year)s - %(m)s.birth_year
                        - ((COALESCE(%(m)s.birth_month, 0), COALESCE(%(m)s.birth_day, 0))
                           > (%(gregorian_month)s, %(gregorian_day)s))::int END END""", m=member, **day)
        codes = [code for code, _label in AGES]
        return SQL(
            """CASE WHEN %(age)s BETWEEN 0 AND %(oldest)s
                    THEN (%(codes)s)[width_bucket(%(age)s, %(starts)s)] END""",
            age=age, oldest=OLDEST, codes=array(codes, "varchar"), starts=array(map(int, codes), "int"))
