"""Delimited text to rows: delimiter, header row, physical lines, broken quotes."""

import csv
import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice

from importing.contents import is_of_a_person
from importing.enums import WarningCode
from importing.headers import given_back, numbered
from importing.limits import (
    HEADER_WITHIN,
    MAX_CELL,
    MAX_COLUMNS,
    MAX_LOOSE,
    RESUME_WITHIN,
    SAMPLE_ROWS,
)
from importing.reading import Line

DELIMITERS = (",", ";", "\t", "|")

# The limit is one for the whole process; its default of 128 kB loses rows with long notes.
csv.field_size_limit(MAX_CELL)


@dataclass(slots=True)
class Row:
    """The cells of one record and the physical line on which it starts."""

    line: int
    cells: list[str]
    warnings: tuple[WarningCode, ...] = ()
    cell_warnings: tuple[tuple[int, WarningCode], ...] = ()  # by column


def after(row: Row, columns: int) -> Row:
    """The row without so many columns in front."""
    if not columns:
        return row
    warned = tuple((at - columns, code) for at, code in row.cell_warnings if at >= columns)
    return replace(row, cells=row.cells[columns:], cell_warnings=warned)


@dataclass(slots=True)
class Broken:
    """Text that could not be read as a row, from `line` on."""

    line: int
    text: str


@dataclass(frozen=True)
class Table:
    """How a file is divided, and its first rows. `header_line` is 0 if none names the columns."""

    delimiter: str
    header_line: int
    headers: list[str]
    rows: list[Row] = field(default_factory=list)
    hits: int = 0  # headers with a known name
    consistency: float = 0.0  # share of the rows that are as wide as the header
    ours: int = 0  # columns in front of these, in which the rows were given back to be mended

    @property
    def first_line(self) -> int:
        """Where the table begins."""
        return self.header_line or self.rows[0].line

    @property
    def width(self) -> int:
        """How many cells a row has in the file."""
        return self.ours + len(self.headers)


class Rows:
    """Iterates the rows of some lines; `width` is the header's, once that is known.

    A quote that is never closed costs its own row only: reading goes on at the next line that
    is as wide as the header.
    """

    def __init__(self, lines: Iterable[Line], delimiter: str, width: int = 0) -> None:
        self._source = iter(lines)
        self._delimiter = delimiter
        self.width = width
        self._waiting: deque[Line] = deque()
        self._taken: list[Line] = []
        self._searched = 0

    def __iter__(self) -> Iterator[Row | Broken]:
        while True:
            try:
                yield from self._sound_rows()
                return
            except csv.Error:
                if not self._divide():
                    yield self._mend_or_skip()

    def _sound_rows(self) -> Iterator[Row]:
        for cells in self._reader(self._feed()):
            taken, self._taken = self._taken, []
            if cells:
                yield _row(taken, cells)

    def _reader(self, texts: Iterable[str]) -> Iterator[list[str]]:
        """A blank between a delimiter and a quote does not count."""
        return csv.reader(texts, delimiter=self._delimiter, strict=True, skipinitialspace=True)

    def _feed(self) -> Iterator[str]:
        """Lines for one reader, remembering those of the record that is being read."""
        size = 0
        while (line := self._next()) is not None:
            size = size + len(line.text) if self._taken else 0
            if size > MAX_CELL:
                self._waiting.appendleft(line)
                return
            self._taken.append(line)
            yield line.text

    def _next(self) -> Line | None:
        return self._waiting.popleft() if self._waiting else next(self._source, None)

    def _divide(self) -> bool:
        """Whether the line turns out to be several rows, ended by carriage returns alone."""
        first, *rest = self._taken
        parts = [first._replace(text=f"{text}\n") for text in first.text.rstrip().split("\r")]
        if len(parts) < 2 or self.width < 2 or not all(self._is_sound([part]) for part in parts):
            return False
        self._taken = []
        self._waiting.extendleft(reversed([*parts, *rest]))
        return True

    def _mend_or_skip(self) -> Row | Broken:
        first, *rest = self._taken
        self._taken = []
        self._waiting.extendleft(reversed(rest))
        short = len(first.text) <= MAX_LOOSE  # the pattern remembers every letter
        for split in (split_loosely, split_escaped) if short else ():
            cells = split(first.text, self._delimiter)
            if len(cells) > 1 and len(cells) == self.width:
                return _row([first], cells)
        return Broken(first.number, self._skip(first))

    def _skip(self, first: Line) -> str:
        """Drop the lines up to the next sound row, if one is near; the text of the dropped."""
        if self.width < 2 or first.number < self._searched:
            return first.text.rstrip("\r\n")
        ahead = list(islice(iter(self._next, None), RESUME_WITHIN))
        sound = next((i for i in range(len(ahead)) if self._is_sound(ahead[i:])), None)
        if sound is None:
            self._searched = first.number + len(ahead)  # not again from each of these lines
            sound = 0
        self._waiting.extendleft(reversed(ahead[sound:]))
        return "".join(line.text for line in [first, *ahead[:sound]]).rstrip("\r\n")

    def _is_sound(self, lines: list[Line]) -> bool:
        try:
            cells = next(self._reader(line.text for line in lines), [])
        except csv.Error:
            return False
        return len(cells) >= self.width and not any(cells[self.width :])


def _row(taken: list[Line], cells: list[str]) -> Row:
    warnings = tuple(dict.fromkeys(line.warning for line in taken if line.warning))
    return Row(taken[0].number, cells, warnings)


