"""Pages of a long list that cost the same wherever one is in it: each begins where another ended.

The cursor names the last row seen, so that nothing is counted off and nothing jumps when rows
come or go. It is opaque to the reader and trusted by nobody: a bad one leads to the first page.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import F, Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)
LONGEST_CURSOR = 2000


def text(value: Any) -> str:
    """A string that the database takes."""
    if not isinstance(value, str) or "\0" in value:
        raise ValueError("not a text")
    value.encode()
    return value


def day(value: Any) -> date:
    return date.fromisoformat(text(value))


def uuid(value: Any) -> UUID:
    return UUID(text(value))


@dataclass(frozen=True)
class Column:
    """One column of an order; only the first one may hold nulls, which come last."""

    name: str
    read: Callable[[Any], Any]
    descending: bool = False
    nullable: bool = False

    def of(self, row: Model) -> Any:
        value: Any = row
        for part in self.name.split("__"):
            value = getattr(value, part, None)
        return value

    def beyond(self, value: Any, *, back: bool) -> Q:
        return Q(**{f"{self.name}__{'lt' if self.descending != back else 'gt'}": value})

    def not_before(self, value: Any, *, back: bool) -> Q:
        return Q(**{f"{self.name}__{'lte' if self.descending != back else 'gte'}": value})

    def ordering(self, *, back: bool) -> Any:
        return F(self.name).desc() if self.descending != back else F(self.name).asc()


Order = tuple[Column, ...]


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows, and the cursors of the pages before and after; empty where there is none."""

    rows: list[Row]
    before: str
    after: str


def page(
    rows: QuerySet[Row],
    order: Order,
    *,
    after: str = "",
    before: str = "",
    last: bool = False,
    size: int = 50,
) -> Page[Row]:
    """The first page, that after or before a cursor, or the last one.

    One query; two where the rows without a value begin.
    """
    start = _read(after or before, order)
    back = last or (start is not None and bool(before) and not after)
    found = _take(_segments(rows, order, start, back=back), size + 1)
    more, kept = len(found) > size, found[:size]
    if back:
        kept.reverse()
    return Page(
        rows=kept,
        before=_write(kept[0], order) if kept and (more if back else start) else "",
        after=_write(kept[-1], order) if kept and (start if back else more) else "",
    )


def _segments(
    rows: QuerySet[Row], order: Order, start: list[Any] | None, *, back: bool
) -> list[QuerySet[Row]]:
    """The rows beyond `start`: those that have the first column's value, then the others."""
    first, rest = order[0], order[1:]
    if not first.nullable:
        return [_beyond(rows, order, start, back=back)]
    empty = Q(**{f"{first.name}__isnull": True})
    filled, blank = rows.exclude(empty), rows.filter(empty)
    if start is None:
        both = [_beyond(filled, order, None, back=back), _beyond(blank, rest, None, back=back)]
        return both[::-1] if back else both
    if start[0] is None:
        own = _beyond(blank, rest, start[1:], back=back)
        return [own, _beyond(filled, order, None, back=back)] if back else [own]
    own = _beyond(filled, order, start, back=back)
    return [own] if back else [own, _beyond(blank, rest, None, back=back)]


def _beyond(
    rows: QuerySet[Row], order: Order, start: list[Any] | None, *, back: bool
) -> QuerySet[Row]:
    if start is not None:
        # The first condition is implied by the second; it is the one an index can use.
        rows = rows.filter(order[0].not_before(start[0], back=back))
        rows = rows.filter(_lexically(order, start, back=back))
    return rows.order_by(*(column.ordering(back=back) for column in order))


def _lexically(order: Order, start: list[Any], *, back: bool) -> Q:
    """a > x, or a = x and (b > y, or b = y and …)."""
    pairs = list(zip(order, start, strict=True))
    last, value = pairs[-1]
    return reduce(
        lambda inner, pair: (
            pair[0].beyond(pair[1], back=back) | Q(**{pair[0].name: pair[1]}) & inner
        ),
        reversed(pairs[:-1]),
        last.beyond(value, back=back),
    )


def _take(segments: Sequence[QuerySet[Row]], number: int) -> list[Row]:
    found: list[Row] = []
    for segment in segments:
        if len(found) < number:
            found += segment[: number - len(found)]
    return found


def cursor(values: Sequence[Any]) -> str:
    """The cursor of a row that has these values in the columns of its order."""
    texts = [None if value is None else str(value) for value in values]
    return urlsafe_b64encode(json.dumps(texts).encode()).decode().rstrip("=")


def _write(row: Model, order: Order) -> str:
    return cursor([column.of(row) for column in order])


def _read(cursor: str, order: Order) -> list[Any] | None:
    if not cursor or len(cursor) > LONGEST_CURSOR:
        return None
    try:
        values = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list):
            return None
        return [
            None if value is None and column.nullable else column.read(value)
            for column, value in zip(order, values, strict=True)
        ]
    except (ValueError, RecursionError):  # also what is not base64, JSON or UTF-8
        return None
