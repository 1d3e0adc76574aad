"""Tables as a workbook, written row by row: memory does not grow with them."""

from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

LAST_ROW = 1_048_576
LONGEST_TEXT = 32_000  # of a cell, with room for an apostrophe
BOLD = Font(bold=True)
FORMATS = {"count": "#,##0", "date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm:ss", "number": "#,##0.###"}
WIDTHS = {"text": 24, "money": 18}
UNTITLED = dict.fromkeys(map(ord, "[]:*?/\\"))  # what no sheet's name may hold
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Table(NamedTuple):
    """A sheet, or several where it has more rows than fit on one.

    `columns`: (heading, kind) each; kinds are text, count, number, money, date and datetime. `rows`: an iterable of lists.
    `summed`: whether a last line tells the sums of the amounts of money.
    """

    title: str
    columns: list
    rows: Any
    summed: bool = False


def harmless(value):
    """A text that a spreadsheet would take for a formula gets an apostrophe.

    >>> harmless("=1+1"), harmless(-1)
    ("'=1+1", -1)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def write(stream, tables, *, digits=2, right_to_left=False):
    """Write tables to a binary stream, money with `digits` decimals. Returns how many rows there were."""
    book = Workbook(write_only=True)
    formats = FORMATS | {"money": f"#,##0.{'0' * digits}" if digits else "#,##0"}
    count = sum(_write_table(book, table, formats, digits, right_to_left) for table in tables)
    book.save(stream)
    return count


def _write_table(book, table, formats, digits, right_to_left):
    page, pages, left, count = None, 0, 0, 0
    sums = {place: 0 for place, (_name, kind) in enumerate(table.columns) if kind == "money"}
    for row in table.rows:
        if not left:
            pages, left = pages + 1, LAST_ROW - 2  # without the headings and the sums
            page = _page(book, table, pages, right_to_left)
        page.append([_cell(page, value, formats.get(kind)) for value, (_name, kind) in zip(row, table.columns, strict=True)])
        count, left = count + 1, left - 1
        if table.summed:
            for place in sums:
                sums[place] += row[place]
    if page is None:
        _page(book, table, 1, right_to_left)
    elif table.summed:
        page.append([_cell(page, round(sums[place], digits), formats["money"], BOLD) if place in sums else None
                     for place in range(len(table.columns))])
    return count


def _page(book, table, number, right_to_left):
    title = table.title.translate(UNTITLED) or "-"
    page = book.create_sheet(title[:31] if number == 1 else f"{title[:27]} {number}")
    page.sheet_view.rightToLeft = right_to_left
    page.freeze_panes = "A2"
    for place, (_name, kind) in enumerate(table.columns, 1):
        page.column_dimensions[get_column_letter(place)].width = WIDTHS.get(kind, 16)
    page.append([_cell(page, name, font=BOLD) for name, _kind in table.columns])
    return page


def _cell(page, value, number_format=None, font=None):
    if isinstance(value, str):  # without what the XML of a workbook cannot hold
        value = harmless("".join(letter for letter in value if letter >= " " or letter in "\t\n")[:LONGEST_TEXT])
    if value is None or (number_format is None and font is None):
        return value
    cell = WriteOnlyCell(page, value=value)
    if number_format:
        cell.number_format = number_format
    if font:
        cell.font = font
    return cell
