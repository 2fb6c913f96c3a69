"""When the screens' own chores are done. What is done is in purging.py."""

from celery import shared_task
from django.utils import timezone

from pages import purging


@shared_task(name="pages.purge")  # type: ignore[untyped-decorator]
def purge() -> dict[str, int]:
    """Once a day, from beat."""
    return purging.purge(timezone.now())
