"""Files that come in: what they make, what they leave alone, how they stop, go on and are undone."""

import base64
from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..models import club_import_run
from ..models.club_wallet import Cause
from ..sheets import reader
from .import_common import ClubImportCase, workbook

MEMBERS = [
    ["Member Code", "Name", "Mobile", "Birthday", "City", "Age Band", "Join Date"],
    ["HH-1", "Sara", "09121000001", datetime(1982, 3, 21), "Tehran", None, datetime(2017, 1, 4)],
    ["HH-2", "رضا", 9121000002, "1361/01/01", "شیراز", "25-34", "2017-01-05"],
]
HEAD = ["Invoice Number", "Date", "Branch", "Member Mobile", "Product Code", "Product Name", "Department", "Brand", "Qty",
        "Unit Price", "Discount", "Line Total"]
TABLES = ("club.purchase", "club.history.line", "club.member", "res.partner", "club.branch", "club.brand",
          "product.category", "product.product", "club.wallet.entry", "club.redemption", "club.import.made")


def sale(number, total, at=datetime(2017, 1, 31, 23, 50), branch="Store 1", phone="09121000001", code="7", brand="Leaf",
         department="TEA", quantity=1, price=None, discount=0):
    price = price or 1
    return [number, at, branch, phone, code, f"Product {code}", department, brand, quantity, price, discount, total]


