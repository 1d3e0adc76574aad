"""Workbooks that go out: by right, recorded, harmless, from right to left where the user reads so."""

import base64
import io

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from openpyxl import load_workbook

from ..models.club_wallet import Cause
from .import_common import ClubImportCase, read_back, workbook


@tagged("post_install", "-at_install")
class TestExport(ClubImportCase, HttpCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "export_manager", "customer_club.customer_club_group_manager")
        cls.sara = cls.given_member(name="=cmd|' /C calc'!A0", former_code="HH-1", branch_id=cls.branch.id)
        cls.sara.wallet_id.earn("bonus", 12.5, Cause("export:test"), kind="opening", origin="opening")

    def download(self, kind, user=None, **values):
        """(status, bytes) of the workbook as a user gets it."""
        user = user or self.manager
        export = self.env["club.export"].with_user(user).create({"program_id": self.program.id, "kind": kind, **values})
        self.authenticate(user.login, user.login)
        answer = self.url_open(export.action_download()["url"])
        return export, answer

    def test_members_go_out_without_formulas_and_it_is_recorded(self):
        export, answer = self.download("members")
        rows = read_back(answer.content)
        name = rows[0].index("Name")
        self.assertEqual([row[name] for row in rows[1:]], ["'=cmd|' /C calc'!A0"])
        self.assertIn("HH-1", rows[1])
        self.env.invalidate_all()
        self.assertEqual((export.user_id, export.row_count, bool(export.exported_at)), (self.manager, 1, True))
        with self.assertRaisesRegex(UserError, "stays as it is recorded"):
            export.kind = "entries"
        with self.assertRaises(AccessError):
            export.unlink()
        self.assertEqual(self.url_open(f"/club/sheets/export/{export.id}").status_code, 404, "a download is recorded once")

    def test_the_ledger_of_some_days(self):
        today = self.program._today()
        _export, answer = self.download("entries", since=today, until=today)
        rows = read_back(answer.content)
        self.assertEqual(rows[1][rows[0].index("Amount")], 12.5)
        self.assertIn("Opening balance", rows[1])
        self.assertEqual(len(read_back(self.download("entries", until="2020-01-01")[1].content)), 1)

    def test_each_kind_opens_without_formulas_and_is_read_from_right_to_left_in_persian(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.manager.lang = "fa_IR"
        self.sara.wallet_id.earn("bonus", 1, Cause("=export:1", reason="@SUM(1)"), kind="opening", origin="opening")
        self.given_purchase(self.sara, "2026-01-02", invoice_number="+1+1")
        self.env["club.code.batch"].create({"name": "-1+1", "program_id": self.program.id, "kind": "single"})._generate(2)
        self.sara.partner_id.city = "=2+2"
        self.summed_up()
        for kind, harmful in {"members": "=cmd", "entries": "@SUM", "purchases": "+1+1", "codes": "-1+1", "verdicts": None,
                              "sales": None, "cuts": "=2+2", "counts": None, "tenths": None, "cohorts": None,
                              "movements": None}.items():
            with self.subTest(kind=kind):
                _export, answer = self.download(kind)
                page = load_workbook(io.BytesIO(answer.content)).worksheets[0]
                cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
                self.assertTrue(page.sheet_view.rightToLeft)
                self.assertNotIn("f", {cell.data_type for cell in cells})
                texts = [cell.value for cell in cells if isinstance(cell.value, str)]
                self.assertFalse([text for text in texts if text.startswith(("=", "+", "-", "@"))])
                self.assertTrue(not harmful or any(text.startswith(f"'{harmful}") for text in texts), texts)

    def summed_up(self):
        with self.enter_registry_test_mode():
            self.env.ref("customer_club.club_report_cron").method_direct_trigger()
        self.env.invalidate_all()

    def test_reports_go_out_as_they_are_summed_up(self):
        second = self.given_branch(self.program)
        self.given_purchase(self.sara, "2026-01-02", 10, branch_id=self.branch.id)
        self.given_purchase(self.sara, "2026-01-03", 20, branch_id=self.branch.id)
        self.given_purchase(self.sara, "2026-02-03", 40, branch_id=second.id)
        self.summed_up()
        accountant = new_test_user(self.env, "export_reports", "customer_club.customer_club_group_accountant")
        month = {"since": "2026-01-01", "until": "2026-01-31"}
        for kind, column, told in (("sales", "Net", [10, 20]), ("counts", "Active", [1, 1]), ("cohorts", "Net", [30, 40]),
                                   ("tenths", "Members", [1, 1]), ("cuts", "Members", None), ("movements", "Amount", [])):
            with self.subTest(kind=kind):
                export, answer = self.download(kind, accountant, **month)
                rows = read_back(answer.content)
                found = [row[rows[0].index(column)] for row in rows[1:]]
                if kind in ("counts", "tenths"):  # not the year, which begins in January too
                    found = [row[rows[0].index(column)] for row in rows[1:] if "2026-01" in row]
                if told is not None:
                    self.assertEqual(sorted(found), told)
                self.env.invalidate_all()
                self.assertEqual(export.row_count, len(rows) - 1)
        rows = read_back(self.download("sales", accountant, branch_id=second.id)[1].content)
        self.assertEqual([row[rows[0].index("Net")] for row in rows[1:]], [40])

    def test_who_may_not_export(self):
        for role in ("cashier", "staff", "auditor"):
            user = new_test_user(self.env, f"export_{role}", f"customer_club.customer_club_group_{role}")
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.env["club.export"].with_user(user).create({"program_id": self.program.id, "kind": "members"})
        accountant = new_test_user(self.env, "export_accountant", "customer_club.customer_club_group_accountant")
        with self.assertRaises(AccessError):
            self.env["club.export"].with_user(accountant).create({"program_id": self.program.id, "kind": "verdicts"})
        export = self.env["club.export"].with_user(self.manager).create({"program_id": self.program.id, "kind": "members"})
        self.assertEqual(export.display_name, "Members")
        self.authenticate("export_accountant", "export_accountant")
        self.assertEqual(self.url_open(f"/club/sheets/export/{export.id}").status_code, 404)

    def test_bad_rows_go_out_with_the_reason_and_come_in_again_once_corrected(self):
        job = self.imported([["Member Code", "Name", "Mobile"], ["A", "Ann", "12"], ["B", "Bob", "09121000002"]])
        self.authenticate("export_manager", "export_manager")
        rows = read_back(self.url_open(f"/club/sheets/bad_rows/{job.id}").content)
        self.assertEqual(rows[1][:4], ["A", "Ann", "12", 2])
        self.assertIn("not a telephone number", rows[1][4])
        rows[1][2] = "09121000001"
        self.assertEqual(self.imported(rows).made_count, 1)

    def test_a_template_is_known_when_it_comes_back(self):
        self.authenticate("export_manager", "export_manager")
        rows = read_back(self.url_open("/club/sheets/template/purchases").content)
        job = self.env["club.import"].create({
            "program_id": self.program.id, "content": base64.b64encode(workbook(rows[0], [1] * len(rows[0])))})
        self.assertEqual(job.kind, "purchases")
        self.assertFalse(job.column_ids.filtered(lambda column: not column.purchases_field))
