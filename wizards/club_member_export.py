"""A member's data as a file to hand out. The row lives for an hour, for whoever asked; the file is made as it is downloaded."""

from odoo import api, fields, models


class ClubMemberExport(models.TransientModel):
    _name = "club.member.export"
    _description = "Export of a Member's Data"

    member_id = fields.Many2one("club.member", required=True, readonly=True, ondelete="cascade")
    name = fields.Char(compute="_compute_content")
    content = fields.Binary(compute="_compute_content", attachment=False)

    @api.depends("member_id")
    def _compute_content(self):
        for row in self:
            row.name, row.content = row.member_id._export_file()


class ClubMember(models.Model):
    _inherit = "club.member"

    def action_export(self):
        """Download all that the club knows of this member."""
        self.ensure_one()
        self._check_may_manage()
        row = self.env["club.member.export"].create({"member_id": self.id})
        return {"type": "ir.actions.act_url", "target": "download",
                "url": f"/web/content/{row._name}/{row.id}/content?download=true&filename={row.name}"}
