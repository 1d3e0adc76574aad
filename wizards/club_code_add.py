"""Makes single-use codes for a batch, or loads a partner's."""

import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.club_code_batch import LONGEST_TEXT
from ..sheets import codes as sheet


class ClubCodeAdd(models.TransientModel):
    _name = "club.code.add"
    _description = "Add Codes"

    batch_id = fields.Many2one("club.code.batch", required=True, readonly=True, ondelete="cascade")
    kind = fields.Selection(related="batch_id.kind")
    count = fields.Integer("How many", default=1000)
    content = fields.Binary("File", attachment=False)
    filename = fields.Char()

    @api.model
    def default_get(self, names):
        values = super().default_get(names)
        if "batch_id" in names and not values.get("batch_id"):
            values["batch_id"] = self.env.context.get("active_id")
        return values

    def action_done(self):
        self.ensure_one()
        if self.kind == "single":
            self.batch_id._generate(self.count)
            message = self.env._("%s codes were made.", self.count)
        else:
            message = self._load()
        return {"type": "ir.actions.client", "tag": "display_notification", "params": {
            "type": "success", "message": message, "next": {"type": "ir.actions.client", "tag": "soft_reload"}}}

    def _load(self):
        if not self.content:
            raise UserError(self.env._("Choose a file with the partner's codes first."))
        try:
            texts, bad = sheet.read(base64.b64decode(self.content), LONGEST_TEXT)
        except sheet.BadFile as wrong:
            raise UserError({
                "big": self.env._("The file has %(have)s MB; %(most)s MB is the most.", have=wrong.have // 10**6,
                                  most=sheet.MOST_BYTES // 10**6),
                "empty": self.env._("The first column of the file holds no code."),
                "broken": self.env._("The file is neither a workbook (.xlsx) nor text in UTF-8."),
            }[wrong.reason]) from wrong
        if bad:
            raise UserError(self.env._(
                "%(bad)s lines are longer than %(most)s letters. Nothing was loaded.", bad=bad, most=LONGEST_TEXT))
        added = self.batch_id._load(texts)
        return self.env._("%(added)s codes were loaded; %(known)s were there already.", added=added, known=len(texts) - added)
