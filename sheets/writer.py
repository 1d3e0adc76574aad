"""Rows as a workbook, written one by one: memory does not grow with them."""

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from .liability import FORMULA

LAST_ROW = 1_048_576
BOLD = Font(bold=True)
FORMATS = {"count": "#,##0", "date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm:ss", "number": "#,##0.###"}
WIDTHS = {"text": 24, "money": 18}


def harmless(value):
    """A text that a spreadsheet would take for a formula gets an apostrophe; what its XML cannot hold goes.

    >>> harmless("=1+1")
    "'=1+1"
    """
    if not isinstance(value, str):
        return value
    value = "".join(letter for letter in value if letter >= " " or letter in "\t\n")[:32_000]
    return f"'{value}" if value.startswith((*FORMULA, "\t", "\r")) else value


def write(stream, title, columns, rows, *, digits=2, right_to_left=False):
    """Write rows, an iterable of lists, to a binary stream. Returns how many there were.

    `columns`: (heading, kind) each; kinds are text, count, number, money (with `digits` decimals), date and datetime. What
    does not fit on a sheet goes on on the next.
    """
    book = Workbook(write_only=True)
    formats = FORMATS | {"money": f"#,##0.{'0' * digits}" if digits else "#,##0"}
    count, page, left = 0, None, 0
    for row in rows:
        if not left:
            page, left = _page(book, title, columns, right_to_left), LAST_ROW - 1
        page.append([_cell(page, value, formats.get(kind)) for value, (_name, kind) in zip(row, columns, strict=True)])
        count, left = count + 1, left - 1
    if page is None:
        _page(book, title, columns, right_to_left)
    book.save(stream)
    return count


def _page(book, title, columns, right_to_left):
    number = len(book.worksheets) + 1
    page = book.create_sheet(title[:31] if number == 1 else f"{title[:27]} {number}")
    page.sheet_view.rightToLeft = right_to_left
    page.freeze_panes = "A2"
    for place, (_name, kind) in enumerate(columns, 1):
        page.column_dimensions[get_column_letter(place)].width = WIDTHS.get(kind, 16)
    page.append([_cell(page, name, font=BOLD) for name, _kind in columns])
    return page


def _cell(page, value, number_format=None, font=None):
    if value is None or (number_format is None and font is None):
        return harmless(value)
    cell = WriteOnlyCell(page, value=harmless(value))
    if number_format:
        cell.number_format = number_format
    if font:
        cell.font = font
    return cell
