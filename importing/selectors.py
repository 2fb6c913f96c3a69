"""What the import's screens and its command say of a job."""

import csv
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

from contacts import keyset
from contacts.keyset import Column, Page
from contacts.models import Contact
from importing import merging
from importing.cleaning import harmless
from importing.headers import in_front
from importing.models import DuplicatePair, ImportJob, ImportRow, Merge, PreviewRow
from importing.names import names_of
from importing.previewing import decisions_on
from importing.states import JobState, Outcome

if TYPE_CHECKING:
    from accounts.models import User

Report = dict[str, Any]
COUNTS = ("created", "updated", "unchanged", "skipped")
MOST_PAIRS, MOST_MERGES, MOST_CHOICES = 1000, 50, 20
KEPT, CUT = "kept", "cut"
# The lists of lines that the report leads to, and their names.
LISTS = {
    **dict(Outcome.choices),
    KEPT: gettext_lazy("you have something else"),
    CUT: gettext_lazy("not as they stood"),
}
BY_LINE = (Column("line", int), Column("pk", keyset.uuid))
BY_NUMBER = (Column("number", int),)
NOTABLE, OF_TALKS = "notable", "talks-"


def report_of(job: ImportJob) -> Report:
    """What became of a file, as `import_contacts --json` prints it (docs/architecture.md).

    Every record seen is in one of the counts or in `errors`, which are all rows that became
    nobody: empty names, doubles and broken rows alike. `skipped` are good rows that were left
    out because the user had deleted that person.
    """
    rows = ImportRow.objects.for_owner_id(job.owner_id).of_job(job).by_line()
    problems = rows.problems().values("line", "code", "reason")
    warned = rows.warned().values_list("line", "warnings")
    return {
        "file": job.file_name,
        "format": job.format,
        **{name: getattr(job, name) for name in COUNTS},
        "errors": list(problems),
        "warnings": [_warning(line, *each) for line, pairs in warned for each in pairs],
        "job": str(job.pk),
        "refused": job.refused or None,
    }


def forecast_of(job: ImportJob) -> Report:
    """The same for a file that is only looked at. Reads it afresh, in a worker or command."""
    report: Report = {"file": job.file_name, "format": job.format, **dict.fromkeys(COUNTS, 0)}
    errors: list[Report] = []
    warnings: list[Report] = []
    readable = job.state == JobState.READY and job.total is not None
    for decisions in decisions_on(job) if readable else ():
        for each in decisions:
            if each.outcome == Outcome.ERROR:
                errors.append({"line": each.line, "code": str(each.code), "reason": each.reason})
            else:
                report[each.outcome.value] += 1
            warnings += [_warning(each.line, *pair) for pair in each.warnings]
    refused = job.refused or job.reading.get("hint") or None
    return {**report, "errors": errors, "warnings": warnings, "job": None, "refused": refused}


def _warning(line: int, field: str, code: str, *_said: str) -> Report:
    return {"line": line, "field": field, "code": code}


@dataclass(frozen=True)
class Progress:
    """How far a job is."""

    done: int
    total: int
    seconds_left: int | None  # None as long as nobody can tell
    rate: int | None = None  # records a second


def progress_of(job: ImportJob, at: datetime) -> Progress:
    total = job.total or 0
    if job.state == JobState.UNDOING:
        rows = ImportRow.objects.for_owner_id(job.owner_id).of_job(job)
        return Progress(rows.since(job.undone_to).count(), total, None)
    spent = (at - job.started_at).total_seconds() if job.started_at else 0.0
    if not (job.checkpoint and spent > 0):
        return Progress(job.checkpoint, total, None)
    rate = job.checkpoint / spent
    left = max(1, round((total - job.checkpoint) / rate))
    return Progress(job.checkpoint, total, left, rate=max(1, round(rate)))


def ahead_of(job: ImportJob) -> list[str]:
    """The files of the same user that come first, in their order."""
    jobs = ImportJob.objects.for_owner_id(job.owner_id).ahead_of(job)
    return list(jobs.oldest_first().values_list("file_name", flat=True))


def of_people(preview: dict[str, Any]) -> dict[str, int]:
    """The counts of a preview without its conversations."""
    talks = preview.get("talks", {})
    counts = preview.get("counts", {})
    return {outcome: number - talks.get(outcome, 0) for outcome, number in counts.items()}


def preview_lists(preview: dict[str, Any]) -> dict[str, int]:
    """The lists that the lines of a preview fall into, with how many there are of each, and "" for
    all; see `preview_page`."""
    every = {"": sum(preview.get("counts", {}).values())}
    talks = {f"{OF_TALKS}{outcome}": n for outcome, n in preview.get("talks", {}).items()}
    notable = {NOTABLE: preview.get("to_look_at", 0)}
    lists = {**of_people(preview), **talks, **notable}
    return every | {which: number for which, number in lists.items() if number}


def preview_page(job: ImportJob, which: str, *, after: str, before: str) -> Page[PreviewRow]:
    """What would become of the records of one list, in the order of the file; of all for "".

    The list of an outcome is of people; `talks-` before its name makes it one of conversations.
    """
    rows = PreviewRow.objects.for_owner_id(job.owner_id).of_job(job)
    if which == NOTABLE:
        rows = rows.notable()
    elif which:
        outcome = Outcome(which.removeprefix(OF_TALKS))
        rows = rows.foreseen(outcome, people=not which.startswith(OF_TALKS))
    return keyset.page(rows, BY_NUMBER, after=after, before=before)


def talks_of(job: ImportJob) -> int:
    """How many conversations of the file are in: new, changed, or there before."""
    if not job.preview.get("talks"):
        return 0
    rows = ImportRow.objects.for_owner_id(job.owner_id).of_job(job)
    return rows.conversations().taken().count()


