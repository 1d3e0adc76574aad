"""Makes single-use codes for a batch, or loads a partner's."""

import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..models.club_client import RELOAD, notification
from ..models.club_code_batch import LONGEST_TEXT
from ..models.club_unreadable import why_unreadable
from ..sheets import column
from ..sheets.reader import Unreadable


class ClubCodeAdd(models.TransientModel):
    _name = "club.code.add"
    _description = "Add Codes"

    batch_id = fields.Many2one("club.code.batch", required=True, readonly=True, ondelete="cascade",
                               default=lambda self: self.env.context.get("active_id"))
    kind = fields.Selection(related="batch_id.kind")
    count = fields.Integer("How many", default=1000)
    content = fields.Binary("File", attachment=False)
    filename = fields.Char()

    def action_done(self):
        self.ensure_one()
        if self.kind == "single":
            self.batch_id._generate(self.count)
            message = self.env._("%s codes were made.", self.count)
        else:
            message = self._load()
        return notification(message, RELOAD)

    def _load(self):
        if not self.content:
            raise UserError(self.env._("Choose a file with the partner's codes first."))
        try:
            texts = [text for _row, text in column.values(base64.b64decode(self.content))]
        except Unreadable as error:
            raise UserError(why_unreadable(self.env, error, self.filename)) from error
        if bad := sum(len(text) > LONGEST_TEXT for text in texts):
            raise UserError(self.env._(
                "%(bad)s lines are longer than %(most)s letters. Nothing was loaded.", bad=bad, most=LONGEST_TEXT))
        if not texts:
            raise UserError(self.env._("The first column of the file holds no code."))
        added = self.batch_id._load(texts)
        return self.env._("%(added)s codes were loaded; %(known)s were there already.", added=added, known=len(texts) - added)
