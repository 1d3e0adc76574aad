"""Purchases of a month summed up by one property of theirs: one row per programme, company, branch, month and value.

Each cut is a sum over the same purchases: rows of different cuts are never added up. Those of members (segment, tier, age,
gender, city) leave passers-by out, and a member counts in each segment. What a member is, is told as of the night on which
the month was worked out.
"""

from odoo import api, fields, models
from odoo.tools import SQL

from .club_labels import selection_labels
from .club_member_profile import AGES, GENDERS
from .club_purchase import CHANNELS
from .club_purchase_activity import WEEKDAYS

CUTS = [
    ("segment", "Segment"), ("tier", "Tier"), ("age", "Age"), ("gender", "Gender"), ("city", "City"), ("channel", "Channel"),
    ("category", "Category"), ("brand", "Brand"), ("weekday", "Day of the week"), ("hour", "Day and hour")]

NAMED = {"segment": "segment_id", "tier": "tier_id", "category": "categ_id", "brand": "brand_id", "age": "age_group",
         "gender": "gender", "channel": "channel", "weekday": "weekday", "hour": "weekday"}


class ClubReportCut(models.Model):
    _name = "club.report.cut"
    _description = "Purchases by Property"
    _inherit = ["club.report.sums"]
    _order = "month desc, cut, net desc, id"
    _rec_name = "key"

    cut = fields.Selection(CUTS, required=True, readonly=True)
    key = fields.Char(
        required=True, readonly=True, help="Id of the record, or the value itself; of day and hour 5-17 (Friday, from 17 on). "
        "Empty: not known.")
    name = fields.Char("Value", compute="_compute_name")
    members = fields.Integer(
        readonly=True, help="Different members who bought. Whoever bought in two branches or months counts in both.")
    segment_id = fields.Many2one("club.segment", readonly=True, ondelete="set null")
    tier_id = fields.Many2one("club.tier", readonly=True, ondelete="set null")
    categ_id = fields.Many2one("product.category", "Category", readonly=True, ondelete="set null")
    brand_id = fields.Many2one("club.brand", readonly=True, ondelete="set null")
    age_group = fields.Selection(AGES, "Age", readonly=True)
    gender = fields.Selection(GENDERS, readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True)
    weekday = fields.Selection(WEEKDAYS, "Day of the week", readonly=True)

    _once = models.UniqueIndex("(program_id, cut, month, company_id, COALESCE(branch_id, 0), with_club, key)")

    @api.depends("cut", "key")
    def _compute_name(self):
        for row in self:
            value = row[NAMED[row.cut]] if row.cut in NAMED else row.key
            field = row._fields[NAMED.get(row.cut, "key")]
            if field.type == "selection":
                value = selection_labels(row, field.name).get(value)
            elif field.type == "many2one":
                value = value.display_name
            row.name = f"{value}, {row.key[2:]}:00" if row.cut == "hour" else value or self.env._("Not known")

    @api.depends("name")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.name

    # -- the purchases behind a row -----------------------------------------------------------------------------------

    def _purchases_domain(self):
        return super()._purchases_domain() + getattr(self, f"_of_{self.cut}")()

    def _of_segment(self):
        return [("member_id.segment_ids", "in", self.segment_id.ids)]

    def _of_tier(self):
        return [("member_id.tier_id", "=", self.tier_id.id)]

    def _of_age(self):
        return [("member_id.age_group", "=", self.age_group)]

    def _of_gender(self):
        return [("member_id.gender", "=", self.gender)]

    def _of_city(self):
        return [("member_id.partner_id.city", *(("=like", f"%{self.key}%") if self.key else ("=", False)))]

    def _of_channel(self):
        return [("channel", "=", self.channel)]

    def _of_weekday(self):
        return [("weekday", "=", self.weekday)]

    def _of_hour(self):
        return [("weekday", "=", self.weekday), ("hour", "=", int(self.key[2:]))]

    def _of_category(self):
        return self._with_lines("categ_id", self.categ_id)

    def _of_brand(self):
        return self._with_lines("brand_id", self.brand_id)

    def _with_lines(self, column, record):
        """The purchases of this row with lines of a record, or with lines that have none."""
        report = self.env["club.report"]
        since, until = self._days()
        here = SQL("p.branch_id IS NOT DISTINCT FROM %s", self.branch_id.id or None)
        sold = report._sold(self.program_id, since, until, here)
        rows = self.env.execute_query(SQL(
            "WITH sold AS MATERIALIZED (%s) SELECT DISTINCT purchase_id FROM (%s) line WHERE %s IS NOT DISTINCT FROM %s",
            sold, report._lines(), SQL.identifier(column), record.id or None))
        return [("id", "in", [row[0] for row in rows])]
