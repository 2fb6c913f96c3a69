"""A whole account as one ZIP: all rows as JSON, people as vCards and as a table, a calendar.

The JSON is what `account_in` reads; the rest is for people and other programs.
"""

import io
import json
import secrets
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core.roles import acting_for
from importing.uploads import private
from pages import calendar_out, cards_out, table_out
from pages.carrying import FORMAT, USER_TRAVELS, VERSION, columns_of, tables
from pages.people_out import everybody

if TYPE_CHECKING:
    from accounts.models import User

AT_ONCE = 500


def write(owner: "User", path: Path, at: datetime) -> None:
    """The account as it stands at one moment: the file is whole, or it is not there."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        with (
            open(part, "xb", opener=private) as file,
            _at_one_moment(owner),
            translation.override(owner.language or None),
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            for name, pieces in _members(owner, at):
                _add(archive, name, pieces, at)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _at_one_moment(owner: "User") -> Iterator[None]:
    """Rows that belong together are read as they were together."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with acting_for(owner.pk):
            yield


def _members(owner: "User", at: datetime) -> Iterator[tuple[str, Iterator[str]]]:
    yield "README.txt", iter([_read_me()])
    yield "account.json", iter([_account(owner, at)])
    for model in tables():
        yield f"data/{model._meta.label_lower}.json", _rows(owner, model)
    yield "people.vcf", (cards_out.card(person, "4.0") for person in everybody(owner))
    yield "people-3.0.vcf", (cards_out.card(person, "3.0") for person in everybody(owner))
    yield "people.csv", _table(owner)
    yield "calendar.ics", calendar_out.lines(owner, at)


def _read_me() -> str:
    return _(
        "Everything that this Relcrm account holds.\n\n"
        "account.json and data/   all of it, for another Relcrm (manage.py import_account)\n"
        "people.vcf               people as vCard 4.0\n"
        "people-3.0.vcf           the same for older programs\n"
        "people.csv               the same as a table\n"
        "calendar.ics             conversations and dates\n"
    )


def _account(owner: "User", at: datetime) -> str:
    settings = {name: _plain(getattr(owner, name)) for name in USER_TRAVELS}
    told = {"format": FORMAT, "version": VERSION, "made_at": at, "settings": settings}
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def _plain(value: Any) -> Any:
    """Ranges of days as their two ends."""
    if isinstance(value, list):
        return [[each.lower, each.upper] for each in value]
    return value


def _rows(owner: "User", model: type[models.Model]) -> Iterator[str]:
    """One row a line, so that any number can be read back."""
    columns = ", ".join(f'"{column}"' for column in columns_of(model))
    table = connection.ops.quote_name(model._meta.db_table)
    # Every word of this SQL is our own.
    query = (
        f"SELECT to_jsonb(rows)::text FROM (SELECT {columns} FROM {table}"  # noqa: S608
        " WHERE owner_id = %s ORDER BY id) rows"
    )
    yield "["
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, [owner.pk])
        between = "\n"
        while rows := cursor.fetchmany(AT_ONCE):
            for (row,) in rows:
                yield between + row
                between = ",\n"
    yield "\n]\n"


def _table(owner: "User") -> Iterator[str]:
    file = io.StringIO()
    file.write("\ufeff")  # without it Excel takes UTF-8 for something else
    table_out.write(everybody(owner), table_out.widths_of(owner), file)
    yield file.getvalue()


def _add(archive: zipfile.ZipFile, name: str, pieces: Iterator[str], at: datetime) -> None:
    info = zipfile.ZipInfo(name, at.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    with archive.open(info, "w", force_zip64=True) as member:
        _write(member, pieces)


def _write(member: IO[bytes], pieces: Iterator[str]) -> None:
    for piece in pieces:
        member.write(piece.encode())
