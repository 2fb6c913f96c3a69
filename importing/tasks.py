"""When imports are worked on and calendars read. What is done is in services.py."""

import uuid

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.roles import acting_for
from importing import calendars, duplicates, services
from importing.models import CalendarAddress, ImportJob


@shared_task(name="importing.run_due")  # type: ignore[untyped-decorator]
def run_due() -> int:
    """From beat: hand a worker every job that waits, or that a dead worker has left."""
    due = services.due(timezone.now())
    for job_id, owner_id in due:
        run.delay(str(job_id), str(owner_id))
    return len(due)


@shared_task(name="importing.run")  # type: ignore[untyped-decorator]
def run(job_id: str, owner_id: str) -> None:
    """Work on one job; then wake the user's next one."""
    done = services.work(uuid.UUID(job_id), owner_id=uuid.UUID(owner_id), at=timezone.now())
    if done:
        for waiting in services.due_of(uuid.UUID(owner_id), timezone.now()):
            run.delay(str(waiting), owner_id)


@shared_task(name="importing.look")  # type: ignore[untyped-decorator]
def look(owner_id: str) -> int:
    """Compare everybody of an account; how many pairs wait for an answer."""
    owner = User.objects.get(pk=uuid.UUID(owner_id))
    with acting_for(owner.pk):
        return duplicates.refresh(owner)


def look_again(owner: User) -> None:
    """Let a worker compare everybody once this is committed."""
    transaction.on_commit(lambda: look.delay(str(owner.pk)), robust=True)


@shared_task(name="importing.read_calendars")  # type: ignore[untyped-decorator]
def read_calendars() -> int:
    """Each minute, from beat: hand a worker every calendar whose hour is over."""
    due = calendars.due(timezone.now())
    for address_id, owner_id in due:
        read_calendar.delay(str(address_id), str(owner_id))
    return len(due)


@shared_task(name="importing.read_calendar")  # type: ignore[untyped-decorator]
def read_calendar(address_id: str, owner_id: str) -> bool:
    return calendars.read(uuid.UUID(address_id), owner_id=uuid.UUID(owner_id), at=timezone.now())


def read_soon(address: CalendarAddress) -> None:
    """Wake a worker once this is committed; without a broker the next minute does it."""

    def wake() -> None:
        read_calendar.delay(str(address.pk), str(address.owner_id))

    transaction.on_commit(wake, robust=True)


@shared_task(name="importing.sweep")  # type: ignore[untyped-decorator]
def sweep() -> int:
    """Once a day, from beat: files that nobody wants any more."""
    return services.sweep(timezone.now())


def enqueue(job: ImportJob) -> None:
    """Wake a worker once this is committed; without a broker the next tick does it."""

    def wake() -> None:
        run.delay(str(job.pk), str(job.owner_id))

    transaction.on_commit(wake, robust=True)
