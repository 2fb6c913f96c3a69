"""A hundred thousand rows brought in, and the search for doubles among many people."""

import itertools
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from accounts.models import User
from contacts.enums import MethodKind
from contacts.models import Company, Contact, ContactMethod
from core.roles import acting_for
from importing import services
from importing.bulk import insert
from importing.duplicates import refresh
from importing.models import ImportJob
from tests.importing.pipeline import LINKEDIN, table
from tests.importing.test_speed import MEASURED

GIVEN = ["".join(each) for each in itertools.product("bdklmnrst", ("a", "e", "io"), "lnrs", "aeo")]
FAMILY = ["".join(each) for each in itertools.product("BDFGHKLMNPRSTVW", "aeiou", "lmnrst", "oei")]
ENDS = ("", "berg", "feld", "holm", "stein", "wood", "son", "man")


def duplicates(sizes: Sequence[int]) -> None:
    """How long the whole account takes, and how that grows."""
    print("\nFinding who is there twice")
    for size in sizes:
        owner = User.objects.create_user(f"twice-{size}@example.org", time_zone="Europe/Berlin")
        with acting_for(owner.pk):
            _people(owner, size)
            begun = time.monotonic()
            pairs = refresh(owner)
        seconds = time.monotonic() - begun
        each = seconds / size * 1000
        print(f"  {size:7,} people  {seconds:6.1f} s  {each:.2f} ms each  {pairs:,} pairs")


def _people(owner: User, size: int) -> None:
    """One in twenty is there twice, in another spelling."""
    chance = random.Random(size)
    companies = [
        Company(owner=owner, name=f"Company {number}", folded=f"company {number}")
        for number in range(max(20, size // 20))
    ]
    insert(companies)
    people: list[Contact] = []
    methods: list[ContactMethod] = []
    for number in range(size):
        if number % 20 == 19:
            person = _again(people[-1 - chance.randrange(10)])
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


def _again(person: Contact) -> Contact:
    given, family = person.display.split()
    display = f"{family} {given.replace('a', 'á')}"
    return Contact(owner=person.owner, display=display, company=person.company)


def _way(person: Contact, kind: MethodKind, value: str) -> ContactMethod:
    return ContactMethod(
        owner=person.owner, contact=person, kind=kind, value=value, normalised=value
    )


def large_import(rows: int, folder: Path) -> None:
    """First the preview's first page, then the worker from upload to report, twice."""
    print(f"\nBringing in {rows:,} rows")
    owner = User.objects.create_user("large@example.org", time_zone="Europe/Berlin")
    path = folder / "Connections.csv"
    path.write_bytes(table(LINKEDIN, *(_row(number) for number in range(rows))))
    print(f"  first page of the preview  {_first_page(owner, path):6.1f} s")
    for name in ("first", "again"):
        report, seconds, megabytes = _bring(owner, path)
        counts = {key: report[key] for key in ("created", "updated", "unchanged")}
        print(f"  {name:5}  {seconds:6.1f} s  {megabytes:4.0f} MB  {counts}")


def _row(number: int) -> tuple[str, ...]:
    given, family = GIVEN[number % len(GIVEN)].title(), f"{FAMILY[number % len(FAMILY)]}{number}"
    email = f"person{number}@example.com" if number % 5 == 0 else ""
    url = f"https://www.linkedin.com/in/person-{number}"
    company = f"Company {number % 7000}"
    return (given, family, url, email, company, f"Title {number % 90}", "07 Mar 2024")


def _first_page(owner: User, path: Path) -> float:
    """Seconds from the upload until the page shows rows."""
    begun = time.monotonic()
    with acting_for(owner.pk):
        job = services.upload(owner=owner, name=path.name, pieces=[path.read_bytes()])
    process = subprocess.Popen(
        [sys.executable, "-c", WORK, str(job.pk), str(owner.pk)], env=_environment()
    )
    shown = 0.0
    while process.poll() is None and not shown:
        time.sleep(0.05)
        with acting_for(owner.pk):
            now = ImportJob.objects.for_user(owner).get(pk=job.pk)
        if now.preview.get("first") or now.preview.get("look"):
            shown = time.monotonic() - begun
    process.wait()
    return shown or time.monotonic() - begun


WORK = """
import sys, uuid, django
django.setup()
from django.utils import timezone
from importing import services
services.work(uuid.UUID(sys.argv[1]), owner_id=uuid.UUID(sys.argv[2]), at=timezone.now())
"""


def _bring(owner: User, path: Path) -> tuple[dict[str, int], float, float]:
    process = subprocess.Popen(
        [
            *(sys.executable, "-c", MEASURED),
            *(sys.executable, Path(settings.BASE_DIR) / "manage.py", "import_contacts", path),
            *("--owner", owner.email, "--json"),
        ],
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    begun = time.monotonic()
    said, noted = process.communicate()
    seconds = time.monotonic() - begun
    assert process.returncode == 0, noted
    return json.loads(said), seconds, int(noted.split()[-1]) / 1024


def _environment() -> dict[str, str]:
    is_at = connection.settings_dict
    password = f":{quote(is_at['PASSWORD'])}" if is_at["PASSWORD"] else ""
    host = quote(is_at["HOST"], safe="")
    address = f"postgres://{is_at['USER']}{password}@{host}:{is_at['PORT']}/{is_at['NAME']}"
    return {**os.environ, "DATABASE_URL": address}
