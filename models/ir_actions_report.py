"""PDFs through a headless Chromium: the club's own always, Odoo's others where there is no wkhtmltopdf.

Debian's wkhtmltopdf garbles Persian and leaves out headers and footers; `reports/browser.py` does neither. Odoo asks for
a PDF with one body for each record and all headers and footers in two documents more; each body is printed, a second
print of the same pages carries the headers and footers, and the two are laid on one another.
"""

import base64
import io
import logging
import mimetypes
import re
from urllib.parse import parse_qs, unquote, urlsplit

from odoo import api, models
from odoo.addons.base.models.ir_actions_report import _wkhtml
from odoo.exceptions import UserError
from odoo.tools import file_open
from odoo.tools.mimetypes import guess_mimetype
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

from ..reports.browser import Browser, BrowserError, find_browser
from ..reports.paper import Paper, styled

_logger = logging.getLogger(__name__)

IMAGE = re.compile(r"/web/image/(?:(?P<model>[a-z][\w.]*)/(?P<id>\d+)/(?P<field>\w+)|(?P<attachment>\d+)).*")


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def get_wkhtmltopdf_state(self):
        return "ok" if find_browser() else super().get_wkhtmltopdf_state()

    def _club_uses_browser(self):
        """Whether a report is printed by Chromium."""
        if (self.report_name or "").startswith("customer_club."):
            return True
        return _wkhtml().state not in ("ok", "upgrade") and bool(find_browser())

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        if self._get_report(report_ref)._club_uses_browser() and not find_browser():
            raise UserError(self.env._("To print this, the server needs Chromium or Google Chrome, and it has neither."))
        return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids=res_ids)

    @api.model
    def _run_wkhtmltopdf(self, bodies, report_ref=False, header=None, footer=None, landscape=False,
                         specific_paperformat_args=None, set_viewport_size=False):
        report = self._get_report(report_ref) if report_ref else self
        if not report._club_uses_browser():
            return super()._run_wkhtmltopdf(
                bodies, report_ref=report_ref, header=header, footer=footer, landscape=landscape,
                specific_paperformat_args=specific_paperformat_args, set_viewport_size=set_viewport_size)
        paper = Paper.of(report.get_paperformat(), landscape, specific_paperformat_args or {})
        base = self._get_report_url().rstrip("/")
        documents = {}

        def load(address):
            if address in documents:
                return "text/html; charset=utf-8", documents[address].encode()
            return self._club_load(address.removeprefix(base)) if address.startswith(base + "/") else None

        def printed(browser, html, margins=(0, 0, 0, 0)):
            address = f"{base}/{len(documents)}"
            documents[address] = styled(str(html), {"Lato", self.env.company.font or "Lato"})
            return PdfFileReader(io.BytesIO(browser.pdf(address, paper.width, paper.height, margins, paper.scale)))

        whole = PdfFileWriter()
        try:
            with Browser(load) as browser:
                for index, body in enumerate(bodies):
                    first, pages = whole.getNumPages(), printed(browser, body, paper.margins)
                    whole.appendPagesFromReader(pages)
                    frame = paper.frame(str(body), header, footer, index, pages.numPages)
                    strips = printed(browser, frame) if frame else None
                    for number in range(pages.numPages if frame else 0):
                        page = whole.getPage(first + number)
                        page.mergePage(strips.getPage(number))
                        page.compress_content_streams()  # merging unpacks them
        except BrowserError as error:
            raise UserError(self.env._("The PDF could not be made. The browser says: %s", error)) from error
        content = io.BytesIO()
        whole.write(content)
        return content.getvalue()

    def _club_load(self, address):
        """(content type, bytes) of what a report refers to by a local address, as far as its reader may see it; or None."""
        parts = urlsplit(address)
        path = unquote(parts.path)
        try:
            if path.startswith("/web/assets/"):
                return self._club_load_bundle(path.rpartition("/")[2])
            if path.startswith("/report/barcode"):
                names = dict(zip(("barcode_type", "value"), filter(None, path.split("/", 4)[3:]), strict=False))
                return "image/png", self.barcode(**names, **{key: value for key, [value] in parse_qs(parts.query).items()})
            if found := IMAGE.fullmatch(path):
                return self._club_load_image(found, parse_qs(parts.query))
            if re.match(r"/\w+/static/", path):
                with file_open(path[1:], "rb") as file:
                    return mimetypes.guess_type(path)[0] or "application/octet-stream", file.read()
        except Exception as error:  # noqa: BLE001 - a picture that cannot be had leaves a gap, not a failed print
            _logger.warning("A report asks for %s, which it does not get: %s", address, error)
        return None

    def _club_load_bundle(self, name):
        bundle, rtl, kind, autoprefix = self.env["ir.asset"]._parse_bundle_name(name, False)
        if kind != "css":
            return None
        # sudo: style sheets are public; who prints may be the first to ask for one
        qweb = self.env["ir.qweb"].sudo()
        return "text/css", qweb._get_asset_bundle(bundle, js=False, rtl=rtl, autoprefix=autoprefix).css().raw

    def _club_load_image(self, found, query):
        model, number, field = found["model"] or "ir.attachment", found["id"] or found["attachment"], found["field"] or "raw"
        token = query.get("access_token", [None])[0]
        record = self.env["ir.binary"]._find_record(res_model=model, res_id=int(number), access_token=token, field=field)
        if record._fields[field].type != "binary":
            return None
        content = record[field] or b""
        content = content if field == "raw" else base64.b64decode(content)
        return guess_mimetype(content), content
