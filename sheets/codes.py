"""Codes in and out: a batch as a workbook, written row by row; a partner's list, as a workbook or as text."""

import io
import zipfile

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from .liability import _harmless

WIDTHS = (20, 16, 22, 28, 22, 28)
MOST_BYTES = 20_000_000
MOST_UNPACKED = 400_000_000


class BadFile(Exception):
    """The file is none that codes can be read from. `reason`: big, broken or empty; `have`: bytes, for big."""

    def __init__(self, reason, have=0):
        super().__init__(reason)
        self.reason, self.have = reason, have


def write(stream, title, heads, rows, *, right_to_left=False):
    """Write one sheet to a binary stream. `rows`: an iterator, which is never held as a whole; texts, dates and numbers."""
    book = Workbook(write_only=True)
    page = book.create_sheet(title[:31])
    page.sheet_view.rightToLeft = right_to_left
    page.freeze_panes = "A2"
    for letter, width in zip("ABCDEF", WIDTHS, strict=True):
        page.column_dimensions[letter].width = width
    page.append([_harmless(head) for head in heads])
    for row in rows:
        page.append([_harmless(value) for value in row])
    book.save(stream)


def read(content, longest):
    """(codes, lines that are none) of a file's first column: a workbook's first sheet, or text of UTF-8, line by line.

    A line is none when it is longer than `longest`; empty ones are passed over. Raises BadFile.
    """
    if len(content) > MOST_BYTES:
        raise BadFile("big", len(content))
    cells = _workbook(content) if content.startswith(b"PK") else _text(content)
    codes, bad = [], 0
    for cell in cells:
        code = _plain(cell)
        if len(code) > longest:
            bad += 1
        elif code:
            codes.append(code)
    if not codes:
        raise BadFile("empty")
    return codes, bad


def _workbook(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > MOST_UNPACKED:
            raise BadFile("big", unpacked)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(max_col=1, values_only=True):
            yield row[0] if row else None
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError, OSError) as error:
        raise BadFile("broken") from error


def _text(content):
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile("broken") from error
    for line in text.splitlines():
        yield line.replace(";", ",").replace("\t", ",").split(",")[0].strip().strip('"')


def _plain(cell):
    """A cell as text: workbooks keep long numbers as floats.

    >>> _plain(12345.0), _plain(" AB-1 "), _plain(None)
    ('12345', 'AB-1', '')
    """
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()
