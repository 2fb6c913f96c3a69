"""Measuring imports: large files by a worker of its own, beside the same rows by COPY and INSERT.

Nothing here is a stranger's data: the files are made up for the run.
"""

import base64
import io
import itertools
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection, models
from PIL import Image

from accounts.models import User
from contacts.enums import MethodKind
from contacts.models import Company, Contact, ContactMethod
from core.roles import acting_for, as_owner
from importing import services
from importing.bulk import insert
from importing.duplicates import refresh
from importing.models import ImportJob, ImportKey, ImportRow

GIVEN = ["".join(each) for each in itertools.product("bdklmnrst", ("a", "e", "io"), "lnrs", "aeo")]
FAMILY = ["".join(each) for each in itertools.product("BDFGHKLMNPRSTVW", "aeiou", "lmnrst", "oei")]
ENDS = ("", "berg", "feld", "holm", "stein", "wood", "son", "man")
SET = 500  # rows that the yardstick writes at once, as an import does
PIECE = 64 * 1024
# What an import of people fills, in the order in which rows refer to each other.
TABLES: tuple[type[models.Model], ...] = (
    *(Company, Contact, ContactMethod, ImportJob, ImportKey, ImportRow),
)
MOST_SECONDS, MOST_MEGABYTES, MOST_TIMES = 120, 300, 8
MOST_PREVIEW, MOST_SEARCH = 3, 10
SEARCHED = 10_000  # people among whom doubles are found within MOST_SEARCH
PICTURES, SIDE = 100, 320  # different photos, and their pixels


@dataclass(frozen=True)
class Figure:
    what: str
    value: float
    unit: str
    limit: float | None = None

    @property
    def met(self) -> bool:
        return self.limit is None or self.value <= self.limit


@dataclass(frozen=True)
class Worked:
    """What a worker took for one step."""

    seconds: float
    cpu: float
    megabytes: float


def measure(
    folder: Path, *, rows: int = 100_000, cards: int = 10_000, twice: Sequence[int] = ()
) -> Iterator[Figure]:
    """All figures, each as soon as it is known."""
    if rows:
        yield from _table(folder, rows)
    if cards:
        yield from _cards(folder, cards)
    for size in twice:
        yield from _search(size)


def _table(folder: Path, rows: int) -> Iterator[Figure]:
    owner, other = _account("table"), _account("yardstick")
    path = folder / "Connections.csv"
    path.write_text("".join(map(_line, range(-1, rows))))
    what = f"{rows:,} rows"
    job = _upload(owner, path)
    shown, preview = _first_page(job)
    yield Figure(f"{what}: first page of the preview", shown, "s", MOST_PREVIEW)
    applied = _apply(job)
    yield from _said(what, preview, applied)
    bare = _yardstick(owner, other, folder)
    yield Figure(f"{what}: the same rows by COPY and INSERT", bare, "s")
    yield Figure(f"{what}: applied / COPY and INSERT", applied.seconds / bare, "×", MOST_TIMES)
    yield from _again(what, owner, path, applied)


def _cards(folder: Path, cards: int) -> Iterator[Figure]:
    owner, path = _account("cards"), folder / "contacts.vcf"
    with path.open("wb") as file:
        file.writelines(_many_cards(cards))
    what = f"{cards:,} vCards with photos"
    yield Figure(f"{what}: size of the file", path.stat().st_size / 1024 / 1024, "MB")
    job = _upload(owner, path)
    preview = _work(job)
    applied = _apply(job)
    yield from _said(what, preview, applied)
    yield from _again(what, owner, path, applied)


def _said(what: str, preview: Worked, applied: Worked) -> Iterator[Figure]:
    yield Figure(f"{what}: counted for the preview", preview.seconds, "s")
    yield Figure(f"{what}: applied", applied.seconds, "s", MOST_SECONDS)
    yield Figure(f"{what}: of that, the worker's own CPU", applied.cpu, "s")
    most = max(preview.megabytes, applied.megabytes)
    yield Figure(f"{what}: worker's memory", most, "MB", MOST_MEGABYTES)


def _again(what: str, owner: User, path: Path, first: Worked) -> Iterator[Figure]:
    """The same file once more: nothing changes, and it takes less."""
    job = _upload(owner, path)
    preview = _work(job)
    again = _apply(job)
    yield Figure(f"{what}: a second time", again.seconds, "s", first.seconds)
    job = _fresh(job)
    yield Figure(f"{what}: changed by that", job.created + job.updated + job.errors, "rows", 0)
    most = max(preview.megabytes, again.megabytes)
    yield Figure(f"{what}: worker's memory then", most, "MB", MOST_MEGABYTES)


