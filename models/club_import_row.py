"""The rows of a file while it is being imported; of an import that has ended, those that were not taken."""

import json
from datetime import datetime, time

from odoo import fields, models

from ..sheets.reader import Fault, NoResult

PACK = {
    datetime: lambda value: {"at": value.isoformat()}, time: lambda value: {"time": value.isoformat()},
    NoResult: lambda value: {"formula": value.place}, Fault: lambda value: {"error": value.text, "place": value.place}}


class ClubImportRow(models.Model):
    _name = "club.import.row"
    _description = "Row of an Import"
    _order = "import_id, number"
    _rec_name = "number"
    _log_access = False

    import_id = fields.Many2one("club.import", required=True, readonly=True, ondelete="cascade")
    number = fields.Integer("Row", required=True, readonly=True, aggregator=None)
    cells = fields.Text(readonly=True)
    part_of = fields.Integer(readonly=True, aggregator=None, help="The row, further up, with which this one is imported.")
    problem = fields.Char("Why", readonly=True)
    shown = fields.Char("What it says", compute="_compute_shown")

    _once = models.UniqueIndex("(import_id, number)")
    _apart = models.Index("(import_id, part_of) WHERE part_of IS NOT NULL")
    _problems = models.Index("(import_id) WHERE problem IS NOT NULL")

    def _compute_shown(self):
        for row in self:
            row.shown = " | ".join(str(value) for value in unpack(row.cells) if value is not None)[:200]


def pack(values):
    """The cells of a row as one text."""
    return json.dumps([PACK[type(value)](value) if type(value) in PACK else value for value in values], ensure_ascii=False)


def unpack(cells):
    """The cells of a row as the reader gave them."""
    return json.loads(cells or "[]", object_hook=_unpack)


def _unpack(found):
    if "at" in found:
        return datetime.fromisoformat(found["at"])
    if "time" in found:
        return time.fromisoformat(found["time"])
    return NoResult(found["formula"]) if "formula" in found else Fault(found["error"], found["place"])
