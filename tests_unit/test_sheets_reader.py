"""Files as people hand them over: what can be read, and the one sentence for what cannot."""

import io
import json
import zipfile
from datetime import datetime, time
from itertools import islice

import pytest
from openpyxl import Workbook

from sheets import reader
from sheets.reader import LIMITS, Fault, NoResult, Unreadable, open_book


def made(*sheets):
    """The bytes of a workbook; a sheet is (title, rows)."""
    book, content = Workbook(), io.BytesIO()
    book.remove(book.active)
    for title, rows in sheets:
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    book.save(content)
    return content


def read(file, limits=LIMITS):
    book = open_book(file, limits)
    return list(book.rows(book.sheets[0]))


def patched(content, part, change):
    """The workbook with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == part else data)
    return out


def sheet_xml(rows):
    """A workbook whose only sheet has this XML between its sheetData tags."""
    return patched(made(("S", [[1]])), "xl/worksheets/sheet1.xml", lambda _data: (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f"{rows}</sheetData></worksheet>").encode())


def refused(content, limits=LIMITS):
    with pytest.raises(Unreadable) as caught:
        read(io.BytesIO(content) if isinstance(content, bytes) else content, limits)
    return caught.value


def test_values_of_all_kinds_come_as_they_were_typed():
    at = datetime(2017, 1, 1, 9, 20, 46)
    rows = [["Name", "When"], ["رضا", at], [None, None], [1, 2.5, True, time(18, 5)]]
    assert read(made(("S", rows))) == [(1, ["Name", "When"]), (2, ["رضا", at]), (4, [1, 2.5, True, time(18, 5)])]


def test_cells_without_places_and_with_shared_or_rich_texts():
    file = sheet_xml('<row><c t="inlineStr"><is><r><t>a</t></r><r><t> b</t></r></is></c><c><v>9.123456789E9</v></c></row>'
                     '<row r="5"><c r="C5" t="str"><f>A1</f><v>x</v></c></row>')
    assert read(file) == [(1, ["a b", 9123456789]), (5, [None, None, "x"])]


def test_a_formula_without_a_result_and_an_error_say_where():
    file = sheet_xml('<row r="3"><c r="A3"><f>B3*2</f></c><c r="B3" t="e"><v>#REF!</v></c></row>')
    assert read(file) == [(3, [NoResult("A3"), Fault("#REF!", "B3")])]


def test_two_hundred_sheets_are_named_and_hidden_ones_marked():
    content = made(*((f"S{number}", [[number]]) for number in range(200)))
    book = open_book(content)
    assert len(book.sheets) == 200
    assert list(book.rows(book.sheets[199])) == [(1, [199])]


def test_a_full_sheet_of_empty_rows_is_read_to_its_last_row():
    file = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048575"/>'
                     '<row r="1048576"><c r="A1048576"><v>2</v></c></row>')
    assert read(file) == [(1, [1]), (1_048_576, [2])]


@pytest.mark.parametrize(("content", "kind"), [
    (b"", "empty"),
    (b"\r\n\r\n", "empty"),
    (bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600 + "Workbook".encode("utf-16-le"), "old_excel"),
    (bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
    (b"<html><table><tr><td>1", "web_page"),
    (b"%PDF-1.7 ...", "other_file"),
    (b"a\0b;c", "other_file"),
])
def test_what_a_file_really_is(content, kind):
    assert refused(content).kind == kind


def test_a_broken_workbook_says_where():
    whole = made(("S", [[number] for number in range(2000)])).getvalue()
    assert refused(whole[:-200]).kind == "broken"
    cut = patched(io.BytesIO(whole), "xl/worksheets/sheet1.xml", lambda data: data[:len(data) // 2])
    error = refused(cut)
    assert error.kind == "broken" and "sheet1.xml" in error.facts["where"]


def test_a_zip_that_is_no_workbook():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refused(content).kind == "no_workbook"


def test_a_bomb_is_refused_before_it_is_unpacked():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (20 << 20))
    error = refused(content)
    assert error.kind == "bomb" and error.facts["ratio"] > error.facts["limit"]
    assert refused(content, LIMITS._replace(unpacked=1 << 20)).kind == "too_big"


def test_entities_do_not_unfold():
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData>&a;</sheetData></worksheet>'
    assert refused(patched(made(("S", [[1]])), "xl/worksheets/sheet1.xml", lambda _data: bomb)).kind == "broken"


def test_a_column_too_far_and_a_cell_too_long_say_where():
    error = refused(sheet_xml('<row r="2"><c r="ZZZ2"><v>1</v></c></row>'))
    assert (error.kind, error.facts["place"]) == ("too_wide", "ZZZ2")
    error = refused(made(("S", [["x" * 200 + "\n" + "y" * 30_000]])), LIMITS._replace(cell=100))
    assert (error.kind, error.facts["place"]) == ("long_cell", "A1")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
def test_a_text_table_in_each_encoding(encoding):
    text = "نام;همراه\r\n\"رضا; صدر\";09120000000\r\n"
    assert read(io.BytesIO(text.encode(encoding))) == [(1, ["نام", "همراه"]), (2, ["رضا; صدر", "09120000000"])]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter):
    rows = [["a", "b", "c"], ["1", "x,y" if delimiter != "," else "x;y", "3"]]
    text = "\n".join(delimiter.join(row) for row in rows)
    assert [values for _number, values in read(io.BytesIO(text.encode()))] == rows


def test_western_text_is_not_taken_for_persian():
    assert read(io.BytesIO("Número,Año\n1,2017\n".encode("cp1252")))[0] == (1, ["Número", "Año"])
    assert read(io.BytesIO("nom,ville\nRenée,Nîmes\n".encode("cp1252")))[1] == (2, ["Renée", "Nîmes"])


@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize("numbered", [True, False])
def test_a_reading_goes_on_where_it_stood(prefix, numbered, monkeypatch):
    monkeypatch.setattr(reader, "CHUNK", 512)
    rows = [f"<row{f' r={chr(34)}{2 * n}{chr(34)}' if numbered else ''}><c><v>{n}</v></c></row>" for n in range(1, 200)]
    table = f"<worksheet><sheetData>{''.join(rows)}</sheetData></worksheet>".replace("</", "<|").replace("<", f"<{prefix}")
    file = patched(made(("S", [[1]])), "xl/worksheets/sheet1.xml",
                   lambda _data: table.replace(f"<{prefix}|", f"</{prefix}").encode())
    whole, found, mark, readings = read(file), [], None, 0
    assert len(whole) == 199
    while len(found) < len(whole):
        book, readings = open_book(file), readings + 1
        more = (row for row in book.rows(book.sheets[0], mark) if not found or row[0] > found[-1][0])
        found += islice(more, 40)
        mark = json.loads(json.dumps(book.mark()))
        assert mark[2:] == [f"{prefix}worksheet", f"{prefix}sheetData"]
    assert (found, readings) == (whole, 5)


def test_a_table_in_another_coding_has_no_mark():
    file = patched(made(("S", [[1]])), "xl/worksheets/sheet1.xml", lambda _data: (
        "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>").encode("utf-16"))
    book = open_book(file)
    assert list(book.rows(book.sheets[0])) == [(1, [1])]
    assert book.mark() is None


def test_a_cell_without_an_end_is_broken():
    error = refused(b"a,b\n1,\"" + b"x" * 200_000)
    assert error.kind == "broken"
