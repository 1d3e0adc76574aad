"""The first column of a file, as phones, cards and codes are handed over."""

import io

import pytest
from openpyxl import Workbook

from sheets.column import values, without_heading
from sheets.reader import Unreadable


def test_a_workbook_s_first_column_with_its_long_numbers():
    book, stream = Workbook(), io.BytesIO()
    for row in (["AB-1", "x"], [1234567890123.0], [None], [" cd "], [None, "y"]):
        book.active.append(row)
    book.save(stream)
    assert values(stream.getvalue()) == [(1, "AB-1"), (2, "1234567890123"), (4, "cd")]


def test_text_with_a_value_per_line():
    assert values("\ufeffAB;1\r\n\r\n\"c\";x\n".encode()) == [(1, "AB"), (3, "c")]


@pytest.mark.parametrize(("content", "kind"), [(b"PKnonsense", "broken"), (b"a\0b", "other_file"), (b"\n \n", "empty")])
def test_what_is_no_list_is_refused(content, kind):
    with pytest.raises(Unreadable) as wrong:
        values(content)
    assert wrong.value.kind == kind


def test_a_heading_is_a_first_row_without_a_digit():
    assert without_heading([(1, "تلفن"), (2, "۰۹۱۲")]) == [(2, "۰۹۱۲")]
    assert without_heading([(1, "۰۹۱۲"), (2, "x")]) == [(1, "۰۹۱۲"), (2, "x")]
    assert without_heading([]) == []
