"""What all formats of rows and columns share: describing a table, and reading its rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import dropwhile
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from importing.cleaning import clean_line, unescape
from importing.dates import Order, earliest_order, guess_order
from importing.delimited import Broken, Row, Rows, Table, trimmed
from importing.drafts import Cell, Draft, fingerprint, has_identity
from importing.enums import ProblemCode, WarningCode
from importing.formats.fields import FIELDS, IDENTIFYING, Field, Kind
from importing.headers import header_key, number_repeated
from importing.limits import (
    MAX_COLUMNS,
    MAX_DELIMITED_BYTES,
    MAX_RECORDS,
    MB,
    RAW_CELL,
    SAMPLE_CELL,
    SAMPLE_ROWS,
)
from importing.reading import read_lines
from importing.records import Entry, Problem, Record, Refused
from importing.sniffing import Mapping, Options, Sample, Sniffed

IN_RECORD = {
    Kind.EMAIL: "emails",
    Kind.PHONE: "phones",
    Kind.URL: "urls",
    Kind.BIRTH_PART: "birthday",
    Kind.ADDRESS: "addresses",
    Kind.NAMED_NOTE: "notes",
    Kind.EVENT: "anniversary",
    Kind.PHOTO: "photo",
}
DATED = (Kind.DATE, Kind.EVENT)


def _leave(_draft: Draft) -> None:
    """Most formats have nothing to add to what their cells say."""


def _no_labels(_keys: list[str]) -> dict[int, int]:
    """In most formats a column's name says what it holds."""
    return {}


@dataclass(frozen=True)
class Scheme:
    """What is special about one format: its columns, and what follows from the cells of a row."""

    name: str
    label: str | Promise
    fields_for: Callable[[list[str], list[list[str]]], list[str | None]]  # header keys, rows
    settle: Callable[[Draft], None] = _leave
    is_person: Callable[[Record], bool] = has_identity
    ambiguous: frozenset[str] = frozenset()  # header keys whose field is a guess
    labels_for: Callable[[list[str]], dict[int, int]] = _no_labels  # column to that of its labels
    tag_separators: str = ",;\n|"


def describe(sample: Sample, scheme: Scheme) -> Sniffed:
    """What the preview shows, or the sentence why this table can't be read."""
    table = sample.table
    if sample.size > MAX_DELIMITED_BYTES:
        return Sniffed(refused=_too_large(sample.size))
    if table is None:
        return Sniffed(refused=_("This file is empty."))
    if len(table.headers) > MAX_COLUMNS:
        return Sniffed(refused=_too_wide(len(table.headers)))
    mapping = _usable(sample.options.mapping) or propose(sample.keys, table, scheme)
    order, unclear = _overall_order(_orders(sample, table, mapping))
    return Sniffed(
        format=scheme.name,
        label=str(scheme.label),
        encoding=sample.encoding,
        delimiter=table.delimiter,
        header_line=table.header_line,
        headers=number_repeated(table.headers),
        rows=[_shown(row.cells) for row in table.rows[:SAMPLE_ROWS]],
        mapping=mapping,
        uncertain=[at for at, key in enumerate(sample.keys) if key in scheme.ambiguous],
        date_order=sample.options.date_order or order,
        dates_unclear=unclear,
        hint="" if names_people(mapping) else _choose_columns(),
        refused=None if names_people(mapping) else _not_a_table(table),
    )


def propose(keys: list[str], table: Table, scheme: Scheme) -> Mapping:
    """A field for each known column; only the first of several that can't share one."""
    mapping: Mapping = {}
    for index, name in enumerate(scheme.fields_for(keys, [row.cells for row in table.rows])):
        taken = name in mapping.values() and not FIELDS[name].takes_many if name else False
        mapping[index] = None if taken else name
    return mapping


def _usable(mapping: Mapping | None) -> Mapping:
    """What was chosen by hand, without targets that do not exist."""
    return {index: name if name in FIELDS else None for index, name in (mapping or {}).items()}


