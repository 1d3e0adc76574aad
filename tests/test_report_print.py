"""Printing through a headless Chromium: what is on the paper, what a report may reach, what happens without a browser."""

import base64
import io
import os
import socket
from concurrent.futures import ThreadPoolExecutor
from tempfile import NamedTemporaryFile
from unicodedata import normalize
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools.pdf import PdfFileReader

from ..models import ir_actions_report
from ..reports.browser import Browser, BrowserError

LAYOUT = """<t t-call="web.html_container">
    <t t-foreach="docs" t-as="o">
        <div class="header">Head of <t t-out="o.name"/></div>
        <div class="article" t-att-data-oe-model="o._name" t-att-data-oe-id="o.id" t-att-data-oe-lang="'fa_IR'">%s</div>
        <div class="footer">Page <span class="page"/> of <span class="topage"/></div>
    </t>
</t>"""
MM_PER_POINT = 25.4 / 72


@tagged("post_install", "-at_install")
class TestReportPrint(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, force_report_rendering=True))
        cls.sara, cls.omid = cls.env["res.partner"].create([{"name": "Sara"}, {"name": "Omid"}])

    def given_report(self, content, name="customer_club.printed_in_a_test", **paper):
        self.env["ir.ui.view"].create({"type": "qweb", "key": name, "name": name, "arch": LAYOUT % content})
        values = {"name": "Test", "margin_top": 30, "header_spacing": 25, "orientation": "Portrait", **paper}
        return self.env["ir.actions.report"].create({
            "name": "Test", "model": "res.partner", "report_name": name,
            "paperformat_id": self.env["report.paperformat"].create(values).id})

    def printed(self, report, records=None):
        """The pages of the PDF."""
        content, kind = report._render_qweb_pdf(report, (records or self.sara).ids)
        self.assertEqual(kind, "pdf")
        return PdfFileReader(io.BytesIO(content)).pages

    def test_every_page_has_its_header_and_its_number(self):
        report = self.given_report("<p>one</p><p style='break-before: page'>two</p>")
        first, second, third, fourth = (page.extract_text() for page in self.printed(report, self.sara + self.omid))
        for text, words in (
            (first, ("Head of Sara", "one", "Page 1 of 2")), (second, ("Head of Sara", "two", "Page 2 of 2")),
            (third, ("Head of Omid", "one", "Page 1 of 2")), (fourth, ("Head of Omid", "two", "Page 2 of 2")),
        ):
            for word in words:
                self.assertIn(word, text)

    def test_persian_beside_figures_is_whole_and_starts_on_the_right(self):
        [page] = self.printed(self.given_report("<p>موجودی کیف پول: 123 / 2</p>"))
        found = []  # text, and how far from the left it starts
        page.extract_text(visitor_text=lambda text, _cm, at, *_font: found.append((normalize("NFKC", text), at[4])))
        text = "".join(text for text, _left in found)
        for word in ("موجودی", "123", "2"):
            self.assertIn(word, text)
        self.assertEqual(set("کیف پول:/") - set(text), set())
        self.assertGreater(max(left for text, left in found if "موجودی" in text), float(page.mediabox.width) / 2)

    def test_persian_letters_have_a_font_whatever_the_server_has(self):
        report = self.given_report("<p>اعتبار 1 ﷼</p>")
        content, _kind = report._render_qweb_pdf(report, self.sara.ids)
        self.assertIn(b"Vazirmatn", content)

    def test_a_long_table_has_its_heading_on_each_page(self):
        rows = "<tr t-foreach='range(80)' t-as='i'><td t-out='i'/></tr>"
        pages = self.printed(self.given_report(
            f"<table class='table'><thead><tr><th>Heading</th></tr></thead><tbody>{rows}</tbody></table>"))
        self.assertGreater(len(pages), 1)
        for page in pages:
            self.assertIn("Heading", page.extract_text())

    def test_paper_format_landscape(self):
        [page] = self.printed(self.given_report("<p>x</p>", format="A5", orientation="Landscape"))
        self.assertAlmostEqual(float(page.mediabox.width) * MM_PER_POINT, 210, delta=0.5)
        self.assertAlmostEqual(float(page.mediabox.height) * MM_PER_POINT, 148, delta=0.5)

    def test_a_picture_and_a_barcode_of_our_own_are_on_the_page(self):
        self.sara.image_1920 = self.env.ref("base.main_partner").image_1920
        picture = base64.b64decode(self.sara.image_128)
        with patch.object(self.registry["ir.actions.report"], "barcode", return_value=picture) as barcode:
            [page] = self.printed(self.given_report(
                "<img t-attf-src='/web/image/res.partner/#{o.id}/image_128'/>"
                "<img src='/report/barcode/QR/12/34?width=90'/><img src='/report/barcode/?barcode_type=QR&amp;value=5'/>"))
        self.assertEqual(len(page.images), 3)
        self.assertEqual([call.kwargs for call in barcode.call_args_list], [
            {"barcode_type": "QR", "value": "12/34", "width": "90"}, {"barcode_type": "QR", "value": "5"}])

    def test_a_report_reaches_neither_the_network_nor_files(self):
        with socket.create_server(("127.0.0.1", 0)) as server, NamedTemporaryFile(suffix=".png") as picture:
            picture.write(base64.b64decode(self.env.ref("base.main_partner").image_128))
            picture.flush()
            server.settimeout(0)
            [page] = self.printed(self.given_report(
                f"<p style='background: url(http://127.0.0.1:{server.getsockname()[1]}/a.png)'>a</p>"
                f"<p style='background: url(file://{picture.name})'>b</p>"
                "<iframe src='file:///etc/passwd'/><script>document.body.append('script ran')</script>"))
            with self.assertRaises(BlockingIOError):
                server.accept()
        self.assertEqual(len(page.images), 0)
        self.assertNotIn("root:", page.extract_text())
        self.assertNotIn("script ran", page.extract_text())

    def test_a_report_shows_no_picture_that_its_reader_may_not_see(self):
        picture = self.env.ref("base.main_partner").image_128
        secret = self.env["ir.attachment"].create({"name": "a.png", "datas": picture, "mimetype": "image/png"})
        reports = self.env["ir.actions.report"]
        stranger = new_test_user(self.env, "stranger", groups="base.group_user")
        self.assertTrue(reports._club_load(f"/web/image/{secret.id}"))
        self.assertIsNone(reports.with_user(stranger)._club_load(f"/web/image/{secret.id}"))
        for address in ("/web/static/../../../../../etc/passwd", "/web/session/account", "/report/barcode/QR"):
            self.assertIsNone(reports._club_load(address), address)

    def test_prints_at_the_same_time_do_not_meet(self):
        def print_page(number):
            with Browser(lambda address: ("text/html", f"<p>{address}</p>".encode())) as browser:
                return PdfFileReader(io.BytesIO(browser.pdf(f"http://club.invalid/{number}", 100, 100))).pages[0].extract_text()

        with ThreadPoolExecutor(3) as threads:
            texts = list(threads.map(print_page, range(3)))
        for number, text in enumerate(texts):
            self.assertIn(f"/{number}", text)

    def test_a_browser_that_takes_too_long_is_stopped_and_leaves_nothing_behind(self):
        browser = Browser(lambda address: None, seconds=0.01)
        with self.assertRaisesRegex(BrowserError, "not done after 0.01 seconds"), browser:
            self.fail("It was done in no time.")
        self.assertFalse(os.path.exists(browser._folder))
        self.assertIsNotNone(browser._process.returncode)

    def test_without_a_browser_the_clubs_reports_say_what_is_missing(self):
        report = self.given_report("<p>x</p>")
        with patch.object(ir_actions_report, "find_browser", lambda: None), \
                self.assertRaisesRegex(UserError, "needs Chromium or Google Chrome"):
            self.printed(report)

    def test_odoos_own_reports_go_through_chromium_only_where_wkhtmltopdf_is_missing(self):
        report = self.given_report("<p>x</p>", name="base.printed_in_a_test")
        with patch.object(ir_actions_report, "_wkhtml") as wkhtml:
            wkhtml.return_value.state = "install"
            self.assertEqual(report.get_wkhtmltopdf_state(), "ok")
            self.assertEqual(len(self.printed(report)), 1)
            wkhtml.return_value.state = "ok"
            with patch("odoo.addons.base.models.ir_actions_report.IrActionsReport._run_wkhtmltopdf") as odoos:
                odoos.return_value = b"%PDF"
                report._render_qweb_pdf(report, self.sara.ids)
            odoos.assert_called_once()
