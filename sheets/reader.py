"""Workbooks (XLSX) and text tables (CSV) as rows of plain values, streamed: memory does not grow with the rows.

A file is looked at before it is opened: what it really is, how much it would unpack to, whether it has a password. Whatever
cannot be read raises `Unreadable`, which names one sentence and where.
"""

import codecs
import csv
import io
import re
import zipfile
from datetime import datetime, timedelta
from posixpath import join, normpath
from typing import NamedTuple
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

LAST_ROW = 1_048_576  # of a sheet; one that ends there was probably cut
CHUNK = 1 << 17
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
MAIN = "xl/workbook.xml"
DELIMITERS = ",;\t|"
OTHER_CODING = re.compile(rb"\xfe\xff|\xff\xfe|<\?xml[^>]*encoding=[\"'](?!utf-8)", re.IGNORECASE)
ARABIC = re.compile("[\u0620-\u064a\u0660-\u06ff]")  # letters and digits, no vowel signs


class Limits(NamedTuple):
    """What a file may cost: bytes unpacked in all and as shared texts, how much a part may grow, columns, a cell's length."""

    unpacked: int = 2 << 30
    texts: int = 256 << 20
    ratio: int = 150
    small: int = 16 << 20  # below this many bytes the ratio does not matter
    columns: int = 1_000
    cell: int = 100_000


LIMITS = Limits()


class Unreadable(Exception):
    """A file, or a place in it, that cannot be read. `kind` names the sentence, `facts` what it tells."""

    def __init__(self, kind, **facts):
        super().__init__(kind, facts)
        self.kind, self.facts = kind, facts


class NoResult(NamedTuple):
    """A formula whose result was never saved."""

    place: str


class Fault(NamedTuple):
    """An error value, like #REF!."""

    text: str
    place: str


class Sheet(NamedTuple):
    name: str
    part: str
    hidden: bool


def open_book(file, limits=LIMITS):
    """The book in a binary file that can seek: a `Workbook` or a `TextTable`. Raises `Unreadable`."""
    file.seek(0)
    head = file.read(4096)
    if not head.strip(b"\0 \r\n\t"):
        raise Unreadable("empty")
    if head.startswith(OLE):
        raise Unreadable(_ole_kind(file))
    if head.startswith(b"PK"):
        return Workbook(file, limits)
    if head.lstrip().lower().startswith((b"<html", b"<!doctype html", b"<table")):
        raise Unreadable("web_page")
    if head.lstrip().startswith(b"<?xml") or head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8", b"Rar!")):
        raise Unreadable("other_file")
    return TextTable(file, limits)


def _ole_kind(file):
    """What a compound file holds: names of its parts are UTF-16."""
    file.seek(0)
    content = file.read(16 << 20)
    return "password" if "EncryptedPackage".encode("utf-16-le") in content else "old_excel"


