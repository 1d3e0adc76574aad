"""A till stands in a branch; through it the till finds its programme."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class PosConfig(models.Model):
    _inherit = "pos.config"

    club_branch_id = fields.Many2one("club.branch", "Club branch", index="btree_not_null", ondelete="restrict")

    @api.constrains("club_branch_id", "company_id")
    def _check_club_branch(self):
        self.club_branch_id._check_tills()

    def _club_program(self):
        """The programme that runs at this till: its branch's, when it is in pilot or live; else an empty record."""
        self.ensure_one()
        # sudo: cashiers have no access to club records; the till needs to know its own programme
        program = self.sudo().club_branch_id.program_id
        return program if program.active and program.state in ("pilot", "live") else program.browse()
