"""From a row of cells to a person, or to the reason why there is none."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.translation import gettext as _

from importing.cleaning import unescape
from importing.dates import Order
from importing.delimited import Broken, Row, trimmed
from importing.drafts import Cell, Draft, fingerprint
from importing.enums import ProblemCode, WarningCode
from importing.formats.fields import FIELDS, Field, Kind
from importing.headers import header_key, number_repeated
from importing.limits import MAX_COLUMNS, MAX_RECORDS, RAW_CELL
from importing.records import Entry, Problem, Record, Refused
from importing.schemes import Scheme
from importing.sniffing import Mapping

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


def _plain(header: str) -> str:
    return header.strip(" \ufeff").casefold()


class RowReader:
    """Makes a person of each row of one file, or says why not."""

    def __init__(
        self,
        headers: list[str],
        mapping: Mapping,
        scheme: Scheme,
        orders: dict[int, Order],
        today: date | None,
    ) -> None:
        self._scheme = scheme
        self._today = today
        self._headers = number_repeated(headers)
        self._width = len(headers)
        self._named_width = len(trimmed(headers))
        self._header_cells = [_plain(header) for header in trimmed(headers)]
        self._labels = scheme.labels_for([header_key(header) for header in headers])
        self._orders = orders
        self._columns = [
            (index, FIELDS[name])
            for index, name in sorted(mapping.items())
            if name in FIELDS and 0 <= index < self._width
        ]
        self._seen: dict[bytes, int] = {}

    def entries(self, rows: Iterable[Row | Broken]) -> Iterator[Entry]:
        """What each row gives; Refused where there are more than may be read."""
        count = 0
        for row in rows:
            entry = self.entry(row)
            if entry is None:
                continue
            count += 1
            if count > MAX_RECORDS:
                limit = {"limit": MAX_RECORDS}
                raise Refused(_("This file has more than %(limit)d rows. Divide it.") % limit)
            yield entry

    def entry(self, row: Row | Broken) -> Entry | None:
        """The person in this row, the reason why there is none, or None for an empty row."""
        if isinstance(row, Broken):
            return self._problem(row.line, ProblemCode.BAD_RECORD, [row.text])
        filled = trimmed(row.cells)
        if not filled:
            return None
        if len(filled) > self._width:
            return self._problem(row.line, ProblemCode.TOO_MANY_COLUMNS, row.cells)
        if self._is_header(filled):
            return self._problem(row.line, ProblemCode.BAD_RECORD, row.cells)
        return self._person(row, filled)

    def _is_header(self, filled: list[str]) -> bool:
        """Whether the header comes again, as where several files were put together."""
        header = self._header_cells
        alike = len(filled) == len(header) and _plain(filled[0]) == header[0]
        return alike and [_plain(cell) for cell in filled] == header

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
        for index, code in row.cell_warnings:
            draft.warn(self._name_of([index]), code)
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
        record.fingerprint = fingerprint([unescape(cell) for cell in filled])
        first = self._seen.setdefault(record.fingerprint, record.line)
        if first == record.line:
            return record
        reason = _("The same row stands on line %(line)d.") % {"line": first}
        return Problem(record.line, ProblemCode.DUPLICATE_IN_FILE, reason, record.raw)

    def _problem(self, line: int, code: ProblemCode, cells: list[str]) -> Problem:
        raw = [cell.replace("\x00", "")[:RAW_CELL] for cell in cells[:MAX_COLUMNS]]
        return Problem(line, code, str(code.label), raw)