def names_people(mapping: Mapping) -> bool:
    """Whether any column says who somebody is."""
    return any(name in IDENTIFYING for name in mapping.values())


def read(sample: Sample, options: Options, scheme: Scheme) -> Iterator[Entry]:
    """The rows under the header, one by one; the first one may raise Refused."""
    rows = iter(_rows(sample.path, options))
    header = next(rows, None)
    if not isinstance(header, Row):
        raise Refused(_("The header of this file can't be read."))
    if len(header.cells) > MAX_COLUMNS:
        raise Refused(_too_wide(len(header.cells)))
    reader = _RowReader(header.cells, options, scheme, sample)
    entries = (entry for row in rows if (entry := reader.entry(row)) is not None)
    for count, entry in enumerate(entries, start=1):
        if count > MAX_RECORDS:
            raise Refused(_too_many_rows())
        yield entry


def _rows(path: Path, options: Options) -> Iterator[Row | Broken]:
    start = options.header_line or 1
    lines = read_lines(path, options.encoding or "utf-8")
    rows = Rows(dropwhile(lambda line: line.number < start, lines), options.delimiter or ",")
    for row in rows:
        if not rows.width and isinstance(row, Row):
            rows.width = len(row.cells)
        yield row


class _RowReader:
    """Makes a person of each row of one file, or says why not."""

    def __init__(
        self, headers: list[str], options: Options, scheme: Scheme, sample: Sample
    ) -> None:
        mapping = options.mapping or {}
        self._scheme = scheme
        self._today = options.today
        self._headers = number_repeated(headers)
        self._width = len(headers)
        self._named_width = len(trimmed(headers))
        self._header_cells = trimmed(headers)
        self._labels = scheme.labels_for([header_key(header) for header in headers])
        self._orders = _chosen_orders(sample, mapping, options.date_order)
        self._columns = [
            (index, FIELDS[name])
            for index, name in sorted(mapping.items())
            if name in FIELDS and 0 <= index < self._width
        ]
        if not any(field.name in IDENTIFYING for _index, field in self._columns):
            raise Refused(_choose_columns())
        self._seen: dict[bytes, int] = {}

    def entry(self, row: Row | Broken) -> Entry | None:
        """The person in this row, the reason why there is none, or None for an empty row."""
        if isinstance(row, Broken):
            return self._problem(row.line, ProblemCode.BAD_RECORD, [row.text])
        filled = trimmed(row.cells)
        if not filled:
            return None
        if len(filled) > self._width:
            return self._problem(row.line, ProblemCode.TOO_MANY_COLUMNS, row.cells)
        if filled == self._header_cells:
            return self._problem(row.line, ProblemCode.BAD_RECORD, row.cells)
        return self._person(row, filled)

    def _person(self, row: Row, filled: list[str]) -> Entry:
        cells = [cell.replace("\x00", "") for cell in row.cells]
        draft = Draft(row.line, cells, self._today, self._scheme.tag_separators)
        self._warn(draft, row)
        for index, field in self._columns:
            if index < len(cells) and cells[index]:
                self._put(draft, index, field, cells)
        self._scheme.settle(draft)
        record = draft.finish()
        if not self._scheme.is_person(record):
            return self._problem(row.line, ProblemCode.NO_IDENTITY, row.cells)
        return self._first_of_its_kind(record, filled)

    def _put(self, draft: Draft, index: int, field: Field, cells: list[str]) -> None:
        order = self._orders.get(index, "dmy")
        group = self._labels.get(index)
        label = cells[group] if group is not None and group < len(cells) else None
        value = unescape(cells[index])
        draft.put(field, Cell(value, self._headers[index], order, label, group or 0))

    def _warn(self, draft: Draft, row: Row) -> None:
        if len(row.cells) < self._named_width:
            draft.warn("*", WarningCode.SHORT_ROW)
        for code in row.warnings:
            draft.warn("*", code)
        with_nul = [index for index, cell in enumerate(row.cells) if "\x00" in cell]
        if with_nul:
            draft.warn(self._name_of(with_nul), WarningCode.NUL_REMOVED)

    def _name_of(self, indexes: list[int]) -> str:
        """The field in which something was found; * if it was in several, or in none."""
        fields = [field for index, field in self._columns if index in indexes]
        if len(indexes) != 1 or len(fields) != 1:
            return "*"
        return IN_RECORD.get(fields[0].kind, fields[0].name)

    def _first_of_its_kind(self, record: Record, filled: list[str]) -> Entry:
        record.fingerprint = fingerprint(filled)
        first = self._seen.setdefault(record.fingerprint, record.line)
        if first == record.line:
            return record
        reason = _("The same row stands on line %(line)d.") % {"line": first}
        return Problem(record.line, ProblemCode.DUPLICATE_IN_FILE, reason, record.raw)

    def _problem(self, line: int, code: ProblemCode, cells: list[str]) -> Problem:
        raw = [cell.replace("\x00", "")[:RAW_CELL] for cell in cells[:MAX_COLUMNS]]
        return Problem(line, code, str(code.label), raw)


