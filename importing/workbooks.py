"""The rows of a workbook's sheet, one by one: what its cells show, as text.

openpyxl reads the workbook around the sheet; the sheet itself is parsed here, so that a row costs
what stands in it and no more, whatever the sheet says of its own size.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple
from xml.parsers import expat

import openpyxl
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _
from openpyxl.utils.datetime import from_excel

from importing.archives import DAMAGED, Member, inflate, members_of
from importing.enums import WarningCode
from importing.limits import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_DELIMITED_BYTES,
    MAX_EMPTY_ROWS,
    MAX_SHARED_STRINGS,
    MB,
)
from importing.records import Refused

PIECE = 64 * 1024
YEARS = range(1800, 2200)  # a number in a column of dates that is a year, and no day
LAST_DAY = 2_958_465  # of Excel's calendar
WHOLE = re.compile(r"-?\d+(?:\.0+)?")
ZEROS = re.compile(r"0{2,}")
BUILT_IN = 164  # the number of the first format that is a workbook's own
TEXT = {"v", "t"}


class SheetRow(NamedTuple):
    """A row by its number, as far as it is filled. `numbers`: cells that are plain numbers."""

    number: int
    cells: list[str]
    warnings: list[tuple[int, WarningCode]]
    numbers: dict[int, float]


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except Refused:
        raise
    except DefusedXmlException as error:
        raise Refused(_("This workbook holds a document type, which is not read here.")) from error
    except (*DAMAGED, expat.ExpatError, SyntaxError, TypeError, AttributeError) as error:
        raise Refused(
            _("This workbook is damaged. Open it, save it again, and bring that.")
        ) from error


class Workbook:
    """An XLSX file, checked before anything in it is parsed."""

    def __init__(self, path: Path | Member) -> None:
        self._path = path
        self._members = {member.name: member for member in members_of(path)}
        self._refuse_other_kinds()
        size = path.stat().st_size
        if size > MAX_DELIMITED_BYTES:
            raise Refused(
                _("This file has %(size)d MB; at most %(limit)d MB can be read. Divide it.")
                % {"size": -(-size // MB), "limit": MAX_DELIMITED_BYTES // MB}
            )
        sizes = inflate([*self._members.values()])
        if sizes.get("xl/sharedStrings.xml", 0) > MAX_SHARED_STRINGS:
            raise Refused(_("There is too much text in this workbook. Divide it."))

    def _refuse_other_kinds(self) -> None:
        names = {name.casefold() for name in self._members}
        if "xl/vbaproject.bin" in names:
            raise Refused(
                _("This workbook holds macros (XLSM). Save it as XLSX or CSV and bring that.")
            )
        if "xl/workbook.bin" in names:
            raise Refused(_("This is a binary workbook (XLSB). Save it as XLSX and bring that."))

    @cached_property
    def _book(self) -> Any:
        with _told(), self._path.open("rb") as file:
            return openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)

    @property
    def epoch(self) -> datetime:
        """The day from which its dates are counted."""
        epoch: datetime = self._book.epoch
        return epoch

    def sheets(self) -> Iterator[tuple[str, Iterator[SheetRow]]]:
        """The names and rows of those that are shown and have any."""
        if not self._book.worksheets:
            raise Refused(
                _(
                    "This workbook is written in a way that can't be read here. Save it as "
                    "“Excel Workbook (.xlsx)” and bring that."
                )
            )
        for sheet in self._book.worksheets:
            rows = self._rows_of(sheet) if sheet.sheet_state == "visible" else iter(())
            first = next(rows, None)
            if first is not None:
                yield sheet.title, chain([first], rows)

    def _rows_of(self, sheet: Any) -> Iterator[SheetRow]:
        """Filled rows, up to a long stretch of empty ones."""
        name = sheet._worksheet_path
        member = self._members.get(name.lstrip("/"))
        if member is None:
            raise Refused(_("This workbook is damaged. Open it, save it again, and bring that."))
        last = 0
        for row in _Sheet(member, self._value_of(sheet)):
            if row.number - last > MAX_EMPTY_ROWS and last:
                return
            if any(cell.strip() for cell in row.cells) or row.warnings:
                last = row.number
                yield row

    def _value_of(self, sheet: Any) -> "Callable[[_Cell], str | float]":
        """How a cell's content becomes what it shows."""
        book, strings = self._book, sheet._shared_strings
        dates = {*book._date_formats, *book._timedelta_formats}
        zeros = _leading_zeros(book)

        def value_of(cell: "_Cell") -> str | float:
            if cell.kind == "s":
                index = int(cell.text or -1)
                return str(strings[index]) if 0 <= index < len(strings) else ""
            if cell.kind == "b":
                return "TRUE" if cell.text.strip() == "1" else "FALSE"
            if cell.kind == "n" and cell.text.strip():
                text = cell.text.strip()
                if cell.style in zeros and text.isdecimal():
                    return text.zfill(zeros[cell.style])
                return _number(text, cell.style in dates, book.epoch)
            return cell.text.partition("T")[0] if cell.kind == "d" else cell.text

        return value_of


