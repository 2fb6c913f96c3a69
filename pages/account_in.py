"""An account's archive (account_out) made an equal account here.

Each id becomes the uuid5 of the new owner and the old id: the same at every reading, no collision
with anybody's row, and nothing of the old place told.
"""

import io
import json
import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import change_settings
from contacts.models import Contact
from contacts.pictures import is_kept
from core.roles import acting_for
from importing.archives import Member, members_of
from importing.records import Refused
from interactions.derivation import rederive
from pages.carrying import (
    FORMAT,
    MENTIONS,
    PAIRS,
    USER_TRAVELS,
    VERSION,
    column_of,
    columns_of,
    is_id,
    tables,
)

AT_ONCE = 500
MOST = 20 * 1024**3  # bytes of one member: whoever runs the place brought it
LONGEST = 4 * 1024 * 1024  # letters of one row
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DATES = {"welcomed_at": datetime.fromisoformat}
Row = dict[str, Any]


def read(path: Path, owner: User, at: datetime) -> dict[str, int]:
    """Fill an account that has nobody in it; the number of rows by table.

    The same archive again adds only what is missing. All or nothing. Raises Refused, with a
    sentence, for another file, a damaged one, or an account that has people of its own.
    """
    archive = {member.name: replace(member, most=MOST) for member in members_of(path)}
    settings = _settings(archive)
    with acting_for(owner.pk):
        new_id = mapping_for(owner)
        _make_room(archive, owner, new_id)
        try:
            counts = _fill(archive, owner, new_id)
        except (DataError, IntegrityError) as error:
            raise Refused(_("This archive holds rows that do not belong together.")) from error
        _take_settings(owner, settings, at)
        _derive(owner, at)
    return counts


def mapping_for(owner: User) -> Callable[[str], str]:
    """From a row's id in another place to its id here."""
    return lambda old: str(uuid.uuid5(owner.pk, old))


def _settings(archive: dict[str, Member]) -> Row:
    member = archive.get("account.json")
    if member is None:
        raise Refused(_("This is not an archive of a Relcrm account."))
    with member.open() as file:
        told = _json(file.read(LONGEST).decode("utf-8", errors="replace"))
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise Refused(_("This is not an archive of a Relcrm account."))
    if told.get("version") != VERSION:
        raise Refused(_("This archive is of another version of Relcrm. Update this one first."))
    settings = told.get("settings")
    return settings if isinstance(settings, dict) else {}


def _make_room(archive: dict[str, Member], owner: User, new_id: Callable[[str], str]) -> None:
    """What every account begins with goes; people of one's own are never mixed in."""
    own = {str(pk) for pk in Contact.objects.for_user(owner).values_list("pk", flat=True)}
    if own:
        theirs = {new_id(str(row.get("id"))) for row in _rows_of(archive, Contact)}
        if not own <= theirs:
            raise Refused(_("This account has people of its own. Bring the archive to a new one."))
        return
    with connection.cursor() as cursor:
        for model in reversed(tables()):
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"DELETE FROM {table} WHERE owner_id = %s", [owner.pk])  # noqa: S608


def _fill(archive: dict[str, Member], owner: User, new_id: Callable[[str], str]) -> dict[str, int]:
    counts = {}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for model in tables():
            change = _changes(model, new_id)
            rows = map(change, _rows_of(archive, model))
            label = model._meta.label
            counts[label] = 0
            while some := list(islice(rows, AT_ONCE)):
                counts[label] += _insert(cursor, model, owner, some)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return counts


def _insert(cursor: Any, model: type[models.Model], owner: User, rows: list[Row]) -> int:
    known = [column for column in columns_of(model) if any(column in row for row in rows)]
    columns = ", ".join(f'"{column}"' for column in known)
    table = connection.ops.quote_name(model._meta.db_table)
    # Every word of this SQL is our own; the rows are one parameter.
    cursor.execute(
        f"INSERT INTO {table} (owner_id, {columns})"  # noqa: S608
        f" SELECT %s, {columns} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)"
        " ON CONFLICT DO NOTHING",
        [owner.pk, json.dumps(rows)],
    )
    return int(cursor.rowcount)


