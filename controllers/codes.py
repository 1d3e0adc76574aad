"""A batch's codes as a workbook: read, written and sent in portions, for managers of its programme."""

import io
import tempfile

from odoo import http
from odoo.http import content_disposition, request
from werkzeug.wsgi import wrap_file


class ClubCodes(http.Controller):

    @http.route("/customer_club/codes/<int:batch_id>", type="http", auth="user", methods=["GET"])
    def export(self, batch_id):
        batch = request.env["club.code.batch"].browse(batch_id)
        file = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed when it has been sent
        try:
            batch._export(file)
        except BaseException:
            file.close()
            raise
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        return request.make_response(wrap_file(request.httprequest.environ, file), [
            ("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("Content-Length", size), ("Content-Disposition", content_disposition(f"codes-{batch_id}.xlsx"))])
