"""One shop's sales as other shops would hand them over: each file comes in the same, or says what is wrong and where."""

import csv
import io
from datetime import datetime, time

from odoo.tests import tagged
from openpyxl import Workbook

from .import_common import ClubImportCase

HEAD = ["Invoice Number", "Date", "Branch", "Member Mobile", "Product Code", "Product Name", "Department", "Brand", "Qty",
        "Unit Price", "Discount", "Line Total"]
PERSIAN = ["شماره فاکتور", "تاریخ", "شعبه", "موبایل مشتری", "کد کالا", "نام کالا", "گروه کالا", "برند", "تعداد", "قیمت واحد",
           "تخفیف", "مبلغ کل"]
AT = datetime(2017, 1, 31, 18, 5)
ROWS = [
    ["1001", AT, "Store 1", "09121000001", "007", "Tea", "TEA", "Leaf", 2, 617.25, 0.5, 1234],
    ["1001", AT, "Store 1", "09121000001", "8", "Bread", "BAKERY", None, 1.5, 3.5, 0, 5.25],
    ["1002", datetime(2017, 2, 1), "Store 2", None, "8", "Bread", "BAKERY", None, 1, 3.5, 0, 3.5],
    ["1003", datetime(2017, 2, 1), "Store 1", "09121000002", "007", "Tea", "TEA", "Leaf", -1, 617, 0, -617],
]
NUMBERS = range(8, 12)  # columns of ROWS that are numbers


def text_table(rows, encoding, delimiter):
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(
        [f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else value for value in row] for row in rows)
    return stream.getvalue().encode(encoding)


def changed(rows, change, places=NUMBERS):
    """Rows with `change` called on the cells of some columns that have a value."""
    return [[change(value) if place in places and value is not None else value for place, value in enumerate(row)]
            for row in rows]


def digits(value, zero):
    return "".join(chr(ord(zero) + int(sign)) if sign.isdigit() else sign for sign in str(value))


def sheets(*rows, merged=(), before=0, behind=0):
    """A workbook with these rows in one of its sheets, behind a cover and empty ones, some cells merged."""
    book, content = Workbook(), io.BytesIO()
    book.remove(book.active)
    if before:
        book.create_sheet("Cover").append(["Sales", "of our shop", 2017])
    for number in range(before):
        book.create_sheet(f"Empty {number}")
    page = book.create_sheet("Sales")
    for row in rows:
        page.append(row)
    for place in merged:
        page.merge_cells(place)
    for number in range(behind):
        book.create_sheet(f"More {number}").append(["x"])
    book.save(content)
    return content.getvalue()


