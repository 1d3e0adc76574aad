"""The first column of a file that a person hands over: a workbook's first sheet or text with a value per line."""

import io

from .reader import open_book


def values(content):
    """[(number of the row, text)] of the first column of `content` (bytes), empty ones left out. Raises `Unreadable`."""
    book = open_book(io.BytesIO(content))
    found = ((number, _plain(row[0])) for sheet in book.sheets[:1] for number, row in book.rows(sheet))
    return [(number, value) for number, value in found if value]


def without_heading(found):
    """What `values` found, without a first row that has no digit.

    >>> without_heading([(1, "Phone"), (2, "0912")])
    [(2, '0912')]
    """
    return found[1:] if found and not any(map(str.isdigit, found[0][1])) else found


def _plain(value):
    """A cell as text; a formula without a result and an error are none."""
    return "" if value is None or isinstance(value, tuple) else str(value).strip()