def _orders(sample: Sample, table: Table, mapping: Mapping) -> dict[int, tuple[Order | None, bool]]:
    """For each column of dates: the order that it proves, and whether it leaves that open."""
    dated = [index for index, name in mapping.items() if name and FIELDS[name].kind in DATED]
    if not dated:
        return {}
    lines = [line for line in sample.lines if line.number >= table.header_line]
    rows = [row.cells for row in Rows(lines, table.delimiter) if isinstance(row, Row)][1:]
    return {
        index: guess_order(clean_line(cells[index]) for cells in rows if index < len(cells))
        for index in dated
    }


def _overall_order(orders: dict[int, tuple[Order | None, bool]]) -> tuple[Order | None, bool]:
    found = {order for order, _unclear in orders.values() if order}
    proven = found - {"ymd"} or found
    unclear = any(unclear for _order, unclear in orders.values())
    return (proven.pop() if len(proven) == 1 else None), unclear


def _chosen_orders(sample: Sample, mapping: Mapping, chosen: Order | None) -> dict[int, Order]:
    """What a column proves counts more than what was chosen for the file."""
    if sample.table is None:
        return {}
    found = _orders(sample, sample.table, mapping)
    return {
        index: earliest_order(None if order == "ymd" else order, chosen)
        for index, (order, _unclear) in found.items()
    }


def _shown(cells: list[str]) -> list[str]:
    return [clean_line(cell[:SAMPLE_CELL]) for cell in cells[:MAX_COLUMNS]]


def _not_a_table(table: Table) -> str | None:
    """None if the user can still choose the columns by hand."""
    if len(table.headers) == 1:
        return _one_column(table)
    if table.consistency < 0.8 or not table.rows:
        return _(
            "This does not look like a list of people: none of its columns is known, "
            "and its rows are of different widths."
        )
    return None


def _one_column(table: Table) -> str:
    for other in (";", ",", "|"):
        if other != table.delimiter and other in table.headers[0]:
            return _("1 column found, did you mean “%s”?") % other
    if "\t" in table.headers[0]:
        return _("1 column found, did you mean TAB?")
    return _("1 column found, and nothing in it says who the people are.")


def _choose_columns() -> str:
    return _("No column is known here. Choose which one holds the name or the e-mail address.")


def _too_large(size: int) -> str:
    return _("This file has %(size)d MB; at most %(limit)d MB can be read. Divide it.") % {
        "size": -(-size // MB),
        "limit": MAX_DELIMITED_BYTES // MB,
    }


def _too_wide(columns: int) -> str:
    return _("This file has %(columns)d columns; at most %(limit)d can be read.") % {
        "columns": columns,
        "limit": MAX_COLUMNS,
    }


def _too_many_rows() -> str:
    return _("This file has more than %(limit)d rows. Divide it.") % {"limit": MAX_RECORDS}