class Workbook:
    """An XLSX file."""

    def __init__(self, file, limits=LIMITS):
        self.limits = limits
        try:
            self.zip = zipfile.ZipFile(file)
            self._check_size()
            if MAIN not in self.zip.namelist():
                raise Unreadable("binary_excel" if "xl/workbook.bin" in self.zip.namelist() else "no_workbook")
            self.sheets = self._list_sheets()
            self.dates = self._date_styles()
        except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, KeyError, ValueError) as error:
            raise Unreadable("broken", where=str(error)) from error
        except RuntimeError as error:  # a part of the archive is encrypted
            raise Unreadable("password") from error
        self._texts = self._cells = None

    def _check_size(self):
        """Refuse what would unpack to too much, before anything is unpacked; zipfile reads no more than is declared."""
        parts, limits = self.zip.infolist(), self.limits
        total = sum(part.file_size for part in parts)
        if total > limits.unpacked:
            raise Unreadable("too_big", size=total, limit=limits.unpacked)
        for part in parts:
            if part.file_size > limits.small and part.file_size > limits.ratio * max(part.compress_size, 1):
                raise Unreadable("bomb", part=part.filename, ratio=part.file_size // max(part.compress_size, 1),
                                 limit=limits.ratio)
            if part.filename.endswith("sharedStrings.xml") and part.file_size > limits.texts:
                raise Unreadable("too_big", size=part.file_size, limit=limits.texts)

    def rows(self, sheet, mark=None):
        """(row number, values) of each row of a `Sheet` that has any value; with the `mark` of an earlier reading, those that
        it had not given yet, and some before them.
        """
        if self._texts is None:
            self._texts = self._shared_texts()
        self._cells = _Cells(self, sheet)
        return self._cells.rows(mark)

    def mark(self):
        """Where the reading stands, as a list of plain values; None where a reading cannot go on later."""
        cells = self._cells
        if not cells or not cells.mark:
            return None
        with self.zip.open(cells.sheet.part) as stream:
            return None if OTHER_CODING.match(stream.read(200)) else [*cells.mark, *cells.path]

    # -- parts --------------------------------------------------------------------------------------------------------

    def _parse(self, part, start, end=None, text=None, parser=None, skip=0, before=b""):
        """Feed a part to a parser, chunk by chunk: from byte `skip` on, with `before` in the place of what was skipped."""
        parser = parser or expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
        parser.EntityDeclHandler = _no_entities
        try:
            with self.zip.open(part) as stream:
                stream.seek(skip)
                parser.Parse(before)
                while chunk := stream.read(CHUNK):
                    parser.Parse(chunk)
                    yield
                parser.Parse(b"", True)
                yield
        except (expat.ExpatError, zipfile.BadZipFile, EOFError, OSError, ValueError, IndexError, KeyError) as error:
            raise Unreadable("broken", where=f"{part}: {error}") from error
        except RuntimeError as error:
            raise Unreadable("password") from error

    def _all(self, part, start, end=None, text=None):
        for _ in self._parse(part, start, end, text):
            pass

    def _list_sheets(self):
        found, targets = [], {}

        def relation(name, values):
            if _local(name) == "Relationship":
                targets[values.get("Id")] = values.get("Target", "")

        def sheet(name, values):
            if _local(name) == "sheet":
                key = next((value for key, value in values.items() if _local(key) == "id"), None)
                found.append((values.get("name", ""), key, values.get("state", "visible") != "visible"))
            elif _local(name) == "workbookPr":
                self.from_1904 = values.get("date1904") in ("1", "true")

        self.from_1904 = False
        self._all("xl/_rels/workbook.xml.rels", relation)
        self._all(MAIN, sheet)
        # a target is relative to xl/, or starts with a slash and is whole
        sheets = [Sheet(name, normpath(join("/xl", targets[key])).lstrip("/"), hidden)
                  for name, key, hidden in found if key in targets]
        return [sheet for sheet in sheets if sheet.part in self.zip.namelist()]

    def _date_styles(self):
        """Numbers of the cell styles that show dates."""
        own, styles, inside = {}, [], []

        def start(name, values):
            name = _local(name)
            if name == "numFmt":
                own[int(values["numFmtId"])] = values.get("formatCode", "")
            elif name == "cellXfs":
                inside.append(True)
            elif name == "xf" and inside:
                styles.append(int(values.get("numFmtId", 0)))

        def end(name):
            if _local(name) == "cellXfs":
                inside.clear()

        if "xl/styles.xml" in self.zip.namelist():
            self._all("xl/styles.xml", start, end)
        formats = [own.get(number, BUILTIN_FORMATS.get(number, "")) for number in styles]
        return {place for place, code in enumerate(formats) if code and is_date_format(code) and not is_timedelta_format(code)}

    def _shared_texts(self):
        """The texts that cells share, without phonetic guides."""
        texts, now, state = [], [], {"t": False, "rPh": False}

        def start(name, _values):
            name = _local(name)
            if name == "si":
                now.clear()
            elif name in state:
                state[name] = True

        def end(name):
            name = _local(name)
            if name == "si":
                texts.append("".join(now))
            elif name in state:
                state[name] = False

        def text(data):
            if state["t"] and not state["rPh"]:
                now.append(data)

        part = next((name for name in self.zip.namelist() if name.endswith("sharedStrings.xml")), None)
        if part:
            self._all(part, start, end, text)
        return texts

    def date_of(self, serial):
        """A serial number as a datetime, to the second; below 1, a time of day. None for what is no date."""
        seconds = round(serial * 86400)
        if 0 <= seconds < 86400:
            return (datetime.min + timedelta(seconds=seconds)).time()
        first = datetime(1899, 12, 30 if serial >= 60 else 31)  # 1900 counts as a leap year there
        start = datetime(1904, 1, 1) if self.from_1904 else first
        try:
            return start + timedelta(seconds=seconds)
        except OverflowError:
            return None


