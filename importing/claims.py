"""Who works on a job: one worker at a time, known by its lease, for as long as it renews it.

Every step of the work presents the lease in the transaction that writes, so that a worker that
was thought dead can write no more.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Case, F, Value, When
from django.db.models.functions import Now

from core.roles import acting_for
from importing.models import ImportJob
from importing.states import OVER, JobState

LASTS = timedelta(seconds=60)
MAX_ATTEMPTS = 3  # without any progress
LONGEST_REASON = 500


class LeaseLost(Exception):
    """Another worker has taken over, or the user has stopped the job."""


def claim(job_id: uuid.UUID, *, owner_id: uuid.UUID, at: datetime) -> ImportJob | None:
    """Take a job that waits for work: one UPDATE that a single caller wins.

    None: there is nothing to do, somebody else does it, or another import of this user runs.
    """
    lease = uuid.uuid4()
    with acting_for(owner_id):
        jobs = ImportJob.objects.for_owner_id(owner_id).filter(pk=job_id)
        try:
            with transaction.atomic():
                won = jobs.claimable(at).update(
                    lease=lease,
                    lease_until=at + LASTS,
                    attempts=F("attempts") + 1,
                    started_at=_if_waiting(at, F("started_at")),
                    state=_if_waiting(JobState.RUNNING.value, F("state")),
                )
        except IntegrityError:  # import_one_running
            return None
        return jobs.select_related("owner").get() if won else None


def _if_waiting(begun: Any, else_as: F) -> Case:
    return Case(When(state=JobState.QUEUED, then=Value(begun)), default=else_as)


def hold(job: ImportJob, **columns: Any) -> None:
    """Write to the job and renew the lease; raises LeaseLost if it is not ours any more.

    Stands first in its transaction: the job's row is locked then, and `cancel_asked` is fresh.
    """
    mine = ImportJob.objects.for_owner_id(job.owner_id).filter(pk=job.pk, lease=job.lease)
    if not mine.update(lease_until=Now() + LASTS, attempts=0, **columns):
        raise LeaseLost
    job.refresh_from_db(fields=["cancel_asked", "state", *columns])


def leave(job: ImportJob, state: JobState, **columns: Any) -> None:
    """Hand the job back in a state that no worker need look at."""
    if state in OVER:
        columns["finished_at"] = Now()
    hold(job, state=state, **columns)
    ImportJob.objects.for_owner_id(job.owner_id).filter(pk=job.pk).update(
        lease=None, lease_until=None
    )


def fail(job: ImportJob, reason: str) -> None:
    """Give up, for a reason that the user is told."""
    with acting_for(job.owner_id):
        leave(job, JobState.FAILED, refused=reason[:LONGEST_REASON])


def give_back(job: ImportJob) -> None:
    """Something went wrong: let the next tick try again."""
    with acting_for(job.owner_id):
        ImportJob.objects.for_owner_id(job.owner_id).filter(pk=job.pk, lease=job.lease).update(
            lease_until=Now()
        )