@tagged("post_install", "-at_install")
class TestImport(ClubImportCase):

    def member(self, code):
        return self.env["club.member"].search([("program_id", "=", self.program.id), ("former_code", "=", code)])

    # -- members ------------------------------------------------------------------------------------------------------

    def test_members_come_as_their_file_says(self):
        job = self.imported(MEMBERS)
        self.assertEqual((job.kind, job.row_count, job.made_count, job.bad_count), ("members", 2, 2, 0))
        sara, reza = self.member("HH-1"), self.member("HH-2")
        self.assertEqual((sara.partner_id.phone_sanitized, sara.partner_id.city), ("+989121000001", "Tehran"))
        self.assertEqual((sara.calendar, sara.birth_year, sara.birth_month, sara.birth_day), ("gregorian", 1982, 3, 21))
        self.assertEqual((reza.calendar, reza.birth_year, reza.birth_month, reza.birth_day), ("jalali", 1361, 1, 1))
        self.assertEqual((reza.partner_id.name, reza.partner_id.phone_sanitized), ("رضا", "+989121000002"))
        self.assertEqual(reza.joined_at, datetime(2017, 1, 5))
        self.assertTrue(sara.wallet_id and sara.card_number)
        self.assertIn("Age Band", job.notes)

    def test_the_same_file_twice_changes_nothing(self):
        self.imported(MEMBERS)
        before, written = self.count_all(*TABLES), self.member("HH-1").write_date
        job = self.imported(MEMBERS)
        self.assertEqual((job.made_count, job.changed_count, job.known_count, job.bad_count), (0, 0, 2, 0))
        self.assertEqual(self.count_all(*TABLES), before)
        self.assertEqual(self.member("HH-1").write_date, written)

    def test_members_who_are_there_are_filled_in_or_replaced_and_put_back(self):
        partner = self.env["res.partner"].create({"name": "Sara", "phone": "+989121000001", "city": "Qom"})
        member = self.given_member(partner=partner)
        job = self.imported(MEMBERS[:2])
        self.assertEqual((job.made_count, job.changed_count), (0, 1))
        self.assertEqual((member.former_code, member.birth_year, partner.city), ("HH-1", 1982, "Qom"))
        replaced = self.imported(MEMBERS[:2], existing="replace")
        self.assertEqual((replaced.changed_count, partner.city), (1, "Tehran"))
        replaced.action_undo()
        self.run_jobs()
        self.assertEqual((replaced.state, partner.city), ("undone", "Qom"))

    def test_rows_that_cannot_be_read_say_why(self):
        job = self.imported([
            MEMBERS[0], ["A", "Sara", "12", None, None, None, None], ["B", None, None, None, None, None, None],
            ["C", "Ali", "09121000003", "31/02/1990", None, None, None], ["D", "Mina", "09121000004", None, None, None, None],
            ["E", "Mona", "09121000004", None, None, None, None], ["F", "Nima", None, "2990-01-01", None, None, None]])
        self.assertEqual(job.made_count, 1)
        problems = self.problems(job)
        self.assertEqual(sorted(problems), [2, 3, 4, 6, 7])
        self.assertIn("12", problems[2])
        self.assertIn("“Name” is empty", problems[3])
        self.assertIn("“31/02/1990” in the column “Birthday”", problems[4])
        self.assertIn("Row 5 has the same", problems[6])

    def test_who_joins_from_a_file_has_what_everybody_has_who_joins(self):
        """The rows of a member, made in bulk and made by the ORM, column for column."""
        tier = self.env["club.tier"].create({"program_id": self.program.id, "name": "Bronze", "code": "bronze"})
        self.program.tier_metric = "spend"
        self.imported([["Member Code", "Name", "Mobile", "Birthday", "Tier"],
                       ["A", "Ann", "09121000001", "1990-05-06", "Bronze"], ["B", "Bob", None, None, None]])
        for code, name, phone, values in (
            ("A", "Ann", "09121000002", {"birth_year": 1990, "birth_month": 5, "birth_day": 6, "calendar": "gregorian",
                                         "tier_id": tier.id}),
            ("B", "Bob", None, {}),
        ):
            ours = self.member(code)
            partner = self.env["res.partner"].create({"name": name, "phone": phone, "country_id": self.env.ref("base.ir").id})
            other = self.given_member(partner=partner, joined_at=ours.joined_at, **values)
            self.env.flush_all()
            for table, column in (("club_member", "id"), ("club_wallet", "member_id"), ("club_tier_history", "member_id"),
                                  ("res_partner", "id")):
                found = []
                for member in (ours, other):
                    record = member.partner_id if table == "res_partner" else member
                    self.env.cr.execute(f"SELECT * FROM {table} WHERE {column} = %s", [record.id])
                    found.append(self.env.cr.dictfetchall())
                own = {"id", "member_id", "partner_id", "accounting_partner_id", "commercial_partner_id", "card_number",
                       "referral_code", "former_code", "country_id", "phone", "phone_sanitized", "phone_key",
                       "create_date", "write_date", "moved_at", "tz"}
                with self.subTest(table=table, name=name):
                    self.assertEqual(*[[{key: value for key, value in row.items() if key not in own} for row in rows]
                                       for rows in found])
                    self.assertEqual(*[
                        [{key for key in own if row.get(key)} - {"country_id", "former_code", "tz"} for row in rows]
                        for rows in found])
            self.assertEqual((ours.partner_id.commercial_partner_id, ours.accounting_partner_id), (ours.partner_id,) * 2)
            self.assertEqual(ours.phone_key, phone and "+989121000001" or False)

    def test_a_lost_card_is_not_given_again_by_a_file(self):
        member = self.given_member()
        lost = member.card_number
        member.action_lost_card()
        job = self.imported([["Card Number", "Name"], [lost, "Ann"], ["9001", "Bob"]])
        self.assertEqual((job.made_count, list(self.problems(job))), (1, [2]))
        self.assertIn(f"The card {lost} was reported lost", self.problems(job)[2])

    def test_opening_balances_are_entries_of_their_kind(self):
        rows = [["Member Code", "Name", "Bonus", "Points"], ["A", "Sara", "1,234.5", "۷۰"], ["B", "Ali", None, 1.5]]
        job = self.imported(rows)
        wallet = self.member("A").wallet_id
        self.assert_balance(wallet, bonus=1234.5, points=70, paid=0)
        self.assertEqual(set(wallet.entry_ids.mapped("kind")), {"opening"})
        self.assertEqual(list(self.problems(job)), [3])
        self.assertEqual(self.imported(rows[:2]).known_count, 1)
        self.assert_balance(wallet, bonus=1234.5)
        self.assert_ledger_sound()

    # -- purchases ----------------------------------------------------------------------------------------------------

    def given_sales(self, *rows, **values):
        self.imported(MEMBERS)
        return self.imported([HEAD, *rows], **values)

    def test_purchases_are_history_with_their_lines(self):
        job = self.given_sales(
            sale("1", 10.01, discount=0.99), sale("1", -1, code="8", brand=None, department=None),
            sale("2", 5, phone=None, branch="Store 2", quantity="1.5", price="3.3333"))
        self.assertEqual((job.row_count, job.made_count, job.bad_count), (3, 2, 0))
        first, second = self.env["club.purchase"].search([("import_id", "=", job.id)], order="invoice_number")
        self.assertEqual((first.amount, first.discounted, first.line_count, first.channel), (9.01, 0.99, 2, "import"))
        self.assertEqual((first.purchased_at, first.branch_id.name), (datetime(2017, 1, 31, 23, 50), "Store 1"))
        self.assertEqual(first.line_ids[0].brand_id.name, "Leaf")
        self.assertEqual(first.line_ids.mapped("categ_id.name"), ["TEA"])
        self.assertFalse(second.member_id)
        self.assertEqual((second.line_ids.quantity, second.line_ids.price), (1.5, 3.3333))
        member = self.member("HH-1")
        self.assertEqual((member.visits, member.last_purchase_at), (1, first.purchased_at))
        self.assertFalse(first.line_ids.product_id)
        self.assertFalse(self.env["account.move"].search([("ref", "ilike", "import")]))

    def test_the_same_purchases_twice_change_nothing_and_other_lines_are_refused(self):
        rows = [sale("1", 10), sale("1", 10), sale("2", 5)]
        self.given_sales(*rows)
        before = self.count_all(*TABLES)
        job = self.imported([HEAD, *rows, sale("1", 11)])
        self.assertEqual((job.made_count, job.known_count), (0, 3))
        self.assertIn("has no such line", self.problems(job)[5])
        self.assertEqual(self.count_all(*TABLES), before)
        self.assertEqual(self.member("HH-1").visits, 2)

    def test_an_invoice_with_a_bad_row_is_kept_back_whole(self):
        job = self.given_sales(sale("1", 10), sale("1", "ten"), sale("2", 5, phone="09129999999"), sale("3", 4))
        self.assertEqual((job.made_count, sorted(self.problems(job))), (1, [2, 3, 4]))
        self.assertIn("Row 3 of the same invoice", self.problems(job)[2])
        self.assertIn("“ten” in the column “Line Total” is not a number", self.problems(job)[3])
        self.assertIn("no member +989129999999", self.problems(job)[4])

    def test_an_invoice_whose_rows_stand_far_apart_comes_in_whole_or_not_at_all(self):
        self.imported(MEMBERS)
        rows = [HEAD, sale("1", 1), sale("2", 2), sale("3", 3), sale("2", "x"), sale("4", "x"), sale("5", 5), sale("1", 10),
                sale("4", 4), sale("۵", 50, branch="STORE 1")]
        job = self.given_import(workbook(*rows))
        for start in (job.action_try, job.action_import):
            start()
            with self.small_batches():
                self.run_jobs()
            self.assertEqual((job.done_count, job.made_count, sorted(self.problems(job))), (9, 3, [3, 5, 6, 9]))
        found = self.env["club.purchase"].search([("import_id", "=", job.id)], order="invoice_number")
        self.assertEqual([(row.invoice_number, row.amount, row.line_count) for row in found],
                         [("1", 11, 2), ("3", 3, 1), ("5", 55, 2)])
        self.assertIn("Row 5 of the same invoice", self.problems(job)[3])
        self.assertIn("Row 6 of the same invoice", self.problems(job)[9])

    def test_a_row_whose_day_cannot_be_read_belongs_to_the_invoice_above_it(self):
        self.imported(MEMBERS)
        rows = [HEAD, sale("1", 1), sale("1", 1, at="31/02/2017"), sale("1", 7, at=datetime(2017, 2, 1))]
        job = self.imported(rows, numbers_restart="day")
        self.assertEqual((job.made_count, sorted(self.problems(job))), (1, [2, 3]))

    def test_a_column_that_is_no_invoice_number_stops_the_import_before_it_begins(self):
        self.imported(MEMBERS)
        job = self.given_import(workbook(HEAD, *(sale("1", number) for number in range(7))))
        for most, state in ((6, "draft"), (7, "done")):
            job.action_import()
            with patch("odoo.addons.customer_club.models.club_import_purchases.MOST_ROWS", most), self.small_batches():
                self.run_jobs()
            self.assertEqual(job.state, state)
            if state == "draft":
                self.assertIn("The invoice 1 has more than 6 rows. Is “Invoice Number” the number", job.stopped_text)
        self.assertEqual(self.env["club.purchase"].search([("import_id", "=", job.id)]).line_count, 7)

    def test_purchases_are_found_by_the_number_in_the_file(self):
        job = self.given_sales(sale("R-1٢3", 10), sale("R-124", 20))
        wanted = self.env["club.purchase"].search([("import_id", "=", job.id), ("amount", "=", 10)])
        self.assertEqual((wanted.number, wanted.invoice_number), ("R-123", "R-123"))
        for typed in ("R-123", "Receipt R-۱۲۳"):
            self.assertEqual(self.env["club.purchase.why"].create({"number": typed}).action_done()["res_id"], wanted.id)

    def test_a_number_that_starts_again_is_told_apart_when_asked(self):
        rows = sale("1", 10), sale("1", 20, at=datetime(2017, 3, 1))
        refused = self.given_sales(*rows)
        self.assertEqual((refused.made_count, sorted(self.problems(refused))), (0, [2, 3]))
        self.assertEqual(self.imported([HEAD, *rows], numbers_restart="day").made_count, 2)

    def test_products_brands_and_branches_are_made_or_not(self):
        job = self.given_sales(sale("1", 10), make_products=True)
        line = job.env["club.purchase"].search([("import_id", "=", job.id)]).line_ids
        self.assertEqual((line.product_id.default_code, line.product_id.categ_id.name, line.product_id.club_brand_id.name),
                         ("7", "TEA", "Leaf"))
        strict = self.imported([HEAD, sale("2", 10, branch="Nowhere")], make_branches=False)
        self.assertIn("“Nowhere”", self.problems(strict)[2])

    def test_a_return_names_its_sale(self):
        head = [*HEAD, "Return of"]
        rows = [[*sale("1", 10), None], [*sale("2", -10), "1"], [*sale("3", -1), "99"]]
        self.imported(MEMBERS)
        job = self.imported([head, *rows])
        first, back = self.env["club.purchase"].search([("import_id", "=", job.id)], order="invoice_number")
        self.assertEqual((back.origin_id, first.wholly_returned, self.member("HH-1").visits), (first, True, 0))
        self.assertIn("99", self.problems(job)[4])

    def test_a_share_of_the_purchases_becomes_one_opening_credit(self):
        job = self.given_sales(sale("1", 10.25), sale("2", 0.25), sale("3", -4), opening_bps=200)
        wallet = self.member("HH-1").wallet_id
        self.assert_balance(wallet, bonus=0.22)  # 0.205 and 0.005, each half-up
        self.assertEqual(wallet.entry_ids.mapped("kind"), ["opening"])
        self.assertEqual(sorted(self.env["club.purchase"].search([("import_id", "=", job.id)]).mapped("earned_credit")),
                         [0, 0.01, 0.21])
        self.assert_ledger_sound()

    # -- trying, stopping, undoing ------------------------------------------------------------------------------------

    def test_a_try_writes_nothing_and_tells_the_same_counts(self):
        self.imported(MEMBERS)
        rows = [HEAD, sale("1", 10), sale("2", "x"), sale("3", 5, branch="Store 2")]
        before = self.count_all(*TABLES)
        job = self.given_import(workbook(*rows))
        job.action_try()
        self.run_jobs()
        self.assertEqual((job.state, job.is_tried, job.made_count, job.bad_count), ("draft", True, 2, 1))
        self.assertEqual(self.count_all(*TABLES), before)
        self.assertIn(": 2", job.made_text.splitlines()[0])
        job.action_import()
        self.run_jobs()
        self.assertEqual((job.state, job.made_count, job.bad_count), ("done", 2, 1))

    def small_batches(self):
        return patch("odoo.addons.customer_club.models.club_import_run.ROWS", 2)

    def test_a_crash_goes_on_behind_the_last_committed_row(self):
        rows = [HEAD, *(sale(str(number), 1) for number in range(9))]
        self.imported(MEMBERS)
        job = self.given_import(workbook(*rows))
        job.action_import()
        model, batches = type(job), []

        def dies(record, *args):
            batches.append(record.position)
            if len(batches) == 3:
                raise MemoryError("the server was killed")
            return done(record, *args)

        done = model._note_batch
        with self.small_batches(), patch.object(model, "_note_batch", dies):
            self.run_jobs()
            self.assertEqual((job.state, job.done_count), ("paused", 2))
            self.assertIn("the server was killed", job.stopped_text)
            job.action_resume()
            self.run_jobs()
        self.assertEqual((job.state, job.made_count, job.done_count), ("done", 9, 9))
        self.assertEqual(self.env["club.purchase"].search_count([("import_id", "=", job.id)]), 9)
        self.assertEqual(self.env["club.history.line"].search_count([("purchase_id.import_id", "=", job.id)]), 9)

    def test_a_file_that_takes_longer_than_the_job_may_is_read_on_where_it_stood(self):
        job = self.given_import(workbook(["Member Code", "Name"], *([f"A{number}", f"Name {number}"] for number in range(500))))
        job.action_import()
        marks, opened = [], type(job)._open

        def noted(record):
            marks.append((record.staged_to, record.staged_mark))
            return opened(record)

        with patch.object(club_import_run, "STAGED", 150), patch.object(reader, "CHUNK", 2_000), \
                patch.object(type(job), "_open", noted), \
                patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=0):
            while job.task == "read":
                job._work()
        self.assertEqual([row for row, _mark in marks], [0, 151, 301, 451])
        places = [mark[0] if mark else 0 for _row, mark in marks]
        self.assertEqual(places, sorted(set(places)), "further on each time")
        self.run_jobs()
        self.assertEqual((job.state, job.row_count, job.made_count), ("done", 500, 500))

    def test_pause_and_stop(self):
        self.imported(MEMBERS)
        job = self.given_import(workbook(HEAD, *(sale(str(number), 1) for number in range(9))))
        job.action_import()
        model, done = type(job), type(job)._note_batch

        def pauses(record, *args):
            done(record, *args)
            if record.state == "running":
                record.state = "paused"

        with self.small_batches(), patch.object(model, "_note_batch", pauses):
            self.run_jobs()
        self.assertEqual((job.state, job.made_count), ("paused", 1))
        job.action_cancel()
        self.run_jobs()
        self.assertEqual((job.state, job.made_count), ("cancelled", 1))
        self.assertEqual(self.member("HH-1").visits, 1)

    def test_an_undo_takes_back_all_that_was_made(self):
        before = self.count_all(*TABLES)
        members = self.imported(MEMBERS)
        sales = self.imported([HEAD, sale("1", 10), sale("2", 5)], make_products=True, opening_bps=0)
        for job in (sales, members):
            job.action_undo()
            self.run_jobs()
            self.assertEqual((job.state, job.kept_count), ("undone", 0), self.problems(job))
        self.assertEqual(self.count_all(*TABLES), before)

    def test_an_undo_keeps_what_was_used_since_and_names_it(self):
        members = self.imported(MEMBERS)
        sara = self.member("HH-1")
        sara.wallet_id.earn("bonus", 5, Cause("gift:import"), origin="gift")
        members.action_undo()
        self.run_jobs()
        self.assertEqual((members.state, members.kept_count), ("undone", 2), self.problems(members))  # and the customer
        self.assertTrue(sara.exists())
        self.assertFalse(self.member("HH-2"))
        self.assertIn("Sara", "".join(self.problems(members).values()))

    def test_an_erased_member_leaves_nothing_in_the_imports(self):
        self.imported([MEMBERS[0], ["ZQ-77", "Zarathustra Quill", "09121000009", None, None, None, None],
                       ["X", *[None] * 6]])
        member = self.member("ZQ-77")
        member.sudo()._scrub_copies(member.partner_id, False)
        self.assertEqual([place for place in self.columns_with("ZQ-77", "Zarathustra") if "import" in place[0]], [])
        self.assertFalse(member.former_code)

    def test_an_undo_takes_back_credit_unless_it_is_spent(self):
        job = self.given_sales(sale("1", 100), sale("2", 100, phone="09121000002"), opening_bps=1000)
        spender = self.member("HH-2").wallet_id
        spender.spend({"bonus": 4}, Cause("spend:import"))
        job.action_undo()
        self.run_jobs()
        self.assert_balance(self.member("HH-1").wallet_id, bonus=0)
        self.assert_balance(spender, bonus=6)
        self.assertEqual(self.env["club.purchase"].search([("import_id", "=", job.id)]).member_id, self.member("HH-2"))
        self.assertEqual((self.member("HH-1").visits, self.member("HH-2").visits), (0, 1))
        self.assertIn("10.00", "".join(self.problems(job).values()))
        self.assert_ledger_sound()

    # -- redeemed coupons ---------------------------------------------------------------------------------------------

    def test_redeemed_coupons_repeat_as_often_as_the_file_says(self):
        self.imported(MEMBERS)
        head = ["Date", "Member Mobile", "Coupon Code", "Campaign", "Campaign Type"]
        row = ["2017-02-03", "09121000001", "555", "Campaign 1", "Type A"]
        with self.small_batches():
            job = self.imported([head, row, row, ["2017-02-04", *row[1:]], row])
        self.assertEqual((job.kind, job.made_count), ("redemptions", 4))
        self.assertEqual(self.imported([head, row, row, row]).known_count, 3)
        self.assertEqual(self.env["club.redemption"].search_count([]), 4)
        job.action_undo()
        self.run_jobs()
        self.assertEqual(self.env["club.redemption"].search_count([]), 0)

    # -- the file and the user ----------------------------------------------------------------------------------------

    def test_files_that_are_no_tables_are_refused_in_a_sentence(self):
        for content, sentence in (
            (b"", "There is no file yet"), (bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600, "old kind"),
            (b"<html><table>", "web page"), (b"PK\3\4 broken", "broken"), (b"%PDF-1.7", "neither"),
        ):
            with self.subTest(sentence=sentence), self.assertRaisesRegex(UserError, sentence):
                self.given_import(content).action_import()

    def test_a_file_without_the_columns_that_are_needed_is_not_started(self):
        job = self.given_import(workbook(["Invoice Number", "Date"], ["1", "2017-01-01"]))
        self.assertIn("Total", job.notes)
        with self.assertRaisesRegex(UserError, "Total.*row 1"):
            job.action_import()

    def test_a_table_without_headings_comes_in_from_its_first_row(self):
        job = self.given_import(b"A1;Sara;09121000001\nA2;Mina;09121000002\n", kind="members")
        self.assertIn("no headings", job.notes)
        for column, name in zip(job.column_ids, ("code", "name", "phone"), strict=True):
            column.members_field = name
        job.action_import()
        self.run_jobs()
        self.assertEqual((job.state, job.made_count, self.member("A1").partner_id.name), ("done", 2, "Sara"))

    def test_a_corrected_mapping_is_kept_for_the_next_file_with_these_headings(self):
        rows = [["Nummer", "Naam"], ["A1", "Sara"]]
        job = self.given_import(workbook(*rows), kind="members")
        job.column_ids[0].members_field, job.column_ids[1].members_field = "code", "name"
        job.action_import()
        self.run_jobs()
        again = self.given_import(workbook(rows[0], ["A2", "Ali"]), kind="members")
        self.assertEqual(again.column_ids.mapped("members_field"), ["code", "name"])

    def test_only_managers_bring_files_in(self):
        for role in ("cashier", "staff", "accountant", "auditor"):
            user = new_test_user(self.env, f"import_{role}", f"customer_club.customer_club_group_{role}")
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.env["club.import"].with_user(user).create({
                    "program_id": self.program.id, "tz": "UTC", "content": base64.b64encode(workbook(*MEMBERS))})
        manager = new_test_user(self.env, "import_manager", "customer_club.customer_club_group_manager")
        job = self.env["club.import"].with_user(manager).create({
            "name": "m.xlsx", "program_id": self.program.id, "tz": "UTC", "content": base64.b64encode(workbook(*MEMBERS))})
        job.action_import()
        self.run_jobs()
        self.assertEqual((job.state, job.made_count), ("done", 2))
