"""What tells formats of rows and columns apart, and what their columns are taken for."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from importing.cleaning import clean_line
from importing.dates import Order, earliest_order, guess_order
from importing.drafts import Draft, has_identity
from importing.formats.fields import FIELDS, IDENTIFYING, Kind
from importing.headers import header_key
from importing.records import Record
from importing.sniffing import Mapping

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


def propose(headers: list[str], rows: list[list[str]], scheme: Scheme) -> Mapping:
    """A field for each known column. Of several that can't share one it is the first, or the
    first in which anything stands: mixtures of two generations leave those of one empty."""
    mapping: Mapping = {}
    at: dict[str, int] = {}
    keys = [header_key(header) for header in headers]
    for index, name in enumerate(scheme.fields_for(keys, rows)):
        mapping[index] = name
        if name and not FIELDS[name].takes_many and at.setdefault(name, index) != index:
            is_better = _is_filled(index, rows) and not _is_filled(at[name], rows)
            mapping[at[name] if is_better else index] = None
            at[name] = index if is_better else at[name]
    return mapping


def _is_filled(index: int, rows: list[list[str]]) -> bool:
    return any(index < len(row) and row[index].strip() for row in rows)


def usable(mapping: Mapping | None) -> Mapping:
    """What was chosen by hand, without targets that do not exist."""
    return {index: name if name in FIELDS else None for index, name in (mapping or {}).items()}


def names_people(mapping: Mapping) -> bool:
    """Whether any column says who somebody is."""
    return any(name in IDENTIFYING for name in mapping.values())


class ColumnOrders:
    """What the columns of dates prove about the order of day, month and year."""

    def __init__(self, rows: Iterable[list[str]], mapping: Mapping) -> None:
        dated = [at for at, name in mapping.items() if name and FIELDS[name].kind in DATED]
        kept = list(rows) if dated else []
        self._found = {
            index: guess_order(clean_line(cells[index]) for cells in kept if index < len(cells))
            for index in dated
            if index >= 0
        }

    @property
    def overall(self) -> Order | None:
        """The one order of all columns, if they agree."""
        found = {order for order, _unclear in self._found.values() if order}
        proven = found - {"ymd"} or found
        return proven.pop() if len(proven) == 1 else None

    @property
    def are_unclear(self) -> bool:
        return any(unclear for _order, unclear in self._found.values())

    def chosen(self, choice: Order | None) -> dict[int, Order]:
        """An order for each column: what it proves counts more than a choice for the file."""
        return {
            index: earliest_order(None if order == "ymd" else order, choice)
            for index, (order, _unclear) in self._found.items()
        }
