"""What an import made, and what it changed with the values from before, so that it can be undone."""

import json

from odoo import fields, models


class ClubImportMade(models.Model):
    _name = "club.import.made"
    _description = "Made by an Import"
    _log_access = False
    _order = "id"

    import_id = fields.Many2one("club.import", required=True, readonly=True, ondelete="cascade")
    model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(model_field="model", required=True, readonly=True)
    row = fields.Integer(readonly=True)
    before = fields.Json(readonly=True)
    after = fields.Json(readonly=True)

    _of_import = models.Index("(import_id, model, id)")

    def _note(self, job, records, rows=(), changes=()):
        """Remember these records: made, or with `changes` changed ((before, after) each)."""
        self.env.flush_all()
        rows, changes = rows or [0] * len(records), changes or [(None, None)] * len(records)
        if records:
            self.env.cr.execute_values(
                "INSERT INTO club_import_made (import_id, model, res_id, row, before, after) VALUES %s",
                [(job.id, records._name, record_id, row, before and json.dumps(before), after and json.dumps(after))
                 for record_id, row, (before, after) in zip(records.ids, rows, changes, strict=True)])
