"""The sheet of codes for print: QR code and text of each, to be cut out."""

from odoo import models
from odoo.exceptions import UserError

from ..reports.qr import qr_path

MOST_PRINTED = 1200  # fifty pages


class ReportCodeSheet(models.AbstractModel):
    _name = "report.customer_club.club_code_sheet"
    _description = "Sheet of codes"

    def _get_report_values(self, docids, data=None):
        codes = self.env["club.code"].browse(docids)
        if len(codes) > MOST_PRINTED:
            raise UserError(self.env._(
                "At most %(most)s codes are printed at once; %(count)s are chosen.", most=MOST_PRINTED, count=len(codes)))
        for batch, some in codes.grouped("batch_id").items():
            # sudo: a note that codes were printed, whoever prints
            batch.sudo().message_post(body=self.env._("%(user)s printed %(count)s codes.", user=self.env.user.name,
                                                      count=len(some)))
        return {"doc_ids": docids, "doc_model": "club.code", "docs": codes, "qr_path": qr_path}
