"""Posts the wallets of programme companies up to a day."""

from datetime import timedelta

from odoo import api, fields, models

from ..models.club_client import CLOSE, notification


class ClubBooksPost(models.TransientModel):
    _name = "club.books.post"
    _description = "Post the Wallets to the Books"

    program_company_ids = fields.Many2many(
        "club.program.company", string="Companies", required=True, default=lambda self: self._default_companies())
    until = fields.Date(required=True, default=lambda self: fields.Date.context_today(self) - timedelta(days=1))

    @api.model
    def _default_companies(self):
        return self.env["club.program.company"].search([("program_id.state", "!=", "draft")])

    def action_post(self):
        """Post, or refuse with one sentence; what is posted of one company then is taken back as well."""
        count = self.program_company_ids.action_post_books(self.until)
        told = self.env._("%s wallet entries went to the books.", count) if count else self.env._(
            "Everything was in the books already.")
        return notification(told, CLOSE, title=self.env._("Posted until %s", self.until))
