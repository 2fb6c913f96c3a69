"""What an import would do, before it does: counts first, then the rows worth a look."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.roles import acting_for
from importing import bulk
from importing.claims import LONGEST_REASON, hold, leave
from importing.deciding import Decision, decider_of
from importing.models import ImportJob, PreviewRow
from importing.opening import describe, entries_of, in_sets, recognise
from importing.records import Refused
from importing.states import JobState, Outcome

SHOWN = 30  # rows worth a look, of each outcome
FIRST = 20  # of the others
LONGEST = 120  # of a rejected row, in letters
DESCRIBED = ("format", "source", "mapping", "date_order", "reading")


@dataclass
class Preview:
    """Bounded, whatever the size of the file."""

    counts: Counter[str] = field(default_factory=Counter)
    talks: Counter[str] = field(default_factory=Counter)  # of the counts, those of conversations
    codes: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    look: list[dict[str, Any]] = field(default_factory=list)
    first: list[dict[str, Any]] = field(default_factory=list)
    to_look_at: Counter[str] = field(default_factory=Counter)  # by outcome

    def add(self, decision: Decision) -> None:
        self.counts[decision.outcome] += 1
        self.talks[decision.outcome] += not decision.is_person
        self.codes.update(filter(None, [decision.code]))
        self.warnings.update(code for _field, code, *_said in decision.warnings)
        if not _is_notable(decision):
            if len(self.first) < FIRST:
                self.first.append(_shown(decision))
            return
        self.to_look_at[decision.outcome] += 1
        if self.to_look_at[decision.outcome] <= SHOWN:
            self.look.append(_shown(decision))

    def as_json(self) -> dict[str, Any]:
        return {
            "counts": dict(self.counts),
            "talks": dict(+self.talks),
            "codes": dict(self.codes.most_common()),
            "warnings": dict(self.warnings.most_common()),
            "to_look_at": self.to_look_at.total(),
            "look": self.look,
            "first": self.first,
        }


def prepare(job: ImportJob, *, at: datetime) -> None:
    """Recognise the file and count what would become of each record; then the user is asked."""
    with acting_for(job.owner_id):
        hold(job)
        forget_rows(job)
    with acting_for(job.owner_id):
        found = recognise(job)
    if found.refused:
        _refuse(job, found.refused)
        return
    describe(job, found, at=at)
    _show_the_columns(job)
    try:
        preview = _preview(job)
    except Refused as refusal:
        if not found.hint:
            _refuse(job, str(refusal))
            return
        preview = Preview()  # the user must choose the columns first
    total = None if found.hint else sum(preview.counts.values())
    with acting_for(job.owner_id):
        leave(
            job,
            JobState.READY,
            preview=preview.as_json(),
            total=total,
            **{name: getattr(job, name) for name in DESCRIBED},
        )


def _show_the_columns(job: ImportJob) -> None:
    """How the file is read can be seen while its rows are still being counted."""
    with acting_for(job.owner_id):
        hold(job, preview={}, **{name: getattr(job, name) for name in DESCRIBED})


def _refuse(job: ImportJob, reason: str) -> None:
    with acting_for(job.owner_id):
        leave(job, JobState.REFUSED, refused=reason[:LONGEST_REASON])
        forget_rows(job)


def _preview(job: ImportJob) -> Preview:
    """The first rows are there to be seen at once, and the counts go on."""
    preview = Preview()
    for number, decisions in enumerate(decisions_on(job), start=1):
        for decision in decisions:
            preview.add(decision)
        so_far = {"preview": preview.as_json()} if number & (number - 1) == 0 else {}
        with acting_for(job.owner_id):
            hold(job, **so_far)
            bulk.insert([_row(job, decision) for decision in decisions])
    return preview


def forget_rows(job: ImportJob) -> None:
    """What was foreseen of each record is of no more use. Works inside acting_for."""
    PreviewRow.objects.for_owner_id(job.owner_id).of_job(job).delete()


def decisions_on(job: ImportJob) -> Iterator[list[Decision]]:
    """What would become of every record, set by set."""
    decider = decider_of(job)
    for entries in in_sets(entries_of(job)):
        with acting_for(job.owner_id):
            decisions = decider.decide(entries)
        yield decisions


def _is_notable(decision: Decision) -> bool:
    return bool(decision.code or decision.warnings or decision.outcome == Outcome.UPDATED)


def _row(job: ImportJob, decision: Decision) -> PreviewRow:
    return PreviewRow(
        owner_id=job.owner_id,
        job=job,
        number=decision.number,
        outcome=decision.outcome,
        is_person=decision.is_person,
        is_notable=_is_notable(decision),
        shown=_shown(decision),
    )


def _shown(decision: Decision) -> dict[str, Any]:
    cells = ", ".join(filter(None, decision.raw or []))
    return {
        "line": decision.line,
        "outcome": decision.outcome,
        "is_person": decision.is_person,
        "name": decision.name or cells[:LONGEST],
        "code": decision.code,
        "reason": decision.reason,
        "warnings": decision.warnings,
    }
