"""A shop: one or more tills, its company, warehouse, time zone and staff."""

from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.addons.base.models.res_partner import _tz_get
from odoo.exceptions import ValidationError


class ClubBranch(models.Model):
    _name = "club.branch"
    _description = "Club Branch"
    _inherit = ["analytic.mixin"]  # what the branch bears of bonus and points is analysed as this says
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    program_id = fields.Many2one("club.program", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="restrict")
    warehouse_id = fields.Many2one("stock.warehouse", check_company=True, ondelete="restrict")
    tz = fields.Selection(_tz_get, string="Time zone", required=True, default=lambda self: self.env.user.tz or "UTC")
    pos_config_ids = fields.One2many("pos.config", "club_branch_id", string="Tills")
    staff_ids = fields.Many2many("res.users", "club_branch_staff_rel", "branch_id", "user_id")
    shortfall_account_id = fields.Many2one(
        "account.account", check_company=True, ondelete="restrict", help="Empty: the account of the company.")

    _name_once = models.Constraint(
        "UNIQUE(program_id, company_id, name)", "This company already has a branch of that name in the programme.")

    @api.constrains("pos_config_ids", "company_id")
    def _check_tills(self):
        for branch in self:
            for config in branch.pos_config_ids:
                if config.company_id != branch.company_id:
                    raise ValidationError(self.env._(
                        "The till %(till)s belongs to %(till_company)s, the branch %(branch)s to %(company)s.",
                        till=config.name, till_company=config.company_id.name,
                        branch=branch.name, company=branch.company_id.name))

    def _program_company(self):
        """The programme company row whose accounts serve this branch."""
        self.ensure_one()
        return self.program_id._company(self.company_id)

    def _rounding_account(self):
        """Account for the units by which invoices may miss their order; empty outside of a club."""
        row = self._program_company() if self else self.env["club.program.company"]
        return row.rounding_account_id.filtered("active")

    def _local_time(self, now=None):
        """`now` (naive UTC; default: the time of the call) as a datetime of the branch's own zone."""
        self.ensure_one()
        now = now or fields.Datetime.now()
        return now.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(self.tz))

    def _engine_context(self, now=None, channel="pos"):
        """The `context` value of the offers engine at `now` in this branch."""
        local = self._local_time(now)
        return {
            "date": local.date().isoformat(), "weekday": local.isoweekday(),
            "minute": local.hour * 60 + local.minute, "branch": str(self.id), "channel": channel,
        }
