"""Files made in a test, and imports of them run as the job runs them."""

import base64
import io

from openpyxl import Workbook, load_workbook

from .common import ClubCase


def workbook(*rows, title="Sheet"):
    """The bytes of a workbook with one sheet."""
    book, content = Workbook(write_only=True), io.BytesIO()
    page = book.create_sheet(title)
    for row in rows:
        page.append(row)
    book.save(content)
    return content.getvalue()


def read_back(content):
    """The rows of a workbook's first sheet."""
    return [list(row) for row in load_workbook(io.BytesIO(content), read_only=True).worksheets[0].iter_rows(values_only=True)]


class ClubImportCase(ClubCase):

    def given_import(self, content, name="file.xlsx", **values):
        """An import of these bytes, or of rows, looked at and not started."""
        if not isinstance(content, bytes):
            content = workbook(*content)
        return self.env["club.import"].create({
            "name": name, "program_id": self.program.id, "tz": "UTC", "country_id": self.env.ref("base.ir").id,
            "content": base64.b64encode(content), **values})

    def run_jobs(self):
        """Run the job, again as long as its time was up before an import's end."""
        with self.enter_registry_test_mode():
            for _again in range(100):
                self.env.ref("customer_club.club_import_cron").method_direct_trigger()
                self.env.invalidate_all()
                if not self.env["club.import"].search_count([("state", "=", "running")]):
                    return

    def imported(self, content, **values):
        """An import that has run to its end."""
        job = self.given_import(content, **values)
        job.action_import()
        self.run_jobs()
        self.assertEqual(job.state, "done", job.stopped_text)
        return job

    def problems(self, job):
        """{row number: why it was not taken}"""
        rows = self.env["club.import.row"].search([("import_id", "=", job.id), ("problem", "!=", False)])
        return {row.number: row.problem for row in rows}

    def count_all(self, *models):
        return {model: self.env[model].with_context(active_test=False).search_count([]) for model in models}
