"""The head of a file, as the formats see it; and what is said about a file before it is read."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from itertools import dropwhile
from pathlib import Path
from typing import Any, Literal

from django.utils.translation import gettext as _

from importing.archives import Member
from importing.dates import Order
from importing.delimited import Broken, Row, Rows, Table, after, find_table
from importing.headers import given_back, header_key
from importing.reading import Line, decode_lines, guess_encoding, read_head, read_lines
from importing.records import Refused

Mapping = dict[int, str | None]
YES, NO = "yes", "no"
# What every format with conversations asks: whether people who are not there yet are added.
ADD_PEOPLE = "add_people"


@dataclass(frozen=True)
class Options:
    """How to read a file; what is None is found out from its head."""

    encoding: str | None = None
    delimiter: str | None = None
    header_line: int | None = None
    mapping: Mapping | None = None
    date_order: Order | None = None
    today: date | None = None  # dates after it are wrong
    now: datetime | None = None  # what begins after it has not happened yet
    zone: str = "UTC"  # where the user is
    me: tuple[str, ...] = ()  # the user's own address and name
    name: str = ""  # what the file is called; it proves nothing
    answers: dict[str, str] = field(default_factory=dict)  # to what a format asks, see Ask


def as_found(options: Options) -> Options:
    """The same for another table of the same archive: nothing about its columns was said."""
    nothing: Any = dict.fromkeys(("encoding", "delimiter", "header_line", "mapping"))
    return replace(options, **nothing)


@dataclass(frozen=True)
class Ask:
    """What a format wants to know of the user, with its own guess: a field on the check screen."""

    name: str
    label: str
    value: str
    kind: Literal["text", "number", "yes"] = "text"
    help: str = ""
    offered: list[str] = field(default_factory=list)  # likely answers, to choose from
    # The keys of what is brought depend on it: as long as an import of this source stands, its
    # answer holds for the next one too, which would else bring the same once more.
    lasts: bool = False
    is_settled: bool = False  # by an import that stands


@dataclass(frozen=True)
class Sniffed:
    """What the preview says of a file. If `refused` is set, the rest does not count."""

    format: str = ""
    scheme: str = ""  # the format whose columns these are, if another
    label: str = ""
    encoding: str = ""
    delimiter: str = ""
    header_line: int = 0
    headers: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    mapping: Mapping = field(default_factory=dict)
    uncertain: list[int] = field(default_factory=list)  # columns whose mapping is a guess
    date_order: Order | None = None
    dates_unclear: bool = False  # day and month could be meant either way
    titles: list[str] = field(default_factory=list)  # of columns that need no mapping
    hint: str = ""  # a sentence on what the user should decide
    asks: list[Ask] = field(default_factory=list)
    along: list[str] = field(default_factory=list)  # members of the archive that are read too
    unread: str = ""  # a sentence on what else lies in the archive
    refused: str | None = None


class Sample:
    """The first megabyte of a file, read once, whatever asks for it."""

    def __init__(self, path: Path | Member, known: Callable[[str], bool], options: Options) -> None:
        self.path = path
        self.options = options
        self.size = path.stat().st_size
        self.head = read_head(path)
        self._known = known

    @cached_property
    def encoding(self) -> str:
        """The encoding, or "" for what is not text."""
        return self.options.encoding or guess_encoding(self.head)

    @cached_property
    def lines(self) -> list[Line]:
        """The whole lines of the head; the only line, if there is but one."""
        if not self.encoding:
            return []
        lines = list(decode_lines(io.BytesIO(self.head), self.encoding))
        return lines[:-1] if self.size > len(self.head) and len(lines) > 1 else lines

    @cached_property
    def text(self) -> str:
        """The beginning as text, without blanks in front, for signatures."""
        return "".join(line.text for line in self.lines[:50])[:4096].lstrip("\ufeff \t\r\n")

    @cached_property
    def table(self) -> Table | None:
        """The head as a table, if it can be one."""
        options = self.options
        if options.delimiter and (len(options.delimiter) > 1 or options.delimiter in '"\r\n\0'):
            raise Refused(_("The columns can't be divided by “%s”.") % options.delimiter)
        return find_table(self.lines, self._known, options.delimiter, options.header_line)

    @cached_property
    def rows(self) -> list[list[str]]:
        """All rows of the head below its header."""
        if self.table is None:
            return []
        table = self.table
        lines = [line for line in self.lines if line.number >= table.first_line]
        found = Rows(lines, table.delimiter, table.width)
        rows = [row.cells[table.ours :] for row in found if isinstance(row, Row)]
        return rows[1:] if table.header_line else rows

    def all_rows(self, options: Options) -> Iterator[Row | Broken]:
        """The rows of the whole file, from its header on, one by one; the header is numbers where
        there is none."""
        start = options.header_line or (self.table.first_line if self.table else 1)
        lines = read_lines(self.path, options.encoding or "utf-8")
        rows = Rows(dropwhile(lambda line: line.number < start, lines), options.delimiter or ",")
        ours = 0
        if self.table and not self.table.header_line:
            rows.width = self.table.width
            yield Row(0, self.table.headers)
        for row in rows:
            if not rows.width and isinstance(row, Row):
                rows.width, ours = len(row.cells), given_back(row.cells)
            yield after(row, ours) if isinstance(row, Row) else row

    @cached_property
    def keys(self) -> list[str]:
        """The header's names in the form in which they are compared."""
        return [header_key(header) for header in self.table.headers] if self.table else []
