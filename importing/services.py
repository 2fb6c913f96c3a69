"""The door of the importing app: a file comes in, is read, checked, imported, taken back."""

import logging
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from core.roles import acting_for, acting_for_all
from importing import claims, uploads
from importing.claims import LeaseLost
from importing.models import HeaderMapping, ImportJob, PreviewRow
from importing.opening import Chosen, header_hash, settled_by
from importing.previewing import forget_rows, prepare
from importing.records import Refused
from importing.running import run
from importing.states import APPLIED, OVER, JobState
from importing.undoing import take_back

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)
LONGEST_NAME = 255
KEPT = timedelta(days=7)  # a file that nobody imports
JUST_STORED = timedelta(hours=1)  # a file is there before its job
WAITING = (JobState.UPLOADED, JobState.READY, JobState.QUEUED)
UNWRITTEN = (*WAITING, JobState.REFUSED)


class NotNow(Exception):
    """The job is not in a state for this; the message says why."""


def upload(
    *, owner: "User", name: str, pieces: Iterable[bytes], chosen: Chosen | None = None
) -> ImportJob:
    """Keep a file and note that it is to be read; nothing of it is read here.

    Raises Refused when it is too large, or can't be stored.
    """
    stored = uploads.store(pieces)
    return ImportJob.objects.create(
        owner=owner,
        file_name=label_of(name),
        file_key=stored.key,
        size=stored.size,
        reading={"chosen": chosen or {}},
    )


def label_of(name: str) -> str:
    """A file's name to be shown: never a path."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(char for char in last if char.isprintable())[:LONGEST_NAME] or "?"


def work(job_id: uuid.UUID, *, owner_id: uuid.UUID, at: datetime) -> bool:
    """Do what a job waits for: read its file, import it, or take it back.

    False: nothing was to be done, or somebody else does it. May be called by any number of
    workers, and again after one has died.
    """
    job = claims.claim(job_id, owner_id=owner_id, at=at)
    if job is None:
        return False
    language = job.owner.language or settings.LANGUAGE_CODE
    try:
        with translation.override(language):
            _work_on(job, at)
    except LeaseLost:
        return False
    except Exception:
        claims.give_back(job)
        raise
    _forget_file(job)
    return True


def _work_on(job: ImportJob, at: datetime) -> None:
    on = job.owner.today(at)
    if job.attempts > claims.MAX_ATTEMPTS:
        claims.fail(job, _("This failed several times, and was given up."))
        return
    try:
        if job.state == JobState.UPLOADED:
            prepare(job, at=at)
        elif job.state == JobState.RUNNING:
            run(job, on=on)
        else:
            take_back(job, on=on)
    except FileNotFoundError:
        claims.fail(job, _("The file is not there any more. Bring it once more."))
    except Refused as refusal:
        claims.fail(job, str(refusal))


def _forget_file(job: ImportJob) -> None:
    if job.state in OVER and job.state != JobState.REFUSED:  # that may be read in another way
        uploads.discard(job.file_key)


@transaction.atomic
def read_again(job: ImportJob, *, chosen: Chosen) -> None:
    """Read the file as the user says, and preview it afresh."""
    _move(
        job,
        {JobState.READY, JobState.REFUSED},
        JobState.UPLOADED,
        reading={**job.reading, "chosen": chosen},
        refused="",
        finished_at=None,
    )


@transaction.atomic
def start(job: ImportJob) -> None:
    """Import what the preview shows; the mapping is kept for the next file with this header."""
    if job.total is None:
        raise NotNow(_("Choose which column holds the name or the e-mail address first."))
    lasting = {ask["name"]: ask["value"] for ask in job.reading["asks"] if ask.get("lasts")}
    if not settled_by(job, job.source, set(lasting)).items() <= lasting.items():
        raise NotNow(_("Another import has begun meanwhile. Look at this file once more."))
    _move(job, {JobState.READY}, JobState.QUEUED, attempts=0)
    if "mapping" in job.reading["chosen"]:
        HeaderMapping.objects.update_or_create(
            owner_id=job.owner_id,
            header_hash=header_hash(job.reading["headers"]),
            defaults={"mapping": job.mapping},
        )


@transaction.atomic
def cancel(job: ImportJob, *, at: datetime) -> None:
    """Stop: at once before anything was written, else after the set in hand. What is in stays."""
    own = ImportJob.objects.for_owner_id(job.owner_id).filter(pk=job.pk)
    if own.filter(state=JobState.RUNNING).update(cancel_asked=True):
        return
    _move(job, set(WAITING), JobState.CANCELLED, finished_at=at, lease=None, lease_until=None)
    forget_rows(job)
    uploads.discard(job.file_key)


def forget(job: ImportJob) -> None:
    """Leave nothing of a job that wrote nothing."""
    ImportJob.objects.for_owner_id(job.owner_id).filter(pk=job.pk, state__in=UNWRITTEN).delete()
    uploads.discard(job.file_key)


def undo(job: ImportJob) -> None:
    """Take the whole import back; a worker does it."""
    _move(
        job,
        set(APPLIED),
        JobState.UNDOING,
        attempts=0,
        undone_to=F("checkpoint") + 1,
        finished_at=None,
    )


def _move(job: ImportJob, states: set[JobState], state: JobState, **columns: object) -> None:
    """One UPDATE from a state that allows it; raises NotNow if it has left that meanwhile."""
    own = ImportJob.objects.for_owner_id(job.owner_id).filter(pk=job.pk, state__in=states)
    if not own.update(state=state, **columns):
        job.refresh_from_db()
        raise NotNow(_("This import is %(state)s.") % {"state": job.get_state_display()})
    job.refresh_from_db()


def due(at: datetime) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """The jobs that wait for a worker, of all accounts: their ids and owners."""
    with acting_for_all():
        return list(ImportJob.objects.claimable(at).values_list("pk", "owner_id"))


def due_of(owner_id: uuid.UUID, at: datetime) -> list[uuid.UUID]:
    """One user's jobs that wait for a worker, the oldest first."""
    with acting_for(owner_id):
        jobs = ImportJob.objects.for_owner_id(owner_id).claimable(at)
        return list(jobs.values_list("pk", flat=True))


def sweep(at: datetime) -> int:
    """Once a day: give up uploads that nobody imported, and remove files without a job."""
    with acting_for_all():
        left = ImportJob.objects.left_lying(at - KEPT)
        left.update(state=JobState.CANCELLED, finished_at=at)
        PreviewRow.objects.of_no_use().delete()
        read = ImportJob.objects.needing_their_file(at - KEPT).values_list("file_key", flat=True)
        wanted = set(read)
    old = uploads.stored_before((at - JUST_STORED).timestamp())
    unwanted = [key for key in old if key not in wanted]
    for key in unwanted:
        uploads.discard(key)
    return len(unwanted)