def _leading_zeros(book: Any) -> dict[int, int]:
    """How many digits are shown, by style: 1067 with the format 00000 is the postal code 01067."""
    formats = {
        style: book._number_formats[each.numFmtId - BUILT_IN]
        for style, each in enumerate(book._cell_styles)
        if 0 <= each.numFmtId - BUILT_IN < len(book._number_formats)
    }
    return {style: len(each) for style, each in formats.items() if ZEROS.fullmatch(each)}


def _number(text: str, is_date: bool, epoch: datetime) -> str | float:
    try:
        number = float(text)
        if is_date:
            return _date_text(from_excel(number, epoch))
    except (ValueError, OverflowError):
        return text
    return number


def _date_text(value: object) -> str:
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    if isinstance(value, time):
        return value.isoformat("minutes")
    return str(value) if isinstance(value, date | timedelta) else ""


def number_text(number: float, text: str = "") -> str:
    """447700900123.0 is a number somebody typed without a point; 1.5 is not. An id of seventeen
    digits is more than a number can hold."""
    if WHOLE.fullmatch(text):
        return text.partition(".")[0]
    whole = number == number and abs(number) < 1e21 and number == int(number)
    return str(int(number)) if whole else text or repr(number)


def serial_date(number: float, epoch: datetime) -> str:
    """What a plain number in a column of dates means; "" if it is none, as a year alone is."""
    if int(number) in YEARS or not 1 <= number <= LAST_DAY:
        return ""
    found = from_excel(number, epoch)
    return found.date().isoformat() if isinstance(found, datetime) else ""


class _Cell:
    """One cell while it is read."""

    __slots__ = ("column", "has_formula", "kind", "parts", "size", "style")

    def __init__(self, column: int, kind: str, style: int) -> None:
        self.column, self.kind, self.style = column, kind, style
        self.parts: list[str] = []
        self.size = 0
        self.has_formula = False

    @property
    def text(self) -> str:
        return "".join(self.parts)


class _Sheet:
    """Iterates the rows of a sheet's XML. Raises Refused for a document type and what is broken."""

    def __init__(self, member: Member, value_of: Callable[[_Cell], str | float]) -> None:
        self._member = member
        self._value_of = value_of
        self._ready: list[SheetRow] = []
        self._row: SheetRow | None = None
        self._cell: _Cell | None = None
        self._number = 0
        self._column = 0
        self._reads = False  # whether text is the cell's
        self._phonetic = 0
        self._parser = expat.ParserCreate(namespace_separator=None)
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._doctype

    def __iter__(self) -> Iterator[SheetRow]:
        with self._member.open() as file:
            while piece := file.read(PIECE):
                with _told():
                    self._parser.Parse(piece, False)
                ready, self._ready = self._ready, []
                yield from ready
            with _told():
                self._parser.Parse(b"", True)

    def _doctype(self, *_args: object) -> None:
        raise Refused(_("This workbook holds a document type, which is not read here."))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "row":
            self._number = _whole(attributes.get("r"), self._number + 1)
            self._row, self._column = SheetRow(self._number, [], [], {}), 0
        elif local == "c" and self._row is not None:
            self._column = _column(attributes.get("r", ""), self._column + 1)
            style = _whole(attributes.get("s"), 0)
            self._cell = _Cell(self._column, attributes.get("t", "n"), style)
        elif local == "f" and self._cell is not None:
            self._cell.has_formula = True
        elif local == "rPh":
            self._phonetic += 1
        self._reads = local in TEXT and self._cell is not None and not self._phonetic

    def _text(self, data: str) -> None:
        cell = self._cell
        if self._reads and cell is not None and cell.size < MAX_CELL:
            cell.parts.append(data)
            cell.size += len(data)

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        self._reads = False
        if local == "rPh":
            self._phonetic -= 1
        elif local == "c":
            self._finish_cell()
        elif local == "row" and self._row is not None:
            self._ready.append(self._row)
            self._row = None

    def _finish_cell(self) -> None:
        cell, row, self._cell = self._cell, self._row, None
        if cell is None or row is None:
            return
        at = min(cell.column - 1, MAX_COLUMNS)  # what lies beyond is too much in any case
        is_error = cell.kind == "e"
        if is_error or (cell.has_formula and not cell.parts):
            row.warnings.append((at, WarningCode.FORMULA_NO_VALUE))
            return
        value = self._value_of(cell)
        if isinstance(value, float):
            row.numbers[at] = value
            value = number_text(value, cell.text.strip())
        if value:
            row.cells.extend([""] * (at + 1 - len(row.cells)))
            row.cells[at] = value


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else default


def _column(reference: str, default: int) -> int:
    """`AB12` is column 28."""
    letters = reference.rstrip("0123456789")
    if not letters or len(letters) > 3 or not (letters.isascii() and letters.isalpha()):
        return default
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
