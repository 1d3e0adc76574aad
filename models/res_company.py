"""Which branch sells for a company, where nothing else says it."""

from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _club_only_branch(self):
        """The company's one branch in a running programme; empty where it has none or several.

        Needs to be called with sudo for accountants.
        """
        branches = self.env["club.branch"].search([
            ("company_id", "=", self.id), ("program_id.state", "in", ("pilot", "live")),
            ("program_id.active", "=", True)], limit=2)
        return branches if len(branches) == 1 else branches.browse()
