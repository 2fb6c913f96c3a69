"""Workbooks of Excel and of what writes like it: their columns are read as those of a CSV are."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from itertools import islice
from operator import itemgetter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from importing import formats
from importing.archives import CONTENT, is_archive, members_of
from importing.delimited import Row, Table, after, table_of
from importing.formats.fields import FIELDS
from importing.headers import given_back
from importing.limits import HEADER_WITHIN, MAX_COLUMNS, SAMPLE_ROWS
from importing.records import Entry
from importing.schemes import DATED
from importing.sniffing import Options, Sample, Sniffed
from importing.workbooks import SheetRow, Workbook, serial_date

NAME = "xlsx"
LABEL = gettext_lazy("Workbook (XLSX)")
LOOKED_AT = 500  # rows that show in which order dates are written


def recognise(sample: Sample) -> float:
    if not is_archive(sample.head):
        return 0.0
    names = {member.name for member in members_of(sample.path)}
    return 0.95 if CONTENT in names and any(name.startswith("xl/") for name in names) else 0.0


def describe(sample: Sample) -> Sniffed:
    sheet = _Sheet(sample)
    found = sheet.reader.describe(sheet)
    label = found.label if found.titles else str(LABEL)  # of messages; else of a table
    return replace(found, format=NAME, label=label, unread=sheet.unread)


def read(sample: Sample, options: Options) -> Iterator[Entry]:
    sheet = _Sheet(sample)
    yield from sheet.reader.read(sheet, options)


class _Sheet(Sample):
    """A workbook's sheet in the place of a file's lines."""

    def __init__(self, sample: Sample) -> None:
        self.path, self.options, self.size = sample.path, sample.options, sample.size
        self.head = b""
        self._known = sample._known
        self._book = Workbook(sample.path)

    encoding = "xlsx"  # type: ignore[assignment]
    lines = []  # type: ignore[assignment]

    @cached_property
    def _names(self) -> list[str]:
        """Of the sheets, the one that is read first: one with columns of people, else any."""
        names = []
        for name, rows in self._book.sheets():
            table = table_of(_begin(rows, HEADER_WITHIN + SAMPLE_ROWS), "", self._known)
            names.append((table is None or table.hits < 2, name))
        return [name for _has_none, name in sorted(names, key=itemgetter(0))]

    @property
    def unread(self) -> str:
        """What else is in the workbook, in a sentence."""
        names = ", ".join(f"“{name}”" for name in self._names[1:])
        return _("Not read from this workbook: %(names)s.") % {"names": names} if names else ""

    def _rows(self) -> Iterator[SheetRow]:
        found = (rows for name, rows in self._book.sheets() if name == self._names[0])
        return next(found, iter(()))

    @cached_property
    def _first_rows(self) -> list[Row]:
        return _begin(self._rows(), HEADER_WITHIN + LOOKED_AT)

    @cached_property
    def table(self) -> Table | None:
        start = self.options.header_line
        rows = [row for row in self._first_rows if row.line >= (start or 0)]
        return table_of(rows[: HEADER_WITHIN + SAMPLE_ROWS], "", self._known, start)

    @cached_property
    def rows(self) -> list[list[str]]:
        table = self.table
        if table is None:
            return []
        found = [row for row in self._first_rows if row.line >= table.first_line]
        return [row.cells[table.ours :] for row in (found[1:] if table.header_line else found)]

    def all_rows(self, options: Options) -> Iterator[Row]:
        mapping = options.mapping or {}
        dated = [at for at, name in mapping.items() if name and FIELDS[name].kind in DATED]
        width = ours = 0
        first = options.header_line or (self.table.first_line if self.table else 1)
        if self.table and not self.table.header_line:
            width = self.table.width
            yield Row(0, self.table.headers)
        for each in self._rows():
            if each.number >= first:
                epochs = {at + ours: self._book.epoch for at in dated}
                row = _row(each, epochs, width)
                if not width:
                    width, ours = len(row.cells), given_back(row.cells)
                yield after(row, ours)

    @cached_property
    def reader(self) -> formats.Format:
        """The format whose columns these are."""
        every = formats.all_formats().values()
        modules = [each for each in every if hasattr(each, "SCHEME") or hasattr(each, "knows")]
        return max(modules, key=lambda each: each.recognise(self))


def _begin(rows: Iterator[SheetRow], most: int) -> list[Row]:
    return [_row(each, {}, 0) for each in islice(rows, most)]


def _row(row: SheetRow, epochs: dict[int, datetime], width: int) -> Row:
    """The cells as text, as many as the header has; numbers in columns of dates are days, counted
    from these epochs."""
    cells = [*row.cells, *[""] * (min(width, MAX_COLUMNS) - len(row.cells))]
    for at, number in row.numbers.items():
        if at in epochs and (found := serial_date(number, epochs[at])):
            cells[at] = found
    return Row(row.number, cells, cell_warnings=tuple(row.warnings))