def problems_of(job: ImportJob, most: int) -> list[Report]:
    """Rows that became nobody, without what stands in them."""
    rows = ImportRow.objects.for_owner_id(job.owner_id).of_job(job).problems().by_line()
    return [
        {"line": line, "code": code, "reason": reason}
        for line, code, reason in rows.values_list("line", "code", "reason")[:most]
    ]


def codes_of(job: ImportJob) -> dict[str, int]:
    """How many rows have each problem."""
    return ImportRow.objects.for_owner_id(job.owner_id).of_job(job).codes()


def touched_page(job: ImportJob, *, after: str, before: str) -> Page[ImportRow]:
    """The people whom the import made or changed, in the order of the file."""
    rows = ImportRow.objects.for_owner_id(job.owner_id).of_job(job).changed()
    rows = rows.exclude(contact=None).select_related("contact__company")
    return keyset.page(rows, BY_LINE, after=after, before=before)


def lines_page(job: ImportJob, which: str, *, after: str, before: str) -> Page[ImportRow]:
    """All records of the file that had an outcome, or were not taken as they stood (see LISTS), in
    its order."""
    rows = ImportRow.objects.for_owner_id(job.owner_id).of_job(job)
    if which == KEPT:
        rows = rows.kept_yours()
    elif which == CUT:
        rows = rows.cut()
    else:
        rows = rows.with_outcome(Outcome(which))
    rows = rows.select_related("contact__company", "interaction__kind")
    return keyset.page(rows, BY_LINE, after=after, before=before)


def write_rejected(job: ImportJob, file: IO[str]) -> None:
    """The rejected rows as CSV, with line and reason in front: to be mended and brought again."""
    writer = csv.writer(file)
    headers = job.reading.get("headers") or job.reading.get("titles", [])
    writer.writerow([*in_front(), *map(harmless, headers)])
    rows = ImportRow.objects.for_owner_id(job.owner_id).of_job(job).problems().by_line()
    for line, reason, raw in rows.values_list("line", "reason", "raw").iterator():
        writer.writerow([line, reason, *map(harmless, raw or [])])


def duplicates(owner: "User") -> Iterator[dict[str, Any]]:
    """Open pairs, the surest first, as `list_duplicates --json` prints them."""
    for pair in DuplicatePair.objects.for_user(owner).open().surest_first():
        yield _duplicate(pair.one_id, pair.other_id, pair.certainty, pair.reasons)


def merged_by_itself(owner: "User") -> Iterator[dict[str, Any]]:
    """What imports merged without asking: who it is, and which record met which.

    Mostly the second record never was a person of its own: `a` and `b` are one then.
    """
    rows = ImportRow.objects.for_user(owner).matched_by_itself().select_related("job")
    for row in rows.order_by("pk"):
        first = ImportRow.objects.for_user(owner).filter(contact=row.contact_id)
        met = first.exclude(pk=row.pk).select_related("job").order_by("pk").first()
        records = [_record(each) for each in (met, row) if each]
        told = _duplicate(row.contact_id, row.contact_id, 1.0, [row.matched])
        yield {**told, "records": records}
    for merge in Merge.objects.for_user(owner).standing().filter(by_itself=True).order_by("pk"):
        yield _duplicate(merge.survivor_id, merge.gone_id, 1.0, merge.reasons)


def _duplicate(
    a: uuid.UUID | None, b: uuid.UUID | None, certainty: float, reasons: list[str]
) -> dict[str, Any]:
    return {"a": str(a), "b": str(b), "certainty": certainty, "reasons": reasons}


def _record(row: ImportRow) -> str:
    return f"{row.job.file_name}#{row.line}"


# --- who may be there twice ---------------------------------------------------------------


@dataclass(frozen=True)
class QueuePlace:
    """One open pair among the others; None if nobody is asked about."""

    pair: DuplicatePair | None
    number: int = 0
    count: int = 0
    previous: uuid.UUID | None = None
    next: uuid.UUID | None = None


def place_in_queue(owner: "User", wanted: list[uuid.UUID]) -> QueuePlace:
    """The wanted pair if it is open, else the surest."""
    pairs = DuplicatePair.objects.for_user(owner).open().surest_first()
    ids = list(pairs.values_list("pk", flat=True)[:MOST_PAIRS])
    if not ids:
        return QueuePlace(None)
    at = next((ids.index(pk) for pk in wanted if pk in ids), 0)
    return QueuePlace(
        pair=pairs.select_related("one", "other").get(pk=ids[at]),
        number=at + 1,
        count=len(ids),
        previous=ids[at - 1] if at else None,
        next=ids[at + 1] if at + 1 < len(ids) else None,
    )


def merges_to_undo(owner: "User", at: datetime) -> list[Merge]:
    """The last merges that can still be taken back; of one person the newest."""
    merges = Merge.objects.for_user(owner).standing().since(at - merging.LASTS).newest_first()
    found: dict[uuid.UUID, Merge] = {}
    for merge in merges.select_related("survivor").defer("before")[:MOST_MERGES]:
        found.setdefault(merge.survivor_id, merge)
    return list(found.values())


def to_merge_with(owner: "User", contact: Contact, asked: str) -> list[Contact]:
    """Whom a search finds; without one, who shares a word of the name."""
    people = Contact.objects.for_user(owner).kept().others(contact).select_related("company")
    if asked.strip():
        return list(people.matching(asked).order_by("sort_name", "pk")[:MOST_CHOICES])
    words = sorted(names_of(contact.display, "", "").words, key=len, reverse=True)
    if not words:
        return []
    return list(people.matching(words[0]).order_by("sort_name", "pk")[:MOST_CHOICES])