class _Cells:
    """The cells of one sheet, row by row."""

    def __init__(self, book, sheet):
        self.book, self.sheet, self.columns = book, sheet, {}
        self.done, self.row, self.number, self.column = [], [], 0, 0
        self.kind = self.style = self.place = None
        self.formula, self.reading, self.data, self.size = False, False, [], 0
        self.skip = False
        # where the latest row begins, and which one is sure to come again with the next chunk: (byte, number of the row before)
        self.begun, self.mark, self.path, self.shift = None, None, [], 0
        self.parser = expat.ParserCreate()

    def rows(self, mark=None):
        skip, self.number, *path = mark or (0, 0)
        before = "".join(f"<{name}>" for name in path).encode()
        self.shift = skip - len(before)
        for _ in self.book._parse(self.sheet.part, self.start, self.end, self.text, self.parser, skip, before):
            if self.done:
                yield from self.done
                self.done = []
            self.mark = self.begun

    def start(self, name, values):
        whole = name
        if ":" in name:
            name = _local(name)
        if name == "c":
            place = values.get("r")
            self.column = self.column_of(place) if place else self.column + 1
            self.kind, self.style, self.place = values.get("t"), values.get("s"), place
            self.formula, self.data, self.size = False, [], 0
        elif name == "v" or name == "t":
            self.reading = not self.skip
        elif name == "row":
            self.begun = self.shift + self.parser.CurrentByteIndex, self.number
            self.number = int(values.get("r", self.number + 1))
            self.row, self.column = [], 0
        elif name == "f":
            self.formula = True
        elif name == "rPh":
            self.skip = True
        elif name in ("worksheet", "sheetData"):
            self.path.append(whole)

    def text(self, data):
        if self.reading:
            self.data.append(data)
            self.size += len(data)
            if self.size > self.book.limits.cell:
                raise Unreadable("long_cell", sheet=self.sheet.name, place=self.where(), limit=self.book.limits.cell)

    def end(self, name):
        if ":" in name:
            name = _local(name)
        if name == "v" or name == "t":
            self.reading = False
        elif name == "c":
            if self.data or self.formula:
                value = self.value()
                if value is not None:
                    row = self.row
                    while len(row) < self.column - 1:
                        row.append(None)
                    row.append(value)
        elif name == "row":
            if self.row:
                self.done.append((self.number, self.row))
        elif name == "rPh":
            self.skip = False

    def where(self):
        return self.place or f"R{self.number}C{self.column}"

    def column_of(self, place):
        letters = place.rstrip("0123456789")
        found = self.columns.get(letters)
        if found is None:
            found = 0
            for letter in letters:
                found = found * 26 + ord(letter.upper()) - 64
            if found > self.book.limits.columns:
                raise Unreadable("too_wide", sheet=self.sheet.name, place=place, limit=self.book.limits.columns)
            self.columns[letters] = found
        return found

    def value(self):
        data, kind = "".join(self.data), self.kind
        if not data:
            return NoResult(self.where()) if self.formula else None
        if kind == "s":
            return self.book._texts[int(data)].strip() or None
        if kind in ("inlineStr", "str"):
            return data.strip() or (NoResult(self.where()) if self.formula else None)
        if kind == "b":
            return data == "1"
        if kind == "e":
            return Fault(data, self.where())
        if kind == "d":
            return datetime.fromisoformat(data.rstrip("Z")).replace(tzinfo=None)
        number = float(data)
        if self.style and int(self.style) in self.book.dates:
            found = self.book.date_of(number)
            if found is not None:
                return found
        return int(number) if number.is_integer() and abs(number) < 1e15 else number


class TextTable:
    """A CSV file: its encoding and delimiter are found out, its values are texts."""

    def __init__(self, file, limits=LIMITS):
        self.file, self.limits = file, limits
        self.encoding = self._find_encoding()
        self.sheets = [Sheet("", "", False)]
        self.delimiter = self._find_delimiter()

    def mark(self):
        """As of a `Workbook`: lines are read so fast that a reading begins anew."""

    def rows(self, _sheet=None, _mark=None):
        """(row number, values) of each row that has any value; numbers count rows, not lines."""
        limit = csv.field_size_limit(self.limits.cell)
        stream, number = self._stream(), 0
        try:
            for number, row in enumerate(csv.reader(stream, delimiter=self.delimiter), 1):
                values = [value.strip() or None for value in row]
                while values and values[-1] is None:
                    values.pop()
                if len(values) > self.limits.columns:
                    raise Unreadable("too_wide", sheet="", place=str(number), limit=self.limits.columns)
                if values:
                    yield number, values
        except (csv.Error, UnicodeError) as error:
            raise Unreadable("broken", where=f"{number + 1}: {error}") from error
        finally:
            csv.field_size_limit(limit)
            stream.detach()

    def _stream(self):
        self.file.seek(0)
        return io.TextIOWrapper(self.file, self.encoding, newline="")

    def _find_encoding(self):
        """UTF-8 or UTF-16 by their marks, UTF-8 where all of it is, else a Windows code page: the Arabic one if it gives
        Arabic letters.
        """
        self.file.seek(0)
        head = self.file.read(1 << 16)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if b"\0" in head:
            raise Unreadable("other_file")
        decoder = codecs.getincrementaldecoder("utf-8-sig")()
        chunk = head
        try:
            while chunk:
                decoder.decode(chunk)
                chunk = self.file.read(1 << 20)
            decoder.decode(b"", True)
            return "utf-8-sig"
        except UnicodeDecodeError:
            strange = bytes(byte for byte in head + chunk if byte > 127)
            persian = len(ARABIC.findall(strange.decode("cp1256")))
            return "cp1256" if persian * 2 > len(strange) else "cp1252"

    def _find_delimiter(self):
        """The delimiter that cuts most of the first lines into the same number of cells, the most cells winning."""
        stream = self._stream()
        lines = [line for line, _ in zip(iter(stream.readline, ""), range(30), strict=False) if line.strip()]
        stream.detach()

        def score(delimiter):
            counts = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
            usual = max(set(counts), key=counts.count, default=1)
            return (usual > 1, counts.count(usual) / max(len(counts), 1), usual)

        try:
            return max(DELIMITERS, key=score)
        except csv.Error as error:
            raise Unreadable("broken", where=str(error)) from error


def _local(name):
    return name.rpartition(":")[2]


def _no_entities(*_declaration):
    raise ValueError("a part declares entities of its own")
