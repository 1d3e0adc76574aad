"""What the choices of a selection are called in the user's language."""

from odoo import api, models


def selection_labels(records, name):
    """{value: label} of a selection field of these records' model."""
    return dict(records._fields[name]._description_selection(records.env))


class ClubLabelled(models.AbstractModel):
    _name = "club.labelled.mixin"
    _description = "Records that are called by one of their choices"

    @api.depends(lambda self: (self._rec_name,) if self._rec_name in self._fields else ())
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = selection_labels(self, self._rec_name)
        for record in self:
            record.display_name = labels.get(record[self._rec_name], "")
