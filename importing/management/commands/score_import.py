"""How well files with known truth are imported. Nothing of it is kept.

Each file is read and compared with its truth: every field of every person, every conversation,
every row that is neither. Then it is imported into an account made for it, where the counts must
add up to the rows, and as many conversations be stored as the truth has; that is rolled back.
"""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.roles import acting_for
from importing import services, uploads
from importing.agreement import Expected, Exported, differences, entries_of, expected_of, load
from importing.models import ImportJob, ImportRow
from importing.opening import Chosen
from importing.records import Refused
from importing.states import JobState
from interactions.models import Interaction

SHOWN = 20  # differences of one file


class Command(BaseCommand):
    help = "Import the files of a folder with truth.json, and say how far they agree with it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dir", type=Path, required=True, metavar="DIR")
        parser.add_argument("files", nargs="*", metavar="FILE", help="by default all")

    def handle(self, **options: Any) -> None:
        folder = options["dir"]
        try:
            truth = load(folder)
        except OSError as error:
            raise CommandError(f"{folder} has no truth.json: {error.strerror}.") from error
        exported = Exported.of(truth)
        perfect = True
        for name in options["files"] or truth["files"]:
            expected = expected_of(truth, name)
            found = list(_disagreements(folder / name, expected, exported))
            perfect &= not found
            self.stdout.write(_line(name, expected, found))
            for each in found[:SHOWN]:
                self.stdout.write(f"    {each}")
        if not perfect:
            raise SystemExit(1)


def _line(name: str, expected: Expected, found: list[str]) -> str:
    people = len(expected["contacts"])
    talks = len(expected.get("interactions", [])) + len(expected.get("meetings", []))
    bad = len(expected["bad_rows"]) + len(expected.get("skipped", []))
    whole = max(1, people + talks + bad)
    share = 100 * max(0, whole - len(found)) / whole
    counts = f"{people} people, {talks} conversations, {bad} rows that are neither"
    return f"{name:40} {share:5.1f} %  {counts}"


def _disagreements(path: Path, expected: Expected, exported: Exported) -> Iterator[str]:
    try:
        zone = _zone_of(expected)
        yield from differences(entries_of(path, exported, zone=zone), expected)
        yield from _stored_otherwise(path, expected, exported)
    except (Refused, AssertionError) as refusal:
        yield f"not taken: {refusal}"


def _zone_of(expected: Expected) -> str:
    """Where moments without a zone are meant."""
    return str(expected.get("default_zone", "UTC"))


def _stored_otherwise(path: Path, expected: Expected, exported: Exported) -> Iterator[str]:
    """Import into an account of its own, and look at what is there."""
    with transaction.atomic():
        email = f"score-{uuid.uuid4().hex}@example.org"
        name = exported.owner.get("name", "")
        owner = User.objects.create_user(email, name=name, time_zone=_zone_of(expected))
        job = _bring(path, owner, exported)
        with acting_for(owner.pk):
            found = list(_unlike(job, expected))
        uploads.discard(job.file_key)
        transaction.set_rollback(True)
    yield from found


def _bring(path: Path, owner: User, exported: Exported) -> ImportJob:
    chosen: Chosen = {"answers": dict(exported.options["answers"])}
    if address := exported.owner.get("email"):
        chosen["answers"]["owner"] = address if path.suffix == ".ics" else exported.owner["url"]
    at = max(timezone.now(), exported.now)
    with acting_for(owner.pk), path.open("rb") as file:
        pieces = uploads.pieces_of(file)
        job = services.upload(owner=owner, name=path.name, pieces=pieces, chosen=chosen)
    services.work(job.pk, owner_id=owner.pk, at=at)
    with acting_for(owner.pk):
        job = ImportJob.objects.for_user(owner).get(pk=job.pk)
        if job.state != JobState.READY:
            raise Refused(job.refused)
        services.start(job)
    services.work(job.pk, owner_id=owner.pk, at=at)
    with acting_for(owner.pk):
        return ImportJob.objects.for_user(owner).get(pk=job.pk)


def _unlike(job: ImportJob, expected: Expected) -> Iterator[str]:
    rows = ImportRow.objects.for_owner_id(job.owner_id).of_job(job)
    if job.state != JobState.DONE or job.checkpoint != job.total:
        yield f"the import is {job.state}, {job.checkpoint} of {job.total} records"
    counted = {**dict.fromkeys(COUNTS, 0), **rows.counts()}
    told = {name: getattr(job, column) for name, column in COUNTS.items()}
    if counted != told or sum(told.values()) != job.checkpoint:
        yield f"the report counts {told}, the database {counted}"
    talks = len([*expected.get("interactions", []), *expected.get("meetings", [])])
    stored = Interaction.objects.for_owner_id(job.owner_id).done().count()
    if stored != talks:
        yield f"{stored} conversations are stored instead of {talks}"


COUNTS = {
    "created": "created",
    "updated": "updated",
    "unchanged": "unchanged",
    "skipped": "skipped",
    "error": "errors",
}
