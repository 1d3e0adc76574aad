"""Workbooks to download. A file is written row by row and sent from disk: memory does not grow with it."""

import tempfile

from odoo import http
from odoo.http import content_disposition, request
from werkzeug.wsgi import wrap_file

from ..engine.intake import headings
from ..models.club_client import is_right_to_left
from ..models.club_import_row import unpack
from ..models.club_labels import selection_labels
from ..sheets.writer import Table, write

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ClubSheets(http.Controller):

    @http.route("/club/sheets/template/<string:kind>", type="http", auth="user", methods=["GET"], readonly=True)
    def template(self, kind):
        """An empty table with the headings of a kind of file, which an import will know again."""
        request.env["club.import"].check_access("create")
        if kind not in headings.FIELDS:
            return request.not_found()
        names = headings.template(kind, (request.env.lang or "").startswith("fa"))
        return self._send(f"{kind}.xlsx", Table(kind, [(name, "text") for name in names], ()))

    @http.route("/club/sheets/bad_rows/<int:import_id>", type="http", auth="user", methods=["GET"], readonly=True)
    def bad_rows(self, import_id):
        """The rows of a file that were not taken, each with its reason: corrected, the sheet can be imported as it is."""
        job = request.env["club.import"].browse(import_id).exists()
        if not job:
            return request.not_found()
        job.check_access("read")
        columns = [(column.heading, "text") for column in job.column_ids]
        places = job.column_ids.mapped("place")
        titles = [(request.env._("Row"), "count"), (request.env._("Why it was not taken"), "text")]
        return self._send(f"bad-rows-{job.id}.xlsx", Table(
            request.env._("Bad rows"), [*columns, *titles], self._bad_rows(job, places)))

    def _bad_rows(self, job, places):
        after = 0
        rows = request.env["club.import.row"]
        domain = [("import_id", "=", job.id), ("problem", "!=", False)]
        while batch := rows.search_fetch([*domain, ("number", ">", after)], ["cells", "problem", "number"], limit=2_000):
            for row in batch:
                cells = unpack(row.cells)
                yield [*(_shown(cells[place]) if place < len(cells) else None for place in places), row.number, row.problem]
            after = batch[-1].number
            request.env.invalidate_all()

    @http.route("/club/sheets/export/<int:export_id>", type="http", auth="user", methods=["GET"])
    def export(self, export_id):
        """The workbook of an export, by the rights of whoever made it, who alone may take it, once."""
        export = request.env["club.export"].browse(export_id).exists()
        if not export or export.user_id != request.env.user or export.exported_at:
            return request.not_found()
        export._check_right()
        columns = export._columns()
        label = selection_labels(export, "kind")[export.kind]
        return self._send(f"{export.kind}.xlsx", Table(label, export._titles(columns), export._rows(columns)),
                          digits=export.program_id.minor_digits, note=export._record)

    @http.route("/club/sheets/codes/<int:batch_id>", type="http", auth="user", methods=["GET"])
    def codes(self, batch_id):
        """The codes of a batch, for managers of its programme."""
        batch = request.env["club.code.batch"].browse(batch_id)
        return self._send(f"codes-{batch_id}.xlsx", batch._export_table(), note=batch._record_export)

    def _send(self, name, table, *, digits=2, note=None):
        """Write a table to a file on disk and send it; `note` is told how many rows there were."""
        file = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the response)
        try:
            count = write(file, [table], digits=digits, right_to_left=is_right_to_left(request.env))
            if note:
                note(count)
        except BaseException:
            file.close()
            raise
        size = file.tell()
        file.seek(0)
        return request.make_response(wrap_file(request.httprequest.environ, file), [
            ("Content-Type", XLSX), ("Content-Length", size), ("Content-Disposition", content_disposition(name))])


def _shown(value):
    """A cell as it is written back; formulas without a result and errors stay empty."""
    return None if isinstance(value, tuple) else value
