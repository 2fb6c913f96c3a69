"""When the screens' own chores are done. What is done is in purging.py."""

import uuid

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from pages import exports, purging
from pages.models import AccountExport


@shared_task(name="pages.purge")  # type: ignore[untyped-decorator]
def purge() -> dict[str, int]:
    """Once a day, from beat."""
    now = timezone.now()
    return {**purging.purge(now), "exports": exports.sweep(now)}


@shared_task(name="pages.export_due")  # type: ignore[untyped-decorator]
def export_due() -> int:
    """From beat: hand a worker every export that waits, or that a dead worker has left."""
    due = exports.due(timezone.now())
    for export_id, owner_id in due:
        export.delay(str(export_id), str(owner_id))
    return len(due)


@shared_task(name="pages.export")  # type: ignore[untyped-decorator]
def export(export_id: str, owner_id: str) -> None:
    exports.make(uuid.UUID(export_id), owner_id=uuid.UUID(owner_id), at=timezone.now())


def enqueue(row: AccountExport) -> None:
    """Wake a worker once this is committed; without a broker the next tick does it."""

    def wake() -> None:
        export.delay(str(row.pk), str(row.owner_id))

    transaction.on_commit(wake, robust=True)
