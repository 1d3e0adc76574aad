"""A till stands in a branch; through it the till finds its programme."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class PosConfig(models.Model):
    _inherit = "pos.config"

    club_branch_id = fields.Many2one("club.branch", "Club branch", index="btree_not_null", ondelete="restrict")

    @api.constrains("club_branch_id", "company_id")
    def _check_club_branch(self):
        self.club_branch_id._check_tills()

    @api.constrains("club_branch_id", "payment_method_ids")
    def _check_club_wallet_method(self):
        for config in self:
            # sudo: whoever may edit tills need not be able to read the programme
            methods = config.sudo().payment_method_ids.filtered("club_program_company_id")
            rows = methods.club_program_company_id
            if len(methods) > 1:
                raise ValidationError(self.env._("The till %s can have one wallet payment method only.", config.name))
            if rows and rows.program_id != config.sudo().club_branch_id.program_id:  # sudo: as above
                raise ValidationError(self.env._(
                    "The wallet of %(program)s pays at tills of its own branches; %(till)s stands in none of them.",
                    program=rows.program_id.name, till=config.name))

    def _club_program(self):
        """The programme that runs at this till: its branch's, when it is in pilot or live; else an empty record."""
        self.ensure_one()
        # sudo: cashiers have no access to club records; the till needs to know its own programme
        program = self.sudo().club_branch_id.program_id
        return program if program.active and program.state in ("pilot", "live") else program.browse()

    def _check_before_creating_new_session(self):
        result = super()._check_before_creating_new_session()
        self._check_club_accounts()
        return result

    def _check_club_accounts(self):
        """Refuse to open a session whose closing would miss an account of the club."""
        # sudo: the cashier who opens the till has no access to club records and accounts
        for row in self.sudo().payment_method_ids.club_program_company_id:
            if missing := row._missing_for_closing():
                raise ValidationError(self.env._(
                    "The wallet of %(program)s cannot be used in %(company)s: %(missing)s missing or archived. "
                    "Open the programme and press “Complete the set-up”.",
                    program=row.program_id.name, company=row.company_id.name, missing=", ".join(missing)))
