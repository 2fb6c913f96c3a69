"""Files brought in for tests, through the services, with all the steps of a worker."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.db.models import Count

from accounts.models import User
from contacts.models import Contact
from core.roles import acting_for
from importing import services
from importing.models import ImportJob, ImportRow

DATA = Path(__file__).parents[1] / "data" / "exports"
NOW = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)
TODAY = date(2026, 11, 16)
LINKEDIN = (
    "First Name",
    "Last Name",
    "URL",
    "Email Address",
    "Company",
    "Position",
    "Connected On",
)


def table(header: Sequence[str], *rows: Sequence[str]) -> bytes:
    """A CSV file."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return file.getvalue().encode()


def linkedin(*rows: Sequence[str]) -> bytes:
    """A Connections.csv of rows of first name, last name, slug, e-mail, company, position."""
    full = (
        (first, last, f"https://www.linkedin.com/in/{slug}" if slug else "", *rest, "07 Mar 2024")
        for first, last, slug, *rest in rows
    )
    return table(LINKEDIN, *full)


def upload(owner: User, content: bytes, name: str = "people.csv", **chosen: Any) -> ImportJob:
    corrections: Any = chosen
    with acting_for(owner.pk):
        return services.upload(owner=owner, name=name, pieces=[content], chosen=corrections)


def work(job: ImportJob, at: datetime = NOW) -> ImportJob:
    """One step of a worker."""
    services.work(job.pk, owner_id=job.owner_id, at=at)
    return fresh(job)


def preview(owner: User, content: bytes, **options: Any) -> ImportJob:
    return work(upload(owner, content, **options))


def bring(owner: User, content: bytes, at: datetime = NOW, **options: Any) -> ImportJob:
    """From the file to the report."""
    job = preview(owner, content, **options)
    assert job.state == "ready", job.refused
    with acting_for(owner.pk):
        services.start(job)
    return work(job, at)


def take_back(job: ImportJob) -> ImportJob:
    with acting_for(job.owner_id):
        services.undo(job)
    return work(job)


def fresh(job: ImportJob) -> ImportJob:
    with acting_for(job.owner_id):
        return ImportJob.objects.select_related("owner").get(pk=job.pk)


def counts(job: ImportJob) -> dict[str, int]:
    """The counts that are not zero, as the job tells them."""
    names = ("created", "updated", "unchanged", "skipped", "errors")
    return {name: getattr(job, name) for name in names if getattr(job, name)}


def counted(job: ImportJob) -> dict[str, int]:
    """The same, as the database counts its rows."""
    with acting_for(job.owner_id):
        rows = ImportRow.objects.filter(job=job).order_by().values_list("outcome")
        found = dict(rows.annotate(Count("pk")))
    return {("errors" if name == "error" else name): number for name, number in found.items()}


def problems(job: ImportJob) -> list[tuple[int, str]]:
    with acting_for(job.owner_id):
        rows = ImportRow.objects.filter(job=job).problems().by_line()
        return list(rows.values_list("line", "code"))


def people(owner: User) -> list[str]:
    """Everybody who is not in the trash, by name."""
    with acting_for(owner.pk):
        return sorted(Contact.objects.for_user(owner).kept().values_list("display", flat=True))


def person(owner: User, display: str) -> Contact:
    with acting_for(owner.pk):
        return Contact.objects.for_user(owner).select_related("company").get(display=display)


def everything(owner: User) -> list[Any]:
    """All that an import writes about people, without ids and moments, to compare two accounts."""
    with acting_for(owner.pk):
        people = Contact.objects.for_user(owner).select_related("company")
        rows = people.prefetch_related("methods", "contact_tags__tag", "dates", "import_keys")
        return sorted(map(_all_of, rows), key=str)


def _all_of(contact: Contact) -> dict[str, Any]:
    left_out = {"id", "owner_id", "company_id", "created_at", "updated_at", "_state"}
    columns = {name: value for name, value in vars(contact).items() if name not in left_out}
    columns.pop("_prefetched_objects_cache", None)
    return {
        **columns,
        "company": str(contact.company or ""),
        "methods": [
            (each.kind, each.label, each.value, each.primary, each.position)
            for each in contact.methods.all()
        ],
        "tags": sorted(each.tag.name for each in contact.contact_tags.all()),
        "dates": sorted(
            (each.kind, each.year, each.month, each.day) for each in contact.dates.all()
        ),
        "said": sorted(key.said for key in contact.import_keys.all()),
    }
