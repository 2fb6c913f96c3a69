"""What became of single lines of a file, in words: for the preview and for the report."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from contacts.models import Contact
from core.days import written
from importing.enums import HARMLESS, ProblemCode, WarningCode
from importing.formats.fields import FIELDS, Kind
from importing.models import ImportJob, ImportRow, PreviewRow
from importing.querysets import ImportRowQuerySet
from importing.selectors import NOTABLE, OF_TALKS
from importing.states import Outcome, RowNote

FIRST_LINES = 20  # of the preview
LISTED = 100  # rows of a kind on the report
LONGEST = 120
LEAP = 2000  # a year that has every day


@dataclass(frozen=True)
class Line:
    """One line of the file, what there is to say of it, and where to look at whom it means."""

    number: int
    said: list[str]
    name: str = ""
    url: str = ""
    outcome: str = ""
    is_bad: bool = False


# --- before the import -------------------------------------------------------------------


def previewed(job: ImportJob) -> list[Line]:
    """The rows of the preview that are worth a look, what can't be taken first."""
    lines = [_of_preview(row, _looked_at(row)) for row in job.preview["look"]]
    return sorted(lines, key=lambda line: (not line.is_bad, line.number))


def first_lines(job: ImportJob) -> list[Line]:
    """The first rows of the file and what becomes of each, while they are counted."""
    rows = [*job.preview.get("first", ()), *job.preview.get("look", ())]
    first = sorted(rows, key=lambda row: row["line"])[:FIRST_LINES]
    return [_of_preview(row, filter(None, [row["reason"]])) for row in first]


def other_lines(job: ImportJob) -> list[Line]:
    """The first rows of which there is nothing to say but what becomes of them."""
    return [_of_preview(row, ()) for row in job.preview.get("first", ())]


def foreseen(rows: Iterable[PreviewRow]) -> list[Line]:
    """Some of all rows of the preview, with all that there is to say of each."""
    return [_of_preview(row.shown, _looked_at(row.shown)) for row in rows]


def preview_tabs(lists: dict[str, int], chosen: str) -> list[dict[str, Any]]:
    """The lists of a preview (see selectors.preview_lists), all lines first."""
    named = {"": _("All lines"), NOTABLE: _("Worth a look")}
    named |= {outcome.value: str(outcome.label) for outcome in Outcome}
    named |= {
        f"{OF_TALKS}{outcome.value}": _("Conversations: %(outcome)s") % {"outcome": outcome.label}
        for outcome in Outcome
    }
    return [
        {
            "label": capfirst(label),
            "url": f"?of={which}" if which else "?",
            "on": which == chosen,
            "count": lists[which],
        }
        for which, label in named.items()
        if which in lists
    ]


def _of_preview(row: dict[str, Any], said: Iterable[str]) -> Line:
    return Line(
        number=row["line"],
        name=row["name"],
        said=list(said),
        outcome=str(Outcome(row["outcome"]).label),
        is_bad=row["outcome"] == Outcome.ERROR and row["code"] not in HARMLESS,
    )


def _looked_at(row: dict[str, Any]) -> list[str]:
    said = [row["reason"]] if row["reason"] else []
    if row["outcome"] == Outcome.UPDATED:
        said = [
            _("You have this person. What is new will be added.")
            if row["is_person"]
            else _("You have this conversation. It will say what the file says now.")
        ]
    return [*said, *(warning_words(*each) for each in row["warnings"])]


# --- after it ----------------------------------------------------------------------------


def rejected(job: ImportJob) -> list[Line]:
    """The first rows that became nobody."""
    return _first(_rows(job).problems())


def left_out(job: ImportJob) -> list[Line]:
    """The first good rows that were left out."""
    return _first(_rows(job).left_out())


def kept_yours(job: ImportJob) -> list[Line]:
    """The first rows that say something else than the user."""
    return _first(_rows(job).kept_yours())


def cut(job: ImportJob) -> list[Line]:
    """The first rows that were not taken as they stood."""
    return _first(_rows(job).cut())


def _rows(job: ImportJob) -> ImportRowQuerySet:
    return ImportRow.objects.for_owner_id(job.owner_id).of_job(job)


def _first(rows: ImportRowQuerySet) -> list[Line]:
    return [_of_row(row) for row in rows.by_line().select_related("contact")[:LISTED]]


def _of_row(row: ImportRow) -> Line:
    beginning = ", ".join(filter(None, row.raw or []))[:LONGEST]
    return Line(
        number=row.line,
        name=str(row.contact or beginning),
        said=sentences(row),
        url=_address(row),
        is_bad=row.outcome == Outcome.ERROR and row.code not in HARMLESS,
    )


def _address(row: ImportRow) -> str:
    person: Contact | None = row.contact
    if person:
        return person.get_absolute_url()
    return reverse("interactions:edit", args=[row.interaction_id]) if row.interaction_id else ""


def sentences(row: ImportRow) -> list[str]:
    """All there is to say of a row."""
    return [*filter(None, [row.reason]), *(warning_words(*each) for each in row.warnings)]


def warning_words(field: str, code: str, said: str = "") -> str:
    """The sentence behind a warning; `said`: what the file says where the user's words stay."""
    if said and field in FIELDS:
        shown = _day(said) if FIELDS[field].kind is Kind.DATE else said
        words = {"field": FIELDS[field].label, "said": shown}
        return _("%(field)s: the file says “%(said)s”; what you have was kept.") % words
    if code in WarningCode.values:
        return str(WarningCode(code).label)
    return str(RowNote(code).label) if code in RowNote.values else code


def _day(iso: str) -> str:
    """Of YYYY-MM-DD or --MM-DD."""
    year, month, day = iso[:-6], int(iso[-5:-3]), int(iso[-2:])
    if year == "-":
        return written(date(LEAP, month, day), "j F")
    return written(date(int(year), month, day), "j F Y")


def code_words(code: str) -> str:
    return str(ProblemCode(code).label) if code in ProblemCode.values else warning_words("", code)