def _search(size: int) -> Iterator[Figure]:
    """Who is there twice, in the whole account."""
    owner = _account(f"twice-{size}")
    with acting_for(owner.pk):
        _people(owner, size)
        begun = time.monotonic()
        pairs = refresh(owner)
        took = time.monotonic() - begun
    limit = MOST_SEARCH if size <= SEARCHED else None
    yield Figure(f"{size:,} people: who is there twice ({pairs:,} pairs)", took, "s", limit)
    yield Figure(f"{size:,} people: for each", took / size * 1000, "ms")


def _account(name: str) -> User:
    """A new one, in place of that of the last run."""
    email = f"benchmark-{name}@example.org"
    with as_owner():
        User.objects.filter(email=email).delete()
    return User.objects.create_user(email, None, name="Benchmark", time_zone="Europe/Berlin")


def _upload(owner: User, path: Path) -> ImportJob:
    with path.open("rb") as file, acting_for(owner.pk):
        pieces = iter(lambda: file.read(PIECE), b"")
        return services.upload(owner=owner, name=path.name, pieces=pieces)


def _fresh(job: ImportJob) -> ImportJob:
    with acting_for(job.owner_id):
        return ImportJob.objects.for_owner_id(job.owner_id).get(pk=job.pk)


def _first_page(job: ImportJob) -> tuple[float, Worked]:
    """Seconds until the page shows rows, and what counting all of them took."""
    process = _worker(job)
    begun = time.monotonic()
    shown = 0.0
    while process.poll() is None and not shown:
        time.sleep(0.05)
        preview = _fresh(job).preview
        if preview.get("first") or preview.get("look"):
            shown = time.monotonic() - begun
    worked = _ended(process)
    return shown or time.monotonic() - begun, worked


def _apply(job: ImportJob) -> Worked:
    job = _fresh(job)
    with acting_for(job.owner_id):
        services.start(job)
    return _work(job)


def _work(job: ImportJob) -> Worked:
    return _ended(_worker(job))


def _worker(job: ImportJob) -> "subprocess.Popen[str]":
    """Another process, as Celery's are, ready to begin: what it takes is its own."""
    manage = [sys.executable, "manage.py", "measure_worker"]
    process = subprocess.Popen(
        [*manage, str(job.pk), "--owner", str(job.owner_id)],
        cwd=settings.BASE_DIR,
        env={**os.environ, **_served()},
        stdout=subprocess.PIPE,
        text=True,
    )
    if process.stdout:
        process.stdout.readline()
    return process


def _ended(process: "subprocess.Popen[str]") -> Worked:
    said, _errors = process.communicate()
    if process.returncode:
        raise RuntimeError(f"The worker ended with {process.returncode}.")
    return Worked(*json.loads(said))


def _served() -> dict[str, str]:
    """The settings by which another process finds what this one uses."""
    return {
        "DATABASE_URL": _address(),
        "REDIS_URL": settings.REDIS_URL,
        "SECRET_KEY": settings.SECRET_KEY,
        "UPLOAD_ROOT": str(settings.UPLOAD_ROOT),
        "DJANGO_SETTINGS_MODULE": "relcrm.settings",
    }


def _address() -> str:
    """Of the database that this process uses."""
    is_at = connection.settings_dict
    password = f":{quote(is_at['PASSWORD'])}" if is_at["PASSWORD"] else ""
    host = quote(is_at["HOST"], safe="")
    return f"postgres://{is_at['USER']}{password}@{host}:{is_at['PORT']}/{is_at['NAME']}"


# --- the yardstick -----------------------------------------------------------------------


def _yardstick(owner: User, other: User, folder: Path) -> float:
    """Seconds for writing what an account's import has written, to another account.

    Under the same walls, checks and indexes, in sets of the same size; in one transaction.
    """
    files = [_taken(model, owner, other, folder) for model in TABLES]
    begun = time.monotonic()
    with acting_for(other.pk):
        for model, path in zip(TABLES, files, strict=True):
            _put(model, path)
    return time.monotonic() - begun


def _taken(model: type[models.Model], owner: User, other: User, folder: Path) -> Path:
    """The rows of a table as COPY writes them, one a line; as if they were the other's."""
    path = folder / model._meta.db_table
    chosen = ", ".join(_as_other(field, other) for field in _fields(model))
    table = model._meta.db_table
    with acting_for(owner.pk), connection.cursor() as cursor, path.open("wb") as file:
        query = f"COPY (SELECT {chosen} FROM {table} ORDER BY id) TO STDOUT"  # noqa: S608
        with cursor.copy(query) as copy:
            file.writelines(bytes(piece) for piece in copy)
    return path


def _fields(model: type[models.Model]) -> list["models.Field[object, object]"]:
    return [field for field in model._meta.concrete_fields if not field.generated]


