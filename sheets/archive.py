"""Everything about one person as a file to hand out: a ZIP with one JSON document and one CSV table per part."""

import csv
import io
import json
import zipfile

from .writer import harmless

BYTE_ORDER_MARK = "\ufeff"  # spreadsheets take a table for UTF-8 only with it


def archive(parts):
    """The bytes of the ZIP. `parts`: name -> list of rows; a row is a dict of plain values, alike within a part."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr("data.json", json.dumps(parts, ensure_ascii=False, indent=2, default=str))
        for name, rows in parts.items():
            files.writestr(f"{name}.csv", BYTE_ORDER_MARK + table(rows))
    return buffer.getvalue()


def table(rows):
    """Rows as CSV with a head line; without rows, an empty text.

    >>> table([{"name": "=1+1", "amount": -5}])
    "name,amount\\r\\n'=1+1,-5\\r\\n"
    """
    text = io.StringIO()
    if rows:
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return text.getvalue()


def _cell(value):
    return "" if value is None or value is False else harmless(value)
