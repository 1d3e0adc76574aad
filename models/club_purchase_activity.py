"""When and where a purchase was made, for reports: the hour and the day of the week on its branch's clock, till and cashier."""

from odoo import api, fields, models
from odoo.tools import SQL

WEEKDAYS = [("1", "Monday"), ("2", "Tuesday"), ("3", "Wednesday"), ("4", "Thursday"), ("5", "Friday"), ("6", "Saturday"),
            ("7", "Sunday")]


class ClubPurchase(models.Model):
    _name = "club.purchase"
    _inherit = ["club.purchase", "club.told.mixin"]

    hour = fields.Integer(
        compute="_compute_moment", aggregator=None, search=lambda self, *asked: self._search_told("hour", *asked),
        help="On the branch's own clock: 17 is from five to six in the afternoon.")
    weekday = fields.Selection(
        WEEKDAYS, "Day of the week", compute="_compute_moment",
        search=lambda self, *asked: self._search_told("weekday", *asked))
    till_id = fields.Many2one(related="pos_order_id.config_id", string="Till")
    cashier_id = fields.Many2one(related="pos_order_id.user_id", string="Sold by")

    @api.depends("purchased_at", "branch_id.tz")
    def _compute_moment(self):
        self._compute_told(["hour", "weekday"])

    def _told_sql(self, alias, name):
        if name not in ("hour", "weekday"):
            return super()._told_sql(alias, name)
        local = SQL(
            """(%(p)s.purchased_at AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(
                   (SELECT tz FROM club_branch WHERE id = %(p)s.branch_id),
                   (SELECT tz FROM club_program WHERE id = %(p)s.program_id)))""", p=alias)
        if name == "hour":
            return SQL("EXTRACT(hour FROM %s)::integer", local)
        return SQL("EXTRACT(isodow FROM %s)::integer::varchar", local)
