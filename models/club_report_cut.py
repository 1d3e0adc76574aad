"""Purchases of a month summed up by one property of theirs: one row per programme, company, branch, month and value.

Each cut is a sum over the same purchases: rows of different cuts are never added up. Those of members (segment, tier, age,
gender, city) leave passers-by out, and a member counts in each segment. What a member is, is told as of the night on which
the month was worked out.
"""

from odoo import fields, models

from .club_member_profile import AGES, GENDERS
from .club_purchase import CHANNELS
from .club_purchase_activity import WEEKDAYS

CUTS = [
    ("segment", "Segment"), ("tier", "Tier"), ("age", "Age"), ("gender", "Gender"), ("city", "City"), ("channel", "Channel"),
    ("category", "Category"), ("brand", "Brand"), ("weekday", "Day of the week"), ("hour", "Day and hour")]


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