def trimmed(cells: list[str]) -> list[str]:
    """Without the empty cells at the end."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


@cache
def _loose_cell(delimiter: str) -> re.Pattern[str]:
    end = rf"(?=[{re.escape(delimiter)}]|$)"
    return re.compile(
        rf' *"((?:[^"]|"(?!(?:[{re.escape(delimiter)}]|$)))*)"{end}|([^{re.escape(delimiter)}]*)'
    )


def split_loosely(line: str, delimiter: str) -> list[str]:
    """One line with quotes inside quotes: a quote ends a cell only before a delimiter.

    Nothing if a quote stays open even so.
    """
    cells = []
    text, at = line.rstrip("\r\n"), 0
    while True:
        match = _loose_cell(delimiter).match(text, at)
        assert match is not None  # the second branch matches anything
        quoted, plain = match.groups()
        if quoted is None and plain.startswith('"'):
            return []
        cells.append(plain if quoted is None else quoted.replace('""', '"'))
        at = match.end() + 1
        if at > len(text):
            return cells


def split_escaped(line: str, delimiter: str) -> list[str]:
    """One line in which a backslash stands before each quote, as databases write it; nothing if
    that is not so."""
    reader = csv.reader([line], delimiter=delimiter, strict=True, escapechar="\\")
    try:
        return next(reader, [])
    except csv.Error:
        return []


def find_table(
    lines: list[Line],
    known: Callable[[str], bool],
    delimiter: str | None = None,
    header_line: int | None = None,
) -> Table | None:
    """The likeliest division of these lines, by consistency of width and by known headers."""
    said = separator_said(lines)
    skipped = lines[1:] if said else lines
    if header_line:
        skipped = [line for line in skipped if line.number >= header_line]

    def likeliest(choices: Iterable[str]) -> Table | None:
        tables = (_table(skipped, each, known, header_line) for each in choices)
        return max(filter(None, tables), key=_likelihood, default=None)

    if delimiter:
        return likeliest([delimiter])
    found = likeliest([said]) if said else None
    # What was said once is wrong where another program has divided the columns anew.
    return found if found and len(found.headers) > 1 else likeliest(DELIMITERS)


def separator_said(lines: list[Line]) -> str | None:
    """Excel's own first line, `sep=;`."""
    if not lines:
        return None
    match = re.fullmatch(r'"?sep=([^\w"\r\n])"?[;,]*', lines[0].text.rstrip("\r\n"), re.IGNORECASE)
    return match[1] if match else None


def _likelihood(table: Table) -> tuple[bool, float, int, int]:
    return (
        table.hits >= 2 and len(table.headers) > 1,
        round(table.consistency, 1) if len(table.headers) > 1 else 0.0,
        table.hits,
        len(table.headers),
    )


def _table(
    lines: list[Line], delimiter: str, known: Callable[[str], bool], header_line: int | None
) -> Table | None:
    rows = [
        row
        for row in islice(Rows(lines, delimiter), HEADER_WITHIN + SAMPLE_ROWS)
        if isinstance(row, Row) and trimmed(row.cells)
    ]
    return table_of(rows, delimiter, known, header_line)


def table_of(
    rows: list[Row], delimiter: str, known: Callable[[str], bool], header_line: int | None = None
) -> Table | None:
    """The table that begins with one of these rows, none of which is empty: with the first, if
    its line is given. A row with somebody's address names no columns."""
    if not rows:
        return None
    at = 0 if header_line else _header_at(rows, known)
    is_unnamed = not _names_columns(rows[at], known)
    if header_line == 0 or (header_line is None and is_unnamed):
        return _unnamed(rows[at:], delimiter)
    ours = given_back(rows[at].cells)
    headers = rows[at].cells[ours:]
    body = [after(row, ours) for row in rows[at + 1 :][:SAMPLE_ROWS]]
    return Table(
        delimiter=delimiter,
        header_line=rows[at].line,
        headers=headers,
        rows=body,
        hits=sum(map(known, headers[:MAX_COLUMNS])),
        consistency=_consistency(headers, body),
        ours=ours,
    )


def _names_columns(row: Row, known: Callable[[str], bool]) -> bool:
    cells = row.cells[:MAX_COLUMNS]
    return any(map(known, cells)) or not is_of_a_person(cells)


def _unnamed(rows: list[Row], delimiter: str) -> Table:
    """A table whose columns have no names but numbers."""
    body = rows[:SAMPLE_ROWS]
    headers = numbered(len(rows[0].cells))
    return Table(delimiter, 0, headers, body, consistency=_consistency(headers, body))


def _header_at(rows: list[Row], known: Callable[[str], bool]) -> int:
    """The first row with two known names; else with one, if as wide as most; else the widest."""
    hits = [sum(map(known, row.cells[:MAX_COLUMNS])) for row in rows[:HEADER_WITHIN]]
    usual = Counter(len(row.cells) for row in rows).most_common(1)[0][0]
    for at, count in enumerate(hits):
        if count >= 2:
            return at
    for at, count in enumerate(hits):
        if count and len(rows[at].cells) == usual:
            return at
    return next(at for at, row in enumerate(rows) if len(row.cells) == usual)


def _consistency(headers: list[str], body: list[Row]) -> float:
    if not body:
        return 1.0
    width = len(trimmed(headers))
    fitting = [row for row in body if len(row.cells) >= width >= len(trimmed(row.cells))]
    return len(fitting) / len(body)