def _changes(model: type[models.Model], new_id: Callable[[str], str]) -> Callable[[Row], Row]:
    """What happens to a row of this table on its way in."""
    fields = {column_of(field): field for field in model._meta.concrete_fields}
    ids = [column for column, field in fields.items() if is_id(field)]
    mixed = [name for name, field in fields.items() if isinstance(field, models.JSONField)]
    images = [name for name, field in fields.items() if isinstance(field, models.BinaryField)]

    mentions = MENTIONS.get(model._meta.label, ())
    pair = PAIRS.get(model._meta.label, ())

    def change(row: Row) -> Row:
        for column in ids:
            if row.get(column) is not None:
                row[column] = new_id(str(row[column]))
        if pair and all(row.get(column) for column in pair):
            row.update(zip(pair, sorted(str(row[column]) for column in pair), strict=True))
        for column in mentions:
            row[column] = UUID.sub(lambda match: new_id(match[0]), str(row.get(column) or ""))
        for column in mixed:
            row[column] = _mapped(row.get(column), new_id)
        for column in images:
            _check_image(row.get(column))
        return row

    return change


def _mapped(value: Any, new_id: Callable[[str], str]) -> Any:
    """Ids within JSON, wherever they stand."""
    if isinstance(value, dict):
        return {_mapped(key, new_id): _mapped(each, new_id) for key, each in value.items()}
    if isinstance(value, list):
        return [_mapped(each, new_id) for each in value]
    if isinstance(value, str) and UUID.fullmatch(value):
        return new_id(value)
    return value


def _check_image(value: Any) -> None:
    """Only what contacts.pictures makes is ever kept."""
    try:
        image = bytes.fromhex(str(value).removeprefix("\\x"))
    except ValueError:
        image = b""
    if not is_kept(image):
        raise Refused(_("This archive holds a photo that is none."))


def _rows_of(archive: dict[str, Member], model: type[models.Model]) -> Iterator[Row]:
    member = archive.get(f"data/{model._meta.label_lower}.json")
    if member is None:
        return
    with member.open() as file, io.TextIOWrapper(file, "utf-8", errors="replace") as lines:
        for line in _whole_lines(lines):
            plain = line.strip().rstrip(",")
            if plain in ("", "[", "]"):
                continue
            row = _json(plain)
            if not isinstance(row, dict) or "id" not in row:
                raise Refused(_("This archive is damaged."))
            yield row


def _whole_lines(lines: io.TextIOWrapper) -> Iterable[str]:
    while line := lines.readline(LONGEST):
        if len(line) >= LONGEST:
            raise Refused(_("This archive is damaged."))
        yield line


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(_("This archive is damaged.")) from error


def _take_settings(owner: User, settings: Row, at: datetime) -> None:
    known = {name: value for name, value in settings.items() if name in USER_TRAVELS}
    try:
        values = {name: _setting(name, value) for name, value in known.items()}
        for name, value in values.items():
            field: Any = User._meta.get_field(name)
            values[name] = field.clean(value, owner) if name != "holidays" else value
    except (ValidationError, ValueError, TypeError) as error:
        raise Refused(_("The settings in this archive can't be read.")) from error
    change_settings(owner, at=at, **values)


def _setting(name: str, value: Any) -> Any:
    if name == "holidays":
        return [DateRange(*(date.fromisoformat(each) for each in pair)) for pair in value]
    if name in DATES and value is not None:
        return DATES[name](value)
    return value


def _derive(owner: User, at: datetime) -> None:
    """Dates follow from the rest, and from today."""
    ids = list(Contact.objects.for_user(owner).values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        rederive(ids[start : start + AT_ONCE], owner.today(at))
