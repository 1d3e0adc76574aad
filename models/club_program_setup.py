"""The set-up of a whole programme: its companies, each with its own checklist, and one button."""

from markupsafe import Markup
from odoo import api, fields, models


class ClubProgram(models.Model):
    _inherit = "club.program"

    setup_done = fields.Boolean("Ready", compute="_compute_setup_done")
    checklist = fields.Html(compute="_compute_checklist", sanitize=False)
    setup_missing = fields.Integer(compute="_compute_setup_done", help="Companies whose set-up is not complete.")

    @api.depends_context("uid")
    @api.depends("program_company_ids.setup_done")
    def _compute_setup_done(self):
        for program in self:
            rows = program.program_company_ids
            program.setup_missing = len(rows.filtered(lambda row: not row.setup_done))
            program.setup_done = bool(rows) and not program.setup_missing

    @api.depends_context("uid", "lang")
    @api.depends("program_company_ids.checklist")
    def _compute_checklist(self):
        for program in self:
            rows = program.program_company_ids
            program.checklist = Markup().join(
                Markup("<h4>%s</h4>%s") % (row.company_id.name, row.checklist) if len(rows) > 1 else row.checklist
                for row in rows)

    def action_complete_setup(self):
        """Enrol the companies that have tills and complete the set-up of each. Returns a notification."""
        self.ensure_one()
        self.check_access("write")
        # sudo: branch companies may lie outside of the companies the manager has switched on
        program = self.sudo()
        if not program.program_company_ids:
            program._enrol(self.env.company)
        program._enrol(program._companies_to_enrol())
        program.program_company_ids.sorted(lambda row: row.company_id.parent_path)._complete_setup()
        return program.program_company_ids._setup_notification()

    def _companies_to_enrol(self):
        """Branch companies below those of the programme that have tills and take part in no programme yet."""
        companies = self.program_company_ids._child_companies_with_tills()
        return companies - self.env["club.program.company"].search([("company_id", "in", companies.ids)]).company_id

    def _enrol(self, companies):
        self.env["club.program.company"].create([
            {"program_id": self.id, "company_id": company.id} for company in companies])
