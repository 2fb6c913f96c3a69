"""Many rows at once, by COPY: a third of the time that bulk_create takes.

COPY into a table under row-level security is refused, so the rows go through a temporary one;
the INSERT … SELECT from there is checked like any other.
"""

import json
from collections.abc import Sequence
from enum import Enum
from typing import Any

from django.db import connection, models


def insert(rows: Sequence[models.Model], *, on_conflict: str = "") -> None:
    """Insert rows of one model as they are; no signals, no defaults of the database's given back.

    Works inside a transaction. `on_conflict` is SQL of our own.
    """
    if not rows:
        return
    model = type(rows[0])._meta
    fields = [field for field in model.concrete_fields if not field.has_db_default()]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    table, incoming = f'"{model.db_table}"', f'"incoming_{model.db_table}"'
    # Every word of this SQL is our own.
    chosen = f"SELECT {columns} FROM"
    make = f"CREATE TEMPORARY TABLE IF NOT EXISTS {incoming} ON COMMIT DROP AS {chosen} {table}"
    with connection.cursor() as cursor:
        cursor.execute(f"{make} WITH NO DATA")
        with cursor.copy(f"COPY {incoming} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([_plain(field, row) for field in fields])
        cursor.execute(f"INSERT INTO {table} ({columns}) {chosen} {incoming} {on_conflict}")
        cursor.execute(f"TRUNCATE {incoming}")


def _plain(field: Any, row: models.Model) -> Any:
    """A value as COPY takes it."""
    value = getattr(row, field.attname)
    if isinstance(field, models.JSONField):
        return None if value is None else json.dumps(value)
    return value.value if isinstance(value, Enum) else value
