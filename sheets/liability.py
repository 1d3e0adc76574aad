"""The liability report as a workbook: a sheet for each table, written row by row, with a line of sums under amounts."""

from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

BOLD = Font(bold=True)
WIDTHS = {"text": 24, "money": 18, "count": 14}
FORMULA = ("=", "+", "-", "@")


class Column(NamedTuple):
    """A column. `kind`: text, money or count."""

    title: str
    kind: str


class Table(NamedTuple):
    """A sheet. `rows`: a list of values for each, in the order of the columns."""

    title: str
    columns: list
    rows: list


def write(stream, tables, *, digits, right_to_left=False):
    """Write tables as a workbook to a binary stream; amounts show `digits` decimals."""
    book = Workbook(write_only=True)
    formats = {"money": f"#,##0.{'0' * digits}" if digits else "#,##0", "count": "#,##0"}
    for table in tables:
        page = book.create_sheet(table.title[:31])
        page.sheet_view.rightToLeft = right_to_left
        page.freeze_panes = "A2"
        for number, column in enumerate(table.columns, 1):
            page.column_dimensions[get_column_letter(number)].width = WIDTHS[column.kind]
        page.append([_cell(page, column.title, font=BOLD) for column in table.columns])
        for row in table.rows:
            cells = zip(row, table.columns, strict=True)
            page.append([_cell(page, value, formats.get(column.kind)) for value, column in cells])
        if table.rows:
            page.append(_sums(page, table, formats, digits))
    book.save(stream)


def _cell(page, value, number_format=None, font=None):
    cell = WriteOnlyCell(page, value=_harmless(value))
    if number_format:
        cell.number_format = number_format
    if font:
        cell.font = font
    return cell


def _harmless(value):
    """A text that a spreadsheet would take for a formula gets an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _sums(page, table, formats, digits):
    return [_cell(page, round(sum(row[place] for row in table.rows), digits), formats["money"], BOLD)
            if column.kind == "money" else None for place, column in enumerate(table.columns)]
