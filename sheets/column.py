"""The first column of a file that a person hands over: a workbook or text with a value per line."""

import csv
import io

from openpyxl import load_workbook

from ..engine import text


def values(content):
    """The texts of the first column of `content` (bytes of XLSX, else of CSV in UTF-8), empty ones left out, as
    [(number of the row, text)]. A first row without a digit is a heading.

    Raises ValueError for what is neither.
    """
    rows = _of_workbook(content) if content[:2] == b"PK" else _of_text(content)
    found = [(number, value) for number, value in enumerate(map(_plain, rows), 1) if value]
    return found[1:] if found and not any(map(str.isdigit, text.ascii_digits(found[0][1]))) else found


def _of_workbook(content):
    try:
        page = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        return [row[0] if row else None for row in page.iter_rows(max_col=1, values_only=True)]
    except Exception as error:  # openpyxl raises whatever its parsers do
        raise ValueError(str(error)) from error


def _of_text(content):
    lines = content.decode("utf-8-sig").splitlines()  # UnicodeDecodeError is a ValueError
    separator = next((mark for mark in ("\t", ";") if any(mark in line for line in lines[:10])), ",")
    return [row[0] if row else None for row in csv.reader(lines, delimiter=separator)]


def _plain(value):
    """A cell as text: a number without its decimals, as phones and cards are."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()