def _as_other(field: "models.Field[object, object]", other: User) -> str:
    """Ids become others that sort alike."""
    if field.column == "owner_id":
        return f"'{other.pk}'::uuid"
    if field.primary_key or field.is_relation:
        return f"overlay({field.column}::text PLACING 'ffff' FROM 20)::uuid"
    return f'"{field.column}"'


def _put(model: type[models.Model], path: Path) -> None:
    table, incoming = model._meta.db_table, f"incoming_{model._meta.db_table}"
    columns = ", ".join(f'"{field.column}"' for field in _fields(model))
    chosen = f"SELECT {columns} FROM"
    with connection.cursor() as cursor, path.open("rb") as file:
        cursor.execute(
            f"CREATE TEMPORARY TABLE {incoming} ON COMMIT DROP AS {chosen} {table} WITH NO DATA"
        )
        while lines := b"".join(itertools.islice(file, SET)):
            with cursor.copy(f"COPY {incoming} ({columns}) FROM STDIN") as copy:
                copy.write(lines)
            cursor.execute(f"INSERT INTO {table} ({columns}) {chosen} {incoming}")
            cursor.execute(f"TRUNCATE {incoming}")


# --- what is brought in --------------------------------------------------------------------


def _line(number: int) -> str:
    """A row of LinkedIn's connections; the first one is the header."""
    if number < 0:
        return "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    given, family = GIVEN[number % len(GIVEN)].title(), f"{FAMILY[number % len(FAMILY)]}{number}"
    email = f"person{number}@example.com" if number % 5 == 0 else ""
    url = f"https://www.linkedin.com/in/person-{number}"
    work = f"Company {number % 7000},Title {number % 90}"
    return f"{given},{family},{url},{email},{work},07 Mar 2024\n"


def _many_cards(count: int) -> Iterator[bytes]:
    chance = random.Random(1)  # noqa: S311  (the same photos each time, no secret)
    pictures = [base64.encodebytes(_picture(chance)) for _ in range(min(PICTURES, count))]
    for number in range(count):
        name = f"{GIVEN[number % len(GIVEN)].title()} {FAMILY[number % len(FAMILY)]}{number}"
        given, family = name.split()
        photo = pictures[number % len(pictures)].strip().replace(b"\n", b"\r\n ")
        head = (
            "BEGIN:VCARD\r\nVERSION:3.0\r\n"
            f"UID:card-{number}\r\nN:{family};{given};;;\r\nFN:{name}\r\n"
            f"ORG:Company {number % 700}\r\nTITLE:Title {number % 90}\r\n"
            f"EMAIL;TYPE=WORK:person{number}@example.com\r\nTEL;TYPE=CELL:+4930{number:08}\r\n"
            "PHOTO;ENCODING=b;TYPE=JPEG:"
        )
        yield head.encode() + photo + b"\r\nEND:VCARD\r\n"


def _picture(chance: random.Random) -> bytes:
    """A JPEG like a photo: smooth shapes with the grain of a camera, about 25 kB."""
    coarse = Image.frombytes("RGB", (16, 16), chance.randbytes(16 * 16 * 3))
    grain = Image.frombytes("RGB", (SIDE, SIDE), chance.randbytes(SIDE * SIDE * 3))
    smooth = coarse.resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    file = io.BytesIO()
    Image.blend(smooth, grain, 0.15).save(file, "JPEG", quality=80)
    return file.getvalue()


def _people(owner: User, size: int) -> None:
    """One in twenty is there twice, in another spelling."""
    chance = random.Random(size)  # noqa: S311  (the same people each time, no secret)
    companies = [
        Company(owner=owner, name=f"Company {number}", folded=f"company {number}")
        for number in range(max(20, size // 20))
    ]
    insert(companies)
    people: list[Contact] = []
    methods: list[ContactMethod] = []
    for number in range(size):
        if number % 20 == 19:
            person = _spelt_otherwise(people[-1 - chance.randrange(10)])
        else:
            name = f"{chance.choice(GIVEN).title()} {chance.choice(FAMILY)}{chance.choice(ENDS)}"
            person = Contact(owner=owner, display=name, company=chance.choice(companies))
        people.append(person)
        if number % 5 < 3:
            methods.append(_way(person, MethodKind.EMAIL, f"p{number}@example.org"))
        if number % 5 < 2:
            methods.append(_way(person, MethodKind.PHONE, f"+4930{number:08}"))
    insert(people)
    insert(methods)


def _spelt_otherwise(person: Contact) -> Contact:
    given, family = person.display.split()
    display = f"{family} {given.replace('a', 'á')}"
    return Contact(owner=person.owner, display=display, company=person.company)


def _way(person: Contact, kind: MethodKind, value: str) -> ContactMethod:
    return ContactMethod(
        owner=person.owner, contact=person, kind=kind, value=value, normalised=value
    )
