"""Several small questions in one statement: what a page asks of many tables about one thing.

A round trip to the database costs more than the rows of a person. Each queryset keeps its own
order and limits; row-level security holds as in any statement.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable

Rows = QuerySet[Any, Any]
BEGIN, END = "SELECT %s, row_number() OVER (), to_jsonb(rows) FROM (", ") AS rows"


def together(sets: Mapping[str, Rows]) -> dict[str, list[Any]]:
    """The rows of each queryset by its name: instances, or dicts from one with `.values()`.

    Without select_related: name the other rows as a set of their own, and join them here.
    """
    found: dict[str, list[Any]] = {name: [] for name in sets}
    parts, params = _compiled(sets)
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), params)
            for name, _number, row in sorted(cursor.fetchall(), key=lambda line: line[1]):
                found[name].append(_made(sets[name], row))
    return found


def keep(row: Model, **related: list[Any]) -> None:
    """Let these be the related rows of `row`, as prefetch_related would have fetched them."""
    cache = row.__dict__.setdefault("_prefetched_objects_cache", {})
    for name, rows in related.items():
        found = getattr(row, name).all()
        found._result_cache = rows
        cache[name] = found


def _compiled(sets: Mapping[str, Rows]) -> tuple[list[str], list[Any]]:
    parts: list[str] = []
    params: list[Any] = []
    for name, rows in sets.items():
        try:
            sql, own = rows.query.sql_with_params()
        except EmptyResultSet:
            continue  # nothing can match, as for an empty list of ids
        parts.append(BEGIN + sql + END)
        params += [name, *own]
    return parts, params


def _made(rows: Rows, text: str) -> Any:
    said: dict[str, Any] = json.loads(text)
    if rows._iterable_class is not ModelIterable:  # type: ignore[attr-defined]
        return said
    model: type[Model] = rows.model
    columns = {str(field.column): field for field in model._meta.concrete_fields}
    fields = [field for column, field in columns.items() if column in said]
    values = [field.to_python(said.pop(str(field.column))) for field in fields]
    made = model.from_db(connection.alias, [field.attname for field in fields], values)
    for name, value in said.items():  # annotations
        setattr(made, name, value)
    return made
