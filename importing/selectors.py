"""What the import's screens and its command say of a job."""

import csv
import io
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from contacts import keyset
from contacts.keyset import Column, Page
from contacts.models import Contact
from importing import merging
from importing.cleaning import harmless
from importing.enums import HARMLESS, ProblemCode, WarningCode
from importing.models import DuplicatePair, ImportJob, ImportRow, Merge
from importing.names import names_of
from importing.previewing import decisions_on
from importing.states import JobState, Outcome, RowNote

if TYPE_CHECKING:
    from accounts.models import User

Report = dict[str, Any]
COUNTS = ("created", "updated", "unchanged", "skipped")
MOST_PAIRS, MOST_MERGES, MOST_CHOICES = 1000, 50, 20
FIRST_LINES = 20  # of the preview
LISTED = 100  # rows of a kind on the report
MOST_REJECTED = 10_000  # rows in the file of rejected ones
BY_LINE = (Column("line", int), Column("pk", keyset.uuid))


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


def _warning(line: int, field: str, code: str) -> Report:
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
    jobs = ImportJob.objects.for_owner_id(job.owner_id).being_imported().earlier_than(job)
    return list(jobs.oldest_first().values_list("file_name", flat=True))


@dataclass(frozen=True)
class Line:
    """One line of the file, and what there is to say of it."""

    number: int
    said: list[str]
    name: str = ""
    is_bad: bool = False


def previewed(job: ImportJob) -> list[Line]:
    """The rows of the preview that are worth a look."""
    return [
        Line(
            number=row["line"],
            name=row["name"],
            said=[*_said(row), *(warning_words(*pair) for pair in row["warnings"])],
            is_bad=row["outcome"] == Outcome.ERROR and row["code"] not in HARMLESS,
        )
        for row in job.preview["look"]
    ]


def first_lines(job: ImportJob) -> list[Line]:
    """The first rows of the file and what becomes of each, while and after they are counted."""
    rows = [*job.preview.get("first", ()), *job.preview.get("look", ())]
    return [
        Line(
            number=row["line"],
            name=row["name"],
            said=[row["reason"] or str(Outcome(row["outcome"]).label)],
            is_bad=row["outcome"] == Outcome.ERROR and row["code"] not in HARMLESS,
        )
        for row in sorted(rows, key=lambda row: row["line"])[:FIRST_LINES]
    ]


def of_people(preview: dict[str, Any]) -> dict[str, int]:
    """The counts of a preview without its conversations."""
    talks = preview.get("talks", {})
    counts = preview.get("counts", {})
    return {outcome: number - talks.get(outcome, 0) for outcome, number in counts.items()}


def _said(row: dict[str, Any]) -> list[str]:
    if row["outcome"] == Outcome.UPDATED:
        if row["is_person"]:
            return [_("You have this person. What is new will be added.")]
        return [_("You have this conversation. It will say what the file says now.")]
    return [row["reason"]] if row["reason"] else []


def talks_of(job: ImportJob) -> int:
    """How many conversations of the file are in: new, changed, or there before."""
    if not job.preview.get("talks"):
        return 0
    rows = ImportRow.objects.for_owner_id(job.owner_id).of_job(job)
    return rows.conversations().taken().count()


def rejected(job: ImportJob) -> list[Line]:
    """The first rows that became nobody."""
    rows = ImportRow.objects.for_owner_id(job.owner_id).of_job(job).problems().by_line()
    return [
        Line(
            number=row.line,
            name=_beginning(row.raw),
            said=[row.reason],
            is_bad=row.code not in HARMLESS,
        )
        for row in rows[:LISTED]
    ]


def left_out(job: ImportJob) -> list[Line]:
    """The first good rows that were left out."""
    rows = ImportRow.objects.for_owner_id(job.owner_id).of_job(job).left_out().by_line()
    return [Line(number=row.line, said=[row.reason]) for row in rows[:LISTED]]


def warned(job: ImportJob) -> list[Line]:
    """The first rows that were not taken as they stood."""
    rows = ImportRow.objects.for_owner_id(job.owner_id).of_job(job).warned().by_line()
    return [
        Line(
            number=row.line,
            name=str(row.contact or ""),
            said=[warning_words(*pair) for pair in row.warnings],
        )
        for row in rows.select_related("contact")[:LISTED]
    ]


def warning_words(field: str, code: str) -> str:
    """The sentence behind a warning's code."""
    if code in WarningCode.values:
        return str(WarningCode(code).label)
    return str(RowNote(code).label) if code in RowNote.values else code


def code_words(code: str) -> str:
    return str(ProblemCode(code).label) if code in ProblemCode.values else warning_words("", code)


def _beginning(cells: list[str] | None) -> str:
    return ", ".join(filter(None, cells or []))[:120]


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


def outcome_page(job: ImportJob, outcome: Outcome, *, after: str, before: str) -> Page[ImportRow]:
    """All records of the file that had this outcome, in its order."""
    rows = ImportRow.objects.for_owner_id(job.owner_id).of_job(job).with_outcome(outcome)
    rows = rows.select_related("contact__company", "interaction__kind")
    return keyset.page(rows, BY_LINE, after=after, before=before)


def rejected_file(job: ImportJob) -> str:
    """The rejected rows as CSV, with line and reason in front: to be mended and brought again."""
    text = io.StringIO()
    writer = csv.writer(text)
    headers = job.reading.get("headers") or job.reading.get("titles", [])
    writer.writerow([_("Line"), _("Reason"), *map(harmless, headers)])
    rows = ImportRow.objects.for_owner_id(job.owner_id).of_job(job).problems().by_line()
    for line, reason, raw in rows.values_list("line", "reason", "raw")[:MOST_REJECTED]:
        writer.writerow([line, reason, *map(harmless, raw or [])])
    return text.getvalue()


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