@tagged("post_install", "-at_install")
class TestImportVariations(ClubImportCase):

    def setUp(self):
        super().setUp()
        self.imported([["Member Code", "Name", "Mobile"], ["A", "Ann", "09121000001"], ["B", "Bob", "09121000002"]])

    def shop(self, job):
        """What has come in, by itself."""
        found = self.env["club.purchase"].search([("import_id", "=", job.id)], order="invoice_number")
        return [(row.invoice_number, row.purchased_at, row.branch_id.name, row.member_id.former_code, round(row.amount, 2),
                 round(row.discounted, 2), [
                     (line.product_code, line.product_name, line.categ_id.name, line.brand_id.name, line.quantity, line.price,
                      round(line.amount, 2)) for line in row.line_ids]) for row in found]

    def comes_in(self, content, told=None, **values):
        """The file comes in as `told`, or as ROWS do; then it is taken back for the next one."""
        job = self.imported(content, **values)
        self.assertEqual(self.problems(job), {})
        found = self.shop(job)
        self.assertEqual(found, told or self.told)
        job.action_undo()
        self.run_jobs()
        self.assertEqual((job.state, job.kept_count), ("undone", 0))

    @property
    def told(self):
        tea, bread = ("007", "Tea", "TEA", "Leaf"), ("8", "Bread", "BAKERY", False)
        return [("1001", AT, "Store 1", "A", 1239.25, 0.5, [(*tea, 2, 617.25, 1234), (*bread, 1.5, 3.5, 5.25)]),
                ("1002", datetime(2017, 2, 1), "Store 2", False, 3.5, 0, [(*bread, 1, 3.5, 3.5)]),
                ("1003", datetime(2017, 2, 1), "Store 1", "B", -617, 0, [(*tea, -1, 617, -617)])]

    def test_columns_and_headings(self):
        blank = [[None, *row[:3], None, *row[3:], None] for row in [HEAD, *ROWS]]
        mixed = [PERSIAN[place] if place % 2 else name.upper().replace(" ", "_") for place, name in enumerate(HEAD)]
        decorated = [f"  {name} (ریال) *" for name in PERSIAN]
        arabic = [name.replace("ی", "ي").replace("ک", "ك") for name in PERSIAN]
        upper = ["Sale", None, None, "Customer", "Goods", *[None] * 3, "Money", *[None] * 3]
        for name, content in {
            "as they are": [HEAD, *ROWS], "backwards": [row[::-1] for row in [HEAD, *ROWS]], "Persian": [PERSIAN, *ROWS],
            "mixed": [mixed, *ROWS], "decorated": [decorated, *ROWS], "Arabic letters": [arabic, *ROWS],
            "empty columns": blank,
            "a title, empty rows": [["Sales of 2017"], [], HEAD, [], *ROWS[:2], [None], *ROWS[2:]],
            "two rows of headings": sheets(upper, HEAD, *ROWS, merged=("A1:C1", "E1:H1", "I1:L1")),
            "merged over two rows": sheets(
                [*HEAD[:4], "Goods", *[None] * 7], [*[None] * 4, *HEAD[4:]], *ROWS, merged=("A1:A2", "E1:L1")),
            "two hundred sheets": sheets(HEAD, *ROWS, before=150, behind=49),
        }.items():
            with self.subTest(name):
                self.comes_in(content)

    def test_text_tables(self):
        european = changed(ROWS, lambda value: f"{value:,.2f}".translate(str.maketrans(",.", ".,")))
        for name, content in {
            "semicolons": text_table([HEAD, *ROWS], "utf-8", ";"),
            "with a mark": text_table([PERSIAN, *ROWS], "utf-8-sig", ","),
            "UTF-16": text_table([PERSIAN, *ROWS], "utf-16", "\t"), "Windows-1256": text_table(
                [[name.replace("ی", "ي") for name in PERSIAN], *ROWS], "cp1256", ";"),
            "European numbers": text_table([HEAD, *european], "utf-8", ";"),
        }.items():
            with self.subTest(name):
                self.comes_in(content, name="sales.csv")

    def test_numbers_as_people_write_them(self):
        for name, change in {
            "Persian digits": lambda value: digits(f"{value:,}".replace(",", "٬").replace(".", "٫"), "۰"),
            "Arabic digits": lambda value: digits(f"{value:,}", "٠"),
            "Persian commas": lambda value: digits(f"{value:,}".replace(",", "،"), "۰"),
            "a slash as point": lambda value: digits(str(value).replace(".", "/"), "۰"),
            "currency": lambda value: f"{value:,} ریال", "dollars": lambda value: f"${value:,.2f}".replace("$-", "-$"),
            "rupees": lambda value: f"Rs. {value:,}",
            "parentheses": lambda value: f"({-value:,})" if value < 0 else f"{value:,}",
            "minus behind": lambda value: f"{-value:,}-" if value < 0 else f"{value:,}",
            "marks of direction": lambda value: f"\u200e{value}\u200f",
            "spaces": lambda value: f"{value:,}".replace(",", "\u00a0"),
        }.items():
            with self.subTest(name):
                self.comes_in([HEAD, *changed(ROWS, change)])

    def test_dates_and_times(self):
        jalali = {AT: "1395/11/12 18:05", datetime(2017, 2, 1): "1395/11/13"}
        for name, change in {
            "Jalali": jalali.get, "Persian digits": lambda at: digits(jalali[at], "۰"),
            "both calendars": lambda at: jalali[at] if at == AT else f"{at:%d/%m/%Y}",
            "months by name": lambda at: f"{at:%d %b %Y %I:%M %p}", "the month first": lambda at: f"{at:%m/%d/%Y %H:%M:%S}",
            "ISO": lambda at: at.isoformat(), "compact": lambda at: jalali[at] if at == AT else f"{at:%Y%m%d}",
            "days counted": lambda at: (at - datetime(1899, 12, 30)).total_seconds() / 86400,
        }.items():
            with self.subTest(name):
                self.comes_in([HEAD, *changed(ROWS, change, (1,))])
        for clock in ("18:05", "18:05:00", "۱۸:۰۵", "6:05 PM", "۶:۰۵ ب.ظ", time(18, 5), 18 / 24 + 5 / 1440):
            with self.subTest(clock=clock):
                self.comes_in([[*HEAD, "Time"], *(
                    [row[0], row[1].date(), *row[2:], clock if row[1] == AT else None] for row in ROWS)])

    def test_numbers_of_members_and_invoices(self):
        for name, rows in {
            "lost zero": changed(ROWS, int, (3,)), "floats": changed(ROWS, float, (0, 3)),
            "prefix": changed(ROWS, lambda value: f"+98 {value[1:4]} {value[4:]}", (3,)),
            "no plus": changed(ROWS, lambda value: f"0098{value[1:]}", (3,)),
            "Persian": changed(ROWS, lambda value: digits(value, "۰"), (0, 3)),
        }.items():
            with self.subTest(name):
                self.comes_in([HEAD, *rows])

    def test_amounts_in_the_unit_that_the_headings_name(self):
        self.program.write({"display_unit": "toman", "display_factor": 10})
        head = [*HEAD[:9], "Unit Price (Toman)", "تخفیف (تومان)", "مبلغ کل (تومان)"]
        job = self.imported([head, *ROWS])
        self.assertTrue(job.in_display_unit)
        self.assertEqual([row[4] for row in self.shop(job)], [12392.5, 35, -6170])
        self.assertFalse(self.given_import([HEAD, *ROWS]).in_display_unit)

    def test_what_is_refused_says_why_and_where(self):
        def row(**values):
            return [values.get(name.split()[-1].lower(), value) for name, value in zip(HEAD, ROWS[0], strict=True)]

        for problem, wrong in {
            "“10%” in the column “Discount” is not a number": row(discount="10%"),
            "“31/02/2017” in the column “Date” is not a date": row(date="31/02/2017"),
            "The year of “12/11/95” in the column “Date” has two digits": row(date="12/11/95"),
            "“2017-01-31T18:05:00Z” in the column “Date” names a time zone": row(date="2017-01-31T18:05:00Z"),
            "“1e5x” in the column “Line Total” is not a number": row(total="1e5x"),
            "“0912” is not a telephone number of Iran": row(mobile="0912"),
            "The column “Invoice Number” is empty": row(number=None),
            "The column “Date” is empty": row(date=None),
        }.items():
            with self.subTest(problem):
                job = self.imported([HEAD, ROWS[2], wrong])
                self.assertIn(problem, self.problems(job)[3])
                job.action_undo()
                self.run_jobs()

    def test_a_row_of_goods_without_a_number_keeps_back_the_invoice_above_it(self):
        job = self.imported([HEAD, ROWS[2], ROWS[0], [None, None, None, None, *ROWS[1][4:]], [*[None] * 11, 99]])
        self.assertEqual((job.made_count, sorted(self.problems(job))), (1, [3, 4, 5]))
        self.assertIn("Row 4 of the same invoice", self.problems(job)[3])
