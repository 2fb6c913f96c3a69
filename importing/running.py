"""The import itself: set by set, each with its checkpoint in one transaction.

A worker may die at any moment. Whoever takes the job over reads the file again from its
beginning, passes by what is done, and goes on.
"""

import logging
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core.roles import acting_for
from importing.apply import write
from importing.claims import hold, leave
from importing.deciding import Decider, Decision, decider_of
from importing.duplicates import refresh
from importing.enums import ProblemCode
from importing.models import ImportJob, ImportRow
from importing.opening import entries_of, in_sets
from importing.previewing import forget_rows
from importing.records import Entry
from importing.states import JobState, Outcome
from reminders.faults import fault

logger = logging.getLogger(__name__)
UNFIT = (DataError, IntegrityError, ValueError)  # what the database can't hold
COUNTED = {
    Outcome.CREATED: "created",
    Outcome.UPDATED: "updated",
    Outcome.UNCHANGED: "unchanged",
    Outcome.SKIPPED: "skipped",
    Outcome.ERROR: "errors",
}


def run(job: ImportJob, *, on: date) -> None:
    """Write what is left of a claimed job, until it is done or the user stops it."""
    _write_what_is_left(job, on)
    _make_statistics(job)
    _look_for_duplicates(job)
    with acting_for(job.owner_id):
        leave(job, JobState.CANCELLED if job.cancel_asked else JobState.DONE)


def _write_what_is_left(job: ImportJob, on: date) -> None:
    """All that the decider remembers of the file goes with it, before doubles are looked for."""
    with acting_for(job.owner_id):
        forget_rows(job)
    decider = decider_of(job)
    entries = entries_of(job)
    _pass_by_what_is_done(job, decider, entries)
    for number, some in enumerate(in_sets(entries), start=1):
        if job.cancel_asked:
            break
        with acting_for(job.owner_id):
            _take(job, decider, some, on)
            fault("importing.set_written")
        fault("importing.set_committed")
        if number & (number - 1) == 0:  # 1, 2, 4, 8 …
            _make_statistics(job)


def _look_for_duplicates(job: ImportJob) -> None:
    """Among those whom this import brought or changed."""
    with acting_for(job.owner_id):
        hold(job)
        rows = ImportRow.objects.for_owner_id(job.owner_id).of_job(job).changed()
        touched = set(rows.values_list("contact_id", flat=True))
        if touched:
            refresh(job.owner, touched)


def _make_statistics(job: ImportJob) -> None:
    """Let the planner know how large the tables have become; see the migration."""
    if not job.created:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT importing_analyze()")


def _pass_by_what_is_done(job: ImportJob, decider: Decider, entries: Iterator[Entry]) -> None:
    with acting_for(job.owner_id):
        rows = ImportRow.objects.for_owner_id(job.owner_id).of_job(job)
        people: dict[int, uuid.UUID | None] = dict(rows.values_list("number", "contact_id"))
    for number, entry in enumerate(islice(entries, job.checkpoint), start=1):
        decider.pass_by(entry, people.get(number))


def _take(job: ImportJob, decider: Decider, entries: Sequence[Entry], on: date) -> None:
    hold(job, checkpoint=F("checkpoint") + len(entries))
    decisions = decider.decide(entries)
    try:
        with transaction.atomic():
            write(job, decisions, on=on)
    except UNFIT:
        logger.exception("A set of import %s could not be written at once", job.pk)
        decisions = [_write_alone(job, decision, on) for decision in decisions]
    counts = Counter(COUNTED[each.outcome] for each in decisions)
    hold(job, **{column: F(column) + count for column, count in counts.items()})


def _write_alone(job: ImportJob, decision: Decision, on: date) -> Decision:
    """One bad row never spoils the good ones around it."""
    try:
        with transaction.atomic():
            write(job, [decision], on=on)
    except UNFIT:
        logger.exception("Line %s of import %s could not be written", decision.line, job.pk)
        rejected = Decision(
            number=decision.number,
            line=decision.line,
            outcome=Outcome.ERROR,
            code=ProblemCode.BAD_RECORD,
            reason=_("This row could not be stored."),
            raw=decision.raw,
        )
        write(job, [rejected], on=on)
        return rejected
    return decision
