"""A batch's codes as a workbook, for managers: whoever has it has the codes, so each export is noted on the batch."""

from odoo import models
from odoo.exceptions import AccessError

from ..sheets.writer import Table
from .club_labels import selection_labels

COLUMNS = {"text": "text", "state": "text", "given_at": "datetime", "member_id": "text", "used_at": "datetime",
           "purchase_id": "text"}
PORTION = 2000


class ClubCodeBatch(models.Model):
    _inherit = "club.code.batch"

    def action_export(self):
        self.ensure_one()
        self._check_may_export()
        return {"type": "ir.actions.act_url", "target": "download", "url": f"/club/sheets/codes/{self.id}"}

    def _check_may_export(self):
        """Refuse who may not have the codes of this batch."""
        if not self.exists() or not self.env.user.has_group("customer_club.customer_club_group_manager"):
            raise AccessError(self.env._("Codes are exported by managers of the club."))
        self.check_access("write")

    def _export_table(self):
        """All codes of this batch, read portion by portion."""
        self._check_may_export()
        fields_of = self.env["club.code"]._fields
        columns = [(fields_of[name]._description_string(self.env), kind) for name, kind in COLUMNS.items()]
        return Table(self.name, columns, self._export_rows())

    def _record_export(self, count):
        self.message_post(body=self.env._("%s codes were exported.", count))

    def _export_rows(self):
        codes, last = self.env["club.code"], 0
        labels = selection_labels(codes, "state")
        while found := codes.search_fetch(
                [("batch_id", "=", self.id), ("id", ">", last)], [*COLUMNS], order="id", limit=PORTION):
            for code in found:
                yield (code._grouped(), labels[code.state], code.given_at or None, code.member_id.display_name or None,
                       code.used_at or None, code.purchase_id.display_name or None)
            last = found[-1].id
            self.env.invalidate_all()
